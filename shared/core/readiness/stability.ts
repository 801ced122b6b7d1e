/** Counting readings in a row that say "nothing pending": a zero can be stale, because new files are found by scanning. */
import type { EngineStatus } from '../engine/engine-status';
import { secondsBetween } from '../timing';
import type { Stability } from './facts';

/**
 * Takes one more engine reading into account.
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
  if (fingerprint === undefined) return undefined;
  if (before?.fingerprint !== fingerprint) return { fingerprint, count: 1, countedAt: status.asOf };
  const elapsed = secondsBetween(before.countedAt, status.asOf);
  if (elapsed < 0) return { fingerprint, count: 1, countedAt: status.asOf };
  return elapsed < gapSeconds ? before : { fingerprint, count: before.count + 1, countedAt: status.asOf };
}

function quietFingerprint(status: EngineStatus): string | undefined {
  const quiet = status.pendingLogs === 0 && (status.pendingDifferentials ?? 0) === 0;
  if (!quiet || status.operationId === undefined || status.lastRestoredFile === undefined) return undefined;
  return `${status.operationId}|${status.lastRestoredFile}`;
}
