/** Writes records by the layouts that the header reader reads them with. */
import type { Field, FieldKind, FieldTypes, Layout, Values } from '../../../shared/core/mtf/fields';

type Writer<T> = (view: DataView, at: number, value: T) => void;

/** A record under construction: a fixed part, then texts and other variable data, found by pointers. */
export class RecordWriter {
  private readonly parts: Uint8Array[] = [];
  private end: number;
  private readonly fixed: Uint8Array;

  /**
   * @param size bytes of the fixed part
   * @param textsAt where the variable part begins, if after a gap
   */
  constructor(size: number, textsAt = size) {
    this.fixed = new Uint8Array(textsAt);
    this.end = textsAt;
  }

  /** Writes fields; those left out stay zero, and a text is appended to the variable part. */
  write<L extends Layout>(layout: L, values: Partial<Values<L>>): this {
    for (const [name, value] of Object.entries(values)) {
      const field = layout[name];
      if (field && value !== undefined && value !== null)
        this.writeField(field, value as FieldTypes[FieldKind]);
    }
    return this;
  }

  /** Appends bytes and points to them. */
  append(field: Field<'pointer' | 'text'>, bytes: Uint8Array): this {
    if (bytes.length === 0) return this;
    WRITERS.pointer(viewOf(this.fixed), field.at, { length: bytes.length, offset: this.end });
    this.parts.push(bytes);
    this.end += bytes.length;
    return this;
  }

  /** The record, padded with zeros to a multiple of `alignment`. */
  toBytes(alignment = 1): Uint8Array {
    const bytes = new Uint8Array(Math.ceil(this.end / alignment) * alignment);
    bytes.set(this.fixed);
    let at = this.fixed.length;
    for (const part of this.parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }

  private writeField({ at, kind }: Field, value: FieldTypes[FieldKind]): void {
    if (kind !== 'text') (WRITERS[kind] as Writer<typeof value>)(viewOf(this.fixed), at, value);
    else if (typeof value === 'string') this.append({ at, kind }, utf16(value));
  }
}

/** Sets the word at `at` so that the 16-bit words up to and with it add up to zero by XOR. */
export function writeChecksum(bytes: Uint8Array, at: number): void {
  const view = viewOf(bytes);
  let sum = 0;
  for (let word = 0; word < at; word += 2) sum ^= view.getUint16(word, true);
  view.setUint16(at, sum, true);
}

/** Four ASCII characters. */
export function tagBytes(tag: string): Uint8Array {
  return Uint8Array.from(tag, (char) => char.charCodeAt(0));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function utf16(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  const view = viewOf(bytes);
  for (let index = 0; index < text.length; index++) view.setUint16(index * 2, text.charCodeAt(index), true);
  return bytes;
}

const VLF_UNIT = 10n ** 15n;
const BLOCK_UNIT = 10n ** 5n;
const FILETIME_OF_UNIX_EPOCH = 116_444_736_000_000_000n;

const WRITERS: { readonly [K in Exclude<FieldKind, 'text'>]: Writer<NonNullable<FieldTypes[K]>> } = {
  u8: (view, at, value) => view.setUint8(at, value),
  i8: (view, at, value) => view.setInt8(at, value),
  u16: (view, at, value) => view.setUint16(at, value, true),
  u32: (view, at, value) => view.setUint32(at, value, true),
  u64: (view, at, value) => view.setBigUint64(at, value, true),
  tag: (view, at, value) => new Uint8Array(view.buffer, view.byteOffset).set(tagBytes(value), at),
  char: (view, at, value) => view.setUint8(at, value.charCodeAt(0)),
  lsn: (view, at, value) => {
    view.setUint32(at, Number(value / VLF_UNIT), true);
    view.setUint32(at + 4, Number((value % VLF_UNIT) / BLOCK_UNIT), true);
    view.setUint16(at + 8, Number(value % BLOCK_UNIT), true);
  },
  guid: writeGuid,
  date: writeMtfDate,
  filetime: (view, at, value) =>
    view.setBigUint64(at, BigInt(Date.parse(value)) * 10_000n + FILETIME_OF_UNIX_EPOCH, true),
  pointer: (view, at, { length, offset }) => {
    view.setUint16(at, length, true);
    view.setUint16(at + 2, offset, true);
  },
};

/** The first three groups of a GUID are little-endian numbers, the last two bytes as they are. */
function writeGuid(view: DataView, at: number, guid: string): void {
  const [a = '0', b = '0', c = '0', d = '', e = ''] = guid.split('-');
  view.setUint32(at, parseInt(a, 16), true);
  view.setUint16(at + 4, parseInt(b, 16), true);
  view.setUint16(at + 6, parseInt(c, 16), true);
  const rest = `${d}${e}`;
  for (let index = 0; index < 8; index++)
    view.setUint8(at + 8 + index, parseInt(rest.slice(2 * index, 2 * index + 2), 16));
}

/** Packs year 14, month 4, day 5, hour 5, minute 6 and second 6 bits, most significant first. */
function writeMtfDate(view: DataView, at: number, date: string): void {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = date.split(/\D/).map(Number);
  const low = ((year & 63) << 26) | (month << 22) | (day << 17) | (hour << 12) | (minute << 6) | second;
  view.setUint8(at, year >> 6);
  view.setUint32(at + 1, low >>> 0, false);
}
