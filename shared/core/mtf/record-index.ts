/** The index of records that ends a segment of the compressed container, between its end record and the filemark. */
import { CHUNK_HEADER_SIZE, isEndOfSegment, rotatingXor } from './chunk';
import { corrupt, type Place } from './fault';
import { readFields, type Layout, type Values } from './fields';
import type { FileWindow, Reading } from './file-window';
import type { SetSpan } from './filemarks';

/** Where the records lie that hold headers of a segment, besides its first record. */
export interface RecordIndex {
  /** File offset of the index; the end record precedes it. */
  readonly at: number;
  /** File offsets of data records, in the order of the file. The last one holds MSLS. */
  readonly records: readonly number[];
}

/** `LABEL.marker`; perhaps a version, 1.1. */
export const INDEX_MARKER = 0x0001_0001;

/** Bytes of the label at each end of the index. */
export const INDEX_LABEL_SIZE = 16;

/** Bytes of an entry. */
export const INDEX_ENTRY_SIZE = 16;

/** The label: at the beginning of the index, and again just before the filemark. Measured on five of five files. */
export const INDEX_LABEL = {
  marker: { at: 0, kind: 'u32' },
  /** Entries. */
  count: { at: 4, kind: 'u32' },
  /** Bytes from the beginning of the index to the filemark. */
  length: { at: 8, kind: 'u32' },
  /** `rotatingXor` of the entries. */
  checksum: { at: 12, kind: 'u32' },
} as const satisfies Layout;

/** An entry: a record in which blocks of the tape begin. */
export const INDEX_ENTRY = {
  /** Where the record's bytes lie on the tape, counted from the set's SSET. */
  tapeOffset: { at: 0, kind: 'u64' },
  fileOffset: { at: 8, kind: 'u64' },
} as const satisfies Layout;

type Label = Values<typeof INDEX_LABEL>;
type Entry = Values<typeof INDEX_ENTRY>;

/**
 * Reads the index before a set's filemark.
 *
 * @param readAhead bytes before the index that are fetched with it
 * @returns undefined when there is none
 * @throws {HeaderFault} `CorruptHeader` when its labels differ, its checksum is wrong, or an entry is impossible.
 */
export function* readRecordIndex(
  file: FileWindow,
  { start, dataEnd }: SetSpan,
  readAhead: number,
): Reading<RecordIndex | undefined> {
  const labelAt = dataEnd - INDEX_LABEL_SIZE;
  if (labelAt < start) return undefined;
  const label = yield* readLabel(file, labelAt);
  if (label.marker !== INDEX_MARKER) return undefined;
  const at = dataEnd - label.length;
  const place = { what: 'the index of the compressed records', offset: Math.max(at, 0) };
  const entriesEnd = at + INDEX_LABEL_SIZE + label.count * INDEX_ENTRY_SIZE;
  if (at - CHUNK_HEADER_SIZE < start || entriesEnd > labelAt)
    throw corrupt(place, `${label.count} entries in ${label.length} bytes are impossible`);
  const from = Math.max(at - readAhead, start);
  yield* file.load(from, dataEnd - from);
  if (!sameLabel(label, yield* readLabel(file, at))) throw corrupt(place, 'its two labels differ');
  if (!isEndOfSegment(yield* file.bytes(at - CHUNK_HEADER_SIZE, CHUNK_HEADER_SIZE)))
    throw corrupt(place, 'no end record precedes it');
  const bytes = yield* file.bytes(at + INDEX_LABEL_SIZE, label.count * INDEX_ENTRY_SIZE);
  if (rotatingXor(bytes) !== label.checksum) throw corrupt(place, 'its checksum is wrong');
  return { at, records: readEntries(bytes, { start, end: at - CHUNK_HEADER_SIZE }, place) };
}

function* readLabel(file: FileWindow, at: number): Reading<Label> {
  const bytes = yield* file.bytes(at, INDEX_LABEL_SIZE);
  return readFields(INDEX_LABEL, bytes, { what: 'the index of the compressed records', offset: at });
}

function sameLabel(one: Label, other: Label): boolean {
  return (
    one.marker === other.marker &&
    one.count === other.count &&
    one.length === other.length &&
    one.checksum === other.checksum
  );
}

/** The file offsets of the entries, which increase on the tape and in the file and lie within the segment. */
function readEntries(
  bytes: Uint8Array,
  segment: { readonly start: number; readonly end: number },
  place: Place,
): number[] {
  let before: Entry = { tapeOffset: 0n, fileOffset: BigInt(segment.start) };
  return Array.from({ length: bytes.length / INDEX_ENTRY_SIZE }, (_, index) => {
    const entry = readFields(INDEX_ENTRY, bytes.subarray(index * INDEX_ENTRY_SIZE), place);
    if (entry.fileOffset <= before.fileOffset || entry.tapeOffset <= before.tapeOffset)
      throw corrupt(place, 'its offsets do not increase');
    if (entry.fileOffset >= BigInt(segment.end))
      throw corrupt(place, `it names a record at ${String(entry.fileOffset)}, after the last`);
    before = entry;
    return Number(entry.fileOffset);
  });
}
