/** Reads records by their layout: little-endian, every field and pointer checked against the record's end. */
import { type Lsn, lsnFromParts } from '../lsn';
import { corrupt, type HeaderFault, type Place } from './fault';

/** A length and an offset counted from the start of the record ("tape address" in MTF 1.00a). */
export interface Pointer {
  /** Bytes; 0 means absent. */
  readonly length: number;
  readonly offset: number;
}

/** What each kind of field holds. */
export interface FieldTypes {
  readonly u8: number;
  readonly i8: number;
  readonly u16: number;
  readonly u32: number;
  readonly u64: bigint;
  /** Four ASCII characters that name a block, a stream or a record. */
  readonly tag: string;
  /** One ASCII character. */
  readonly char: string;
  /** Virtual log file (u32), block (u32), slot (u16). */
  readonly lsn: Lsn;
  /** Lower case with hyphens; null when all zero. */
  readonly guid: string | null;
  /** MTF date: `YYYY-MM-DDThh:mm:ss` in local time of the source; null when all zero. */
  readonly date: string | null;
  /** Windows FILETIME as ISO 8601 UTC with milliseconds; null when zero. */
  readonly filetime: string | null;
  readonly pointer: Pointer;
  /** A pointer to UTF-16LE text, without trailing NULs; null when its length is 0. */
  readonly text: string | null;
}

/** Name of a kind of field. */
export type FieldKind = keyof FieldTypes;

/** A field of a record. */
export interface Field<K extends FieldKind = FieldKind> {
  /** Bytes from the start of the record. */
  readonly at: number;
  readonly kind: K;
}

/** A record's fields by name. */
export type Layout = Readonly<Record<string, Field>>;

/** The values of a record of layout `L`. */
export type Values<L extends Layout> = { readonly [N in keyof L]: FieldTypes[L[N]['kind']] };

/** Bytes that a field of each kind occupies in the record. */
export const FIELD_SIZE: Readonly<Record<FieldKind, number>> = {
  u8: 1,
  i8: 1,
  u16: 2,
  u32: 4,
  u64: 8,
  tag: 4,
  char: 1,
  lsn: 10,
  guid: 16,
  date: 5,
  filetime: 8,
  pointer: 4,
  text: 4,
};

/**
 * Reads every field of a layout.
 *
 * @throws {HeaderFault} `CorruptHeader` when a field or the text it points to lies outside the record, or holds no
 * value of its kind.
 */
export function readFields<L extends Layout>(layout: L, record: Uint8Array, place: Place): Values<L> {
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
  const values: Record<string, unknown> = {};
  for (const name in layout) {
    const { at, kind } = layout[name] as Field;
    if (at + FIELD_SIZE[kind] > record.length) throw corrupt(place, `it ends before its field "${name}"`);
    const value = READERS[kind](view, at);
    if (value === undefined) throw invalid(place, name, kind);
    values[name] = value;
  }
  return values as Values<L>;
}

function invalid(place: Place, name: string, kind: FieldKind): HeaderFault {
  return corrupt(place, `its field "${name}" holds no valid ${KIND_WORDS[kind] ?? kind}`);
}

/** The exclusive-or of the first `words` 16-bit words, the checksum of block and stream headers in MTF 1.00a. */
export function xorOfWords(bytes: Uint8Array, words: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let sum = 0;
  for (let word = 0; word < words; word++) sum ^= view.getUint16(word * 2, true);
  return sum;
}

/** Four bytes as ASCII text. */
export function tagAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

type Reader<T> = (view: DataView, at: number) => T | undefined;

const KIND_WORDS: Partial<Record<FieldKind, string>> = { filetime: 'time', text: 'pointer to text' };

const READERS: { readonly [K in FieldKind]: Reader<FieldTypes[K]> } = {
  u8: (view, at) => view.getUint8(at),
  i8: (view, at) => view.getInt8(at),
  u16: (view, at) => view.getUint16(at, true),
  u32: (view, at) => view.getUint32(at, true),
  u64: (view, at) => view.getBigUint64(at, true),
  tag: (view, at) => tagAt(bytesOf(view), at),
  char: (view, at) => String.fromCharCode(view.getUint8(at)),
  lsn: (view, at) =>
    lsnFromParts(view.getUint32(at, true), view.getUint32(at + 4, true), view.getUint16(at + 8, true)),
  guid: readGuid,
  date: readMtfDate,
  filetime: readFiletime,
  pointer: readPointer,
  text: readText,
};

function bytesOf(view: DataView): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The bytes of a GUID in the order in which they are written: three little-endian numbers, then as they are. */
const GUID_ORDER = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
const GUID_HYPHENS: ReadonlySet<number> = new Set([4, 6, 8, 10]);
const NO_GUID = '00000000-0000-0000-0000-000000000000';

function readGuid(view: DataView, at: number): string | null {
  let guid = '';
  GUID_ORDER.forEach((byte, index) => {
    guid += `${GUID_HYPHENS.has(index) ? '-' : ''}${HEX[view.getUint8(at + byte)] ?? ''}`;
  });
  return guid === NO_GUID ? null : guid;
}

/** MTF 1.00a, "MTF_DATE_TIME": a big-endian bit string of year 14, month 4, day 5, hour 5, minute 6, second 6. */
function readMtfDate(view: DataView, at: number): string | null | undefined {
  const high = view.getUint8(at);
  const low = view.getUint32(at + 1, false);
  if (high === 0 && low === 0) return null;
  const year = (high << 6) | (low >>> 26);
  const [month, day] = [(low >>> 22) & 15, (low >>> 17) & 31];
  const [hour, minute, second] = [(low >>> 12) & 31, (low >>> 6) & 63, low & 63];
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59) return undefined;
  const date = [String(year).padStart(4, '0'), two(month), two(day)].join('-');
  return `${date}T${[hour, minute, second].map(two).join(':')}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

const FILETIME_OF_UNIX_EPOCH = 116_444_736_000_000_000n;
const FILETIME_PER_MILLISECOND = 10_000n;
const LAST_DATE = 8_640_000_000_000_000n;

function readFiletime(view: DataView, at: number): string | null | undefined {
  const ticks = view.getBigUint64(at, true);
  if (ticks === 0n) return null;
  const milliseconds = (ticks - FILETIME_OF_UNIX_EPOCH) / FILETIME_PER_MILLISECOND;
  return milliseconds > LAST_DATE ? undefined : new Date(Number(milliseconds)).toISOString();
}

function readPointer(view: DataView, at: number): Pointer {
  return { length: view.getUint16(at, true), offset: view.getUint16(at + 2, true) };
}

const UTF_16 = new TextDecoder('utf-16le', { ignoreBOM: true });

function readText(view: DataView, at: number): string | null | undefined {
  const { length, offset } = readPointer(view, at);
  if (length === 0) return null;
  if (length % 2 !== 0 || offset + length > view.byteLength) return undefined;
  return UTF_16.decode(bytesOf(view).subarray(offset, offset + length)).replace(/\0+$/, '') || null;
}
