/**
 * Whether anything may be newer than the tail: every listed version of every blob in the container needs a verdict of
 * ours, and so does every file that the service knows, because the one without may be the newest log.
 */
import type { BackupSetRow } from '../backup-set-row';
import { normalizeGuid } from '../chain/guid';
import type { ChainVerdict, FileVerdict } from '../chain/verdict';
import type { EngineFile, EngineSet, EngineStatus } from '../engine/engine-status';
import { lastSegment } from '../file-names';
import { type Lsn, formatLsn, NO_LSN } from '../lsn';
import { isCertainlyNoBackup, type BackupRecord, unreadSets } from '../migration/backup-record';
import type { Exclusion } from '../migration/control';
import { isExcluded } from './chain-input';
import type { ListingFacts, UnsettledBlob } from './facts';

/** A blob as the listing shows it. */
export interface ListedVersion {
  readonly name: string;
  readonly etag: string;
  readonly committed: boolean;
  /** Which upload it is, while it is not committed. */
  readonly upload?: string;
}

/** What the listing is held against. */
export interface ListingContext {
  readonly records: readonly BackupRecord[];
  readonly exclusions: readonly Exclusion[];
  readonly verdict: ChainVerdict;
  readonly familyGuid: string | undefined;
  readonly tailLsn: Lsn;
  /** The engine's reading, when there is one. */
  readonly status: EngineStatus | undefined;
}

const KEPT = 10;

/** Judges a listing made after the engine was read. @example judgeListing(listed, context).unsettledCount // 0 */
export function judgeListing(
  listed: readonly ListedVersion[],
  context: ListingContext,
): Extract<ListingFacts, { kind: 'listed' }> {
  const records = new Map(context.records.map((record) => [record.name, record]));
  const places = new Map<string, FileVerdict[]>();
  for (const place of context.verdict.files)
    places.set(place.file, [...(places.get(place.file) ?? []), place]);
  const unsettled = listed.flatMap((blob) => {
    const reason = isExcluded(blob, context.exclusions)
      ? undefined
      : objection(blob, records.get(blob.name), places.get(blob.name) ?? [], context);
    if (reason === undefined) return [];
    const arriving = isArriving(blob, records.get(blob.name));
    return [{ blob: blob.name, reason, ...(arriving && { arriving }) }];
  });
  const names = new Set(listed.map(({ name }) => name));
  const all = [...unsettled, ...deletedBeyond(names, context), ...overlooked(context)];
  return { kind: 'listed', unsettled: all.slice(0, KEPT), unsettledCount: all.length };
}

/**
 * Logs of this database that ended beyond the tail and are gone. Who synchronises a folder deletes as easily by accident, and
 * the log may be the newest one all the same: until an operator excludes it by its LSN it counts as it did. A log that still
 * lies there under another name is judged there.
 */
function deletedBeyond(
  listed: ReadonlySet<string>,
  { records, exclusions, familyGuid, tailLsn }: ListingContext,
): UnsettledBlob[] {
  const present = new Set(
    records.filter(({ name }) => listed.has(name)).flatMap((record) => record.sets.flatMap(idOf)),
  );
  return records
    .filter((record) => record.state === 'removed' && !listed.has(record.name))
    .filter((record) => !isExcluded(record, exclusions))
    .flatMap((record) => {
      const log = newerLog(record, tailLsn, familyGuid);
      if (log === undefined || idOf(log).some((id) => present.has(id))) return [];
      const reason = `it ended at LSN ${formatLsn(log.lastLsn)}, after the tail at LSN ${formatLsn(tailLsn)}, and was deleted (${record.reason ?? 'it is gone'}): exclude it with that LSN if it is not needed, otherwise upload it again`;
      return [{ blob: record.name, reason, deleted: true as const }];
    });
}

function idOf({ backupSetGuid }: BackupSetRow): readonly string[] {
  const id = normalizeGuid(backupSetGuid);
  return id === undefined ? [] : [id];
}

/** The log of a file that ends beyond the tail. */
function newerLog(
  { sets }: Pick<BackupRecord, 'sets'>,
  tailLsn: Lsn,
  familyGuid: string | undefined,
): BackupSetRow | undefined {
  return sets.find((set) => set.type === 'log' && set.lastLsn > tailLsn && !isForeign(set, familyGuid));
}

/**
 * Files the service knows and our ledger does not: with a file share as source, a log that has Arrived there, or is
 * being uploaded from there, is not in the container yet. What the service calls invalid or ignores, it will not
 * restore; what it has restored counts when its set ends after the tail (the service rounds LSNs down).
 */
function overlooked({ records, status, tailLsn }: ListingContext): UnsettledBlob[] {
  if (status === undefined) return [];
  const ours = new Set(records.flatMap((record) => [record.name, lastSegment(record.name)]));
  const isInvalid = (name: string): boolean => status.invalidFiles.includes(name);
  const waiting = status.sets.flatMap((set) =>
    set.files
      .filter((file) => mayBeNewer(file, set, tailLsn))
      .map(({ name, rawState }) => ({ name, rawState })),
  );
  const uploaded = status.progress?.lastUploadedFile;
  const all = uploaded === undefined ? waiting : [...waiting, { name: uploaded, rawState: 'uploaded last' }];
  const unknown = new Map(all.map((file) => [file.name, file]));
  return [...unknown.values()]
    .filter(({ name }) => !ours.has(name) && !isInvalid(name))
    .map(({ name, rawState }) => ({
      blob: name === '' ? 'a file without a name' : name,
      reason: `the service knows it (${rawState === '' ? 'in an unreported state' : rawState}), the ledger does not`,
      arriving: true,
    }));
}

function mayBeNewer(file: EngineFile, set: EngineSet, tailLsn: Lsn): boolean {
  switch (file.state) {
    case 'ignored':
      return false;
    case 'restored':
      return set.lastLsn !== undefined && set.lastLsn > tailLsn;
    case 'pending':
    case 'restoring':
    case 'canceled':
      return true;
  }
}

function isArriving(blob: ListedVersion, record: BackupRecord | undefined): boolean {
  return !blob.committed || record?.etag !== blob.etag || record.state === 'growing';
}

function objection(
  blob: ListedVersion,
  record: BackupRecord | undefined,
  places: readonly FileVerdict[],
  context: ListingContext,
): string | undefined {
  if (!blob.committed) return 'it is being uploaded';
  if (record === undefined || record.etag !== blob.etag)
    return record === undefined ? 'it arrived and is not read yet' : 'it changed since it was read';
  if (isCertainlyNoBackup(record)) return undefined;
  if (record.state !== 'read') return record.reason ?? `it is ${record.state}`;
  return (
    emptyHeader(record) ??
    newerSet(record, places, context) ??
    foreignSet(record, context.familyGuid) ??
    placeObjection(places)
  );
}

/** A header without LSNs says nothing of what the file holds. */
function emptyHeader(record: BackupRecord): string | undefined {
  return record.sets.some(({ firstLsn, lastLsn }) => firstLsn === NO_LSN || lastLsn === NO_LSN)
    ? 'its header has LSN 0, which no backup has: its content is unknown'
    : undefined;
}

/** An appended set is not read by the services, so it is lost if it is newer; that of another database is not ours. */
function newerSet(
  record: BackupRecord,
  places: readonly FileVerdict[],
  { tailLsn, familyGuid }: ListingContext,
): string | undefined {
  const newer = record.sets.find(
    (set) => set.lastLsn > tailLsn && !(set.position > 1 && isForeign(set, familyGuid)),
  );
  if (newer === undefined) return undefined;
  const which = record.sets.length === 1 ? 'it' : `its set ${newer.position}`;
  const after = `ends at LSN ${formatLsn(newer.lastLsn)}, after the tail at LSN ${formatLsn(tailLsn)}`;
  const unread = newer.position > 1 ? `; ${unreadSets(record) ?? ''}` : '';
  const place = places.find(({ position }) => position === newer.position);
  const other =
    place?.state === 'otherFork'
      ? `. ${place.reason ?? ''} If it is no backup of the source, exclude it`
      : '';
  return `${which} ${after}${unread}${other}`;
}

function foreignSet({ sets }: BackupRecord, familyGuid: string | undefined): string | undefined {
  const foreign = sets.find((set) => set.position === 1 && isForeign(set, familyGuid));
  return foreign === undefined
    ? undefined
    : `it is a backup of another database (${foreign.databaseName ?? 'unnamed'}); move it away or exclude it`;
}

function isForeign(set: BackupSetRow, familyGuid: string | undefined): boolean {
  return familyGuid !== undefined && set.familyGuid !== undefined && set.familyGuid !== familyGuid;
}

function placeObjection(places: readonly FileVerdict[]): string | undefined {
  const bad = places.find(
    (place) =>
      place.position === 1 &&
      (place.state === 'foreign' ||
        place.state === 'unusable' ||
        (place.state === 'awaitingStripes' && place.notNewer !== true)),
  );
  return bad === undefined ? undefined : (bad.reason ?? `it is ${bad.state}`);
}
