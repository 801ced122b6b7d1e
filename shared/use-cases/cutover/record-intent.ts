/** The first line of a cutover: the attempt, written before anything else. */
import {
  type AttemptRequest,
  isInFlight,
  nextAttemptNumber,
  withNewAttempt,
} from '../../core/cutover/attempt';
import type { AttemptState } from '../../core/migration/control';
import type { JournalEntry } from '../../core/migration/journal';
import { cutoverApproval } from '../../core/readiness/cutover-approval';
import { readySince } from '../../core/watch/watch-state';
import { readWatchState } from '../assess/watch-state-store';
import { type Capabilities, nowIso } from '../capabilities';

/** The attempt as it stands, or why there is none. */
export type RecordIntentOutcome =
  | { readonly kind: 'attempt'; readonly state: AttemptState }
  | { readonly kind: 'none'; readonly reason: string };

/**
 * Records the intent of attempt `number`. Idempotent: an attempt of this number that exists is reported as it is.
 *
 * It is made for the tail that the last assessment found ready. Nothing is looked at anew: whoever sends it does, and
 * withdraws it when anything has changed.
 */
export async function recordIntent(
  caps: Capabilities,
  id: string,
  number: number,
): Promise<RecordIntentOutcome> {
  const control = await caps.ledger.control(id);
  if (!control) return { kind: 'none', reason: 'no such migration is registered' };
  const attempt = control.value.attempt;
  if (attempt && attempt.number >= number)
    return attempt.number === number
      ? { kind: 'attempt', state: attempt.state }
      : { kind: 'none', reason: 'a later attempt exists' };
  if (attempt?.state === 'intended' || isInFlight(control.value))
    return { kind: 'none', reason: 'another attempt is under way' };
  if (nextAttemptNumber(control.value) !== number)
    return { kind: 'none', reason: `attempt ${number} is not the next one` };
  const { state } = await readWatchState(caps.ledger, id);
  const tail = state.readyTail;
  if (tail === undefined || control.value.operationId === undefined)
    return { kind: 'none', reason: 'the last assessment found no tail ready' };
  const registration = await caps.ledger.registration(id);
  if (registration === undefined) return { kind: 'none', reason: 'no such migration is registered' };
  const at = nowIso(caps.clock);
  const allowed = cutoverApproval({ at, control: control.value, registration }, tail);
  if (allowed.kind !== 'granted') return { kind: 'none', reason: allowed.reason };
  const readyAt = readySince(state);
  const order = {
    number,
    tail,
    operationId: control.value.operationId,
    requestedBy: allowed.by,
    ...(readyAt !== undefined && { readyAt }),
  };
  const next = withNewAttempt(control.value, order, at);
  const outcome = await caps.ledger.changeControl(id, control.etag, next, [lineOf(order, at)]);
  return outcome.kind === 'changed' ? { kind: 'attempt', state: 'intended' } : lookAgain(caps, id, number);
}

function lineOf({ number, tail, operationId, requestedBy: by }: AttemptRequest, at: string): JournalEntry {
  const facts = { attempt: number, tail: tail.blob, lastLsn: tail.lastLsn.toString(), operationId };
  return { at, kind: 'attemptChanged', by, text: `Attempt ${number} intended at ${tail.blob}`, facts };
}

/** After a conflict: the attempt may have been written by another run, or by ours with the answer lost. */
async function lookAgain(caps: Capabilities, id: string, number: number): Promise<RecordIntentOutcome> {
  const attempt = (await caps.ledger.control(id))?.value.attempt;
  return attempt?.number === number
    ? { kind: 'attempt', state: attempt.state }
    : { kind: 'none', reason: 'the control row has changed' };
}
