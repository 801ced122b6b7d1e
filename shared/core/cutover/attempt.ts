/**
 * The transitions of a cutover attempt: every step that is allowed. What an observation makes of one: observation.ts.
 *
 * Each function takes the attempt as stored and returns the one to store; a transition that is not allowed throws,
 * because it would be a fault of the program. The states and what leads from one to the other: docs/cutover.md.
 */
import { type ChangeAnswer, refusalCode } from '../engine/change-answer';
import {
  type Attempt,
  type AttemptState,
  type ControlRow,
  type Sender,
  type TailReference,
  ATTEMPT_IN_FLIGHT,
} from '../migration/control';
import { needsOperator } from '../readiness/cutover-approval';

const ALLOWED: Readonly<Record<AttemptState, readonly AttemptState[]>> = {
  intended: ['withdrawn', 'sending'],
  withdrawn: [],
  sending: ['sent', 'refused', 'unknown'],
  sent: ['confirmed', 'completedUnproven', 'failed', 'overtaken', 'notReceived'],
  refused: [],
  // The run that sent may still bring its answer after another run gave it up as unknown.
  unknown: ['sent', 'refused', 'confirmed', 'completedUnproven', 'failed', 'overtaken', 'notReceived'],
  confirmed: [],
  completedUnproven: [],
  failed: [],
  overtaken: [],
  notReceived: [],
};

/** An attempt was to take a step its state does not allow. */
export class IllegalAttemptStepError extends Error {
  readonly code = 'IllegalAttemptStep';
  constructor(
    readonly from: AttemptState | 'none',
    readonly to: AttemptState,
    readonly number: number,
  ) {
    super(`Cannot move attempt ${number} to ${to}: it is ${from}`);
    this.name = 'IllegalAttemptStepError';
  }
}

/**
 * Moves an attempt to another state.
 *
 * @throws {IllegalAttemptStepError} When the step is not one of the allowed ones.
 * @example step(attempt, 'withdrawn', { settledAt: now, reason: 'held' })
 */
export function step(attempt: Attempt, to: AttemptState, change: Partial<Attempt>): Attempt {
  if (!ALLOWED[attempt.state].includes(to))
    throw new IllegalAttemptStepError(attempt.state, to, attempt.number);
  return { ...attempt, ...change, state: to };
}

/** True while a request may be on its way or has been taken: nothing else may begin (G2). */
export function isInFlight(control: ControlRow): boolean {
  return control.attempt !== undefined && ATTEMPT_IN_FLIGHT.includes(control.attempt.state);
}

/** True for states that no observation changes any more. */
export function isSettled(state: AttemptState): boolean {
  return ALLOWED[state].length === 0;
}

/** What a new attempt is for. */
export interface AttemptRequest {
  readonly number: number;
  readonly tail: TailReference;
  readonly operationId: string;
  readonly requestedBy: string;
  readonly readyAt?: string;
}

/** The number the next attempt gets. */
export function nextAttemptNumber(control: ControlRow): number {
  return (control.attempt?.number ?? 0) + 1;
}

/** States after which the service has certainly done nothing, so that another attempt may begin. */
const ALLOWS_NEW_ATTEMPT: readonly AttemptState[] = ['withdrawn', 'refused', 'notReceived'];

/** True when another attempt may begin: there was none, or it has certainly changed nothing. */
export function allowsNewAttempt({ attempt }: ControlRow): boolean {
  return attempt === undefined || ALLOWS_NEW_ATTEMPT.includes(attempt.state);
}

/**
 * Puts a new attempt into the control row; the former one joins the earlier ones, of which ten are kept.
 *
 * @throws {IllegalAttemptStepError} When the former attempt is open or has ended the migration (G2), or when the
 * number is not the next one.
 */
export function withNewAttempt(control: ControlRow, order: AttemptRequest, now: string): ControlRow {
  return begin(control, { ...order, state: 'intended', requestedAt: now });
}

/**
 * Puts an attempt into the control row that the service began by itself: it is `sent` from the start, though nothing
 * was sent, so that it can only be observed.
 *
 * @param lastRestoredFile what the reading that shows it says was restored last
 * @throws {IllegalAttemptStepError} As `withNewAttempt`.
 */
export function withServiceAttempt(
  control: ControlRow,
  order: AttemptRequest,
  now: string,
  lastRestoredFile?: string,
): ControlRow {
  const seen = lastRestoredFile === undefined ? {} : { lastRestoredFile };
  return begin(control, { ...order, ...seen, state: 'sent', requestedAt: now });
}

function begin(control: ControlRow, attempt: Attempt): ControlRow {
  const former = control.attempt;
  if (attempt.number !== nextAttemptNumber(control) || !allowsNewAttempt(control))
    throw new IllegalAttemptStepError(former?.state ?? 'none', attempt.state, attempt.number);
  const earlier = former ? keepTen([...control.earlierAttempts, former]) : control.earlierAttempts;
  return { ...control, attempt, earlierAttempts: earlier };
}

/** Lets go of the oldest attempts that were merely withdrawn or met a busy service; the others bind the next ones. */
function keepTen(attempts: readonly Attempt[]): readonly Attempt[] {
  if (attempts.length <= 10) return attempts;
  const idle = attempts.findIndex((one) => !needsOperator(one) && one.state !== 'notReceived');
  return attempts.filter((_, index) => index !== Math.max(idle, 0));
}

/**
 * Claims the sending for one run.
 *
 * @param seen what the last reading before the request said was restored last, the approvals that it is made on, and the
 * opening of the window that it falls into
 * @throws {IllegalAttemptStepError} When the attempt is not `intended`.
 */
export function claimSending(
  attempt: Attempt,
  sender: Sender,
  seen: Pick<Attempt, 'lastRestoredFile' | 'approvals' | 'window'>,
): Attempt {
  return step(attempt, 'sending', { sender, ...seen });
}

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
