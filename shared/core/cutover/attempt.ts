/**
 * The transitions of a cutover attempt, up to the moment the request has been answered or not.
 *
 * Each function takes the attempt as stored and returns the one to store; a transition that is not allowed throws,
 * because it would be a fault of the program.
 */
import type { Attempt, AttemptState, ControlRow, TailReference } from '../migration/control';
import { ATTEMPT_IN_FLIGHT } from '../migration/control';
import { addSeconds } from '../timing';

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
    readonly from: AttemptState,
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

/** True while a request may be on its way or has been taken: nothing else may begin. */
export function isInFlight(control: ControlRow): boolean {
  return control.attempt !== undefined && ATTEMPT_IN_FLIGHT.includes(control.attempt.state);
}

/** True for states that no observation changes any more. */
export function isSettled(state: AttemptState): boolean {
  return ALLOWED[state].length === 0;
}

/** What a new attempt is for. */
export interface AttemptOrder {
  readonly number: number;
  readonly tail: TailReference;
  readonly operationId: string;
  readonly requestedBy: string;
}

/** The number the next attempt gets. */
export function nextAttemptNumber(control: ControlRow): number {
  return (control.attempt?.number ?? 0) + 1;
}

/** Puts a new attempt into the control row; the former one joins the earlier ones, of which ten are kept. */
export function withNewAttempt(control: ControlRow, order: AttemptOrder, now: string): ControlRow {
  const earlier = control.attempt
    ? [...control.earlierAttempts, control.attempt].slice(-10)
    : control.earlierAttempts;
  return { ...control, attempt: { ...order, state: 'intended', requestedAt: now }, earlierAttempts: earlier };
}

/** Claims the sending for one run: the token says whose, `notAfter` until when it may send. */
export function claimSending(
  attempt: Attempt,
  token: string,
  now: string,
  seconds: number,
  lastRestoredFile?: string,
): Attempt {
  return step(attempt, 'sending', {
    sender: { token, notAfter: addSeconds(now, seconds) },
    ...(lastRestoredFile === undefined ? {} : { lastRestoredFile }),
  });
}
