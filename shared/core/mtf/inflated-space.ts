import { CHUNK_DATA_AT, CHUNK_HEADER_SIZE, DATA_CHECKSUM, readChunk, rotatingXor, type Chunk } from './chunk';
import { corrupt, type Place } from './fault';
import { readFields } from './fields';
import { READ_AHEAD, type ByteSpace, type FileWindow, type Reading } from './file-window';
import { withinLimit } from './limits';
import { Segments } from './segments';
import { inflateXpress } from './xpress-huffman';

/** What a read takes at most beyond a record, for the records of a long configuration that follow it. */
const LARGEST_AHEAD = 64 * 1024;

/** What consecutive records of a compressed backup inflate to, from one record on and only as far as asked. */
export class InflatedSpace implements ByteSpace {
  private readonly inflated = new Segments();
  private end = 0;
  private nextAt: number;

  constructor(
    readonly file: FileWindow,
    /** File offset of the record at which the space begins. */
    readonly start: number,
    readonly budget: InflateBudget,
  ) {
    this.nextAt = start;
  }

  *bytes(at: number, length: number): Reading<Uint8Array> {
    withinLimit(this.file.limits, 'inflatedRecordBytes', at + length, this.nextAt);
    while (this.end < at + length) yield* this.inflateNext(at + length - this.end);
    return this.inflated.slice(at, length);
  }

  fileOffset(): number {
    return this.start;
  }

  /** File offset of the record after those inflated so far. */
  get next(): number {
    return this.nextAt;
  }

  /** Bytes of the first record, inflated. */
  *firstChunk(): Reading<Uint8Array> {
    if (this.end === 0) yield* this.inflateNext(0);
    return this.inflated.slice(0, this.end);
  }

  /** @param missing bytes that are still to be inflated after those there are */
  private *inflateNext(missing: number): Reading<void> {
    const chunk = yield* readChunkAt(this.file, this.nextAt);
    if (chunk.kind === 'endOfSegment')
      throw corrupt(placeOf(chunk), 'the segment ends before the record it should hold');
    this.nextAt = chunk.dataAt + chunk.dataLength;
    if (chunk.kind !== 'data') return;
    const ahead = Math.min(Math.max(missing, READ_AHEAD), LARGEST_AHEAD);
    yield* this.file.bytes(chunk.at, CHUNK_DATA_AT + chunk.dataLength, ahead);
    this.append(yield* inflateChunk(this.file, chunk, this.budget));
  }

  private append(bytes: Uint8Array): void {
    this.inflated.add(this.end, bytes);
    this.end += bytes.length;
  }
}

/** Bytes inflated so far from one file, held against the cap `inflatedBytes`. */
export interface InflateBudget {
  spent: number;
}

/** Reads the record header at a file offset. */
export function* readChunkAt(file: FileWindow, at: number): Reading<Chunk> {
  return readChunk(yield* file.bytes(at, CHUNK_HEADER_SIZE), at);
}

/**
 * Inflates a data record.
 *
 * @throws {HeaderFault} `CorruptHeader` when its checksum is wrong, or its bytes are no XPRESS Huffman data of the
 * promised size.
 */
export function* inflateChunk(file: FileWindow, chunk: Chunk, budget: InflateBudget): Reading<Uint8Array> {
  budget.spent += chunk.inflatedSize;
  withinLimit(file.limits, 'inflatedBytes', budget.spent, chunk.at);
  const bytes = yield* file.bytes(chunk.dataAt, chunk.dataLength);
  const { checksum } = readFields(DATA_CHECKSUM, yield* file.bytes(chunk.at, CHUNK_DATA_AT), placeOf(chunk));
  if (rotatingXor(bytes) !== checksum) throw corrupt(placeOf(chunk), 'its checksum is wrong');
  const inflated = inflateXpress(bytes, chunk.inflatedSize);
  if (inflated.kind === 'corrupt') throw corrupt(placeOf(chunk), inflated.reason);
  return inflated.bytes;
}

function placeOf({ at }: Chunk): Place {
  return { what: 'the compressed record', offset: at };
}
