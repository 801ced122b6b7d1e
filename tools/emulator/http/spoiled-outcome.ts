/** Carries an operation out, or not, and spoils its answer, as answer faults say. */
import { editBody } from '../faults/edit-body';
import type { AnswerFault } from '../faults/fault';
import { type JsonObject, writeJson } from '../wire/json';
import type { ServiceError } from './service-errors';
import { errorAnswer, type WireAnswer } from './wire-exchange';

/** What came of a request. */
export interface Outcome {
  readonly answer: WireAnswer;
  /** The answer's body before it became text. */
  readonly body?: JsonObject | undefined;
  /** The operation was carried out. */
  readonly accepted: boolean;
}

/** The outcome of a request that was refused. */
export function refusedOutcome(error: ServiceError): Outcome {
  return { answer: errorAnswer(error), accepted: false };
}

/** Runs the operation, or not, and spoils its answer, as the faults say. */
export async function withFaults(
  faults: readonly AnswerFault[],
  run: () => Promise<Outcome>,
): Promise<{ readonly outcome: Outcome; readonly ending: 'answer' | 'reset' }> {
  for (const fault of faults) {
    if (fault.kind === 'resetBefore')
      return { outcome: { answer: { status: 0 }, accepted: false }, ending: 'reset' };
    if (fault.kind === 'resetAfter') return { outcome: await run(), ending: 'reset' };
    if (fault.kind === 'wrongJson') {
      const { answer, accepted } = await run();
      return { outcome: { answer: { ...answer, text: fault.text }, accepted }, ending: 'answer' };
    }
    const answer = spoiltAnswer(fault);
    if (answer) {
      const carriedOut = fault.kind === 'serverError' && fault.carriedOut;
      return { outcome: { answer, accepted: carriedOut && (await run()).accepted }, ending: 'answer' };
    }
  }
  const outcome = await run();
  if (outcome.body === undefined) return { outcome, ending: 'answer' };
  const text = writeJson(editBody(outcome.body, faults));
  return { outcome: { ...outcome, answer: { ...outcome.answer, text } }, ending: 'answer' };
}

function spoiltAnswer(fault: AnswerFault): WireAnswer | undefined {
  switch (fault.kind) {
    case 'throttle':
      return errorAnswer({
        status: 429,
        code: 'TooManyRequests',
        message: 'The request is being throttled as the limit has been reached for operation type - Read.',
        headers: retryAfter(fault.retryAfterSeconds),
      });
    case 'serverError': {
      const headers = retryAfter(fault.retryAfterSeconds);
      return fault.envelope ? errorAnswer({ ...fault, headers }) : { status: fault.status, headers };
    }
    case 'refuse':
      return errorAnswer({ ...fault, headers: {} });
    default:
      return undefined;
  }
}

function retryAfter(seconds: number | null): Readonly<Record<string, string>> {
  return seconds === null ? {} : { 'Retry-After': String(seconds) };
}
