/**
 * Wire shapes of `Microsoft.DataMigration/databaseMigrations`, as tolerant as the real service demands.
 *
 * Real bodies leave keys out where the published ones show empty values, carry keys no version documents, and use
 * words outside every enum (Microsoft.DataMigration 2025-06-30 sqlmigration.json against the recordings of
 * Azure/azure-powershell). So: everything optional, unknown keys kept, `null` the same as absent, words as text.
 * Single values of a wrong type become unknown; a list or object of a wrong type makes the body unreadable, because
 * dropping it could hide a backup set.
 */
import { z } from 'zod';
import { amount, anything, count, flag, lsnText, maybe, text } from '../engine-text/wire-values';

const fileSchema = z.looseObject({ fileName: text, status: text, totalSize: count });

const setSchema = z.looseObject({
  backupSetId: text,
  firstLSN: lsnText,
  lastLSN: lsnText,
  backupType: text,
  listOfBackupFiles: maybe(z.array(fileSchema)),
  backupStartDate: text,
  backupFinishDate: text,
  isBackupRestored: flag,
  /** Newer back ends: None, Skipped, Queued, Restoring, Restored (read by microsoft/azuredatastudio, extensions/sql-migration). */
  restoreStatus: text,
  ignoreReasons: maybe(z.array(z.unknown())),
});

const detailsSchema = z.looseObject({
  migrationState: text,
  blobContainerName: text,
  isFullBackupRestored: flag,
  fullBackupSetInfo: maybe(setSchema),
  lastRestoredBackupSetInfo: maybe(setSchema),
  activeBackupSets: maybe(z.array(setSchema)),
  invalidFiles: maybe(z.array(z.unknown())),
  pendingLogBackupsCount: count,
  // Read by Microsoft's own client, in no published version (microsoft/azuredatastudio, extensions/sql-migration).
  lastUploadedFileName: text,
  lastUploadedFileTime: text,
  detectedFiles: count,
  restoredFiles: count,
  skippedFiles: count,
  currentRestoredSize: amount,
  currentRestorePlanSize: amount,
  restorePercentCompleted: amount,
  lastRestoredFileTime: text,
  currentRestoringFilename: text,
  currentRestoringFileName: text,
  lastRestoredFilename: text,
  lastRestoredFileName: text,
  miRestoreState: text,
  // Evidence against a cutover is kept whatever its type.
  restoreBlockingReason: anything,
  completeRestoreErrorMessage: anything,
  fileUploadBlockingErrors: anything,
  fileUploadBlockingErrorCount: anything,
  unrestorableFiles: anything,
  pendingDiffBackupsCount: anything,
  queuedFiles: anything,
  restoringFiles: anything,
});

const propertiesSchema = z.looseObject({
  kind: text,
  scope: text,
  provisioningState: text,
  migrationStatus: text,
  migrationOperationId: text,
  sourceDatabaseName: text,
  migrationService: text,
  startedOn: text,
  endedOn: text,
  provisioningError: anything,
  migrationFailureError: anything,
  offlineConfiguration: maybe(z.looseObject({ offline: flag, lastBackupName: text })),
  /** 2021-10-30-preview only. */
  autoCutoverConfiguration: maybe(z.looseObject({ autoCutover: flag, lastBackupName: text })),
  migrationStatusDetails: maybe(detailsSchema),
  /** In no published version; the plain GET carries it (microsoft/azuredatastudio PR 21178). */
  migrationStatusWarnings: maybe(
    z.looseObject({
      restoreBlockingReason: anything,
      completeRestoreErrorMessage: anything,
      fileUploadBlockingErrorCount: anything,
    }),
  ),
});

/** A databaseMigrations resource. */
export const migrationSchema = z.looseObject({ id: text, name: text, properties: propertiesSchema });

/** A migration as the service answers it. */
export type WireMigration = z.infer<typeof migrationSchema>;
/** Its properties: state, container, errors. */
export type WireProperties = z.infer<typeof propertiesSchema>;
/** Its `migrationStatusDetails`: what is restored, pending, in the way. */
export type WireDetails = z.infer<typeof detailsSchema>;
/** A backup set among the details. */
export type WireSet = z.infer<typeof setSchema>;
/** A file of such a set. */
export type WireFile = z.infer<typeof fileSchema>;
