/**
 * How a value lies in a row: an envelope with a version, and JSON text split over string properties.
 *
 * A string property holds 64 KiB, that is 32,768 UTF-16 units, and a row 1 MiB (Microsoft Learn, "Understanding the
 * Table service data model").
 */
import { z } from 'zod';
import { fromJson, toJson } from '../../core/json';
import { LedgerLimitError } from '../ledger-rules/limits';
import { LedgerRowError } from '../../ports/ledger';

/** Version of a row whose value is as 0.1.0 wrote it. */
export const ROW_VERSION = 1;
/** The newest version that this program reads; rows of it stop an older program instead of being misread by it. */
export const NEWEST_ROW_VERSION = 2;
const PART_CHARS = 32_000;
const MAX_PARTS = 15;

/** Columns of a row besides its keys. */
export type Columns = Readonly<Record<string, string | number | boolean>>;

/** A row as the store returns it. */
export interface StoredRow {
  readonly partition: string;
  readonly row: string;
  readonly etag: string;
  readonly columns: Readonly<Record<string, unknown>>;
}

const envelope = z.object({
  v: z.union([z.literal(ROW_VERSION), z.literal(NEWEST_ROW_VERSION)]),
  parts: z.int().min(1).max(MAX_PARTS),
  token: z.string(),
});
const anyVersion = z.object({ v: z.number() });

/**
 * Packs a value; `token` names the write, so that a writer whose answer was lost finds its own write again.
 *
 * @throws {LedgerLimitError} When the value needs more than a row holds.
 */
export function packRow(
  action: string,
  value: unknown,
  token: string,
  extra: Columns = {},
  version: number = ROW_VERSION,
): Columns {
  const text = toJson(value);
  const parts = splitText(text);
  if (parts.length > MAX_PARTS)
    throw new LedgerLimitError(action, 'characters', text.length, MAX_PARTS * PART_CHARS);
  const columns = Object.fromEntries(parts.map((part, index) => [`d${index}`, part]));
  return { ...extra, v: version, parts: parts.length, token, ...columns };
}

/**
 * Unpacks the value of a row that `packRow` wrote.
 *
 * @throws {LedgerRowError} When the row is of another version or damaged.
 */
export function unpackRow<T>(stored: StoredRow): T {
  const { parts } = readEnvelope(stored);
  const texts = Array.from({ length: parts }, (_unused, index) => stored.columns[`d${index}`]);
  if (!texts.every((text) => typeof text === 'string'))
    throw damaged(stored, 'a part of its text is missing');
  try {
    return fromJson<T>(texts.join(''));
  } catch (cause) {
    throw damaged(stored, 'its text is not JSON', cause);
  }
}

/** The version that the value of a row has. @throws {LedgerRowError} When this program cannot read it. */
export function versionOf(stored: StoredRow): number {
  return readEnvelope(stored).v;
}

/** The token of the write that made the row. @throws {LedgerRowError} When the row is of another version or damaged. */
export function tokenOf(stored: StoredRow): string {
  return readEnvelope(stored).token;
}

function readEnvelope(stored: StoredRow): z.infer<typeof envelope> {
  const read = envelope.safeParse(stored.columns);
  if (read.success) return read.data;
  const version = anyVersion.safeParse(stored.columns).data?.v;
  if (version === undefined || version === ROW_VERSION || version === NEWEST_ROW_VERSION)
    throw damaged(stored, 'its envelope is not complete');
  throw new LedgerRowError(
    stored.partition,
    stored.row,
    `it was written as version ${version} and this program reads versions ${ROW_VERSION} to ${NEWEST_ROW_VERSION}; deploy the release that wrote it, or a later one`,
  );
}

function damaged(stored: StoredRow, what: string, cause?: unknown): LedgerRowError {
  return new LedgerRowError(
    stored.partition,
    stored.row,
    `${what}; restore the row from a backup of the table, or delete it so that it is rebuilt`,
    cause === undefined ? undefined : { cause },
  );
}

/** Never cuts a surrogate pair: half of one does not survive UTF-8. */
function splitText(text: string): readonly string[] {
  const parts: string[] = [];
  for (let start = 0; start < text.length;) {
    const end = Math.min(start + PART_CHARS, text.length);
    const cutsPair = end < text.length && isHighSurrogate(text.charCodeAt(end - 1));
    parts.push(text.slice(start, cutsPair ? end - 1 : end));
    start = cutsPair ? end - 1 : end;
  }
  return parts;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
