/** The soft filemarks of a file: where its backup sets begin and where their data ends. */
import { isBlock } from './block';
import { corrupt, HeaderFault, type Place } from './fault';
import { readFields } from './fields';
import type { FileWindow, Reading } from './file-window';
import { BLOCK_HEADER, FILEMARK, FILEMARK_HAS_ARRAY_OFFSET } from './layout';
import { withinLimit } from './limits';

/** The end of a file: its closing filemark, or why there is none. */
export type Closing =
  | { readonly kind: 'closed'; readonly at: number; readonly padding: number }
  | { readonly kind: 'open'; readonly reason: string };

/** Where one backup set lies. */
export interface SetSpan {
  /** File offset of its SSET. */
  readonly start: number;
  /** File offset of the filemark after its data; MSLS lies just before it. */
  readonly dataEnd: number;
  /** Bytes. */
  readonly filemarkBlock: number;
}

interface Filemark {
  readonly capacity: number;
  readonly used: number;
  /** File offsets of earlier filemarks, oldest first; not all of them when `used` reaches `capacity`. */
  readonly earlier: readonly number[];
}

/**
 * Looks for the closing filemark: the filemark block that holds the file's last non-zero byte.
 *
 * A complete file ends with an SFMB that counts two filemarks per set (measured on 186 real files). Only zeros may
 * follow, the padding of a page blob; anything else is a set that is still being appended, or was cut.
 *
 * @param tail the file's last bytes
 */
export function findClosing(tail: Uint8Array, size: number, block: number): Closing {
  const lastByte = tail.findLastIndex((byte) => byte !== 0);
  if (lastByte < 0)
    return open(
      `its last ${tail.length} bytes are zeros, as in a page blob that is allocated but not filled`,
    );
  const tailAt = size - tail.length;
  const at = Math.floor((tailAt + lastByte) / block) * block;
  if (at < tailAt || !isBlock(tail.subarray(at - tailAt), 'SFMB'))
    return open('the closing filemark is missing');
  if (at + block > size) return open('the closing filemark is cut off');
  const { used } = readFilemark(tail.subarray(at - tailAt, at - tailAt + block), at);
  if (used < 2) return open('the filemark after the data is its last');
  return { kind: 'closed', at, padding: size - at - block };
}

function open(reason: string): Closing {
  return { kind: 'open', reason };
}

/**
 * Lists the sets of a complete file from its closing filemark.
 *
 * With the filemarks m0 … m2N, set k starts one filemark block after m2k and its data ends at m2k+1. When the list is
 * full, the oldest filemark it names is read for the ones before it (as MTF 1.00a lets the list overflow; no sample
 * has that many sets).
 *
 * @param first file offset at which the first filemark must lie
 * @throws {HeaderFault} `CorruptHeader` when the list contradicts the file, `LimitExceeded` on too many sets.
 */
export function* listSets(
  file: FileWindow,
  closingAt: number,
  block: number,
  first: number,
): Reading<SetSpan[]> {
  const marks = yield* listFilemarks(file, closingAt, block);
  const place = { what: 'the list of filemarks', offset: closingAt };
  if (marks.length % 2 !== 0)
    throw corrupt(place, `it names ${marks.length} filemarks, not two for each set`);
  if (marks[0] !== first) throw corrupt(place, `it begins at ${marks[0] ?? 'nothing'} instead of ${first}`);
  return Array.from({ length: marks.length / 2 }, (_, set) => ({
    start: (marks[2 * set] ?? 0) + block,
    dataEnd: marks[2 * set + 1] ?? 0,
    filemarkBlock: block,
  }));
}

function* listFilemarks(file: FileWindow, closingAt: number, block: number): Reading<number[]> {
  const newestFirst: number[] = [];
  let at = closingAt;
  for (;;) {
    const mark = readFilemark(yield* file.bytes(at, block), at);
    checkOrder(mark.earlier, at, block);
    newestFirst.push(...mark.earlier.toReversed());
    withinLimit(file.limits, 'sets', Math.floor(newestFirst.length / 2), at);
    const oldest = mark.earlier[0];
    if (oldest === undefined || mark.used < mark.capacity) return newestFirst.reverse();
    at = oldest;
  }
}

function checkOrder(marks: readonly number[], before: number, block: number): void {
  const place = { what: 'the list of filemarks', offset: before };
  marks.forEach((mark, index) => {
    if (mark % block !== 0) throw corrupt(place, `${mark} is not a multiple of the filemark block`);
    if (mark >= (marks[index + 1] ?? before))
      throw corrupt(place, 'its offsets do not increase towards this filemark');
  });
}

/**
 * Reads one filemark block.
 *
 * @throws {HeaderFault} `CorruptHeader` when it is none, or its list does not fit.
 */
function readFilemark(bytes: Uint8Array, at: number): Filemark {
  const place = { what: 'the filemark', offset: at };
  if (!isBlock(bytes, 'SFMB')) throw corrupt(place, 'there is no SFMB block with a valid checksum');
  const { attributes } = readFields(BLOCK_HEADER, bytes, place);
  const { capacity, used, arrayOffset } = readFields(FILEMARK, bytes, place);
  const hasOffset = (attributes & FILEMARK_HAS_ARRAY_OFFSET) !== 0;
  const listAt = hasOffset ? arrayOffset : FILEMARK.arrayOffset.at;
  const count = Math.min(used, capacity);
  if (listAt + 8 * count > bytes.length)
    throw corrupt(place, `its list of ${count} entries does not fit into it`);
  return { capacity, used, earlier: readOffsets(bytes, listAt, count, place) };
}

function readOffsets(bytes: Uint8Array, listAt: number, count: number, place: Place): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset + listAt, 8 * count);
  return Array.from({ length: count }, (_, index) => {
    const offset = view.getBigUint64(8 * (count - 1 - index), true);
    if (offset >= BigInt(place.offset))
      throw corrupt(place, `it names a filemark at ${String(offset)}, after itself`);
    return Number(offset);
  });
}

/** The fault of a file without closing filemark. */
export function incomplete(reason: string, size: number): HeaderFault {
  return new HeaderFault(
    'IncompleteBackup',
    `Cannot find the end of the backup: ${reason}; the file is still being written, or was cut off`,
    size,
  );
}
