/** A backup set as a classic task's output shows it (recorded in Azure/azure-powershell TestMigrateSqlSqlDbMiSync.json). */
import type { Migration, SeenFile } from '../engine/migration';
import { roleOf, type BackupSet, type RestoreView, type SetRole } from '../engine/restore-walk';
import { BACKUP_TYPES, type SetIds, shownSetId } from '../wire/backup-set-body';
import type { JsonObject } from '../wire/json';

/** What is needed to show a set. */
export interface ClassicSetContext {
  readonly migration: Migration;
  readonly view: RestoreView;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly setIds: SetIds;
}

/** Writes one set: LSNs are numbers with all their digits, dates have no zone. */
export function classicSetBody(set: BackupSet, context: ClassicSetContext): JsonObject {
  const role = roleOf(set, context.view);
  return {
    backupSetId: shownSetId(set.id, context.migration, context.setIds),
    firstLSN: BigInt(set.header.firstLsn),
    lastLSN: BigInt(set.header.lastLsn),
    lastModifiedTime: '0001-01-01T00:00:00',
    backupType: BACKUP_TYPES[set.header.type],
    listOfBackupFiles: set.files.map((file) => ({
      fileLocation: `${sharePath(context.migration)}\\${file.name}`,
      familySequenceNumber: 0,
      status: fileStatus(file, role, context),
      familyCount: familyCount(set),
    })),
    databaseName: context.migration.sourceDatabaseName,
    backupStartDate: set.header.startDate ?? null,
    backupFinishDate: set.header.finishDate ?? null,
    isBackupRestored: role === 'restored',
  };
}

/** Recorded as 0 for an unstriped full and 1 for unstriped logs. */
function familyCount({ header }: BackupSet): number {
  return header.type === 'full' && header.familyCount === 1 ? 0 : header.familyCount;
}

function sharePath({ source }: Migration): string {
  return source.kind === 'fileShare' ? source.path : source.container;
}

function fileStatus(file: SeenFile, role: SetRole, { migration, now }: ClassicSetContext): string {
  if (role === 'restored') return 'Restored';
  if (migration.phase.kind === 'canceled') return 'Cancelled';
  if (role === 'restoring') return 'Restoring';
  if (file.arrival.kind === 'onShare') return 'Arrived';
  if (file.arrival.kind === 'copied' && file.arrival.endsAt > now) return 'Uploading';
  return 'Uploaded';
}
