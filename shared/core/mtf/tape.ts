/** A tape file as the reader of sets sees it, and the plain one; `compressed-tape.ts` has the other. */
import { findLastBlock } from './configuration';
import { SET_HEAD, type FileWindow, type Reading, type ByteSpace } from './file-window';
import type { SetSpan } from './filemarks';
import { BLOCK_ALIGNMENT, CONFIGURATION_STREAM_AT, STREAM_HEADER_SIZE } from './layout';
import { readMedia, type Media } from './media';

/** A block's address and the space it is an address of. */
export interface BlockAddress {
  readonly space: ByteSpace;
  readonly at: number;
}

/** A tape file, plain or compressed, as the reader of sets sees it. */
export interface Tape {
  /** Reads the media block; its `end` is the file offset from which the first filemark is sought. */
  readMedia(): Reading<Media>;
  /** Fetches the head of the set that starts at this file offset; the address is that of its SSET. */
  openSet(start: number): Reading<BlockAddress>;
  /**
   * Looks backwards from the end of a set's data for its MSLS.
   *
   * @param configurationLength bytes of the configuration in the set's MSCI
   */
  findFinal(span: SetSpan, configurationLength: number): Reading<BlockAddress | undefined>;
  /** The address at which the MSLS block must end; undefined when that is not known. */
  finalEnd(span: SetSpan): number | undefined;
}

const SET_ALIGNMENT = 1024;

/** Bytes that MSLS may have beyond its configuration: the padding stream's header and alignment. */
const PADDING_SLACK = 64;

/** A tape file without container: addresses are file offsets. */
export class PlainTape implements Tape {
  constructor(readonly file: FileWindow) {}

  readMedia(): Reading<Media> {
    return readMedia(this.file, this.file.limits);
  }

  *openSet(start: number): Reading<BlockAddress> {
    yield* this.file.load(start, SET_HEAD);
    return { space: this.file, at: start };
  }

  /** MSLS is the last block before the filemark, padded to a multiple of the filemark block. */
  *findFinal(set: SetSpan, configurationLength: number): Reading<BlockAddress | undefined> {
    const block = CONFIGURATION_STREAM_AT + STREAM_HEADER_SIZE + configurationLength + PADDING_SLACK;
    const span = Math.ceil(block / SET_ALIGNMENT) * SET_ALIGNMENT + 2 * SET_ALIGNMENT + 2 * set.filemarkBlock;
    const from = Math.max(set.dataEnd - span, set.start);
    const bytes = yield* this.file.bytes(from, set.dataEnd - from);
    const firstStep = (BLOCK_ALIGNMENT - (from % BLOCK_ALIGNMENT)) % BLOCK_ALIGNMENT;
    const found = findLastBlock(bytes, firstStep, BLOCK_ALIGNMENT, 'MSLS');
    return found === undefined ? undefined : { space: this.file, at: from + found };
  }

  finalEnd({ dataEnd }: SetSpan): number {
    return dataEnd;
  }
}
