import type { ByteSpace, Reading } from './file-window';
import type { SetSpan } from './filemarks';
import type { Media } from './media';

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
