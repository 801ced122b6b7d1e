/** How far the restore has come, as the long body counts it (Microsoft.Sql 2023-08-01); for people only. */
import type { EngineProgress } from '../../core/engine/engine-status';
import { toBytes, toPercent, toldProgress } from '../engine-text/progress';
import { nonEmpty, toTime } from '../engine-text/service-words';
import { toCount } from '../engine-text/wire-values';
import type { WireDetails } from './lrs-wire';

/** The counters that the service tells; undefined when it tells none. */
export function toProgress(details: WireDetails): EngineProgress | undefined {
  return toldProgress({
    percent: toPercent(details.percentCompleted),
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
  });
}
