/**
 * Which backup set the target database takes next: the emulated service's own walk.
 *
 * Rules of SQL Server (Microsoft Learn, "RESTORE HEADERONLY", "Restore Sequences"): FirstLSN is inclusive, LastLSN
 * exclusive; a log fits when FirstLSN <= reached end < LastLSN. Deliberately not the product's chain code: an
 * emulator that shared it would agree with its mistakes.
 */
import type { BackupHeader, Migration, RestoreProgress, SeenFile } from './migration';

/** A backup set put together from its stripes. */
export interface BackupSet {
  readonly id: string;
  readonly header: BackupHeader;
  /** One file per stripe that arrived, by stripe number. */
  readonly files: readonly SeenFile[];
  readonly complete: boolean;
  /** When its last stripe can be restored from, epoch milliseconds; undefined while a stripe is only on the share. */
  readonly availableAt: number | undefined;
}

/** What a set is to the restore at this moment. */
export type SetRole = 'restored' | 'restoring' | 'ignored' | 'pending';

/** The restore's progress, ready to be asked about many sets. */
export interface RestoreView {
  readonly progress: RestoreProgress;
  readonly restoredIds: ReadonlySet<string>;
}

/** Prepares the restore's progress for questions about sets. */
export function viewRestore(progress: RestoreProgress): RestoreView {
  return { progress, restoredIds: new Set(progress.restored.map((set) => set.setId)) };
}

/** Groups files into sets; a second copy of a stripe is left out. */
export function groupSets(files: readonly SeenFile[]): readonly BackupSet[] {
  const byId = new Map<string, { header: BackupHeader; stripes: Map<number, SeenFile> }>();
  for (const file of files) {
    if (file.content.kind !== 'backup') continue;
    const { header } = file.content;
    const set = byId.get(header.backupSetId) ?? { header, stripes: new Map<number, SeenFile>() };
    if (!set.stripes.has(header.familySequenceNumber)) set.stripes.set(header.familySequenceNumber, file);
    byId.set(header.backupSetId, set);
  }
  return [...byId].map(([id, { header, stripes }]) => {
    const inOrder = [...stripes].sort(([a], [b]) => a - b).map(([, file]) => file);
    const complete = inOrder.length === header.familyCount;
    return { id, header, files: inOrder, complete, availableAt: latestArrival(inOrder) };
  });
}

function latestArrival(files: readonly SeenFile[]): number | undefined {
  let latest = 0;
  for (const { arrival, seenAt } of files) {
    if (arrival.kind === 'onShare') return undefined;
    latest = Math.max(latest, arrival.kind === 'copied' ? arrival.endsAt : seenAt);
  }
  return latest;
}

/** The role of a set; `ignored` sets are never restored and never counted as pending. */
export function roleOf(set: BackupSet, view: RestoreView): SetRole {
  if (view.restoredIds.has(set.id)) return 'restored';
  if (view.progress.current?.setId === set.id) return 'restoring';
  return ignoreReason(set, view.progress) === undefined ? 'pending' : 'ignored';
}

/** The sets that are in one of the roles, how many files they have and how many bytes. */
export function inRoles(
  sets: readonly BackupSet[],
  view: RestoreView,
  ...roles: readonly SetRole[]
): { readonly files: number; readonly bytes: number } {
  const files = sets.filter((set) => roles.includes(roleOf(set, view))).flatMap((set) => set.files);
  return { files: files.length, bytes: files.reduce((sum, { size }) => sum + size, 0) };
}

/** Why a set will never be restored, in the words shown as `ignoreReasons`; undefined when it may be. */
export function ignoreReason(set: BackupSet, progress: RestoreProgress): string | undefined {
  const { header } = set;
  if (header.type === 'other') return 'Backup type is not supported.';
  if (progress.chainEnd === undefined) return undefined;
  if (header.type === 'full') return 'Full backup is already restored.';
  if (header.type === 'differential' && !isBasedOn(header, progress))
    return 'Differential backup is not based on the restored full backup.';
  if (header.type === 'log' && header.firstLsn === header.lastLsn) return 'Log backup is empty.';
  if (compareLsns(header.lastLsn, progress.chainEnd) <= 0) return 'Backup is covered by restored backups.';
  return undefined;
}

/**
 * The set to restore next, or undefined when the engine has to wait (for a full, for stripes, at a gap).
 *
 * The newest full comes first, then the newest differential on it, then logs by LSN. Once a log is restored a
 * differential is taken only where no log fits.
 */
export function nextSet(sets: readonly BackupSet[], view: RestoreView): BackupSet | undefined {
  const candidates = sets.filter((set) => set.complete && roleOf(set, view) === 'pending');
  const { chainEnd, fork } = view.progress;
  if (chainEnd === undefined) return newest(candidates.filter((set) => set.header.type === 'full'));
  const differential = newest(candidates.filter((set) => set.header.type === 'differential'));
  const logs = candidates
    .filter(({ header }) => header.type === 'log' && compareLsns(header.firstLsn, chainEnd) <= 0)
    .filter(
      ({ header }) => header.firstFork === undefined || fork === undefined || header.firstFork === fork,
    );
  const log = first(logs, byFirstLsn);
  const logWasRestored = sets.some((set) => set.header.type === 'log' && view.restoredIds.has(set.id));
  return logWasRestored ? (log ?? differential) : (differential ?? log);
}

/** Name of the last restored set's first file; undefined while nothing is restored. */
export function lastRestoredFile({
  files,
  restore,
}: Pick<Migration, 'files' | 'restore'>): string | undefined {
  const id = restore.restored.at(-1)?.setId;
  return groupSets(files).find((set) => set.id === id)?.files[0]?.name;
}

/** Order of copying and showing: fulls, differentials, then logs by FirstLSN. */
export function byRestoreOrder(a: BackupSet, b: BackupSet): number {
  const rank = { full: 0, differential: 1, log: 2, other: 3 };
  return rank[a.header.type] - rank[b.header.type] || byFirstLsn(a, b);
}

/** A differential fits the full whose GUID it names, or, without one, whose CheckpointLSN is its DatabaseBackupLSN. */
function isBasedOn(differential: BackupHeader, progress: RestoreProgress): boolean {
  if (progress.anchor === undefined) return false;
  if (differential.differentialBaseGuid !== undefined)
    return differential.differentialBaseGuid === progress.anchor.setId;
  return differential.databaseBackupLsn === progress.anchor.checkpointLsn;
}

function newest(sets: readonly BackupSet[]): BackupSet | undefined {
  return first(sets, (a, b) => compareLsns(b.header.lastLsn, a.header.lastLsn) || compareTexts(a.id, b.id));
}

/** What a sort would put first, without the sort. */
function first<T>(items: readonly T[], compare: (a: T, b: T) => number): T | undefined {
  return items.reduce<T | undefined>(
    (best, item) => (best === undefined || compare(item, best) < 0 ? item : best),
    undefined,
  );
}

function byFirstLsn(a: BackupSet, b: BackupSet): number {
  return (
    compareLsns(a.header.firstLsn, b.header.firstLsn) ||
    compareLsns(a.header.lastLsn, b.header.lastLsn) ||
    compareTexts(a.id, b.id)
  );
}

/** Decimal texts without leading zeros compare by length first; faster than reading them as bigint each time. */
function compareLsns(a: string, b: string): number {
  return a.length - b.length || compareTexts(a, b);
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
