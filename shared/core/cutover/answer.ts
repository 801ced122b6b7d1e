/** What the answer to the cutover request makes of the attempt. */
import type { ChangeAnswer } from '../engine/change-answer';
import type { Attempt } from '../migration/control';
import { isSettled, step } from './attempt';
import { refusalCode } from '../engine/refusal';

/**
 * Applies the answer to an attempt that is being sent, or that another run gave up as unknown meanwhile.
 *
 * An answer that comes after observation has settled the matter (or has seen the request arrive) changes nothing.
 *
 * @throws {IllegalAttemptStepError} When the attempt was never being sent.
 * @example applyAnswer(sending, { kind: 'unknown', reason: 'connection reset' }, now).state // 'unknown'
 */
export function applyAnswer(attempt: Attempt, answer: ChangeAnswer, now: string): Attempt {
  if (attempt.state === 'sent' || isSettled(attempt.state)) return attempt;
  switch (answer.kind) {
    case 'accepted':
      return step(attempt, 'sent', { sentAt: now, reason: undefined });
    case 'refused':
      return step(attempt, 'refused', {
        settledAt: now,
        code: refusalCode(answer.httpStatus, answer.code),
        reason: answer.message,
      });
    case 'notSent':
      return step(attempt, 'refused', { settledAt: now, code: 'NotSent', reason: answer.reason });
    case 'unknown':
      return attempt.state === 'unknown' ? attempt : step(attempt, 'unknown', { reason: answer.reason });
  }
}
