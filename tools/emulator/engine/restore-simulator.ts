/**
 * The restore in simulated time: pure steps that depend on the clock only through `now`, so that one look after an
 * hour gives the same as a look each second.
 */
import type { EngineContext } from './engine-settings';
import { missingChecksum, severalDatabases } from './failures';
import type { Failure, Migration, RestoreProgress, SeenFile } from './migration';
import {
  byRestoreOrder,
  groupSets,
  nextSet,
  viewRestore,
  type BackupSet,
  type RestoreView,
} from './restore-walk';

/** What became of one step. */
type RestoreStep =
  | { readonly kind: 'moved'; readonly migration: Migration }
  | { readonly kind: 'failed'; readonly failure: Failure }
  /** A restore or a copy is under way. */
  | { readonly kind: 'busy' }
  /** Nothing the engine sees can be restored. */
  | { readonly kind: 'idle' };

/** Takes the next step that is due at `context.now`: a copy begun, a restore begun or finished. */
export function restoreStep(migration: Migration, context: EngineContext): RestoreStep {
  const { current } = migration.restore;
  if (current && current.endsAt <= context.now) return moved(migration, finish(migration, current));
  const copied = beginCopy(migration, context);
  if (copied) return { kind: 'moved', migration: copied };
  if (current || migration.restore.uploadFreeAt > context.now) return { kind: 'busy' };
  if (context.orders.restoreBlockingReason !== undefined) return { kind: 'idle' };
  const files = visibleFiles(migration, context);
  if (context.settings.failOnSeveralDatabases && countFamilies(files) > 1)
    return { kind: 'failed', failure: severalDatabases(migration.name) };
  return beginRestore(migration, ofOneDatabase(files, migration), context);
}

/** Files the engine knows of: what a fault hides is left out unless it was restored before. */
function visibleFiles(migration: Migration, context: Pick<EngineContext, 'orders'>): readonly SeenFile[] {
  const { restoredIds } = viewRestore(migration.restore);
  return migration.files.filter(
    (file) =>
      !context.orders.isHidden(file.name) ||
      (file.content.kind === 'backup' && restoredIds.has(file.content.header.backupSetId)),
  );
}

/** Leaves out backups of another database than the restored (or the newest) full's: the service counts them as invalid. */
function ofOneDatabase(files: readonly SeenFile[], migration: Migration): readonly SeenFile[] {
  const family = familyOf(files, migration);
  return files.filter(
    ({ content }) =>
      content.kind === 'backup' &&
      (family === undefined ||
        content.header.familyGuid === undefined ||
        content.header.familyGuid === family),
  );
}

/** What a service shows of a migration's files, hidden ones left out. */
export interface SeenSets {
  readonly files: readonly SeenFile[];
  readonly sets: readonly BackupSet[];
  /** Files that are no backup, or one of another database. */
  readonly invalid: readonly SeenFile[];
  readonly view: RestoreView;
}

/** Puts a migration's files together to sets. */
export function seenSets(migration: Migration, context: Pick<EngineContext, 'orders'>): SeenSets {
  const files = visibleFiles(migration, context);
  const known = ofOneDatabase(files, migration);
  return {
    files,
    sets: groupSets(known),
    invalid: files.filter((file) => !known.includes(file)),
    view: viewRestore(migration.restore),
  };
}

function familyOf(files: readonly SeenFile[], migration: Migration): string | undefined {
  const fulls = groupSets(files).filter((set) => set.header.type === 'full');
  const anchor = fulls.find((set) => set.id === migration.restore.anchor?.setId);
  return (anchor ?? nextSet(fulls, viewRestore(migration.restore)))?.header.familyGuid;
}

function countFamilies(files: readonly SeenFile[]): number {
  return new Set(
    files.flatMap(({ content }) => (content.kind === 'backup' ? (content.header.familyGuid ?? []) : [])),
  ).size;
}

function beginRestore(migration: Migration, files: readonly SeenFile[], context: EngineContext): RestoreStep {
  const sets = groupSets(files);
  const view = viewRestore(migration.restore);
  for (const time of momentsOfChange(sets, migration.restore.freeAt, context.now)) {
    const next = nextSet(
      sets.filter((set) => set.availableAt !== undefined && set.availableAt <= time),
      view,
    );
    if (next === undefined) continue;
    if (next.files.some((file) => context.orders.isHeld(file.name))) return { kind: 'idle' };
    if (context.settings.requireChecksums && next.header.type === 'full' && !next.header.hasChecksums)
      return { kind: 'failed', failure: missingChecksum(migration.name, next.files[0]?.name ?? next.id) };
    const current = { setId: next.id, startedAt: time, endsAt: time + duration(next.files, context) };
    return moved(migration, { ...migration.restore, current });
  }
  return { kind: 'idle' };
}

/** The times at which the answer to "what is next?" may change, from when the engine is free until now. */
function momentsOfChange(sets: readonly BackupSet[], freeAt: number, now: number): readonly number[] {
  const arrivals = sets.flatMap((set) => set.availableAt ?? []).filter((time) => time > freeAt);
  return [...new Set([freeAt, ...arrivals])].filter((time) => time <= now).sort((a, b) => a - b);
}

function finish(migration: Migration, current: NonNullable<RestoreProgress['current']>): RestoreProgress {
  const rest = { ...migration.restore, current: undefined };
  const set = groupSets(migration.files).find((candidate) => candidate.id === current.setId);
  const restored = [
    ...rest.restored,
    { setId: current.setId, startedAt: current.startedAt, at: current.endsAt },
  ];
  const progress = { ...rest, restored, freeAt: current.endsAt };
  if (!set) return progress;
  const { lastLsn, lastFork, checkpointLsn, type } = set.header;
  return {
    ...progress,
    chainEnd: lastLsn,
    ...(lastFork === undefined ? {} : { fork: lastFork }),
    ...(type === 'full' ? { anchor: { setId: set.id, checkpointLsn } } : {}),
  };
}

/** Begins to copy the next file of a share; undefined when none is due. */
function beginCopy(migration: Migration, context: EngineContext): Migration | undefined {
  if (migration.source.kind !== 'fileShare' || migration.restore.uploadFreeAt > context.now) return undefined;
  const next = groupSets(visibleFiles(migration, context))
    .toSorted(byRestoreOrder)
    .flatMap((set) => set.files)
    .find((file) => file.arrival.kind === 'onShare');
  if (next === undefined || context.orders.isHeld(next.name)) return undefined;
  const startedAt = Math.max(migration.restore.uploadFreeAt, next.seenAt);
  const endsAt = startedAt + duration([next], context);
  return {
    ...migration,
    files: migration.files.map((file) =>
      file === next ? { ...file, arrival: { kind: 'copied' as const, startedAt, endsAt } } : file,
    ),
    restore: { ...migration.restore, uploadFreeAt: endsAt },
  };
}

function duration(files: readonly SeenFile[], { settings }: EngineContext): number {
  const bytes = files.reduce((sum, file) => sum + file.size, 0);
  const transfer =
    settings.restoreBytesPerSecond > 0 ? Math.ceil((bytes * 1000) / settings.restoreBytesPerSecond) : 0;
  return settings.restoreMsPerFile * files.length + transfer;
}

function moved(migration: Migration, restore: RestoreProgress): RestoreStep {
  return { kind: 'moved', migration: { ...migration, restore } };
}
