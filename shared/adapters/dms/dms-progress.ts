/** How far the restore has come, as newer back ends count it (microsoft/azuredatastudio, extensions/sql-migration). */
import type { EngineProgress } from '../../core/engine/engine-status';
import { nonEmpty, toTime } from '../engine-text/service-words';
import { toCount } from '../engine-text/wire-values';
import type { WireDetails } from './dms-wire';

/** Microsoft's own client shows the sizes as megabytes (migrationDetailsTab.ts, formatSizeMb). */
const BYTES_PER_MEGABYTE = 1024 * 1024;

/** The counters that the service tells; undefined when it tells none. */
export function toProgress(details: WireDetails): EngineProgress | undefined {
  const progress: EngineProgress = {
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
  };
  const told = Object.entries(progress).filter(([, value]) => value !== undefined);
  return told.length === 0 ? undefined : Object.fromEntries(told);
}

function toBytes(megabytes: number | undefined): number | undefined {
  return megabytes === undefined ? undefined : Math.round(megabytes * BYTES_PER_MEGABYTE);
}

function toPercent(told: number | undefined): number | undefined {
  return told === undefined || told > 100 ? undefined : told;
}
