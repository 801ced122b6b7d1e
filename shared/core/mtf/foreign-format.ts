/** Files that end up among backups: what they are, by their first bytes, and whether a backup may be inside. */
import { recogniseText } from './text-format';

/** What a file is that is no backup of SQL Server. */
export interface ForeignFormat {
  /** With its article, such as "a ZIP archive". */
  readonly looksLike: string;
  /** Whether a backup may be in it all the same: then it may be the newest log. */
  readonly mayHoldBackup: boolean;
  /** What to do about it. */
  readonly advice?: string;
}

const UNPACK = 'unpack it and upload the backup itself';
const NATIVE = "no service restores it: take the backup with SQL Server's own BACKUP";

type Signature = readonly [bytes: string, looksLike: string, advice?: string];

/** Formats that may hold a backup. Those of backup tools are as users reported them. */
const HOLDING: readonly Signature[] = [
  ['version https://git-lfs', 'a Git LFS pointer, not the file itself', 'upload the file itself'],
  ['\x1f\x8b', 'a gzip archive', UNPACK],
  ['7z\xbc\xaf\x27\x1c', 'a 7-Zip archive', UNPACK],
  ['Rar!', 'a RAR archive', UNPACK],
  ['\x28\xb5\x2f\xfd', 'a Zstandard archive', UNPACK],
  ['\xfd7zXZ\0', 'an XZ archive', UNPACK],
  ['BZh', 'a bzip2 archive', UNPACK],
  ['\x04\x22\x4d\x18', 'an LZ4 archive', UNPACK],
  ['MSCF', 'a cabinet archive', UNPACK],
  ['-----BEGIN ', 'an encrypted or encoded text', UNPACK],
  ['begin 6', 'an encoded text (uuencode)', UNPACK],
  ['SQLGUARD', "a third-party tool's backup (SQLGUARD)", NATIVE],
  ['LITESP', 'a LiteSpeed backup', NATIVE],
  ['SQLBACKUP', 'a backup of Red Gate SQL Backup', NATIVE],
  ['conectix', 'a virtual disk (VHD)', UNPACK],
  ['vhdxfile', 'a virtual disk (VHDX)', UNPACK],
];

/** Formats that hold no backup. */
const EMPTY: readonly Signature[] = [
  ['PK\x05\x06', 'an empty ZIP archive'],
  ['%PDF-', 'a PDF document'],
  ['PGDMP', 'a PostgreSQL dump'],
];

/**
 * Recognises a file that is no backup of SQL Server.
 *
 * @param head its first bytes, or all of them when there are fewer
 * @param size bytes of the file
 * @param fileName tells a package of a database from another archive
 * @returns undefined for bytes that are not known: what they are cannot be told, so they may be anything
 * @example recogniseFormat(bytes, bytes.length, 'log.zip')?.mayHoldBackup // true for a ZIP archive of a log
 */
export function recogniseFormat(head: Uint8Array, size: number, fileName: string): ForeignFormat | undefined {
  const start = latin1(head, 0, LONGEST_SIGNATURE);
  const find = (signatures: readonly Signature[]) => signatures.find(([bytes]) => start.startsWith(bytes));
  const holding = find(HOLDING);
  if (holding) return { looksLike: holding[1], mayHoldBackup: true, advice: holding[2] };
  if (start.startsWith('PK\x03\x04')) return zipFormat(head, fileName);
  const [, looksLike] = find(EMPTY) ?? [];
  if (looksLike !== undefined) return { looksLike, mayHoldBackup: false };
  if (isDatabaseFile(head, size))
    return {
      looksLike: 'a database file of SQL Server (MDF, NDF or LDF), not a backup of it',
      mayHoldBackup: false,
    };
  const text = recogniseText(head, head.length === size);
  if (text === undefined) return undefined;
  const { looksLike: words, isAnswer } = text;
  return isAnswer || BACKUP_NAME.test(fileName)
    ? { looksLike: words, mayHoldBackup: true, advice: INSTEAD }
    : { looksLike: words, mayHoldBackup: false };
}

/** A text under such a name lies where a backup should: an error page or a message that was saved in its place. */
const BACKUP_NAME = /\.(bak|trn|dif|diff)$/i;
const INSTEAD = 'upload the file itself, or exclude this one if it stands for none';

const LONGEST_SIGNATURE = 32;
const ZIP_NAME_AT = 30;
const ZIP_NAME_LENGTH_AT = 26;
const SHOWN = 100;

/** What a package of a database's schema, or an Office document, begins with (Open Packaging Conventions, DacFx). */
const PACKAGE_PARTS: ReadonlySet<string> = new Set([
  '[Content_Types].xml',
  '_rels/.rels',
  'DacMetadata.xml',
  'Origin.xml',
  'model.xml',
]);

function zipFormat(head: Uint8Array, fileName: string): ForeignFormat {
  const length = (head[ZIP_NAME_LENGTH_AT] ?? 0) | ((head[ZIP_NAME_LENGTH_AT + 1] ?? 0) << 8);
  const first = latin1(head, ZIP_NAME_AT, Math.min(length, SHOWN)).replace(/[^\x20-\x7e]/g, '?');
  if (PACKAGE_PARTS.has(first) || /\.(bac|dac)pac$/i.test(fileName))
    return { looksLike: 'a BACPAC, DACPAC or Office document', mayHoldBackup: false };
  const looksLike = first === '' ? 'a ZIP archive' : `a ZIP archive (of ${first})`;
  return { looksLike, mayHoldBackup: true, advice: UNPACK };
}

const PAGE = 8192;
/** Zero in the header of the first page of a database file: links to neighbours, and its own number. */
const ZERO_IN_FIRST_PAGE = [
  [8, 14],
  [16, 22],
  [32, 36],
] as const;

/** Page header version 1 and page type 15, the file header (Microsoft's page header, as DBCC PAGE shows it). */
function isDatabaseFile(head: Uint8Array, size: number): boolean {
  return (
    size % PAGE === 0 &&
    head[0] === 1 &&
    head[1] === 15 &&
    ZERO_IN_FIRST_PAGE.every(([from, to]) => head.subarray(from, to).every((byte) => byte === 0))
  );
}

function latin1(bytes: Uint8Array, from: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(from, from + length));
}
