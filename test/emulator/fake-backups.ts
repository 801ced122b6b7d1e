/** Backups made of headers only, for tests that need no storage. */
import type { BackupFileReading, BackupSetHeader } from '../../shared/core/backup-header';
import { parseLsn } from '../../shared/core/lsn';
import type { BackupReader, BlobEntry, BlobListing } from '../../tools/emulator/engine/backup-reader';

const LONG_AGO = Date.parse('2019-01-11T14:00:00Z');

export interface FakeBackup {
  readonly guid: string;
  readonly type: 'full' | 'differential' | 'log';
  readonly first: string;
  readonly last: string;
  readonly checkpoint?: string;
  readonly base?: string;
  readonly family?: string;
  readonly checksums?: boolean;
  /** Stripe number and number of stripes. */
  readonly stripe?: readonly [number, number];
  readonly start?: string;
  readonly size?: number;
  /** When the blob was written, ISO 8601. */
  readonly modified?: string;
}

/** What the header reader would give for such a backup. */
export function reading(backup: FakeBackup): BackupFileReading {
  const set = {
    position: 1,
    origin: 'final',
    type: backup.type,
    backupSetGuid: backup.guid,
    firstLsn: parseLsn(backup.first),
    lastLsn: parseLsn(backup.last),
    checkpointLsn: parseLsn(backup.checkpoint ?? backup.first),
    databaseBackupLsn: parseLsn('0'),
    differentialBaseGuid: backup.base,
    familyGuid: backup.family ?? 'f0000000-0000-4000-8000-000000000000',
    hasBackupChecksums: backup.checksums ?? true,
    backupStartDate: backup.start ?? '2019-01-11T13:53:40',
    backupFinishDate: backup.start ?? '2019-01-11T13:53:40',
  } as unknown as BackupSetHeader;
  const [familySequenceNumber, familyCount] = backup.stripe ?? [1, 1];
  return {
    size: backup.size ?? 1000,
    sets: [set],
    media: { familySequenceNumber, familyCount },
    warnings: [],
    cost: { reads: 0, bytes: 0 },
  } as unknown as BackupFileReading;
}

/** A container in memory. */
export class FakeContainers implements BackupReader {
  private readonly blobs = new Map<string, { entry: BlobEntry; reading: BackupFileReading }>();
  private version = 0;
  reads = 0;
  trouble: Error | undefined;
  missing = false;

  put(name: string, backup: FakeBackup): void {
    const entry: BlobEntry = {
      name,
      etag: `"${++this.version}"`,
      size: backup.size ?? 1000,
      // The later put, the newer.
      lastModified:
        backup.modified === undefined ? LONG_AGO + this.version * 1000 : Date.parse(backup.modified),
    };
    this.blobs.set(name, { entry, reading: reading(backup) });
  }

  putForeign(name: string): void {
    const error = { name: 'NotABackup' as const, message: `Cannot read "${name}": it is not a backup` };
    const entry = { name, etag: `"${++this.version}"`, size: 12 };
    const nothing = { size: 12, sets: [], warnings: [], error, cost: { reads: 1, bytes: 12 } };
    this.blobs.set(name, { entry, reading: nothing });
  }

  remove(name: string): void {
    this.blobs.delete(name);
  }

  async containers(): Promise<readonly string[]> {
    return ['sales'];
  }

  async list(): Promise<BlobListing> {
    if (this.trouble) throw this.trouble;
    if (this.missing) return { kind: 'noContainer' };
    return { kind: 'listed', blobs: [...this.blobs.values()].map(({ entry }) => entry) };
  }

  async readHeader(_container: string, blob: BlobEntry): Promise<BackupFileReading> {
    this.reads++;
    return this.blobs.get(blob.name)!.reading;
  }
}

/** GUID of the n-th set: 1 for the full, 100 + n for log n. */
export const guid = (n: number): string => `${n.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;

/** A full and gapless logs of 1,000 each: full.bak, log1.trn, log2.trn … */
export function putChain(containers: FakeContainers, logs: number): void {
  containers.put('full.bak', { guid: guid(1), type: 'full', first: '100000', last: '200000' });
  for (let n = 1; n <= logs; n++) putLog(containers, n);
}

/** Log n of the chain. */
export function putLog(containers: FakeContainers, n: number): void {
  containers.put(`log${n}.trn`, {
    guid: guid(100 + n),
    type: 'log',
    first: String(100_000 + n * 100_000),
    last: String(200_000 + n * 100_000),
  });
}
