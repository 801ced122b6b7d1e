/** Looks for new blobs and reads their headers; restored sets stay known even when their blobs go. */
import type { BackupFileReading } from '../../../shared/core/backup-header';
import { formatLsn } from '../../../shared/core/lsn';
import type { BackupReader, BlobEntry } from './backup-reader';
import type { EngineSettings } from './engine-settings';
import { type Arrival, type BackupHeader, type Migration, type SeenFile, versionKey } from './migration';
import { viewRestore } from './restore-walk';

/** Headers read at a time. */
const PARALLEL_READS = 4;

/** Result of one scan. */
export type Scan =
  | { readonly kind: 'scanned'; readonly files: readonly SeenFile[] }
  | { readonly kind: 'noContainer' }
  /** Storage or a blob could not be read; the next scan tries again. */
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * Scans the container of a migration; blobs seen before with the same ETag are not read again.
 *
 * @param overwritten whether a new version under the name of a file of a restored set is looked at; what the service
 * does is recorded nowhere
 */
export async function scanContainer(
  migration: Migration,
  reader: BackupReader,
  now: () => number,
  overwritten: EngineSettings['overwritten'] = 'readAgain',
): Promise<Scan> {
  const { container, folder, kind } = migration.source;
  const arrival: Arrival = kind === 'azureBlob' ? { kind: 'inStorage' } : { kind: 'onShare' };
  try {
    const listing = await reader.list(container, folder);
    if (listing.kind === 'noContainer') return { kind: 'noContainer' };
    const known = new Set(migration.files.map(versionKey));
    const taken = overwritten === 'overlooked' ? restoredNames(migration) : new Set<string>();
    const unread = listing.blobs.filter(
      (blob) => !known.has(versionKey(blob)) && !taken.has(lastSegment(blob.name)),
    );
    const read = await readAll(unread, async (blob) => {
      const reading = await reader.readHeader(container, blob);
      if (reading.error?.name === 'ReadFailed' || reading.error?.name === 'ChangedWhileReading')
        return undefined;
      return seenFile(blob, reading, arrival, now());
    });
    const listed = new Set(listing.blobs.map(versionKey));
    return { kind: 'scanned', files: [...stillKnown(migration, listed), ...read] };
  } catch (error) {
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Files listed again, and files of sets that were, or are being, restored. */
function stillKnown(migration: Migration, listed: ReadonlySet<string>): readonly SeenFile[] {
  const isTaken = takenBy(migration);
  return migration.files.filter((file) => listed.has(versionKey(file)) || isTaken(file));
}

function restoredNames(migration: Migration): ReadonlySet<string> {
  return new Set(migration.files.filter(takenBy(migration)).map((file) => file.name));
}

/** Files of sets that were, or are being, restored. */
function takenBy({ restore }: Migration): (file: SeenFile) => boolean {
  const { restoredIds } = viewRestore(restore);
  return ({ content }) =>
    content.kind === 'backup' &&
    (restoredIds.has(content.header.backupSetId) || restore.current?.setId === content.header.backupSetId);
}

function lastSegment(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

async function readAll(
  blobs: readonly BlobEntry[],
  read: (blob: BlobEntry) => Promise<SeenFile | undefined>,
): Promise<readonly SeenFile[]> {
  const files: SeenFile[] = [];
  for (let start = 0; start < blobs.length; start += PARALLEL_READS) {
    const batch = await Promise.all(blobs.slice(start, start + PARALLEL_READS).map(read));
    files.push(...batch.filter((file) => file !== undefined));
  }
  return files;
}

/**
 * What the engine keeps of a file whose header was read at `now`. Only the first set of a file counts, and only with its final header: what the service
 * cannot read is an invalid file.
 */
export function seenFile(
  blob: BlobEntry,
  reading: BackupFileReading,
  arrival: Arrival,
  now: number,
): SeenFile {
  const name = blob.name.slice(blob.name.lastIndexOf('/') + 1);
  return {
    name,
    etag: blob.etag,
    size: blob.size,
    seenAt: now,
    uploadedAt: blob.lastModified,
    arrival,
    content: contentOf(reading),
  };
}

function contentOf(reading: BackupFileReading): SeenFile['content'] {
  const [set] = reading.sets;
  if (reading.error) return { kind: 'invalid', reason: reading.error.message };
  if (set?.backupSetGuid === undefined || set.origin !== 'final')
    return { kind: 'invalid', reason: 'Cannot read the backup set: its header is not final' };
  const header: BackupHeader = {
    backupSetId: set.backupSetGuid.toLowerCase(),
    type: set.type,
    firstLsn: formatLsn(set.firstLsn),
    lastLsn: formatLsn(set.lastLsn),
    checkpointLsn: formatLsn(set.checkpointLsn),
    databaseBackupLsn: formatLsn(set.databaseBackupLsn),
    differentialBaseGuid: set.differentialBaseGuid?.toLowerCase(),
    firstFork: (set.firstRecoveryForkId ?? set.recoveryForkId)?.toLowerCase(),
    lastFork: set.recoveryForkId?.toLowerCase(),
    familyGuid: set.familyGuid?.toLowerCase(),
    hasChecksums: set.hasBackupChecksums,
    familyCount: reading.media?.familyCount ?? 1,
    familySequenceNumber: reading.media?.familySequenceNumber ?? 1,
    startDate: set.backupStartDate ?? undefined,
    finishDate: set.backupFinishDate ?? undefined,
  };
  return { kind: 'backup', header };
}
