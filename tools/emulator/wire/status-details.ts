/**
 * `migrationStatusDetails`, in the three shapes back ends have been seen or are said to give.
 *
 * `minimal`: blob mode without sets. `sets`: with backup sets, as recorded for file shares. `newer`: with the
 * counters that only Azure Data Studio's source names. What is not known yet is left out, never null or empty.
 */
import type { Orders } from '../engine/engine-settings';
import type { Migration } from '../engine/migration';
import { seenSets } from '../engine/restore-simulator';
import {
  nextSet,
  roleOf,
  type BackupSet,
  type RestoreView,
  inRoles,
  type SetRole,
} from '../engine/restore-walk';
import { backupSetBody, type SetContext, type SetIds } from './backup-set-body';
import { formatTime, type JsonObject } from './json';

/** Bytes. */
export const MEGABYTE = 1024 * 1024;

/** How much the service tells. */
export type DetailsShape = 'minimal' | 'sets' | 'newer';

/** What is needed to show details. */
export interface DetailsContext {
  readonly now: number;
  readonly shape: DetailsShape;
  readonly setIds: SetIds;
  readonly orders: Orders;
}

/** Writes the details of a migration. */
export function statusDetails(migration: Migration, context: DetailsContext): JsonObject {
  const { sets, view, ...seen } = seenSets(migration, context);
  const minimal = context.shape === 'minimal';
  const invalid = seen.invalid.map((file) => file.name);
  return {
    migrationState: migrationState(migration, sets, context.now),
    ...(minimal ? {} : setFields(migration, sets, view, context)),
    invalidFiles: minimal || invalid.length === 0 ? undefined : invalid,
    blobContainerName: containerName(migration),
    isFullBackupRestored: sets.length === 0 ? undefined : migration.restore.anchor !== undefined,
    restoreBlockingReason: context.orders.restoreBlockingReason,
    completeRestoreErrorMessage: completeRestoreError(migration),
    currentRestoringFilename: currentFile(migration, sets),
    lastRestoredFilename: lastFile(migration, sets),
    pendingLogBackupsCount: countPending(sets, view, 'log'),
    ...(context.shape === 'newer' ? counters(migration, sets, view, invalid.length) : {}),
  };
}

/** The message of a failed cutover; undefined otherwise. */
export function completeRestoreError({ phase }: Migration): string | undefined {
  return phase.kind === 'failed' && phase.duringCutover ? phase.failure.message : undefined;
}

/** Sets of a type that are neither restored nor ignored. */
export function countPending(
  sets: readonly BackupSet[],
  view: RestoreView,
  type: 'log' | 'differential',
): number {
  return sets.filter(
    (set) => set.header.type === type && ['pending', 'restoring'].includes(roleOf(set, view)),
  ).length;
}

function migrationState(migration: Migration, sets: readonly BackupSet[], now: number): string {
  if (migration.source.kind === 'azureBlob') return 'MonitorMigration';
  const full = sets.find((set) => set.header.type === 'full' && (set.availableAt ?? Infinity) <= now);
  return full ? 'MonitorMigration' : 'WaitForFullBackupUploadOperation';
}

function setFields(
  migration: Migration,
  sets: readonly BackupSet[],
  view: RestoreView,
  { now, shape, setIds }: DetailsContext,
): JsonObject {
  const context: SetContext = { migration, view, now, setIds, withRestoreStatus: shape === 'newer' };
  const full = anchorOf(migration, sets, view);
  const last = lastSet(migration, sets);
  // Seen in no fixed order; a descending GUID has nothing to do with time either.
  const unordered = [...sets].sort((a, b) => (a.id < b.id ? 1 : -1));
  return {
    fullBackupSetInfo: full && backupSetBody(full, context),
    // Recorded as absent while only the full is restored.
    lastRestoredBackupSetInfo: last && last.header.type !== 'full' ? backupSetBody(last, context) : undefined,
    activeBackupSets: sets.length === 0 ? undefined : unordered.map((set) => backupSetBody(set, context)),
  };
}

function anchorOf(
  migration: Migration,
  sets: readonly BackupSet[],
  view: RestoreView,
): BackupSet | undefined {
  const fulls = sets.filter((set) => set.header.type === 'full');
  return fulls.find((set) => set.id === migration.restore.anchor?.setId) ?? nextSet(fulls, view) ?? fulls[0];
}

function lastSet(migration: Migration, sets: readonly BackupSet[]): BackupSet | undefined {
  const id = migration.restore.restored.at(-1)?.setId;
  return sets.find((set) => set.id === id);
}

function lastFile(migration: Migration, sets: readonly BackupSet[]): string | undefined {
  return lastSet(migration, sets)?.files[0]?.name;
}

/** While nothing is being restored, the service repeats the last restored file (recorded). */
function currentFile(migration: Migration, sets: readonly BackupSet[]): string | undefined {
  const current = sets.find((set) => set.id === migration.restore.current?.setId);
  return current?.files[0]?.name ?? lastFile(migration, sets);
}

function containerName({ source, operationId }: Migration): string {
  if (source.kind === 'fileShare') return operationId;
  return source.folder === '' ? source.container : `${source.container}/${source.folder}`;
}

/** Names as in microsoft/azuredatastudio extensions/sql-migration; sizes in MB. */
function counters(
  migration: Migration,
  sets: readonly BackupSet[],
  view: RestoreView,
  invalid: number,
): JsonObject {
  const filesOf = (role: SetRole): number => inRoles(sets, view, role).files;
  const newest = [...migration.files].sort((a, b) => b.seenAt - a.seenAt)[0];
  const size = restoreSize(sets, view);
  const lastRestoredAt = migration.restore.restored.at(-1)?.at;
  return {
    pendingDiffBackupsCount: countPending(sets, view, 'differential'),
    lastUploadedFileName: newest?.name,
    lastUploadedFileTime: newest && formatTime(newest.seenAt),
    lastRestoredFileTime: lastRestoredAt === undefined ? undefined : formatTime(lastRestoredAt),
    detectedFiles: migration.files.length,
    queuedFiles: filesOf('pending'),
    skippedFiles: filesOf('ignored') + invalid,
    unrestorableFiles: 0,
    restoredFiles: filesOf('restored'),
    restoringFiles: filesOf('restoring'),
    currentRestoredSize: size.restoredMb,
    currentRestorePlanSize: size.plannedMb,
    restorePercentCompleted: size.percent,
    miRestoreState: restoreState(migration, () => runningState(migration, sets)),
  };
}

function runningState({ restore }: Migration, sets: readonly BackupSet[]): string {
  if (sets.length === 0) return 'SearchingBackups';
  return restore.current ? 'Restoring' : 'Waiting';
}

/** How much is restored of what is to be restored, in MB. */
export function restoreSize(
  sets: readonly BackupSet[],
  view: RestoreView,
): { readonly percent: number; readonly restoredMb: number; readonly plannedMb: number } {
  const restored = inRoles(sets, view, 'restored').bytes;
  const planned = inRoles(sets, view, 'restored', 'restoring', 'pending').bytes;
  return {
    percent: planned === 0 ? 0 : Math.round((100 * restored) / planned),
    restoredMb: Math.round(restored / MEGABYTE),
    plannedMb: Math.round(planned / MEGABYTE),
  };
}

/**
 * The managed instance's word for the state of a restore (names: microsoft/azuredatastudio extensions/sql-migration;
 * Initializing, Restoring and Completed are recorded). @param running its word while the migration runs
 */
export function restoreState({ phase }: Migration, running: () => string): string {
  switch (phase.kind) {
    case 'creating':
      return 'Initializing';
    case 'running':
    case 'retriable':
      return running();
    case 'completing':
      return 'CompletingMigration';
    case 'succeeded':
      return 'Completed';
    case 'failed':
      return 'Failed';
    case 'canceling':
    case 'canceled':
      return 'Cancelled';
  }
}
