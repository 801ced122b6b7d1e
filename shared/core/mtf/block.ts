/** Descriptor blocks and their streams (MTF 1.00a), both checksums verified. */
import { corrupt, type Place } from './fault';
import { readFields, tagAt, xorOfWords, type Values } from './fields';
import type { ByteSpace, Reading } from './file-window';
import {
  BLOCK_CHECKSUM_WORDS,
  BLOCK_HEADER,
  BLOCK_HEADER_SIZE,
  STREAM_ALIGNMENT,
  STREAM_CHECKSUM_WORDS,
  STREAM_HEADER,
  STREAM_HEADER_SIZE,
} from './layout';
import { withinLimit, type HeaderLimits } from './limits';

/** A descriptor block without its streams. */
export interface Block {
  /** Address in its space. */
  readonly at: number;
  readonly header: Values<typeof BLOCK_HEADER>;
  /** From the block's start to its first stream: fields, OS-specific data and texts. */
  readonly body: Uint8Array;
  readonly place: Place;
}

/** A stream of a block. */
export interface Stream {
  readonly id: string;
  /** Address of its data in the block's space. */
  readonly at: number;
  readonly data: Uint8Array;
}

/** The streams of a block and the address where the next block starts. */
export interface BlockStreams {
  readonly streams: readonly Stream[];
  readonly end: number;
}

const STREAMS_PER_BLOCK = 64;

/** Tells whether a block of that type starts here: tag and checksum agree. */
export function isBlock(bytes: Uint8Array, type: string): boolean {
  return hasTag(bytes, type) && bytes.length >= BLOCK_HEADER_SIZE && hasChecksum(bytes, BLOCK_CHECKSUM_WORDS);
}

function hasTag(bytes: Uint8Array, tag: string): boolean {
  return bytes.length >= tag.length && tagAt(bytes, 0) === tag;
}

function hasChecksum(bytes: Uint8Array, words: number): boolean {
  return xorOfWords(bytes, words + 1) === 0;
}

/**
 * Reads the block at an address up to its first stream.
 *
 * @throws {HeaderFault} `CorruptHeader` when its checksum is wrong or its first stream lies inside the header.
 */
export function* readBlock(space: ByteSpace, at: number): Reading<Block> {
  const head = yield* space.bytes(at, BLOCK_HEADER_SIZE);
  const place = { what: 'the descriptor block', offset: space.fileOffset(at) };
  if (!hasChecksum(head, BLOCK_CHECKSUM_WORDS)) throw corrupt(place, 'its checksum is wrong');
  const header = readFields(BLOCK_HEADER, head, place);
  const named = { what: `the block ${header.type}`, offset: place.offset };
  if (header.firstStream < BLOCK_HEADER_SIZE) throw corrupt(named, 'its streams overlap its header');
  return { at, header, body: yield* space.bytes(at, header.firstStream), place: named };
}

/**
 * Reads a block's streams up to the padding that ends it. Only for header blocks: those of the data are never read.
 *
 * @throws {HeaderFault} `CorruptHeader` on a wrong checksum or too many streams, `LimitExceeded` on a stream longer
 * than any header block needs.
 */
export function* readStreams(space: ByteSpace, block: Block, limits: HeaderLimits): Reading<BlockStreams> {
  const streams: Stream[] = [];
  let at = block.at + block.header.firstStream;
  while (streams.length < STREAMS_PER_BLOCK) {
    const { id, length } = yield* readStreamHeader(space, at, limits);
    const dataAt = at + STREAM_HEADER_SIZE;
    if (id === 'SPAD') return { streams, end: dataAt + length };
    streams.push({ id, at: dataAt, data: yield* space.bytes(dataAt, length) });
    at = Math.ceil((dataAt + length) / STREAM_ALIGNMENT) * STREAM_ALIGNMENT;
  }
  throw corrupt(block.place, `it has more than ${STREAMS_PER_BLOCK} streams`);
}

function* readStreamHeader(
  space: ByteSpace,
  at: number,
  limits: HeaderLimits,
): Reading<{ readonly id: string; readonly length: number }> {
  const head = yield* space.bytes(at, STREAM_HEADER_SIZE);
  const place = { what: 'the stream header', offset: space.fileOffset(at) };
  if (!hasChecksum(head, STREAM_CHECKSUM_WORDS)) throw corrupt(place, 'its checksum is wrong');
  const { id, length } = readFields(STREAM_HEADER, head, place);
  withinLimit(limits, 'configurationBytes', Number(length), place.offset);
  return { id, length: Number(length) };
}
