/**
 * Reads a zip so strictly that no reader can see other files in it: names and sizes stand in it twice, and readers take either. Layout:
 * PKWARE APPNOTE 6.3.10, 4.3.
 */
import { inflateRawSync } from 'node:zlib';

/** A file in a zip. */
export interface ZipEntry {
  readonly name: string;
  readonly content: Uint8Array;
}

/** It is no zip, was damaged, or is one that readers may read differently; the message is a clause. */
export class ZipProblemError extends Error {
  readonly code = 'ZipProblem';
  constructor(reason: string) {
    super(reason);
    this.name = 'ZipProblemError';
  }
}

const END = { signature: 0x06054b50, size: 22 };
const CENTRAL = { signature: 0x02014b50, size: 46 };
const LOCAL = { signature: 0x04034b50, size: 30 };
const DESCRIPTOR = { signature: 0x08074b50, size: 16 };
const STORED = 0;
const DEFLATED = 8;
/** Flags: encrypted, strongly or not; sizes follow the data. */
const ENCRYPTED = 0x2041;
const SIZES_FOLLOW = 0x0008;
/** Extra fields that give an entry another name or other sizes: Unicode path, zip64. */
const OTHER_MEANING: readonly number[] = [0x7075, 0x0001];

/**
 * Reads all entries, in the order of the directory; a name may stand in it twice.
 *
 * @param most bytes that it may unfold to
 * @throws {ZipProblemError} Where a byte belongs to no entry, or an entry is not the same in front of its data as in the directory.
 */
export function readZip(bytes: Uint8Array, most: number): readonly ZipEntry[] {
  const zip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return entriesOf(zip, most);
  } catch (error) {
    if (error instanceof RangeError) throw new ZipProblemError('it is cut off');
    throw error;
  }
}

/** An entry as the directory has it. */
interface Listed {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly unpacked: number;
  readonly offset: number;
}

function entriesOf(zip: Buffer, most: number): readonly ZipEntry[] {
  const end = zip.length - END.size;
  demand(end >= 0 && zip.readUInt32LE(end) === END.signature, 'its last bytes are not the end of a zip');
  const start = zip.readUInt32LE(end + 16);
  demand(start + zip.readUInt32LE(end + 12) === end, 'its directory does not stand before its end');
  const listed = listOf(zip.subarray(0, end), start);
  const count = zip.readUInt16LE(end + 10);
  demand(listed.length === count, `its directory has ${listed.length} entries, but its end says ${count}`);
  const total = listed.reduce((sum, { unpacked }) => sum + unpacked, 0);
  demand(total <= most, `it unfolds to more than ${most} bytes`);
  const ends = endsOf(listed, start);
  return listed.map((entry, place) => ({
    name: entry.name,
    content: contentOf(zip, entry, ends[place] ?? start),
  }));
}

function demand(holds: boolean, reason: string): void {
  if (!holds) throw new ZipProblemError(reason);
}

function listOf(zip: Buffer, start: number): readonly Listed[] {
  const listed: Listed[] = [];
  let at = start;
  while (at < zip.length) {
    demand(zip.readUInt32LE(at) === CENTRAL.signature, 'bytes in its directory belong to no entry');
    const nameEnd = at + CENTRAL.size + zip.readUInt16LE(at + 28);
    const extraEnd = nameEnd + zip.readUInt16LE(at + 30);
    const name = zip.toString('latin1', at + CENTRAL.size, nameEnd);
    const entry = {
      ...{ name, flags: zip.readUInt16LE(at + 8), method: zip.readUInt16LE(at + 10) },
      ...{ crc: zip.readUInt32LE(at + 16), packed: zip.readUInt32LE(at + 20) },
      ...{ unpacked: zip.readUInt32LE(at + 24), offset: zip.readUInt32LE(at + 42) },
    };
    demand(
      isPlain(name),
      'the name of a file in it has other characters than those of an archive of evidences',
    );
    demandPlainExtra(zip.subarray(nameEnd, extraEnd), name);
    listed.push(entry);
    at = extraEnd + zip.readUInt16LE(at + 32);
  }
  demand(at === zip.length, 'its directory is cut off');
  return listed;
}

/** True for a path that leads nowhere else, and is the same on every system. */
function isPlain(name: string): boolean {
  return name.split('/').every((part) => /^[\w.-]+$/.test(part) && !/^\.+$/.test(part));
}

function demandPlainExtra(extra: Buffer, name: string): void {
  let at = 0;
  while (at < extra.length) {
    demand(
      !OTHER_MEANING.includes(extra.readUInt16LE(at)),
      `${name} has another name or size for some readers`,
    );
    at += 4 + extra.readUInt16LE(at + 2);
  }
}

/** Where each entry has to end: where the next one begins, or the directory. */
function endsOf(listed: readonly Listed[], start: number): readonly number[] {
  const begins = listed.map(({ offset }) => offset).sort((one, other) => one - other);
  demand((begins[0] ?? start) === 0, 'bytes at its beginning belong to no entry');
  return listed.map(({ offset }) => begins.find((other) => other > offset) ?? start);
}

function contentOf(zip: Buffer, entry: Listed, end: number): Uint8Array {
  const { name, flags, method, crc, packed, unpacked, offset } = entry;
  const same = (holds: boolean): void =>
    demand(
      holds,
      `${name} is not the same in front of its data as in the directory, so readers may see either`,
    );
  same(zip.readUInt32LE(offset) === LOCAL.signature);
  const nameEnd = offset + LOCAL.size + zip.readUInt16LE(offset + 26);
  const data = nameEnd + zip.readUInt16LE(offset + 28);
  same(zip.toString('latin1', offset + LOCAL.size, nameEnd) === name);
  same(zip.readUInt16LE(offset + 6) === flags && zip.readUInt16LE(offset + 8) === method);
  demandPlainExtra(zip.subarray(nameEnd, data), name);
  demand((flags & ENCRYPTED) === 0, `${name} is encrypted`);
  const sizes = [crc, packed, unpacked];
  const sizesAt = (at: number): boolean =>
    sizes.every((size, place) => zip.readUInt32LE(at + 4 * place) === size);
  const follow = (flags & SIZES_FOLLOW) !== 0;
  if (follow) {
    const behind = data + packed;
    same(method === DEFLATED && end === behind + DESCRIPTOR.size);
    same(zip.readUInt32LE(behind) === DESCRIPTOR.signature && sizesAt(behind + 4));
  } else {
    same(sizesAt(offset + 14));
    demand(data + packed === end, `bytes behind ${name} belong to no entry`);
  }
  return unpack(zip.subarray(data, data + packed), entry);
}

function unpack(data: Buffer, { name, method, unpacked }: Listed): Uint8Array {
  demand(method === STORED || method === DEFLATED, `${name} is packed in an unknown way`);
  const { content, used } =
    method === STORED ? { content: data, used: data.length } : inflate(data, name, unpacked);
  demand(
    content.length === unpacked && used === data.length,
    `the data of ${name} is longer or shorter than its entry says`,
  );
  return content;
}

/** @returns what it unfolds to, and how many bytes of it that took */
function inflate(
  data: Buffer,
  name: string,
  most: number,
): { readonly content: Buffer; readonly used: number } {
  try {
    // With `info` it answers with the engine, too (Node.js, "zlib options").
    const { buffer, engine } = inflateRawSync(data, {
      info: true,
      maxOutputLength: Math.max(most, 1),
    }) as unknown as { readonly buffer: Buffer; readonly engine: { readonly bytesWritten: number } };
    return { content: buffer, used: engine.bytesWritten };
  } catch (error) {
    throw new ZipProblemError(
      `the data of ${name} cannot be unpacked (${error instanceof Error ? error.message : 'unknown error'})`,
    );
  }
}
