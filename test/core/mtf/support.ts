import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BackupFileReading, RangeRequest } from '../../../shared/core/backup-header';
import { readBackupHeader, type ReadOptions } from '../../../shared/core/mtf/read-backup-header';

/** A reading and the ranges it asked for. */
export interface TracedReading {
  readonly reading: BackupFileReading;
  readonly requests: readonly RangeRequest[];
}

/** Reads a backup held in memory, noting every range. */
export function trace(bytes: Uint8Array, options?: ReadOptions): TracedReading {
  const requests: RangeRequest[] = [];
  const walk = readBackupHeader(bytes.length, options);
  let step = walk.next();
  while (!step.done) {
    requests.push(step.value);
    step = walk.next(bytes.subarray(step.value.offset, step.value.offset + step.value.length));
  }
  return { reading: step.value, requests };
}

/** Reads a backup held in memory. */
export function read(bytes: Uint8Array, options?: ReadOptions): BackupFileReading {
  return trace(bytes, options).reading;
}

/** Paths of all sample backups below a folder, with forward slashes. */
export function backupPaths(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.(bak|trn)$/.test(path))
    .sort();
}

/** Loads a file of a folder. */
export function load(folder: string, path: string): Uint8Array {
  return new Uint8Array(readFileSync(join(folder, path)));
}
