/**
 * Row keys of the ledger: parts joined by `!`, each part encoded so that it keeps its order-free identity and stays
 * readable.
 *
 * Keys take no `/ \ # ?` and no control characters, and at most 1 KiB (Microsoft Learn, "Understanding the Table
 * service data model"). `!` sorts before every character an encoded part can hold, so all rows below a part are the
 * range from `part!` to `part"`.
 */
import { createHash } from 'node:crypto';

const READABLE = 120;
const LONGEST = 200;

/**
 * Writes any text as a key part: letters, digits, `.`, `_` and `-` stand for themselves, every other UTF-16 unit is
 * `~` and four hexadecimal digits; long texts end in `~h` and their SHA-256. Different texts give different parts.
 *
 * @example keyPart('Sales/log 1.trn') // 'Sales~002flog~00201.trn'
 */
export function keyPart(text: string): string {
  const encoded = text.replace(
    /[^A-Za-z0-9._-]/g,
    (unit) => `~${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  if (encoded.length <= LONGEST) return encoded;
  const hash = createHash('sha256').update(Buffer.from(text, 'utf16le')).digest('hex');
  return `${encoded.slice(0, READABLE)}~h${hash}`;
}

/** A range of row keys, both ends exclusive. */
export interface KeyRange {
  readonly after: string;
  readonly before: string;
}

/** All rows below a part: `below('b')` holds `b!x` and `b!x!y`, not `b` itself. */
export function below(key: string): KeyRange {
  return { after: `${key}!`, before: `${key}"` };
}

/** Row keys in a migration's own partition. */
export const migrationRow = {
  control: 'control',
  status: 'status',
  state: (name: string) => `state!${keyPart(name)}`,
  /** The current version of a name. */
  current: (name: string) => `b!${keyPart(name)}`,
  /** A former version of a name. */
  former: (name: string, etag: string) => `v!${keyPart(name)}!${keyPart(etag)}`,
  /** A current record by the LastLSN of its last log, 25 digits, so that text order is LSN order. */
  log: (lsnKey: string, name: string) => `l!${lsnKey}!${keyPart(name)}`,
  inbox: (orderKey: string) => `i!${orderKey}`,
  journal: (orderKey: string) => `j!${orderKey}`,
  journalNewestFirst: (orderKey: string) => `k!${orderKey}`,
  /** Journal lines that evidence is made of, oldest first. */
  evidence: (orderKey: string) => `e!${orderKey}`,
  /** Where the chain of hashes over those lines ends. */
  journalHead: 'head',
  /** What concerns the whole ledger; in its own partition. */
  ledger: 'ledger',
  /** A group of migrations; in the partition of what concerns the whole ledger. */
  group: (id: string) => `group!${keyPart(id)}`,
} as const;

/** The register's one partition. */
export const REGISTER_PARTITION = 'migrations';

/** Row keys in the register's partition. */
export const registerRow = {
  registration: (id: string) => `r!${keyPart(id)}`,
  summary: (id: string) => `s!${keyPart(id)}`,
  target: (claim: string) => `t!${keyPart(claim)}`,
  /** Changed with every location in the container, so that two registrations cannot overlook each other. */
  container: (claim: string) => `g!${keyPart(claim)}`,
  location: (claim: string, id: string) => `l!${keyPart(claim)}!${keyPart(id)}`,
} as const;
