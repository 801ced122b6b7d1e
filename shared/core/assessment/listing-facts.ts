/**
 * Whether anything in the container may be newer than the tail: every listed version of every blob needs a verdict of
 * ours, because the one without may be the newest log.
 */
import type { ChainVerdict, FileVerdict } from '../chain/verdict';
import type { Lsn } from '../lsn';
import { formatLsn } from '../lsn';
import type { BackupRecord } from '../migration/backup-record';
import type { Exclusion } from '../migration/control';
import type { ListingFacts } from '../readiness/facts';
import { isExcluded } from './chain-input';

/** A blob as the listing shows it. */
export interface ListedVersion {
  readonly name: string;
  readonly etag: string;
  readonly committed: boolean;
}

/** What the listing is held against. */
export interface ListingContext {
  readonly records: readonly BackupRecord[];
  readonly exclusions: readonly Exclusion[];
  readonly verdict: ChainVerdict;
  readonly familyGuid: string | undefined;
  readonly tailLsn: Lsn;
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
    return reason === undefined ? [] : [{ blob: blob.name, reason }];
  });
  return { kind: 'listed', unsettled: unsettled.slice(0, KEPT), unsettledCount: unsettled.length };
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
  if (record.state === 'notABackup') return undefined;
  if (record.state !== 'read') return record.reason ?? `it is ${record.state}`;
  return (
    newerSet(record, context.tailLsn) ?? foreignSet(record, context.familyGuid) ?? placeObjection(places)
  );
}

function newerSet(record: BackupRecord, tailLsn: Lsn): string | undefined {
  const newer = record.sets.find((set) => set.lastLsn > tailLsn);
  return newer === undefined
    ? undefined
    : `it ends at LSN ${formatLsn(newer.lastLsn)}, after the tail at LSN ${formatLsn(tailLsn)}`;
}

function foreignSet(record: BackupRecord, familyGuid: string | undefined): string | undefined {
  const foreign = record.sets.find(
    (set) => familyGuid !== undefined && set.familyGuid !== undefined && set.familyGuid !== familyGuid,
  );
  return foreign === undefined
    ? undefined
    : `it is a backup of another database (${foreign.databaseName ?? 'unnamed'}); move it away or exclude it`;
}

function placeObjection(places: readonly FileVerdict[]): string | undefined {
  const bad = places.find(
    (place) =>
      place.state === 'foreign' ||
      place.state === 'unusable' ||
      (place.state === 'awaitingStripes' && place.notNewer !== true),
  );
  return bad === undefined ? undefined : (bad.reason ?? `it is ${bad.state}`);
}
