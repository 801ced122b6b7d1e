/**
 * Wire shape of `managedInstances/databases/restoreDetails`, both generations of it.
 *
 * The short body (2019-06-01-preview, recorded in Azure/azure-powershell
 * TestCompleteManagedDatabaseLogReplayService.json) leaves out what is not known yet; the long one (Microsoft.Sql
 * 2022-05-01-preview and 2023-08-01) adds counts and sets, and its official example spells `CurrentRestoringFileName`
 * with a capital. So: everything optional, unknown keys kept, `null` the same as absent, words as text. A single value
 * of a wrong type becomes unknown; a list of a wrong type makes the body unreadable, because dropping it could hide a
 * backup set.
 */
import { z } from 'zod';
import { amount, anything, count, maybe, text } from '../engine-text/wire-values';

const setSchema = z.looseObject({
  status: text,
  firstStripeName: text,
  numberOfStripes: count,
  restoreStartedTimestampUtc: text,
});

const detailsSchema = z.looseObject({
  /** `LRSRestore`; newer versions answer for other restores, too. */
  type: text,
  status: text,
  lastUploadedFileName: text,
  lastUploadedFileTime: text,
  lastRestoredFileName: text,
  lastRestoredFileTime: text,
  percentCompleted: amount,
  currentRestoredSizeMB: amount,
  currentRestorePlanSizeMB: amount,
  currentRestoringFileName: text,
  CurrentRestoringFileName: text,
  numberOfFilesDetected: count,
  numberOfFilesSkipped: count,
  numberOfFilesRestored: count,
  fullBackupSets: maybe(z.array(setSchema)),
  diffBackupSets: maybe(z.array(setSchema)),
  logBackupSets: maybe(z.array(setSchema)),
  /** Names, or `{name}` in the long body. */
  unrestorableFiles: maybe(z.array(z.unknown())),
  // Evidence against a cutover is kept whatever its type.
  blockReason: anything,
  numberOfFilesQueued: anything,
  numberOfFilesRestoring: anything,
  numberOfFilesUnrestorable: anything,
});

/** The restoreDetails resource. */
export const restoreDetailsSchema = z.looseObject({ properties: detailsSchema });

/** What the service tells of a restore. */
export type WireDetails = z.infer<typeof detailsSchema>;
/** A backup set of the long body. */
export type WireSet = z.infer<typeof setSchema>;
