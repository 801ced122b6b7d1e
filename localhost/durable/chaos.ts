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
}

/** No disorder: everything at once, in order. */
export const noChaos: Chaos = {
  batchSize: (waiting) => waiting,
  duplicates: () => false,
  delay: () => 0,
  pick: () => 0,
};

/** Disorder drawn from `seed`. */
export function createChaos(seed: number): Chaos {
  const random = mulberry32(seed);
  return {
    batchSize: (waiting) => 1 + Math.floor(random() * waiting),
    duplicates: () => random() < 0.2,
    delay: () => (random() < 0.5 ? 0 : Math.floor(random() * 30)),
    pick: (candidates) => Math.floor(random() * candidates),
  };
}

function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
