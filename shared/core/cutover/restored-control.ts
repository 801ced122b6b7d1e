/** What remains of a control row's authority in a ledger that may lack what was sent since: nothing goes without an operator. */
import type { Attempt, ControlRow, CreationIntent, Sender } from '../migration/control';
import type { Registration } from '../migration/registration';
import { endApprovals } from '../readiness/approval';
import { MOST_TRIES } from '../requests/creation';

/** Who brought it here, when and how: `why` is a clause, such as `restored from a backup of …`. */
export interface Restoring {
  readonly by: string;
  readonly at: string;
  readonly why: string;
}

/**
 * The control row of a migration whose ledger was restored or imported: manual only, no approval, no go of a group, and whatever was open
 * counts as sent with an unclear answer, because the ledger it comes from may have sent it since. A creation that nobody
 * knows of counts so too, as the last of its tries: only an operator has it sent again.
 *
 * @example asRestored(registration, control, { by: 'eve', at, why }).attempt?.state // 'unknown', of one that was intended
 */
export function asRestored(
  { start }: Pick<Registration, 'start'>,
  control: ControlRow,
  restoring: Restoring,
): ControlRow {
  if (control.ended !== undefined) return control;
  const { by, at, why } = restoring;
  const { control: unapproved } = endApprovals(control, { by, at, state: 'void' }, why);
  const mayBeCreated = start === 'create' && control.operationId === undefined;
  return {
    ...unapproved,
    manualOnly: `${why}: an operator approves the cutover, whatever the mode`,
    fresh: undefined,
    ...(control.group && { group: { id: control.group.id } }),
    ...(control.attempt && { attempt: opened<Attempt>(control.attempt, restoring) }),
    ...(control.cancel && { cancel: opened(control.cancel, restoring) }),
    ...(control.retry && { retry: opened(control.retry, restoring) }),
    ...(mayBeCreated && { creation: unclearCreation(control.creation, restoring) }),
  };
}

interface Open {
  readonly state: string;
  readonly sender?: Sender;
  readonly reason?: string;
}

/** Another ledger's run may send until it has seen the end there; what is observed counts from now on. */
function opened<R extends Open>(request: R, { at, why }: Restoring): R {
  if (request.state !== 'intended' && request.state !== 'sending') return request;
  return { ...request, state: 'unknown', sender: senderAt(request.sender, at), reason: why };
}

function unclearCreation(creation: CreationIntent | undefined, { by, at, why }: Restoring): CreationIntent {
  if (creation !== undefined && creation.state !== 'intended' && creation.state !== 'sending')
    return creation;
  return {
    ...{ by, at, ...creation },
    state: 'unknown',
    tries: MOST_TRIES,
    mayHaveArrived: true,
    notBefore: undefined,
    sender: senderAt(creation?.sender, at),
    reason: why,
  };
}

function senderAt(sender: Sender | undefined, at: string): Sender {
  return { token: sender?.token ?? 'of another ledger', notAfter: at };
}
