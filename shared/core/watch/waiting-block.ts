/** Blocks of what takes too long: a state in which the service does not restore, an adoption, attempts that have no effect. */
import { lastingFailure } from '../cutover/fruitless';
import type { EngineStatus } from '../engine/engine-status';
import type { Facts } from '../facts/facts';
import type { ControlRow } from '../migration/control';
import { holdsOf } from '../migration/holds';
import type { CutoverApproval } from '../readiness/cutover-approval';
import { withdrawalObjection } from '../requests/withdrawal';
import { type Timing, hasElapsed } from '../timing';
import type { Adoption } from './adoption';
import type { Block } from './block';
import type { Since } from './watch-state';

/** What an adoption waits for before anything is restored may take as long as the full does; seconds. */
const FULL_TAKES = 86_400;

/**
 * A service that cancels, or sets the migration up, for an hour.
 *
 * @param since since when it says so, ISO 8601 UTC
 * @example stateBlock(status, control, since, AZURE_TIMING)?.state // 'canceling'
 */
export function stateBlock(
  { state, rawState, asOf }: EngineStatus,
  { cancel, operationId }: ControlRow,
  since: string | undefined,
  timing: Timing,
): Extract<Block, { kind: 'stateLasts' }> | undefined {
  if (state !== 'canceling' && (state !== 'creating' || operationId === undefined)) return undefined;
  if (since === undefined || !hasElapsed(since, asOf, timing.movesAgain)) return undefined;
  const by = cancel !== undefined && OPEN.includes(cancel.state) ? cancel.by : undefined;
  return { kind: 'stateLasts', state, word: rawState ?? state, since, by };
}

const OPEN: readonly string[] = ['sent', 'unknown', 'confirmed'];

/**
 * An adoption that waits for what the service does not report: a quarter of an hour once something is restored, an hour while
 * the service sets the migration up or no full is known, else a day.
 *
 * @param waits what is waited for, and since when
 * @example adoptionWaitBlock(facts, adoption, waits, AZURE_TIMING)?.kind // 'adoptionWaits'
 */
export function adoptionWaitBlock(
  facts: Facts,
  adoption: Adoption | undefined,
  waits: Since | undefined,
  timing: Timing,
): Block | undefined {
  const { engine, at, control } = facts;
  if (adoption?.kind !== 'wait' || waits === undefined || engine.kind !== 'read') return undefined;
  if (!hasElapsed(waits.since, at, patience(facts, engine.status, timing))) return undefined;
  const canWithdraw = withdrawalObjection(control) === undefined;
  return { kind: 'adoptionWaits', reason: adoption.reason, since: waits.since, canWithdraw };
}

function patience({ chain }: Facts, status: EngineStatus, timing: Timing): number {
  if (status.operationId === undefined || status.state === 'creating') return timing.movesAgain;
  const hasRestored = status.fullRestored === true || status.lastRestoredFile !== undefined;
  if (hasRestored || status.lastRestoredSet !== undefined) return timing.stalled;
  return chain.status === 'no-full' ? timing.movesAgain : FULL_TAKES;
}

/** What an adoption waits for, as it is remembered; trouble in between begins nothing anew. */
export function keepWaits(
  before: Since | undefined,
  adoption: Adoption | undefined,
  { engine, at }: Facts,
): Since | undefined {
  if (engine.kind !== 'read') return before;
  if (adoption?.kind !== 'wait') return undefined;
  return before?.what === adoption.reason ? before : { what: adoption.reason, since: at };
}

/**
 * Attempts that have no effect, while it goes on trying: what it waits for otherwise is told as that.
 *
 * @example failureBlock(facts, { kind: 'granted', by: 'policy:auto' }, AZURE_TIMING)?.kind // 'attemptsFail'
 */
export function failureBlock(
  { control, tail, at }: Facts,
  allowed: CutoverApproval | undefined,
  timing: Timing,
): Block | undefined {
  const isTrying = allowed?.kind === 'granted' || control.attempt?.state === 'sending';
  if (tail.kind !== 'one' || !isTrying || holdsOf(control).length > 0) return undefined;
  const run = lastingFailure(control, tail.tail.setKey, at, timing);
  return run && { kind: 'attemptsFail', run };
}
