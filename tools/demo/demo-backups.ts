/** The backups of a demo: a folder of real ones, or a small history written for the purpose. */
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { withFileRangeSource } from '../../shared/adapters/file-range-source';
import { readBackupFile } from '../../shared/adapters/read-backup-file';
import type { BackupSetRow } from '../../shared/core/backup-set-row';
import { assessChain } from '../../shared/core/chain/assess-chain';
import { formatLsn } from '../../shared/core/lsn';
import { toBackupSetRows } from '../../shared/core/mtf/backup-set-rows';
import { BackupHistory } from './backup-writer/backup-history';

/** One file to upload. */
interface DemoFile {
  /** Blob name. */
  readonly name: string;
  readonly type: string;
  readonly content: () => Promise<Uint8Array>;
}

/** What a demo migrates. */
export interface DemoBackups {
  readonly databaseName: string;
  /** In upload order: full and differential first, then logs. */
  readonly files: readonly DemoFile[];
  /** Files on the expected path, the last one the tail. */
  readonly path: readonly string[];
  readonly tail: string;
  readonly chainEndLsn: string;
  readonly withoutChecksum: boolean;
}

/** The folder cannot be used for a demo. */
class DemoBackupsError extends Error {
  readonly code = 'DemoBackups';
  constructor(folder: string, reason: string) {
    super(`Cannot run the demo on ${folder}: ${reason}`);
    this.name = 'DemoBackupsError';
  }
}

const TYPE_ORDER = ['full', 'differential', 'log'];

interface ReadFile extends DemoFile {
  readonly rows: readonly BackupSetRow[];
}

/** Reads a folder with its sub-folders; blob names are the files' own names. @throws {DemoBackupsError} */
export async function readBackupFolder(folder: string): Promise<DemoBackups> {
  const paths = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const doubled = paths.find(
    (path, index) => paths.findIndex((other) => basename(other) === basename(path)) !== index,
  );
  if (doubled !== undefined) throw new DemoBackupsError(folder, `two files are called ${basename(doubled)}`);
  return plan(folder, await Promise.all(paths.map(readOne)));
}

async function readOne(path: string): Promise<ReadFile> {
  const reading = await withFileRangeSource(path, readBackupFile);
  const rows = reading.error ? [] : toBackupSetRows(basename(path), reading);
  return { name: basename(path), type: rows[0]?.type ?? 'other', rows, content: () => readFile(path) };
}

/** Writes a history of its own: a full, a differential, logs, and the tail. @param logs how many before the tail */
export async function writeDemoBackups(logs: number, databaseName = 'Orders'): Promise<DemoBackups> {
  const history = new BackupHistory({ databaseName, seed: 2026 });
  const files: [string, Uint8Array][] = [];
  const folder = databaseName.toLowerCase();
  const add = (file: string, taken: { readonly files: readonly Uint8Array[] }): void =>
    taken.files.forEach((content, index) =>
      files.push([
        taken.files.length === 1 ? file : file.replace('.', `_${index + 1}of${taken.files.length}.`),
        content,
      ]),
    );
  add(`${folder}_full.bak`, history.full({ stripes: 2, dataBytes: 400_000 }));
  for (let n = 1; n <= logs; n++) {
    history.work();
    if (n === 2) add(`${folder}_diff.bak`, history.differential({ dataBytes: 120_000 }));
    add(`${folder}_log_${String(n).padStart(2, '0')}.trn`, history.log({ dataBytes: 60_000 }));
  }
  history.work();
  add(`${folder}_log_tail.trn`, history.log({ tail: true, dataBytes: 20_000 }));
  const read = await Promise.all(files.map(([name, content]) => readWritten(name, content)));
  return plan('the demo history', read);
}

async function readWritten(name: string, content: Uint8Array): Promise<ReadFile> {
  const source = {
    size: content.length,
    read: (offset: number, length: number) => Promise.resolve(content.subarray(offset, offset + length)),
  };
  const reading = await readBackupFile(source);
  const rows = reading.error ? [] : toBackupSetRows(name, reading);
  return { name, type: rows[0]?.type ?? 'other', rows, content: () => Promise.resolve(content) };
}

function plan(folder: string, files: readonly ReadFile[]): DemoBackups {
  const rows = files.flatMap((file) => file.rows);
  const families = new Set(rows.map((row) => row.familyGuid ?? ''));
  if (rows.length === 0) throw new DemoBackupsError(folder, 'it holds no readable backup');
  if (families.size > 1)
    throw new DemoBackupsError(
      folder,
      `it holds backups of ${families.size} databases; give the folder of one`,
    );
  const verdict = assessChain(rows, { engine: 'dms' });
  const last = verdict.path.at(-1);
  if (verdict.status !== 'complete' || verdict.chainEnd === undefined || last === undefined)
    throw new DemoBackupsError(folder, verdict.summary);
  if (last.type !== 'log')
    throw new DemoBackupsError(
      folder,
      'its chain ends without a log backup, so there is no tail to cut over at',
    );
  return {
    databaseName: rows[0]?.databaseName ?? 'database',
    files: uploadOrder(files),
    path: verdict.path.flatMap((step) => step.files),
    tail: last.files[0] ?? '',
    chainEndLsn: formatLsn(verdict.chainEnd),
    withoutChecksum: verdict.path.some((step) => step.hasBackupChecksums !== true),
  };
}

function uploadOrder(files: readonly ReadFile[]): readonly DemoFile[] {
  const rank = (file: ReadFile): number => TYPE_ORDER.indexOf(file.type);
  const start = (file: ReadFile): bigint => file.rows[0]?.lastLsn ?? 0n;
  return files
    .filter((file) => rank(file) >= 0)
    .sort((a, b) => rank(a) - rank(b) || (start(a) < start(b) ? -1 : start(a) > start(b) ? 1 : 0));
}
