/** Counting readings in a row that say "nothing pending": a zero can be stale, because new files are found by scanning. */
import { contradiction } from '../engine/contradictions';
import type { EngineStatus } from '../engine/engine-status';
import { hasElapsed, LONGEST_READING_GAP } from '../timing';
import type { Stability } from '../facts/facts';
import { judgePending } from './pending';

/**
 * Takes one more engine reading into account.
 *
 * Counting begins anew when the reading says something else, when the clock went back, and when the reading before
 * is so long ago that the two are not in a row.
 *
 * @param before what was counted so far
 * @param status the new reading
 * @param gapSeconds readings closer together than this count once
 * @returns the new count; undefined when this reading does not say "nothing pending"
 * @example nextStability(undefined, quiet, 30)?.count // 1
 */
export function nextStability(
  before: Stability | undefined,
  status: EngineStatus,
  gapSeconds: number,
): Stability | undefined {
  const fingerprint = quietFingerprint(status);
  if (fingerprint === undefined || Number.isNaN(Date.parse(status.asOf))) return undefined;
  const fresh = { fingerprint, count: 1, countedAt: status.asOf };
  if (before?.fingerprint !== fingerprint) return fresh;
  if (!hasElapsed(before.countedAt, status.asOf, 0)) return fresh;
  if (hasElapsed(before.countedAt, status.asOf, LONGEST_READING_GAP)) return fresh;
  if (!hasElapsed(before.countedAt, status.asOf, gapSeconds)) return before;
  return { fingerprint, count: before.count + 1, countedAt: status.asOf };
}

/**
 * What a quiet reading says, as text to compare: the operation and what was restored last.
 *
 * @returns undefined when the reading does not say "nothing pending", not of which operation or after which file, or
 * contradicts itself there
 */
export function quietFingerprint(status: EngineStatus): string | undefined {
  if (judgePending(status).state !== 'met' || status.operationId === undefined) return undefined;
  if (contradiction(status, ['lastRestored']) !== undefined) return undefined;
  const last =
    status.lastRestoredFile ?? status.lastRestoredSet?.backupSetId ?? status.lastRestoredSet?.files[0]?.name;
  return last === undefined ? undefined : `${status.operationId.toLowerCase()}|${last}`;
}
