import type { BackupFileReading, RangeRequest } from '../core/backup-header';
import { HeaderFault } from '../core/mtf/fault';
import { readBackupHeader, type ReadOptions } from '../core/mtf/read-backup-header';
import { RangeReadError, type RangeSource } from '../ports/range-source';

/**
 * Reads a backup file's header from a source of ranges.
 *
 * What the source cannot read becomes the reading's error (`ReadFailed`, `ChangedWhileReading`), beside what was read
 * before; nothing is retried here.
 *
 * @throws Whatever the source throws that is not a `RangeReadError`: a fault of the program.
 */
export async function readBackupFile(source: RangeSource, options?: ReadOptions): Promise<BackupFileReading> {
  const walk = readBackupHeader(source.size, options);
  let step = walk.next();
  while (!step.done) {
    const answer = await readRange(source, step.value);
    step = answer instanceof HeaderFault ? walk.throw(answer) : walk.next(answer);
  }
  return step.value;
}

async function readRange(
  source: RangeSource,
  { offset, length }: RangeRequest,
): Promise<Uint8Array | HeaderFault> {
  try {
    return await source.read(offset, length);
  } catch (error) {
    if (error instanceof RangeReadError) return new HeaderFault(error.code, error.message, offset);
    throw error;
  }
}
