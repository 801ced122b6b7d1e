/**
 * `properties` of restoreDetails, in both generations; what is not known yet is left out, never null.
 *
 * Short: recorded with 2019-06-01-preview in Azure/azure-powershell TestCompleteManagedDatabaseLogReplayService.json.
 * Long: Microsoft.Sql 2022-05-01-preview and 2023-08-01 ManagedDatabaseRestoreDetails.json, never recorded live.
 */
import type { Orders } from '../engine/engine-settings';
import type { Migration } from '../engine/migration';
import type { SetRole } from '../engine/restore-walk';
import type { JsonObject } from '../wire/json';
import { formatTime } from '../wire/times';
import { viewDetails, writtenAt, type RestoreDetailsView, type SetInRole } from './restore-view';

const SET_STATUSES: Readonly<Record<SetRole, string>> = {
  restored: 'Restored',
  restoring: 'Restoring',
  ignored: 'Skipped',
  pending: 'Queued',
};

const MEGABYTE = 1024 * 1024;

/** The short form. */
export function shortDetails(restore: Migration, orders: Orders): JsonObject {
  const view = viewDetails(restore, orders);
  return {
    status: view.status,
    currentRestoringFileName: view.currentFile,
    lastRestoredFileName: view.lastFile,
    unrestorableFiles: view.searched ? [...view.unrestorable] : undefined,
    numberOfFilesDetected: view.files.length,
    ...newestFile(view),
  };
}

/** The long form. */
export function restoreDetails(restore: Migration, orders: Orders): JsonObject {
  const view = viewDetails(restore, orders);
  const head = { type: 'LRSRestore', status: view.status, blockReason: blockReason(restore, orders) };
  if (!view.searched) return { ...head, numberOfFilesDetected: 0 };
  const lastAt = restore.restore.restored.at(-1)?.at;
  const current = view.sets.find(({ role }) => role === 'restoring');
  const shown = current ?? view.sets.find(({ set }) => set.files[0]?.name === view.lastFile);
  return {
    ...head,
    ...newestFile(view),
    lastRestoredFileName: view.lastFile,
    lastRestoredFileTime: lastAt === undefined ? undefined : formatTime(lastAt),
    ...sizes(view),
    currentBackupType: shown && backupType(shown),
    currentRestoringFileName: view.currentFile,
    ...counters(view),
    fullBackupSets: setsOf(view, restore, 'full'),
    diffBackupSets: setsOf(view, restore, 'differential'),
    logBackupSets: setsOf(view, restore, 'log'),
    unrestorableFiles: view.unrestorable.map((name) => ({ name })),
  };
}

function newestFile({ newest }: RestoreDetailsView): JsonObject {
  if (newest === undefined) return {};
  return { lastUploadedFileName: newest.name, lastUploadedFileTime: formatTime(writtenAt(newest)) };
}

function blockReason({ phase }: Migration, orders: Orders): string | undefined {
  if (phase.kind !== 'failed') return orders.restoreBlockingReason;
  const { lrsName, name, message } = phase.failure;
  return `${lrsName ?? name}: ${message}`;
}

function sizes({ sets }: RestoreDetailsView): JsonObject {
  const megabytes = (...roles: readonly SetRole[]): number =>
    sets.filter(({ role }) => roles.includes(role)).reduce((sum, { set }) => sum + bytesOf(set), 0) /
    MEGABYTE;
  const [restored, planned] = [megabytes('restored'), megabytes('restored', 'restoring', 'pending')];
  return {
    percentCompleted: planned === 0 ? 0 : Math.round((100 * restored) / planned),
    currentRestoredSizeMB: Math.round(restored),
    currentRestorePlanSizeMB: Math.round(planned),
  };
}

function counters({ files, sets, unrestorable }: RestoreDetailsView): JsonObject {
  const count = (wanted: SetRole): number =>
    sets.filter(({ role }) => role === wanted).reduce((sum, { set }) => sum + set.files.length, 0);
  return {
    numberOfFilesDetected: files.length,
    numberOfFilesQueued: count('pending'),
    numberOfFilesSkipped: count('ignored'),
    numberOfFilesRestoring: count('restoring'),
    numberOfFilesRestored: count('restored'),
    numberOfFilesUnrestorable: unrestorable.length,
  };
}

function setsOf(
  view: RestoreDetailsView,
  restore: Migration,
  type: 'full' | 'differential' | 'log',
): JsonObject[] {
  return view.sets.filter(({ set }) => set.header.type === type).map((one) => setBody(one, restore));
}

function setBody({ set, role }: SetInRole, { restore }: Migration): JsonObject {
  const started = restore.current?.setId === set.id ? restore.current.startedAt : undefined;
  const done = restore.restored.find(({ setId }) => setId === set.id);
  const startedAt = done?.startedAt ?? started;
  return {
    status: SET_STATUSES[role],
    firstStripeName: set.files[0]?.name,
    numberOfStripes: set.header.familyCount,
    backupSizeMB: Math.round(bytesOf(set) / MEGABYTE),
    restoreStartedTimestampUtc: startedAt === undefined ? undefined : formatTime(startedAt),
    restoreFinishedTimestampUtc: done && formatTime(done.at),
  };
}

function backupType({ set }: SetInRole): string {
  const names = { full: 'Full', differential: 'Diff', log: 'Log', other: 'None' } as const;
  return names[set.header.type];
}

function bytesOf({ files }: SetInRole['set']): number {
  return files.reduce((sum, file) => sum + file.size, 0);
}
