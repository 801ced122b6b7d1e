import type { BackupFileReading } from '../backup-header';
import { HeaderFault } from './fault';
import { recogniseFormat, type ForeignFormat } from './foreign-format';

/** How a backup file wraps its tape. */
export type Container = NonNullable<BackupFileReading['container']>;

const SIGNATURE_SIZE = 32;

const VERSION_AT = 8;
const VERSION_END = 12;

const TAPE_SIGNATURE = 'TAPE';
const COMPRESSED_SIGNATURE = 'MSSQLBAK';

/** The version of the compressed container that SQL Server 2014 and later write. */
const COMPRESSED_VERSION = 2;

/**
 * Tells the container from a file's first bytes.
 *
 * @param head the first bytes, as many as were read, or the whole file when it is smaller
 * @param size bytes of the file
 * @param fileName helps to name a file that is no backup
 * @throws {HeaderFault} `NotABackup`, saying what it looks like; `UnknownFormat` when that is not known, and the bytes may
 * be a damaged or encrypted backup; `UnsupportedContainer`; `IncompleteBackup` when so far there is only the beginning
 * of a signature.
 */
export function identifyContainer(head: Uint8Array, size: number, fileName: string): Container {
  const text = String.fromCharCode(...head.subarray(0, SIGNATURE_SIZE));
  if (text.startsWith(TAPE_SIGNATURE)) return 'MTF';
  if (text.startsWith(COMPRESSED_SIGNATURE)) return compressedContainer(head);
  if (TAPE_SIGNATURE.startsWith(text) || COMPRESSED_SIGNATURE.startsWith(text))
    throw unfinished('it ends in its first word');
  if (head.every((byte) => byte === 0)) throw unknownFormat(ZEROS(head.length));
  const format = recogniseFormat(head, size, fileName);
  throw format === undefined ? unknownFormat(UNKNOWN) : foreign(format);
}

const UNKNOWN =
  'the file looks like an unknown format: it is encrypted, of another backup tool, or damaged at its beginning';
const ZEROS = (bytes: number): string =>
  `its first ${bytes} bytes are zeros: it is a sparse copy, or allocated but not written; upload it again, unless it is still being written`;

function unknownFormat(reason: string): HeaderFault {
  return new HeaderFault('UnknownFormat', `Cannot read the backup: ${reason}`, 0);
}

function foreign({ looksLike, mayHoldBackup, advice }: ForeignFormat): HeaderFault {
  const what = `the file looks like ${looksLike}${advice === undefined ? '' : `; ${advice}`}`;
  return new HeaderFault('NotABackup', `Cannot read the backup: ${what}`, 0, mayHoldBackup);
}

function compressedContainer(head: Uint8Array): Container {
  if (head.length < VERSION_END) throw unfinished('it ends in its first words');
  const version = new DataView(head.buffer, head.byteOffset, head.byteLength).getUint32(VERSION_AT, true);
  if (version === COMPRESSED_VERSION) return 'MSSQLBAK';
  throw new HeaderFault(
    'UnsupportedContainer',
    `Cannot read the backup: its compressed container has version ${version} (SQL Server 2012 and earlier write 1); take it without compression, or with SQL Server 2014 or later`,
    VERSION_AT,
  );
}

function unfinished(reason: string): HeaderFault {
  return new HeaderFault(
    'IncompleteBackup',
    `Cannot read the backup: ${reason}; the file is still being written, or was cut off`,
    0,
  );
}
