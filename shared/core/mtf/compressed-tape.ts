import { CHUNK_HEADER_SIZE, FIRST_CHUNK_AT, unreadable } from './chunk';
import { findFinalChunks } from './compressed-final';
import { findLastBlock } from './configuration';
import { HeaderFault } from './fault';
import { SET_HEAD, type FileWindow, type Reading } from './file-window';
import type { SetSpan } from './filemarks';
import { InflatedSpace, readChunkAt, type InflateBudget } from './inflated-space';
import { BLOCK_ALIGNMENT } from './layout';
import { readMedia, type Media } from './media';
import { readRecordIndex, type RecordIndex } from './record-index';
import type { BlockAddress, Tape } from './tape';

const KIB = 1024;

/** MSLS lies in the last record: at most 1.5 KiB before the index and filemark in all samples. */
const NEAR = 16 * KIB;

/** A chunk holds at most 64 KiB of compressed bytes. */
const FAR = 64 * KIB;

/** A tape in the compressed container: its blocks are inflated as needed, its filemarks lie in the file as they are. */
export class CompressedTape implements Tape {
  private readonly budget: InflateBudget = { spent: 0 };

  constructor(readonly file: FileWindow) {}

  /** @throws {HeaderFault} `CannotInspect` when the first record does not inflate to a tape. */
  *readMedia(): Reading<Media> {
    const space = this.inflate(FIRST_CHUNK_AT);
    try {
      const media = yield* readMedia(space, this.file.limits);
      return { ...media, end: yield* this.endOfMedia(space.next) };
    } catch (problem) {
      throw isCorrupt(problem) ? unreadable(FIRST_CHUNK_AT) : problem;
    }
  }

  /** Padding reaches from the last record of the media to the first filemark (five of five files). */
  private *endOfMedia(at: number): Reading<number> {
    const chunk = yield* unlessDamaged(readChunkAt(this.file, at));
    return chunk?.kind === 'padding' ? chunk.dataAt + chunk.dataLength : at;
  }

  *openSet(start: number): Reading<BlockAddress> {
    yield* this.file.load(start, SET_HEAD);
    return { space: this.inflate(start), at: 0 };
  }

  /** The index leads to MSLS; a segment without index, which no real file has shown, is searched backwards. */
  *findFinal(set: SetSpan, configurationLength: number): Reading<BlockAddress | undefined> {
    const from = Math.max(set.dataEnd - NEAR - set.filemarkBlock, set.start);
    yield* this.file.load(from, set.dataEnd - from);
    const index = yield* readRecordIndex(this.file, set, NEAR);
    if (index) return yield* this.findIndexed(set, index);
    const near = yield* this.findWithin(set, NEAR + set.filemarkBlock);
    return (
      near ?? (yield* this.findWithin(set, FAR + set.filemarkBlock + CHUNK_HEADER_SIZE + configurationLength))
    );
  }

  finalEnd(): undefined {
    return undefined;
  }

  private *findIndexed({ start }: SetSpan, index: RecordIndex): Reading<BlockAddress | undefined> {
    const records = [start, ...index.records].slice(-this.file.limits.inflateAttempts);
    const found = yield* this.findIn(records.toReversed());
    return found && (yield* this.leadsTo(found.space.start, index.at)) ? found : undefined;
  }

  /** Tells whether the records from one on lead to the end record before the index. */
  private *leadsTo(start: number, indexAt: number): Reading<boolean> {
    yield* this.file.load(start, Math.min(indexAt - start, this.file.limits.configurationBytes));
    for (let at = start; at < indexAt;) {
      const chunk = yield* unlessDamaged(readChunkAt(this.file, at));
      if (!chunk || chunk.kind === 'endOfSegment') return chunk?.dataAt === indexAt;
      at = chunk.dataAt + chunk.dataLength;
    }
    return false;
  }

  private *findWithin(
    { start, dataEnd, filemarkBlock }: SetSpan,
    span: number,
  ): Reading<BlockAddress | undefined> {
    const from = Math.max(dataEnd - span, start);
    const bytes = yield* this.file.bytes(from, dataEnd - from);
    const chunks = findFinalChunks(bytes, from, filemarkBlock).slice(0, this.file.limits.inflateAttempts);
    return yield* this.findIn(chunks);
  }

  /** MSLS in the first of these records that holds one. */
  private *findIn(chunks: readonly number[]): Reading<(BlockAddress & { space: InflatedSpace }) | undefined> {
    for (const chunk of chunks) {
      const space = this.inflate(chunk);
      const bytes = yield* unlessDamaged(space.firstChunk());
      const at = bytes && findLastBlock(bytes, 0, BLOCK_ALIGNMENT, 'MSLS');
      if (at !== undefined) return { space, at };
    }
    return undefined;
  }

  private inflate(start: number): InflatedSpace {
    return new InflatedSpace(this.file, start, this.budget);
  }
}

/** What a reading gives; undefined when what it reads is no record, or a spoilt one. */
function* unlessDamaged<T>(reading: Reading<T>): Reading<T | undefined> {
  try {
    return yield* reading;
  } catch (problem) {
    if (isCorrupt(problem) || isUnknownRecord(problem)) return undefined;
    throw problem;
  }
}

function isUnknownRecord(problem: unknown): boolean {
  return problem instanceof HeaderFault && problem.code === 'CannotInspect';
}

function isCorrupt(problem: unknown): boolean {
  return problem instanceof HeaderFault && problem.code === 'CorruptHeader';
}
