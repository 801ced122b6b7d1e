import type { RangeRequest } from '../backup-header';

interface Segment {
  readonly at: number;
  readonly end: number;
  readonly bytes: Uint8Array;
}

/** Pieces of a byte range, kept in order and never overlapping. */
export class Segments {
  private readonly pieces: Segment[] = [];

  /** Adds bytes to a range that is `missing`. */
  add(at: number, bytes: Uint8Array): void {
    this.pieces.splice(this.firstEndingAfter(at), 0, { at, end: at + bytes.length, bytes });
  }

  /** The parts of a range that were not added yet, in order. */
  missing(from: number, to: number): RangeRequest[] {
    const gaps: RangeRequest[] = [];
    let reached = from;
    for (let index = this.firstEndingAfter(from); reached < to; index++) {
      const piece = this.pieces[index];
      const gapEnd = Math.min(piece?.at ?? to, to);
      if (gapEnd > reached) gaps.push({ offset: reached, length: gapEnd - reached });
      reached = piece?.end ?? to;
    }
    return gaps;
  }

  /** Bytes of a range of which nothing is missing; a view when one piece holds them all. */
  slice(at: number, length: number): Uint8Array {
    const first = this.firstEndingAfter(at);
    const whole = this.pieces[first];
    if (whole && whole.end >= at + length) return whole.bytes.subarray(at - whole.at, at - whole.at + length);
    const joined = new Uint8Array(length);
    for (let index = first, filled = 0; filled < length; index++) {
      const piece = this.pieces[index];
      if (!piece) break;
      const part = piece.bytes.subarray(at + filled - piece.at, at + length - piece.at);
      joined.set(part, filled);
      filled += part.length;
    }
    return joined;
  }

  private firstEndingAfter(at: number): number {
    let low = 0;
    let high = this.pieces.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.pieces[middle]?.end ?? Infinity) > at) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
