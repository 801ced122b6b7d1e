import {
  CHUNK_HEADER,
  CHUNK_HEADER_SIZE,
  CHUNK_DATA_AT,
  CHUNK_KIND,
  DATA_CHECKSUM,
  FIRST_CHUNK_AT,
  rotatingXor,
  SECTOR,
} from '../../../shared/core/mtf/chunk';
import {
  INDEX_ENTRY,
  INDEX_ENTRY_SIZE,
  INDEX_LABEL,
  INDEX_LABEL_SIZE,
  INDEX_MARKER,
} from '../../../shared/core/mtf/record-index';
import type { CompressionSpec } from './backup-spec';
import { concatenate } from './block-writer';
import { RecordWriter, tagBytes } from './record-writer';
import { roundUp, SET_ALIGNMENT, writeFilemark, type Tape } from './tape-writer';
import { deflateXpress } from './xpress-writer';

/** Half of what SQL Server puts into a record, so that data that cannot be compressed fits, too. */
const RECORD_SIZE = 64 * SECTOR;

const SIGNATURE = 'MSSQLBAK';
const VERSION = 2;
const SIGNATURE_LAYOUT = { version: { at: 8, kind: 'u32' }, revision: { at: 12, kind: 'u32' } } as const;

interface IndexEntry {
  readonly tapeOffset: number;
  readonly fileOffset: number;
}

/**
 * A file in the compressed container under construction: segments of records, a filemark after each.
 *
 * Segments are media, then data and end of every set in turn; those with data end with an end record and the index,
 * the others with padding.
 */
export class CompressedTapeWriter implements Tape {
  /** Offset of the next block on the tape, from the start of its segment. */
  at = 0;
  private segment: Uint8Array[] = [];
  private readonly parts: Uint8Array[] = [writeSignature()];
  private fileOffset = FIRST_CHUNK_AT;
  private readonly marks: number[] = [];

  /** @param filemarkBlock bytes */
  constructor(
    readonly filemarkBlock: number,
    private readonly compression: CompressionSpec,
  ) {}

  get unit(): number {
    return Math.max(this.filemarkBlock, SET_ALIGNMENT);
  }

  add(write: (at: number) => Uint8Array): void {
    const bytes = write(this.at);
    this.segment.push(bytes);
    this.at += bytes.length;
  }

  addFilemark(): void {
    const holdsData = this.marks.length % 2 === 1;
    const entries = this.addRecords(holdsData ? (this.compression.slackBytes ?? 0) : 0);
    if (holdsData) this.addEnd(entries);
    else this.addPadding();
    const mark = this.fileOffset;
    this.append(writeFilemark(this.filemarkBlock, this.marks));
    this.marks.push(mark);
    this.segment = [];
    this.at = 0;
  }

  toBytes(): Uint8Array {
    return concatenate(this.parts);
  }

  /** Adds the segment's records, head and every later block in records of their own; returns those of the index. */
  private addRecords(slack: number): IndexEntry[] {
    const [head, rest] = [this.segment.slice(0, HEAD_BLOCKS), this.segment.slice(HEAD_BLOCKS)];
    const entries: IndexEntry[] = [];
    let tapeOffset = 0;
    [concatenate(head), ...rest].forEach((block, index) => {
      if (index > 0) entries.push({ tapeOffset, fileOffset: this.fileOffset });
      for (let at = 0; at < block.length; at += RECORD_SIZE) {
        const isLast = index === rest.length && at + RECORD_SIZE >= block.length;
        this.append(writeRecord(block.subarray(at, at + RECORD_SIZE), isLast ? slack : 0));
      }
      tapeOffset += block.length;
    });
    return entries;
  }

  private addEnd(entries: readonly IndexEntry[]): void {
    this.append(recordHeader({ kind: CHUNK_KIND.endOfSegment }));
    const start = this.fileOffset;
    const least = this.compression.index === false ? 0 : indexSize(entries.length);
    const length = roundUp(this.filemarkBlock)(start + least) - start;
    this.append(least === 0 ? new Uint8Array(length) : writeIndex(entries, length));
  }

  private addPadding(): void {
    const dataAt = this.fileOffset + CHUNK_HEADER_SIZE;
    const length = roundUp(this.filemarkBlock)(dataAt) - dataAt;
    this.append(recordHeader({ kind: CHUNK_KIND.padding, length }));
    this.append(new Uint8Array(length));
  }

  private append(bytes: Uint8Array): void {
    this.parts.push(bytes);
    this.fileOffset += bytes.length;
  }
}

/** SSET, VOLB and MSCI; the media and the end of a set have fewer blocks. */
const HEAD_BLOCKS = 3;

function writeSignature(): Uint8Array {
  const bytes = new RecordWriter(FIRST_CHUNK_AT)
    .write(SIGNATURE_LAYOUT, { version: VERSION, revision: 3 })
    .toBytes();
  bytes.set(tagBytes(SIGNATURE));
  return bytes;
}

function recordHeader(values: { kind: number; sectors?: number; length?: number }): Uint8Array {
  return new RecordWriter(CHUNK_HEADER_SIZE).write(CHUNK_HEADER, values).toBytes();
}

/** @param slack bytes appended to the compressed data, which nothing reads: they move what follows */
function writeRecord(bytes: Uint8Array, slack: number): Uint8Array {
  const deflated = deflateXpress(bytes);
  const data = concatenate([deflated, new Uint8Array(slack)]);
  const header = new RecordWriter(CHUNK_DATA_AT)
    .write(CHUNK_HEADER, {
      kind: CHUNK_KIND.data,
      sectors: Math.ceil(bytes.length / SECTOR),
      length: data.length,
    })
    .write(DATA_CHECKSUM, { checksum: rotatingXor(data) });
  return concatenate([header.toBytes(), data]);
}

function indexSize(entries: number): number {
  return 2 * INDEX_LABEL_SIZE + entries * INDEX_ENTRY_SIZE;
}

function writeIndex(entries: readonly IndexEntry[], length: number): Uint8Array {
  const body = concatenate(
    entries.map(({ tapeOffset, fileOffset }) =>
      new RecordWriter(INDEX_ENTRY_SIZE)
        .write(INDEX_ENTRY, { tapeOffset: BigInt(tapeOffset), fileOffset: BigInt(fileOffset) })
        .toBytes(),
    ),
  );
  const label = new RecordWriter(INDEX_LABEL_SIZE)
    .write(INDEX_LABEL, { marker: INDEX_MARKER, count: entries.length, length, checksum: rotatingXor(body) })
    .toBytes();
  const index = concatenate([label, body], length);
  index.set(label, length - INDEX_LABEL_SIZE);
  return index;
}
