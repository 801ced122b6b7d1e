/**
 * GET managedInstances/{mi}/databases/{db}/restoreDetails/Default: how far a restore of the Log Replay Service has come.
 *
 * What is not known yet is left out, never null. Short form: recorded with 2019-06-01-preview in Azure/azure-powershell
 * TestCompleteManagedDatabaseLogReplayService.json. Long form: Microsoft.Sql 2022-05-01-preview and 2023-08-01
 * ManagedDatabaseRestoreDetails.json, never recorded live.
 */
import type { Emulation } from '../emulation';
import type { Orders } from '../engine/engine-settings';
import type { Migration, SeenFile } from '../engine/migration';
import { seenSets, type SeenSets } from '../engine/restore-simulator';
import {
  type BackupSet,
  byRestoreOrder,
  lastRestoredFile,
  roleOf,
  type SetRole,
  inRoles,
} from '../engine/restore-walk';
import { type Answer, type OperationCall, targetNames } from '../http/operation-call';
import { databaseState } from '../operations/managed-databases';
import { RESTORE_STATUSES } from '../wire/backup-set-body';
import { formatTime, type JsonObject } from '../wire/json';
import { managedDatabaseId } from '../wire/resource-ids';
import { MEGABYTE, restoreSize, restoreState } from '../wire/status-details';
import { lrsErrors } from './lrs-errors';

/** Versions from this one on answer with the long form. */
const FIRST_LONG_VERSION = '2022-05-01';

/**
 * 200 with the short form of 2019-06-01-preview (recorded) or the long one of 2022-05-01-preview and later.
 */
export function getRestoreDetails(call: OperationCall, emulation: Emulation): Answer {
  const names = targetNames(call);
  const { name = '' } = call.params;
  if (name.toLowerCase() !== 'default')
    throw lrsErrors.invalidProperty('restoreDetailsName', "It must be 'Default'.");
  const id = managedDatabaseId(names);
  if (databaseState(emulation, names) === undefined) throw lrsErrors.notFound(names);
  const restore = emulation.find(id);
  if (restore === undefined) throw lrsErrors.detailsExpired();
  const { orders } = emulation.contextFor(restore);
  if (orders.detailsCleanedUp === true) throw lrsErrors.detailsExpired();
  const long = call.apiVersion >= FIRST_LONG_VERSION && emulation.settings.restoreDetails === 'byVersion';
  return {
    status: 200,
    body: {
      properties: long ? restoreDetails(restore, orders) : shortDetails(restore, orders),
      id: `${id}/restoreDetails/Default`,
      name: 'Default',
      type: 'Microsoft.Sql/managedInstances/databases/restoreDetails',
    },
  };
}

/** The short form. */
function shortDetails(restore: Migration, orders: Orders): JsonObject {
  const view = viewDetails(restore, orders);
  return {
    status: view.status,
    currentRestoringFileName: view.currentFile,
    lastRestoredFileName: view.lastFile,
    unrestorableFiles: view.seen.files.length > 0 ? view.seen.invalid.map(({ name }) => name) : undefined,
    numberOfFilesDetected: view.seen.files.length,
    ...newestFile(view),
  };
}

/** The long form. */
function restoreDetails(restore: Migration, orders: Orders): JsonObject {
  const view = viewDetails(restore, orders);
  const head = { type: 'LRSRestore', status: view.status, blockReason: blockReason(restore, orders) };
  if (view.seen.files.length === 0) return { ...head, numberOfFilesDetected: 0 };
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
    unrestorableFiles: view.seen.invalid.map(({ name }) => ({ name })),
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

function sizes({ seen }: RestoreDetailsView): JsonObject {
  const { percent, restoredMb, plannedMb } = restoreSize(seen.sets, seen.view);
  return {
    percentCompleted: percent,
    currentRestoredSizeMB: restoredMb,
    currentRestorePlanSizeMB: plannedMb,
  };
}

function counters({ seen }: RestoreDetailsView): JsonObject {
  const count = (role: SetRole): number => inRoles(seen.sets, seen.view, role).files;
  return {
    numberOfFilesDetected: seen.files.length,
    numberOfFilesQueued: count('pending'),
    numberOfFilesSkipped: count('ignored'),
    numberOfFilesRestoring: count('restoring'),
    numberOfFilesRestored: count('restored'),
    numberOfFilesUnrestorable: seen.invalid.length,
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
    status: RESTORE_STATUSES[role],
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

/** A set and what it is to the restore. */
interface SetInRole {
  readonly set: BackupSet;
  readonly role: SetRole;
}

/** A restore as its details show it. */
interface RestoreDetailsView {
  readonly status: string;
  /** Everything found in the container. */
  readonly seen: SeenSets;
  /** In the order of the restore. */
  readonly sets: readonly SetInRole[];
  /** The blob written last. */
  readonly newest?: SeenFile;
  readonly currentFile?: string;
  readonly lastFile?: string;
}

/** Looks at a restore. */
function viewDetails(restore: Migration, orders: Orders): RestoreDetailsView {
  const seen = seenSets(restore, { orders });
  const sets = seen.sets.toSorted(byRestoreOrder).map((set) => ({ set, role: roleOf(set, seen.view) }));
  const newest = [...seen.files].sort((a, b) => writtenAt(b) - writtenAt(a) || b.seenAt - a.seenAt)[0];
  const lastFile = lastRestoredFile(restore);
  const current = sets.find(({ role }) => role === 'restoring');
  return {
    status: restoreState(restore, () => runningState(restore, orders, sets)),
    seen,
    sets,
    newest,
    // While nothing is being restored, the service repeats the last restored file (recorded).
    currentFile: current?.set.files[0]?.name ?? lastFile,
    lastFile,
  };
}

/** When a blob was written, or, where storage does not report it, seen. */
function writtenAt({ uploadedAt, seenAt }: SeenFile): number {
  return uploadedAt ?? seenAt;
}

/** Waiting for a file that is missing is told apart from having restored all there is. */
function runningState({ restore }: Migration, orders: Orders, sets: readonly SetInRole[]): string {
  if (orders.restoreBlockingReason !== undefined) return 'Blocked';
  if (restore.current) return 'Restoring';
  if (sets.length === 0) return 'SearchingBackups';
  return sets.some(({ role }) => role === 'pending') ? 'Waiting' : 'RestoreCompleted';
}
