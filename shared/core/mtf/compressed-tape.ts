import { CHUNK_HEADER_SIZE, COMPRESSED_MEDIA_END, FIRST_CHUNK_AT, unreadable } from './chunk';
import { findFinalChunks } from './compressed-final';
import { findLastBlock } from './configuration';
import { HeaderFault } from './fault';
import { SET_HEAD, type FileWindow, type Reading } from './file-window';
import type { SetSpan } from './filemarks';
import { InflatedSpace, type InflateBudget } from './inflated-space';
import { BLOCK_ALIGNMENT } from './layout';
import { readMedia, type Media } from './media';
import type { BlockAddress, Tape } from './tape';

const KIB = 1024;

/** Where MSLS was in all samples: its chunk began at most 1.4 KiB before the last filemark block of the data. */
const NEAR = 16 * KIB;

/** A chunk holds at most 64 KiB of compressed bytes. */
const FAR = 64 * KIB;

/** A tape in the compressed container: its blocks are inflated as needed, its filemarks lie in the file as they are. */
export class CompressedTape implements Tape {
  readonly #budget: InflateBudget = { spent: 0 };

  constructor(readonly file: FileWindow) {}

  /** @throws {HeaderFault} `CannotInspect` when the first record does not inflate to a tape. */
  *readMedia(): Reading<Media> {
    try {
      const media = yield* readMedia(this.#inflate(FIRST_CHUNK_AT), this.file.limits);
      return { ...media, end: COMPRESSED_MEDIA_END };
    } catch (problem) {
      throw isCorrupt(problem) ? unreadable(FIRST_CHUNK_AT) : problem;
    }
  }

  *openSet(start: number): Reading<BlockAddress> {
    yield* this.file.load(start, SET_HEAD);
    return { space: this.#inflate(start), at: 0 };
  }

  *findFinal(set: SetSpan, configurationLength: number): Reading<BlockAddress | undefined> {
    const near = yield* this.#findWithin(set, NEAR + set.filemarkBlock);
    return (
      near ??
      (yield* this.#findWithin(set, FAR + set.filemarkBlock + CHUNK_HEADER_SIZE + configurationLength))
    );
  }

  finalEnd(): undefined {
    return undefined;
  }

  *#findWithin({ start, dataEnd, filemarkBlock }: SetSpan, span: number): Reading<BlockAddress | undefined> {
    const from = Math.max(dataEnd - span, start);
    const bytes = yield* this.file.bytes(from, dataEnd - from);
    const chunks = findFinalChunks(bytes, from, filemarkBlock).slice(0, this.file.limits.inflateAttempts);
    for (const chunk of chunks) {
      const space = this.#inflate(chunk);
      const at = findLastBlock(yield* firstChunkOf(space), 0, BLOCK_ALIGNMENT, 'MSLS');
      if (at !== undefined) return { space, at };
    }
    return undefined;
  }

  #inflate(start: number): InflatedSpace {
    return new InflatedSpace(this.file, start, this.#budget);
  }
}

function* firstChunkOf(space: InflatedSpace): Reading<Uint8Array> {
  try {
    return yield* space.firstChunk();
  } catch (problem) {
    if (isCorrupt(problem)) return new Uint8Array();
    throw problem;
  }
}

function isCorrupt(problem: unknown): boolean {
  return problem instanceof HeaderFault && problem.code === 'CorruptHeader';
}
