/**
 * Ends that one reading does not prove: the service says Failed or Canceled and does not report which operation, or names
 * another operation than the adopted one. Both may be what a replica behind, or a service that restarts, says in passing:
 * they count as an absence does.
 */
import { type EngineStatus, isTerminal } from '../engine/engine-status';
import { failureText } from '../engine/failure-text';
import { isSameOperation } from '../engine/operation-id';
import type { Attempt, ControlRow } from '../migration/control';
import { type ReadingCount, atOnce, countReading, isCounted, readingsText } from '../reading-count';
import type { Timing } from '../timing';
import { step } from './attempt';
import { withoutCount } from './lost-request';

/**
 * Counts, for a migration without an open attempt, readings in a row that say an end and not of which operation.
 *
 * @param before what was counted so far
 * @returns undefined when this reading says something else
 * @example countDoubtfulEnd(undefined, control, { ...status, state: 'failed', operationId: undefined }, AZURE_TIMING)?.count // 1
 */
export function countDoubtfulEnd(
  before: ReadingCount | undefined,
  { operationId }: Pick<ControlRow, 'operationId'>,
  status: EngineStatus,
  timing: Timing,
): ReadingCount | undefined {
  return operationId !== undefined && status.operationId === undefined && isTerminal(status.state)
    ? countReading(before, untold(status), atOnce(status.asOf), timing)
    : undefined;
}

/**
 * What an observation says of the end of an open attempt, while one reading does not prove it.
 *
 * @returns undefined when it says no end, or the end of the attempt's own operation; an unproven success is counted with
 * its proof (outcome-proof.ts)
 * @example doubtfulEnd(attempt, { ...status, operationId: another })?.what // 'the service runs operation …'
 */
export function doubtfulEnd(attempt: Attempt, status: EngineStatus): DoubtfulEnd | undefined {
  const { operationId, state } = status;
  if (operationId !== undefined)
    return isSameOperation(operationId, attempt.operationId)
      ? undefined
      : { to: 'overtaken', what: `the service now runs operation ${operationId}` };
  if (state === 'canceled') return { to: 'overtaken', what: untold(status) };
  return state === 'failed' ? { to: 'failed', what: untold(status) } : undefined;
}

/** An end, and the attempt state that follows once it is believed. */
export interface DoubtfulEnd {
  readonly to: 'failed' | 'overtaken';
  readonly what: string;
}

/** Counts it, and settles the attempt once it may be believed. */
export function judgeDoubtfulEnd(
  attempt: Attempt,
  { to, what }: DoubtfulEnd,
  { asOf, failure }: EngineStatus,
  timing: Timing,
): Attempt {
  const missing = countReading(attempt.missing, what, atOnce(asOf), timing);
  if (!isCounted(missing, timing)) return { ...withoutCount(attempt), missing };
  const why = failure === undefined ? '' : `: ${failureText(failure)}`;
  return step(attempt, to, {
    settledAt: asOf,
    missing: undefined,
    reason: `${what} (${readingsText(missing)})${why}`,
  });
}

function untold({ rawState, state }: EngineStatus): string {
  return `the service says ${rawState ?? state} and does not report which operation`;
}
