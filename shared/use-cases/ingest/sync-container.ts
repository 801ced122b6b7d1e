/** Brings the ledger up to what the container lists: the truth that events only hint at. */
import type { BackupRecord } from '../../core/migration/backup-record';
import type { Registration } from '../../core/migration/registration';
import type { BackupContainer, ListedBlob } from '../../ports/backup-container';
import type { IndexedBackup } from '../../ports/ledger';
import { type Capabilities, nowIso } from '../capabilities';
import { inParallel } from '../in-parallel';
import { ingestBlob, isSettledReading } from './ingest-blob';

/** Reads of one container at a time: enough to hide latency, few enough for one function instance. */
const PARALLEL_READS = 16;

/** Working state that holds a `SettledListing`. */
export const SETTLED_LISTING = 'sweep';

/** A listing of which every blob was known and settled, so that the same one again needs no comparison. */
export interface SettledListing {
  /** Empty once a removal was recorded: undeleting the blob gives the old listing again, but the ledger is another. */
  readonly digest: string;
  /** When it was last compared with the ledger whole, and when it was last swept at all. ISO 8601 UTC. */
  readonly comparedAt: string;
  readonly sweptAt: string;
}

/** What a synchronisation found. */
export interface SyncResult {
  readonly listed: readonly ListedBlob[];
  /** Blobs read and recorded in this run. */
  readonly recorded: readonly string[];
  /** Blobs of the ledger that are no longer listed. */
  readonly removed: readonly string[];
  /** Blobs that are still to be read, or to be recorded as removed, because the run's limit was reached. */
  readonly left: number;
}

/**
 * Lists the migration's part of the container and ingests what the ledger does not know by name and ETag.
 *
 * @param limit how many blobs to read, and how many removals to record, at most; the rest is left to the next run
 * @param readLedger what the ledger knows of every name; read beside the listing
 * @throws {ContainerUnavailableError} When the container cannot be listed.
 */
export async function syncContainer(
  caps: Capabilities,
  registration: Registration,
  limit: number,
  readLedger: () => Promise<readonly IndexedBackup[]> = () => caps.ledger.backupIndex(registration.id),
): Promise<SyncResult> {
  const container = caps.containers.at(registration.backups.containerUrl);
  const [listed, index] = await Promise.all([listAll(container, registration.backups.prefix), readLedger()]);
  const known = new Map(index.map((row) => [row.name, row]));
  const unknown = listed.filter((blob) => needsReading(known.get(blob.name), blob));
  const recorded = await inParallel(unknown.slice(0, limit), PARALLEL_READS, async (blob) => {
    await ingestBlob(caps, registration, container, blob);
    return blob.name;
  });
  const names = new Set(listed.map((blob) => blob.name));
  const gone = index.filter((row) => row.state !== 'removed' && !names.has(row.name));
  if (gone.length > 0) await forgetSettledListing(caps, registration.id);
  const removed = await inParallel(gone.slice(0, limit), PARALLEL_READS, (row) =>
    markRemoved(caps, registration, container, row),
  );
  const left = unknown.length + gone.length - recorded.length - Math.min(gone.length, limit);
  return { listed, recorded, removed: removed.filter((name) => name !== undefined), left };
}

async function listAll(container: BackupContainer, prefix: string): Promise<readonly ListedBlob[]> {
  const listed: ListedBlob[] = [];
  for await (const blob of container.list(prefix)) listed.push(blob);
  return listed;
}

function needsReading(row: IndexedBackup | undefined, blob: ListedBlob): boolean {
  return row?.etag !== blob.etag || !isSettledReading(row);
}

/** Before a removal is recorded; it writes even where nothing is stored, so that a sweep under way cannot save its own. */
async function forgetSettledListing({ ledger, clock }: Capabilities, id: string): Promise<void> {
  const at = nowIso(clock);
  const json = JSON.stringify({ digest: '', comparedAt: at, sweptAt: at } satisfies SettledListing);
  for (;;) {
    const stored = await ledger.workingState(id, SETTLED_LISTING);
    const outcome = await ledger.saveWorkingState(id, SETTLED_LISTING, stored?.etag, { json });
    if (outcome.kind === 'changed') return;
  }
}

/**
 * Records that a blob is gone. Listing and ledger are read side by side, so it is looked up once more: an event may have
 * recorded it after its place in the listing had passed.
 */
async function markRemoved(
  caps: Capabilities,
  registration: Registration,
  container: BackupContainer,
  row: Pick<BackupRecord, 'name' | 'etag'>,
): Promise<string | undefined> {
  const record = await caps.ledger.backup(registration.id, row.name, row.etag);
  if (!record || (await container.find(row.name)) !== undefined) return undefined;
  const at = nowIso(caps.clock);
  await caps.ledger.recordBackup(
    registration.id,
    { ...record, state: 'removed', reason: `it was in the container and has been missing since ${at}` },
    {
      at,
      kind: 'backupRecorded',
      by: 'sweep',
      text: `${row.name}: removed from the container`,
      facts: { blob: row.name, state: 'removed' },
    },
  );
  return row.name;
}
