/** Disorder on purpose, from a seed, so that a failure it finds can be found again. */
export interface Chaos {
  /** How many of `waiting` messages a turn takes: at least one. */
  batchSize(waiting: number): number;
  /** Whether this activity is delivered twice. */
  duplicates(): boolean;
  /** Milliseconds a piece of work is held back. */
  delay(): number;
  /** Which of `candidates` goes next. */
  pick(candidates: number): number;
  /** Whether this call to blob storage fails. */
  storageFails(): boolean;
  /** How many of `bytes` one write to the journal's file takes; 0 for a write that is interrupted. */
  bytesTaken(bytes: number): number;
}

/** No disorder: everything at once, in order. */
export const noChaos: Chaos = {
  batchSize: (waiting) => waiting,
  duplicates: () => false,
  delay: () => 0,
  pick: () => 0,
  storageFails: () => false,
  bytesTaken: (bytes) => bytes,
};

/** Disorder drawn from `seed`; each kind has its own sequence, so that one does not move the luck of another. */
export function createChaos(seed: number): Chaos {
  const [sizes, doubles, delays, order, storage, writes] = Array.from({ length: 6 }, (_, kind) =>
    mulberry32(seed * 6 + kind),
  ) as [Draw, Draw, Draw, Draw, Draw, Draw];
  return {
    batchSize: (waiting) => 1 + Math.floor(sizes() * waiting),
    duplicates: () => doubles() < 0.2,
    delay: () => (delays() < 0.5 ? 0 : Math.floor(delays() * 30)),
    pick: (candidates) => Math.floor(order() * candidates),
    storageFails: () => storage() < 0.2,
    bytesTaken: (bytes) => (writes() < 0.7 ? bytes : Math.floor(writes() * bytes)),
  };
}

/** A number from 0 to below 1. */
type Draw = () => number;

function mulberry32(seed: number): Draw {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
