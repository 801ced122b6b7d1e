import type { BackupFileReading } from '../backup-header';
import { HeaderFault } from './fault';

/** How a backup file wraps its tape. */
export type Container = NonNullable<BackupFileReading['container']>;

/** Bytes needed to tell what a file is. */
export const SIGNATURE_SIZE = 32;

const VERSION_AT = 8;
const VERSION_END = 12;

const TAPE_SIGNATURE = 'TAPE';
const COMPRESSED_SIGNATURE = 'MSSQLBAK';

/** The version of the compressed container that SQL Server 2014 and later write. */
const COMPRESSED_VERSION = 2;

/** First bytes of files that end up among backups; magic numbers from the formats' public descriptions. */
const FOREIGN: readonly (readonly [signature: string, looksLike: string])[] = [
  ['version https://git-lfs', 'a Git LFS pointer, not the file itself'],
  ['PK\x03\x04', 'a ZIP archive'],
  ['PK\x05\x06', 'an empty ZIP archive'],
  ['\x1f\x8b', 'a gzip archive'],
  ['7z\xbc\xaf\x27\x1c', 'a 7-Zip archive'],
  ['Rar!', 'a RAR archive'],
  ['\x28\xb5\x2f\xfd', 'a Zstandard archive'],
  ['SQLGUARD', "a third-party tool's backup (SQLGUARD)"],
  ['<?xml', 'an XML document'],
  ['<!DOCTYPE', 'a web page'],
  ['<html', 'a web page'],
];

/**
 * Tells the container from a file's first bytes.
 *
 * @param head the first 32 bytes, or the whole file when it is smaller
 * @throws {HeaderFault} `NotABackup`, saying what it looks like; `UnsupportedContainer`; `IncompleteBackup` when so
 * far there is only the beginning of a signature, or only zeros.
 */
export function identifyContainer(head: Uint8Array): Container {
  const text = String.fromCharCode(...head);
  if (text.startsWith(TAPE_SIGNATURE)) return 'MTF';
  if (text.startsWith(COMPRESSED_SIGNATURE)) return compressedContainer(head);
  if (TAPE_SIGNATURE.startsWith(text) || COMPRESSED_SIGNATURE.startsWith(text))
    throw unfinished('it ends in its first word');
  if (head.every((byte) => byte === 0)) throw unfinished('it begins with zeros, allocated but not written');
  const looksLike = FOREIGN.find(([signature]) => text.startsWith(signature))?.[1] ?? 'an unknown format';
  throw new HeaderFault('NotABackup', `Cannot read the backup: the file looks like ${looksLike}`, 0);
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
