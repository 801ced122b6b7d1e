import type { RangeRequest } from '../backup-header';
import { HeaderFault } from './fault';
import { withinLimit, type HeaderLimits } from './limits';
import { Segments } from './segments';

/** A step of the header walk: asks for ranges and is resumed with their bytes. */
export type Reading<T> = Generator<RangeRequest, T, Uint8Array>;

/** Bytes addressed from 0: a file, or what a run of compressed chunks inflates to. */
export interface ByteSpace {
  /**
   * Exactly `length` bytes from `at`.
   *
   * @throws {HeaderFault} When the space ends before that.
   */
  bytes(at: number, length: number): Reading<Uint8Array>;
  /** The file offset nearest before `at`, for messages. */
  fileOffset(at: number): number;
}

/** What one read takes at least, so that the small reads of a walk cost one request. */
export const READ_AHEAD = 16 * 1024;

/** What the head of a set takes, up to the end of MSCI: at most 5.8 KiB in all samples. */
export const SET_HEAD = 8 * 1024;

/** What a longer read takes in addition, so that the header of what follows comes with it. */
const TRAILING = 1024;

/** The file as the walk has seen it so far; no byte is asked for twice. */
export class FileWindow implements ByteSpace {
  /** What it means when the file ends too early: `IncompleteBackup` until the closing filemark has been found. */
  endFault: 'IncompleteBackup' | 'CorruptHeader' = 'IncompleteBackup';
  private readCount = 0;
  private byteCount = 0;
  private readonly segments = new Segments();

  constructor(
    readonly size: number,
    readonly limits: HeaderLimits,
  ) {}

  /** Range reads and bytes asked for so far. */
  get cost(): { reads: number; bytes: number } {
    return { reads: this.readCount, bytes: this.byteCount };
  }

  /** @param ahead what a read takes at least, when one is needed */
  *bytes(at: number, length: number, ahead = READ_AHEAD): Reading<Uint8Array> {
    if (at < 0 || at + length > this.size) throw this.pastEnd(at, length);
    if (this.segments.missing(at, at + length).length > 0) {
      yield* this.load(at, Math.max(length + TRAILING, ahead));
    }
    return this.segments.slice(at, length);
  }

  /** Asks for what is missing of a range; the part beyond the file's end is left out. */
  *load(at: number, length: number): Reading<void> {
    for (const gap of this.segments.missing(at, Math.min(at + length, this.size))) {
      withinLimit(this.limits, 'reads', ++this.readCount, gap.offset);
      withinLimit(this.limits, 'bytes', (this.byteCount += gap.length), gap.offset);
      const bytes = yield gap;
      if (bytes.length !== gap.length) throw shortRead(gap, bytes.length);
      this.segments.add(gap.offset, bytes);
    }
  }

  fileOffset(at: number): number {
    return at;
  }

  private pastEnd(at: number, length: number): HeaderFault {
    const range = `bytes ${at} to ${at + length}`;
    return new HeaderFault(
      this.endFault,
      `Cannot read ${range}: the file has ${this.size} bytes`,
      Math.min(at, this.size),
    );
  }
}

function shortRead({ offset, length }: RangeRequest, got: number): HeaderFault {
  return new HeaderFault('ReadFailed', `Cannot read ${length} bytes: the source returned ${got}`, offset);
}
