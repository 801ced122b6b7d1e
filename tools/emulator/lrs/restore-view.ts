/** What both forms of restoreDetails tell: the state, the files, the sets. */
import type { Orders } from '../engine/engine-settings';
import type { Migration, SeenFile } from '../engine/migration';
import { ofOneDatabase, visibleFiles } from '../engine/restore-simulator';
import {
  byRestoreOrder,
  groupSets,
  lastRestoredFile,
  roleOf,
  viewRestore,
  type BackupSet,
  type SetRole,
} from '../engine/restore-walk';

/** A set and what it is to the restore. */
export interface SetInRole {
  readonly set: BackupSet;
  readonly role: SetRole;
}

/** A restore as its details show it. */
export interface RestoreDetailsView {
  readonly status: string;
  /** True once the container was looked into. */
  readonly searched: boolean;
  /** Everything found in the container. */
  readonly files: readonly SeenFile[];
  readonly sets: readonly SetInRole[];
  readonly unrestorable: readonly string[];
  /** The blob written last. */
  readonly newest?: SeenFile;
  readonly currentFile?: string;
  readonly lastFile?: string;
}

/** Looks at a restore. */
export function viewDetails(restore: Migration, orders: Orders): RestoreDetailsView {
  const files = visibleFiles(restore, { orders });
  const known = ofOneDatabase(files, restore);
  const view = viewRestore(restore.restore);
  const sets = groupSets(known)
    .toSorted(byRestoreOrder)
    .map((set) => ({ set, role: roleOf(set, view) }));
  const newest = [...files].sort((a, b) => writtenAt(b) - writtenAt(a) || b.seenAt - a.seenAt)[0];
  const lastFile = lastRestoredFile(restore);
  const current = sets.find(({ role }) => role === 'restoring');
  return {
    status: statusOf(restore, orders, sets),
    searched: files.length > 0,
    files,
    sets,
    unrestorable: files.filter((file) => !known.includes(file)).map((file) => file.name),
    newest,
    // While nothing is being restored, the service repeats the last restored file (recorded).
    currentFile: current?.set.files[0]?.name ?? lastFile,
    lastFile,
  };
}

/** When a blob was written, or, where storage does not report it, seen. */
export function writtenAt({ uploadedAt, seenAt }: SeenFile): number {
  return uploadedAt ?? seenAt;
}

/**
 * The service's word for the state (names: microsoft/azuredatastudio extensions/sql-migration; Initializing, Restoring
 * and Completed are recorded). Waiting for a file that is missing is told apart from having restored all there is.
 */
function statusOf({ phase, restore }: Migration, orders: Orders, sets: readonly SetInRole[]): string {
  switch (phase.kind) {
    case 'creating':
      return 'Initializing';
    case 'running':
    case 'retriable':
      if (orders.restoreBlockingReason !== undefined) return 'Blocked';
      if (restore.current) return 'Restoring';
      if (sets.length === 0) return 'SearchingBackups';
      return sets.some(({ role }) => role === 'pending') ? 'Waiting' : 'RestoreCompleted';
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
