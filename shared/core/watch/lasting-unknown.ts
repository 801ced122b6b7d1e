/** Finds a check that stays unknown although the service is read: silence that no later reading seems to end. */
import { isInFlight } from '../cutover/attempt';
import type { EngineStatus } from '../engine/engine-status';
import { restoringNow } from '../engine/known-status';
import type { Facts } from '../facts/facts';
import { isOffline } from '../migration/offline';
import type { CheckResult } from '../readiness/checks';
import { unknownRow } from '../readiness/unknowns';
import { type Timing, hasElapsed } from '../timing';
import type { Block } from './block';
import type { WatchState } from './watch-state';

/** States in which the checks are meant to be met; any other is told as what it is. */
const COUNTS: readonly EngineStatus['state'][] = ['running', 'readyForCutover', 'unknown'];

/** Checks that do not wait for a restore. */
const AT_ANY_TIME: readonly string[] = ['engine.running', 'engine.operation'];

/**
 * The first check that has been unknown for `stuckAfter`, for a reason that lasts (unknowns.ts).
 *
 * Nothing is said before adoption, once a request may be on its way, and of an offline migration. While the service restores
 * the full, or names a file that it restores, only what does not wait for that counts.
 *
 * @param checks this assessment's
 * @param since since when each is as it is, this assessment included
 * @example lastingUnknown(facts, checks, since, AZURE_TIMING)?.kind // 'checkUnknown'
 */
export function lastingUnknown(
  { control, engine, at }: Facts,
  checks: readonly CheckResult[],
  since: WatchState['checks'],
  timing: Timing,
): Block | undefined {
  if (engine.kind !== 'read' || !COUNTS.includes(engine.status.state)) return undefined;
  if (control.operationId === undefined || isOffline(control)) return undefined;
  if (isInFlight(control) || control.attempt?.state === 'intended') return undefined;
  const { status } = engine;
  const isRestoring = status.fullRestored !== true || restoringNow(status) !== undefined;
  for (const { code, cause, reason } of checks) {
    if (cause === undefined || unknownRow(cause).lasts !== true) continue;
    if (isRestoring && !AT_ANY_TIME.includes(code)) continue;
    const began = since[code]?.since;
    if (began === undefined || !hasElapsed(began, at, timing.stuckAfter)) continue;
    return { kind: 'checkUnknown', check: code, cause, reason };
  }
  return undefined;
}
