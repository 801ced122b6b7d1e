import { findLastBlock } from './configuration';
import { SET_HEAD, type FileWindow, type Reading } from './file-window';
import type { SetSpan } from './filemarks';
import { BLOCK_ALIGNMENT, CONFIGURATION_STREAM_AT, STREAM_HEADER_SIZE } from './layout';
import { readMedia, type Media } from './media';
import type { BlockAddress, Tape } from './tape';

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
