/** What the answer to the cutover request makes of the attempt. */
import type { Attempt } from '../migration/control';
import { step } from './attempt';

/** The answer, engine-neutral; shape of the port's `ChangeAnswer`. */
export type CutoverAnswer =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly httpStatus: number; readonly code: string; readonly message: string }
  | { readonly kind: 'unknown'; readonly reason: string }
  | { readonly kind: 'notSent'; readonly reason: string };

/**
 * Applies the answer to an attempt that is being sent (or that another run gave up as unknown meanwhile).
 *
 * @example applyAnswer(sending, { kind: 'unknown', reason: 'connection reset' }, now).state // 'unknown'
 */
export function applyAnswer(attempt: Attempt, answer: CutoverAnswer, now: string): Attempt {
  switch (answer.kind) {
    case 'accepted':
      return step(attempt, 'sent', { sentAt: now });
    case 'refused':
      return step(attempt, 'refused', { settledAt: now, code: refusalCode(answer), reason: answer.message });
    case 'notSent':
      return step(attempt, 'refused', { settledAt: now, code: 'NotSent', reason: answer.reason });
    case 'unknown':
      return attempt.state === 'unknown' ? attempt : step(attempt, 'unknown', { reason: answer.reason });
  }
}

function refusalCode(answer: { readonly httpStatus: number; readonly code: string }): string {
  if (answer.httpStatus === 429) return 'TooManyRequests';
  if (answer.httpStatus === 409) return 'OperationInProgress';
  return answer.code;
}
