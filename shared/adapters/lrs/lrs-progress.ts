/** How far the restore has come, as the long body counts it (Microsoft.Sql 2023-08-01); for people only. */
import type { EngineProgress } from '../../core/engine/engine-status';
import { nonEmpty, toTime } from '../engine-text/service-words';
import { toCount } from '../engine-text/wire-values';
import type { WireDetails } from './lrs-wire';

const BYTES_PER_MEGABYTE = 1024 * 1024;

/** The counters that the service tells; undefined when it tells none. */
export function toProgress(details: WireDetails): EngineProgress | undefined {
  const { percentCompleted: percent } = details;
  const progress: EngineProgress = {
    percent: percent === undefined || percent > 100 ? undefined : percent,
    detected: details.numberOfFilesDetected,
    queued: toCount(details.numberOfFilesQueued),
    restoring: toCount(details.numberOfFilesRestoring),
    restored: details.numberOfFilesRestored,
    skipped: details.numberOfFilesSkipped,
    restoredBytes: toBytes(details.currentRestoredSizeMB),
    planBytes: toBytes(details.currentRestorePlanSizeMB),
    lastUploadedFile: nonEmpty(details.lastUploadedFileName),
    lastUploadedAt: toTime(details.lastUploadedFileTime),
    lastRestoredAt: toTime(details.lastRestoredFileTime),
  };
  const told = Object.entries(progress).filter(([, value]) => value !== undefined);
  return told.length === 0 ? undefined : Object.fromEntries(told);
}

function toBytes(megabytes: number | undefined): number | undefined {
  return megabytes === undefined ? undefined : Math.round(megabytes * BYTES_PER_MEGABYTE);
}
