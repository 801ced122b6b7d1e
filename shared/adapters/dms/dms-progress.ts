/** How far the restore has come, as newer back ends count it (microsoft/azuredatastudio, extensions/sql-migration). */
import type { EngineProgress } from '../../core/engine/engine-status';
import { toBytes, toPercent, toldProgress } from '../engine-text/progress';
import { nonEmpty, toTime } from '../engine-text/service-words';
import { toCount } from '../engine-text/wire-values';
import type { WireDetails } from './dms-wire';

/** The counters that the service tells; undefined when it tells none. */
export function toProgress(details: WireDetails): EngineProgress | undefined {
  return toldProgress({
    percent: toPercent(details.restorePercentCompleted),
    detected: details.detectedFiles,
    queued: toCount(details.queuedFiles),
    restoring: toCount(details.restoringFiles),
    restored: details.restoredFiles,
    skipped: details.skippedFiles,
    restoredBytes: toBytes(details.currentRestoredSize),
    planBytes: toBytes(details.currentRestorePlanSize),
    lastUploadedFile: nonEmpty(details.lastUploadedFileName),
    lastUploadedAt: toTime(details.lastUploadedFileTime),
    lastRestoredAt: toTime(details.lastRestoredFileTime),
  });
}
