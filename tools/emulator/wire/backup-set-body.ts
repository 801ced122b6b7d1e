/**
 * A backup set as `migrationStatusDetails` shows it (recorded in Azure/azure-powershell …CutoverToSqlManagedInstance.Recording.json).
 */
import { createHash } from 'node:crypto';
import type { Migration, SeenFile } from '../engine/migration';
import { type BackupSet, ignoreReason, type RestoreView, roleOf, type SetRole } from '../engine/restore-walk';
import type { JsonObject } from './json';

/** The service's words for the types of backups. */
export const BACKUP_TYPES = {
  full: 'Database',
  differential: 'DifferentialDatabase',
  log: 'TransactionLog',
  other: 'Partial',
} as const;

/** The managed instance's words for what a set is to the restore. */
export const RESTORE_STATUSES: Readonly<Record<SetRole, string>> = {
  restored: 'Restored',
  restoring: 'Restoring',
  ignored: 'Skipped',
  pending: 'Queued',
};

/** What is needed to show a set. */
export interface SetContext {
  readonly migration: Migration;
  readonly view: RestoreView;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Adds `restoreStatus`, which newer back ends report. */
  readonly withRestoreStatus: boolean;
  readonly setIds: SetIds;
}

/** Writes one set; `ignoreReasons` only where there are any. */
export function backupSetBody(set: BackupSet, context: SetContext): JsonObject {
  const role = roleOf(set, context.view);
  const reason = role === 'ignored' ? ignoreReason(set, context.view.progress) : undefined;
  return {
    backupSetId: shownSetId(set.id, context.migration, context.setIds),
    firstLSN: roundLsn(set.header.firstLsn),
    lastLSN: roundLsn(set.header.lastLsn),
    backupType: BACKUP_TYPES[set.header.type],
    listOfBackupFiles: set.files.map((file) => fileBody(file, role, context)),
    backupStartDate: asUtc(set.header.startDate),
    backupFinishDate: asUtc(set.header.finishDate),
    isBackupRestored: role === 'restored',
    hasBackupChecksums: set.header.hasChecksums,
    familyCount: set.header.familyCount,
    ignoreReasons: reason === undefined ? undefined : [reason],
    restoreStatus: context.withRestoreStatus ? RESTORE_STATUSES[role] : undefined,
  };
}

/**
 * Drops the slot part of an LSN, as observed: the set whose header says `486000000131000037` was reported as
 * `486000000131000000`.
 */
export function roundLsn(lsn: string): string {
  return (BigInt(lsn) - (BigInt(lsn) % 100_000n)).toString();
}

function fileBody(file: SeenFile, role: SetRole, context: SetContext): JsonObject {
  const status = fileStatus(file, role, context);
  const transferred = ['Uploaded', 'Restoring', 'Restored'].includes(status);
  const seconds = copySeconds(file, context.now);
  return {
    fileName: file.name,
    status,
    totalSize: file.size,
    dataRead: transferred ? file.size : 0,
    dataWritten: transferred ? file.size : 0,
    copyThroughput: seconds === 0 || !transferred ? 0 : file.size / 1024 / seconds,
    copyDuration: seconds,
    familySequenceNumber: file.content.kind === 'backup' ? file.content.header.familySequenceNumber : 1,
  };
}

/** Whole seconds that the copy of a share's file has taken so far. */
function copySeconds({ arrival }: SeenFile, now: number): number {
  if (arrival.kind !== 'copied') return 0;
  return Math.round((Math.min(now, arrival.endsAt) - arrival.startedAt) / 1000);
}

function fileStatus(file: SeenFile, role: SetRole, { migration, now }: SetContext): string {
  if (role === 'restored') return 'Restored';
  if (role === 'ignored') return 'Ignored';
  if (migration.phase.kind === 'canceled') return 'Canceled';
  if (role === 'restoring') return 'Restoring';
  if (file.arrival.kind !== 'copied') return 'Arrived';
  return file.arrival.endsAt <= now ? 'Uploaded' : 'Uploading';
}

/** The service shows the source's local time as if it were UTC. */
function asUtc(localTime: string | undefined): string | undefined {
  return localTime === undefined ? undefined : `${localTime}Z`;
}

/**
 * Ids of backup sets as the service shows them; whether they are the headers' GUIDs is recorded nowhere.
 *
 * `header`: the BackupSetGUID of the header. `own`: ids that the service gives itself, stable through a restart.
 */
export type SetIds = 'header' | 'own';

/** The id under which the service shows a set of a migration. */
export function shownSetId(setId: string, migration: Migration, ids: SetIds): string {
  switch (ids) {
    case 'header':
      return setId;
    case 'own': {
      const digest = createHash('sha256').update(`${migration.generation} ${setId}`).digest('hex');
      return digest.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    }
  }
}
