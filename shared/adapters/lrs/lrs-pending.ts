/**
 * What waits at the Log Replay Service. Unknown is never zero, and of two accounts that contradict each other the one
 * with more to do counts.
 */
import { fileNameIn } from '../engine-text/findings';
import { nonEmpty } from '../engine-text/service-words';
import { toCount } from '../engine-text/wire-values';
import { isDone, toSetState } from './lrs-sets';
import type { WireDetails, WireSet } from './lrs-wire';

/** Words that say: everything found so far is restored (microsoft/azuredatastudio, extensions/sql-migration). */
const RESTING = new Set(['restorecompleted', 'waiting']);

/**
 * Log backups that wait. The long body counts them; the short one does not, but rests after the newest file that was
 * uploaded. What is queued or being restored is counted in files of any type, so it is a lower bound.
 *
 * @returns undefined when neither account is whole, when the service has detected no file at all, and when the newest
 * upload is not among what it has dealt with
 */
export function toPendingLogs(details: WireDetails): number | undefined {
  const { logBackupSets } = details;
  const queued = toCount(details.numberOfFilesQueued);
  const restoring = toCount(details.numberOfFilesRestoring);
  const least = Math.max(
    (logBackupSets ?? []).filter((set) => !isDone(set)).length,
    (queued ?? 0) + (restoring ?? 0),
    filesWithoutState(details),
  );
  if (least > 0) return least;
  if (details.numberOfFilesDetected === 0) return undefined;
  if (logBackupSets !== undefined && queued !== undefined && restoring !== undefined)
    return isNewestDealtWith(details) ? 0 : undefined;
  return restsAfterNewest(details) ? 0 : undefined;
}

/** Differential backups that wait; undefined where the body lists none. */
export function toPendingDifferentials({ diffBackupSets }: WireDetails): number | undefined {
  return diffBackupSets?.filter((set) => !isDone(set)).length;
}

/**
 * Whether the full is restored: by the list of full sets, else by any restored file, for every restore starts with
 * the full.
 */
export function toFullRestored(details: WireDetails): boolean | undefined {
  const sets = details.fullBackupSets ?? [];
  if (sets.length > 0) return sets.every(isDone) && sets.some((set) => toSetState(set) === 'restored');
  return nonEmpty(details.lastRestoredFileName) === undefined ? undefined : true;
}

/** The file being restored, in either spelling; one that is not the last restored is the one that tells. */
export function toRestoringFile(details: WireDetails): string | undefined {
  const told = [details.currentRestoringFileName, details.CurrentRestoringFileName].map(nonEmpty);
  const names = told.filter((name) => name !== undefined);
  return names.find((name) => name !== details.lastRestoredFileName) ?? names[0];
}

/** Files detected that no other count accounts for; in the official example of 2022-05-01-preview the counts add up. */
function filesWithoutState(details: WireDetails): number {
  const { numberOfFilesDetected: detected, numberOfFilesSkipped: skipped } = details;
  const { numberOfFilesRestored: restored } = details;
  const unrestorable = toCount(details.numberOfFilesUnrestorable);
  const isWhole = [detected, skipped, restored, unrestorable].every((one) => one !== undefined);
  return isWhole ? (detected ?? 0) - (skipped ?? 0) - (restored ?? 0) - (unrestorable ?? 0) : 0;
}

function restsAfterNewest(details: WireDetails): boolean {
  const last = nonEmpty(details.lastRestoredFileName);
  const current = toRestoringFile(details);
  return (
    RESTING.has(details.status?.toLowerCase() ?? '') &&
    last !== undefined &&
    details.lastUploadedFileName === last &&
    (current === undefined || current === last)
  );
}

/** The newest upload is restored, skipped or unrestorable, or may be another stripe of the set restored last. */
function isNewestDealtWith(details: WireDetails): boolean {
  const newest = nonEmpty(details.lastUploadedFileName);
  if (newest === undefined || newest === details.lastRestoredFileName) return true;
  const sets = [
    ...(details.fullBackupSets ?? []),
    ...(details.diffBackupSets ?? []),
    ...(details.logBackupSets ?? []),
  ].filter(isDone);
  const isStriped = (set: WireSet) =>
    set.firstStripeName === details.lastRestoredFileName && (set.numberOfStripes ?? 1) > 1;
  return (
    sets.some((set) => set.firstStripeName === newest || isStriped(set)) ||
    (details.unrestorableFiles ?? []).some((file) => fileNameIn(file) === newest)
  );
}
