/** Brings the ledger up to what the container lists: the truth that events only hint at. */
import type { BackupRecord } from '../core/migration/backup-record';
import type { Registration } from '../core/migration/registration';
import type { ListedBlob } from '../ports/backup-container';
import type { Capabilities } from './capabilities';
import { nowIso } from './capabilities';
import { ingestBlob, isSettledReading } from './ingest-blob';

/** Reads of one container at a time: enough to hide latency, few enough for one function instance. */
const PARALLEL_READS = 16;

/** What a synchronisation found. */
export interface SyncResult {
  readonly listed: readonly ListedBlob[];
  /** Blobs read and recorded in this run. */
  readonly recorded: readonly string[];
  /** Blobs of the ledger that are no longer listed. */
  readonly removed: readonly string[];
  /** Blobs that are still to be read because the run's limit was reached. */
  readonly left: number;
}

/**
 * Lists the migration's part of the container and ingests what the ledger does not know by name and ETag.
 *
 * @param limit how many blobs to read at most; the rest is left to the next run
 * @throws {ContainerUnavailableError} When the container cannot be listed.
 */
export async function syncContainer(
  caps: Capabilities,
  registration: Registration,
  limit: number,
): Promise<SyncResult> {
  const container = caps.containers.at(registration.backups.containerUrl);
  // The ledger before the listing: a blob that an event records between the two is not taken for a removed one.
  const index = new Map((await caps.ledger.backupIndex(registration.id)).map((row) => [row.name, row]));
  const listed: ListedBlob[] = [];
  for await (const blob of container.list(registration.backups.prefix)) listed.push(blob);
  const unknown = listed.filter((blob) => needsReading(index.get(blob.name), blob));
  const recorded = await inParallel(unknown.slice(0, limit), PARALLEL_READS, async (blob) => {
    await ingestBlob(caps, registration, container, blob);
    return blob.name;
  });
  const removed = await markRemoved(
    caps,
    registration,
    [...index.values()],
    new Set(listed.map((blob) => blob.name)),
  );
  return { listed, recorded, removed, left: Math.max(0, unknown.length - limit) };
}

function needsReading(
  row: Pick<BackupRecord, 'etag' | 'state' | 'errorName'> | undefined,
  blob: ListedBlob,
): boolean {
  return row?.etag !== blob.etag || !isSettledReading(row);
}

async function markRemoved(
  caps: Capabilities,
  registration: Registration,
  rows: readonly Pick<BackupRecord, 'name' | 'etag' | 'state'>[],
  listed: ReadonlySet<string>,
): Promise<readonly string[]> {
  const gone = rows.filter((row) => row.state !== 'removed' && !listed.has(row.name));
  for (const row of gone) {
    const record = await caps.ledger.backup(registration.id, row.name, row.etag);
    if (!record) continue;
    const at = nowIso(caps.clock);
    await caps.ledger.recordBackup(
      registration.id,
      { ...record, state: 'removed', reason: `it was in the container once and is gone since ${at}` },
      {
        at,
        kind: 'backupRecorded',
        by: 'sweep',
        text: `${row.name}: removed from the container`,
        facts: { blob: row.name, state: 'removed' },
      },
    );
  }
  return gone.map((row) => row.name);
}

async function inParallel<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) results.push(await work(item));
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return results;
}
