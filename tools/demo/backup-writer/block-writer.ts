/** Blocks and streams of the tape format, with their checksums (MTF 1.00a). */
import {
  BLOCK_HEADER,
  STREAM_ALIGNMENT,
  STREAM_HEADER,
  STREAM_HEADER_SIZE,
} from '../../../shared/core/mtf/layout';
import { RecordWriter, writeChecksum } from './record-writer';

/** A stream to write. */
export interface StreamSpec {
  readonly id: string;
  readonly data: Uint8Array;
  readonly mediaAttributes?: number;
}

/** Where a block stands within its set. */
export interface BlockPlace {
  /** File offset. */
  readonly at: number;
  /** File offset of the set's SSET; undefined outside a set. */
  readonly setStart?: number;
  /** Number of the block within its set. */
  readonly controlBlock?: number;
}

const LOGICAL_BLOCK = 1024;
const SQL_SERVER_OS = { osId: 14, osVersion: 1, stringType: 2 };

/** Begins a block: the common header, then room for its fields. */
export function startBlock(type: string, size: number, place: BlockPlace, textsAt = size): RecordWriter {
  const { at, setStart, controlBlock } = place;
  const logicalAddress = setStart === undefined ? 0n : BigInt(Math.floor((at - setStart) / LOGICAL_BLOCK));
  return new RecordWriter(size, textsAt).write(BLOCK_HEADER, {
    type,
    ...SQL_SERVER_OS,
    logicalAddress,
    controlBlock,
  });
}

/** Ends the body of a block: sets the offset of its first stream and its checksum. */
export function finishBody(body: Uint8Array, firstStream = body.length): Uint8Array {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  view.setUint16(BLOCK_HEADER.firstStream.at, firstStream & 0xffff, true);
  writeChecksum(body, BLOCK_HEADER.checksum.at);
  return body;
}

/**
 * Ends a block: its body, its streams, and a padding stream up to the next block.
 *
 * @param at file offset of the block
 * @param end file offset at which the next block starts, given the least that this one needs
 */
export function finishBlock(
  block: RecordWriter,
  streams: readonly StreamSpec[],
  at: number,
  end: (least: number) => number,
): Uint8Array {
  const body = finishBody(block.toBytes(STREAM_ALIGNMENT));
  const parts = [body, ...streams.flatMap(writeStream)];
  const least = at + total(parts) + STREAM_HEADER_SIZE;
  parts.push(streamHeader('SPAD', end(least) - least));
  return concatenate(parts, end(least) - at);
}

function writeStream({ id, data, mediaAttributes }: StreamSpec): Uint8Array[] {
  const length = STREAM_HEADER_SIZE + data.length;
  const padding = Math.ceil(length / STREAM_ALIGNMENT) * STREAM_ALIGNMENT - length;
  return [streamHeader(id, data.length, mediaAttributes), data, new Uint8Array(padding)];
}

function streamHeader(id: string, length: number, mediaAttributes = 0): Uint8Array {
  const header = new RecordWriter(STREAM_HEADER_SIZE)
    .write(STREAM_HEADER, { id, length: BigInt(length), mediaAttributes })
    .toBytes();
  writeChecksum(header, STREAM_HEADER.checksum.at);
  return header;
}

/** Joins parts; what is left up to `length` is zero. */
export function concatenate(parts: readonly Uint8Array[], length = total(parts)): Uint8Array {
  const joined = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function total(parts: readonly Uint8Array[]): number {
  return parts.reduce((bytes, part) => bytes + part.length, 0);
}
