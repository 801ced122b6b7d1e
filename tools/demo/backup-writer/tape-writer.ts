import { BLOCK_HEADER, FILEMARK, FILEMARK_HAS_ARRAY_OFFSET } from '../../../shared/core/mtf/layout';
import { concatenate, finishBody, startBlock } from './block-writer';

/** Blocks of a set start on multiples of this, counted from its SSET. */
export const SET_ALIGNMENT = 1024;

/** A file under construction: blocks are added in order, filemarks list the earlier ones. */
export interface Tape {
  /** Offset of the next block: in a plain file from its start, in a compressed one from the last filemark. */
  readonly at: number;
  /** Bytes. */
  readonly filemarkBlock: number;
  /** Blocks outside the data end on multiples of this. */
  readonly unit: number;
  /** Adds a block, given its offset. */
  add(write: (at: number) => Uint8Array): void;
  /** Adds a filemark. */
  addFilemark(): void;
  /** The file. */
  toBytes(): Uint8Array;
}

/** A plain file under construction. */
export class TapeWriter implements Tape {
  at = 0;
  private readonly parts: Uint8Array[] = [];
  private readonly marks: number[] = [];

  /** @param filemarkBlock bytes */
  constructor(readonly filemarkBlock: number) {}

  get unit(): number {
    return Math.max(this.filemarkBlock, SET_ALIGNMENT);
  }

  add(write: (at: number) => Uint8Array): void {
    const bytes = write(this.at);
    this.parts.push(bytes);
    this.at += bytes.length;
  }

  addFilemark(): void {
    const { at } = this;
    this.add(() => writeFilemark(this.filemarkBlock, this.marks));
    this.marks.push(at);
  }

  toBytes(): Uint8Array {
    return concatenate(this.parts);
  }
}

const LIST_AT = 0x48;
const OFFSET_SIZE = 8;

/** Lists the earlier filemarks, newest first, as many as fit. */
export function writeFilemark(size: number, earlier: readonly number[]): Uint8Array {
  const capacity = Math.floor((size - LIST_AT) / OFFSET_SIZE);
  const body = startBlock('SFMB', size, { at: 0 })
    .write(BLOCK_HEADER, { attributes: FILEMARK_HAS_ARRAY_OFFSET })
    .write(FILEMARK, { capacity, used: earlier.length, arrayOffset: LIST_AT })
    .toBytes();
  const list = new DataView(body.buffer, LIST_AT);
  const listed = earlier.slice(-capacity).toReversed();
  listed.forEach((offset, index) => list.setBigUint64(index * OFFSET_SIZE, BigInt(offset), true));
  return finishBody(body);
}

/** A rounding up to multiples of `unit`, counted from `origin`. */
export function roundUp(unit: number, origin = 0): (least: number) => number {
  return (least) => origin + Math.ceil((least - origin) / unit) * unit;
}
