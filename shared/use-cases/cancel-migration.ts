/** Carrying out a cancel intent: as careful as a cutover, because the service drops the target database. */
import type { EngineStatus } from '../core/engine/engine-status';
import type { CancelIntent, ControlRow } from '../core/migration/control';
import type { JournalEntry } from '../core/migration/journal';
import type { Registration } from '../core/migration/registration';
import { addSeconds, hasElapsed } from '../core/timing';
import { clip } from '../core/views/clip';
import type { ChangeAnswer, MigrationEngine } from '../ports/migration-engine';
import type { Capabilities } from './capabilities';
import { nowIso } from './capabilities';
import type { ControlChange } from './change-control';
import { changeControl } from './change-control';
import { engineTargetOf } from './engine-target';
import { readEngine } from './gather-facts';
import { decidedAttempt } from './operator-actions';

const CANCELABLE: readonly EngineStatus['state'][] = ['creating', 'running', 'readyForCutover', 'retriable'];

/** Whether the intent moved on; when not, the service could not be read and the next look tries again. */
export interface CancelOutcome {
  readonly acted: boolean;
}

/**
 * Sends the cancel request once, if the adopted operation still runs and its database is still restoring (G2).
 *
 * Only an `intended` cancel is ever sent. One found `sending` was left by another run and becomes `unknown`, which
 * later assessments settle by observation.
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function cancelMigration(caps: Capabilities, id: string): Promise<CancelOutcome> {
  const registration = await caps.ledger.registration(id);
  const control = await caps.ledger.control(id);
  if (!registration || control?.value.cancel === undefined) return { acted: false };
  if (control.value.cancel.state === 'sending') {
    await move(caps, id, ['sending'], {
      state: 'unknown',
      reason: 'the run that sent it ended before it wrote down the answer',
    });
    return { acted: true };
  }
  if (control.value.cancel.state !== 'intended') return { acted: false };
  return cancelIntended(caps, registration, control.value);
}

async function cancelIntended(
  caps: Capabilities,
  registration: Registration,
  { operationId }: ControlRow,
): Promise<CancelOutcome> {
  const { id } = registration;
  const lookedAt = nowIso(caps.clock);
  const engine = caps.engine(registration.engine);
  const objection = engine && (await objectionTo(caps, registration, engine, operationId));
  if (engine === undefined || objection === 'unreadable') return { acted: false };
  if (objection !== undefined || operationId === undefined) {
    await move(caps, id, ['intended'], { state: 'withdrawn', reason: objection ?? 'it is not adopted' });
    return { acted: true };
  }
  const claim = await claimTheSending(caps, id, lookedAt);
  if (claim === undefined) return { acted: true };
  const answer = await engine.cancel(engineTargetOf(registration), operationId, claim);
  await move(caps, id, ['sending', 'unknown'], intentAfter(answer));
  return { acted: true };
}

/** Why the request must not leave: a sentence, `unreadable` when the service does not tell, undefined when it may. */
async function objectionTo(
  caps: Capabilities,
  registration: Registration,
  engine: MigrationEngine,
  operationId: string | undefined,
): Promise<string | undefined> {
  const reading = await readEngine(caps, registration);
  if (reading.kind === 'trouble') return 'unreadable';
  if (reading.kind === 'absent') return 'the service knows no such migration';
  const { status } = reading;
  if (!CANCELABLE.includes(status.state)) return `the service is ${status.rawState ?? status.state}`;
  if (status.operationId === undefined || status.operationId.toLowerCase() !== operationId?.toLowerCase())
    return `the service runs operation ${status.operationId ?? 'unknown'}, adopted was ${operationId ?? 'none'}`;
  const database = await engine.readTargetDatabase(engineTargetOf(registration));
  if (database.kind === 'trouble') return 'unreadable';
  return database.kind === 'found' && database.status.toLowerCase() !== 'restoring'
    ? `the target database is ${database.status}`
    : undefined;
}

/** Claims the sending for this run; the deadline counts from the reading, not from the claim. Undefined: not ours. */
async function claimTheSending(
  caps: Capabilities,
  id: string,
  lookedAt: string,
): Promise<number | undefined> {
  const token = caps.newToken();
  const notAfter = addSeconds(lookedAt, caps.timing.assessmentValid);
  const outcome = await changeControl<string>(caps.ledger, id, (control): ControlChange<string> => {
    const { cancel } = control;
    if (cancel?.sender?.token === token) return { kind: 'keep' };
    const now = nowIso(caps.clock);
    if (cancel?.state !== 'intended' || decidedAttempt(control) !== undefined)
      return { kind: 'refuse', refusal: 'not in that state' };
    if (!hasElapsed(lookedAt, now, 0)) return { kind: 'refuse', refusal: 'the clock went back' };
    return change(caps, control, cancel, { state: 'sending', sender: { token, notAfter } });
  });
  return outcome.kind === 'changed' ? Date.parse(notAfter) : undefined;
}

async function move(
  caps: Capabilities,
  id: string,
  from: readonly CancelIntent['state'][],
  next: Pick<CancelIntent, 'state' | 'reason'>,
): Promise<void> {
  await changeControl<string>(caps.ledger, id, (control): ControlChange<string> => {
    const { cancel } = control;
    return cancel && from.includes(cancel.state)
      ? change(caps, control, cancel, next)
      : { kind: 'refuse', refusal: 'not in that state' };
  });
}

function change(
  caps: Capabilities,
  control: ControlRow,
  before: CancelIntent,
  next: Pick<CancelIntent, 'state' | 'reason' | 'sender'>,
): ControlChange<string> {
  const kind = next.state === 'sending' ? 'requestSent' : 'requestAnswered';
  const reason = next.reason === undefined ? '' : `: ${next.reason}`;
  const text = `Cancel ${before.state} → ${next.state}${reason}`;
  const entry: JournalEntry = { at: nowIso(caps.clock), kind, by: 'sender', text };
  return {
    kind: 'change',
    control: { ...control, cancel: { ...before, reason: undefined, ...next } },
    entries: [entry],
  };
}

function intentAfter(answer: ChangeAnswer): Pick<CancelIntent, 'state' | 'reason'> {
  switch (answer.kind) {
    case 'accepted':
      return { state: 'sent' };
    case 'refused':
      return { state: 'refused', reason: clip(`${answer.code} ${answer.message}`, 2_000) };
    case 'notSent':
      return { state: 'withdrawn', reason: clip(answer.reason, 2_000) };
    case 'unknown':
      return { state: 'unknown', reason: clip(answer.reason, 2_000) };
  }
}
