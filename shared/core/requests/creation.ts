/**
 * The tries to create a migration at the service: claim, answer, next try.
 *
 * A lost or refused creation has changed nothing, so it is tried again by itself, a few times; a cutover is not, for it
 * cannot be taken back (shared/core/cutover). States: `CreationIntent`.
 */
import { type ChangeAnswer, isBusyCode, refusalCode } from '../engine/change-answer';
import type { ControlRow, CreationIntent, Sender } from '../migration/control';
import { type Timing, addSeconds, hasElapsed, secondsBetween } from '../timing';

/**
 * Tries without a person: one more is for a host that died, another for bad luck; a third loss has a cause that a
 * person has to find.
 */
export const MOST_TRIES = 3;

/** Seconds that a service may ask to be left alone for; a longer wait is for a person to know of. */
const LONGEST_PAUSE = 900;

/** Which try it is, over all. */
export function tryNumber(creation: CreationIntent): number {
  return creation.number ?? 1;
}

/** True when the next try is a person's matter. */
export function isLastTry(creation: CreationIntent): boolean {
  return (creation.tries ?? 1) >= MOST_TRIES;
}

/** True when a run may claim the creation now: nobody has yet, nothing is adopted or ended, and its pause is over. */
export function mayBeClaimed({ operationId, creation, ended }: ControlRow, at: string): boolean {
  if (operationId !== undefined || ended !== undefined) return false;
  if (creation === undefined) return true;
  const { state, notBefore } = creation;
  return state === 'intended' && (notBefore === undefined || hasElapsed(notBefore, at, 0));
}

/**
 * True when what is found at the service may be what this ledger asked for: an answer is missing, was unclear, or said
 * yes.
 */
export function mayHaveCreated({ creation }: Pick<ControlRow, 'creation'>): boolean {
  const state = creation?.state;
  return state === 'sending' || state === 'sent' || state === 'unknown' || creation?.mayHaveArrived === true;
}

/** Claims the sending for one run: the token says whose, the deadline until when. */
export function claimCreation(creation: CreationIntent, sender: Sender): CreationIntent {
  return { ...creation, state: 'sending', sender, notBefore: undefined, reason: undefined };
}

/**
 * What the answer makes of a try that is being sent, or that another run gave up as unclear meanwhile.
 *
 * A busy service is asked again by itself, after a pause that grows with the tries and is as long as the service asks
 * for; and so it is when there was no time to send. What has to be mended first (a setting is missing) is an operator's.
 *
 * @param now when the answer came, ISO 8601 UTC
 * @example answered(sending, { kind: 'unknown', reason: 'connection reset' }, now, AZURE_TIMING).state // 'unknown'
 */
export function answered(
  creation: CreationIntent,
  answer: ChangeAnswer,
  now: string,
  timing: Timing,
): CreationIntent {
  switch (answer.kind) {
    case 'accepted':
      return { ...creation, state: 'sent', sentAt: now, reason: undefined };
    case 'refused': {
      const reason = `The service refused the creation: ${answer.code} ${answer.message}`;
      return isBusyCode(refusalCode(answer.httpStatus, answer.code))
        ? pausedTry(creation, reason, now, timing, answer.retryAfterSeconds)
        : { ...creation, state: 'refused', reason };
    }
    case 'notSent': {
      const reason = `The creation was not sent: ${answer.reason}`;
      if (answer.frozen === true) return { ...creation, state: 'intended', sender: undefined, reason };
      return isOutsideClaim(creation, now, timing)
        ? pausedTry(creation, reason, now, timing)
        : { ...creation, state: 'refused', reason };
    }
    case 'unknown':
      return unclear(creation, `No clear answer to the creation: ${answer.reason}`);
  }
}

/** True when what was not sent had no time: the deadline has passed, or the clock has gone back behind the claim. */
function isOutsideClaim({ sender }: CreationIntent, now: string, { senderValid }: Timing): boolean {
  const left = sender === undefined ? NaN : secondsBetween(now, sender.notAfter);
  return left < 0 || left > senderValid;
}

/** Gives a try up as unclear: only what the service shows tells more. */
export function unclear(creation: CreationIntent, reason: string): CreationIntent {
  return { ...creation, state: 'unknown', mayHaveArrived: true, reason };
}

/** The next try for the same word, to be sent by a run that claims it. */
export function nextTry(creation: CreationIntent, reason: string, notBefore?: string): CreationIntent {
  return {
    by: creation.by,
    at: creation.at,
    state: 'intended',
    number: tryNumber(creation) + 1,
    tries: (creation.tries ?? 1) + 1,
    mayHaveArrived: creation.mayHaveArrived,
    notBefore,
    reason,
  };
}

function pausedTry(
  creation: CreationIntent,
  reason: string,
  now: string,
  timing: Timing,
  retryAfterSeconds = 0,
): CreationIntent {
  if (isLastTry(creation)) return { ...creation, state: 'refused', reason };
  const pause = Math.max(timing.notReceivedFirst * (creation.tries ?? 1), retryAfterSeconds);
  return nextTry(creation, reason, addSeconds(now, Math.min(pause, LONGEST_PAUSE)));
}
