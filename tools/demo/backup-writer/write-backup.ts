import type { BackupSpec } from './backup-spec';
import { CompressedTapeWriter } from './compressed-tape-writer';
import { writeMediaBlock } from './media-writer';
import { writeSet } from './set-writer';
import { TapeWriter } from './tape-writer';

const DEFAULT_FILEMARK_BLOCK = 512;

/**
 * Writes a valid backup file: every block, checksum, filemark and record of the tape format, with invented data.
 *
 * The result depends on the specification alone. It is what a header reader, and services that look at headers only,
 * need; SQL Server would not restore its data. Its layout is held against real files by a test.
 *
 * @example writeBackup({ media: { mediaSetGuid }, sets: [full] })
 */
export function writeBackup({ media, sets, compression }: BackupSpec): Uint8Array {
  const filemarkBlock = media.filemarkBlock ?? DEFAULT_FILEMARK_BLOCK;
  const tape = compression
    ? new CompressedTapeWriter(filemarkBlock, compression)
    : new TapeWriter(filemarkBlock);
  tape.add((at) => writeMediaBlock(media, at, tape.unit));
  tape.addFilemark();
  sets.forEach((set, index) => writeSet(tape, set, index + 1));
  return tape.toBytes();
}
