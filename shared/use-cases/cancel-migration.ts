/** Carrying out a cancel intent: as careful as a cutover, because the service drops the target database. */
import { isInFlight } from '../core/cutover/attempt';
import type { CancelIntent, ControlRow } from '../core/migration/control';
import { addSeconds } from '../core/timing';
import type { ChangeAnswer } from '../ports/migration-engine';
import type { Capabilities } from './capabilities';
import { nowIso } from './capabilities';
import type { ControlChange } from './change-control';
import { changeControl } from './change-control';
import { readEngine } from './gather-facts';

const CANCELABLE = ['creating', 'running', 'readyForCutover', 'retriable'];

/** Sends the cancel request once, if the database is still restoring and the engine neither completing nor completed. */
export async function cancelMigration(caps: Capabilities, id: string): Promise<void> {
  const registration = await caps.ledger.registration(id);
  if (!registration) return;
  await settleForeignSending(caps, id);
  const engineFacts = await readEngine(caps, registration);
  const engine = caps.engine(registration.engine);
  const target = {
    scopeId: registration.target.managedInstanceId,
    databaseName: registration.target.databaseName,
  };
  if (!engine || engineFacts.kind !== 'read') return;
  const { status } = engineFacts;
  if (!CANCELABLE.includes(status.state) || status.operationId === undefined)
    return move(caps, id, 'withdrawn', `the service is ${status.rawState ?? status.state}`);
  const database = await engine.readTargetDatabase(target);
  if (database.kind === 'trouble') return;
  if (database.kind === 'found' && database.status.toLowerCase() !== 'restoring')
    return move(caps, id, 'withdrawn', `the target database is ${database.status}`);
  const deadline = await claim(caps, id);
  if (deadline === undefined) return;
  const answer = await engine.cancel(target, status.operationId, deadline);
  const next = intentAfter(answer);
  await move(caps, id, next.state, next.reason);
}

async function settleForeignSending(caps: Capabilities, id: string): Promise<void> {
  await changeCancel(caps, id, ['sending'], (cancel) => ({
    ...cancel,
    state: 'unknown',
    reason: 'the run that sent it ended before it wrote down the answer',
  }));
}

async function claim(caps: Capabilities, id: string): Promise<number | undefined> {
  const now = nowIso(caps.clock);
  const notAfter = addSeconds(now, caps.timing.assessmentValid);
  const changed = await changeCancel(caps, id, ['intended'], (cancel) => ({
    ...cancel,
    state: 'sending',
    sender: { token: caps.newToken(), notAfter },
  }));
  return changed ? Date.parse(notAfter) : undefined;
}

async function move(
  caps: Capabilities,
  id: string,
  state: CancelIntent['state'],
  reason: string | undefined,
): Promise<void> {
  await changeCancel(caps, id, ['intended', 'sending', 'unknown'], (cancel) => ({
    ...cancel,
    state,
    reason,
  }));
}

async function changeCancel(
  caps: Capabilities,
  id: string,
  from: readonly CancelIntent['state'][],
  next: (cancel: CancelIntent) => CancelIntent,
): Promise<boolean> {
  const outcome = await changeControl<string>(caps.ledger, id, (control): ControlChange<string> => {
    if (!control.cancel || !from.includes(control.cancel.state) || isInFlight(control))
      return { kind: 'refuse', refusal: 'not in that state' };
    const cancel = next(control.cancel);
    return { kind: 'change', control: { ...control, cancel }, entries: [entryFor(caps, control, cancel)] };
  });
  return outcome.kind === 'changed';
}

function entryFor(
  caps: Capabilities,
  control: ControlRow,
  cancel: CancelIntent,
): { at: string; kind: 'requestSent' | 'requestAnswered'; by: string; text: string } {
  const kind = cancel.state === 'sending' ? 'requestSent' : 'requestAnswered';
  const text = `Cancel ${control.cancel?.state ?? ''} → ${cancel.state}${cancel.reason === undefined ? '' : `: ${cancel.reason}`}`;
  return { at: nowIso(caps.clock), kind, by: 'sender', text };
}

function intentAfter(answer: ChangeAnswer): { state: CancelIntent['state']; reason?: string } {
  switch (answer.kind) {
    case 'accepted':
      return { state: 'sent' };
    case 'refused':
      return { state: 'refused', reason: `${answer.code} ${answer.message}` };
    case 'notSent':
      return { state: 'withdrawn', reason: answer.reason };
    case 'unknown':
      return { state: 'unknown', reason: answer.reason };
  }
}
