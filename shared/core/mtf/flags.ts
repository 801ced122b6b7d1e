import type { HeaderFlag } from '../backup-header';

/**
 * Bits of SCIN's flags (Microsoft Learn, RESTORE HEADERONLY, "Flags").
 *
 * Only `checksums` and `differential` were seen in real files; `always` is set in every one of 192 sets.
 */
export const SET_FLAG = {
  bulkLogged: 0x1,
  snapshot: 0x2,
  readOnly: 0x4,
  singleUser: 0x8,
  checksums: 0x10,
  damaged: 0x20,
  tailLog: 0x40,
  incompleteMetadata: 0x80,
  forceOffline: 0x100,
  always: 0x200,
  /** A guess by elimination. */
  copyOnly: 0x400,
  differential: 0x800,
} as const;

const GUESSED_BITS = SET_FLAG.copyOnly;
const ALL_BITS = Object.values(SET_FLAG).reduce((bits, bit) => bits | bit, 0);

/** The value of a flag whose position is documented but was never seen set in a sample. */
export function documentedFlag(flags: number, bit: keyof typeof SET_FLAG): HeaderFlag {
  return { value: (flags & SET_FLAG[bit]) !== 0, confidence: 'documented' };
}

/** Bits set that have no known meaning, the guessed one among them. */
export function unknownFlagBits(flags: number): number {
  return (flags & ~(ALL_BITS & ~GUESSED_BITS)) >>> 0;
}
