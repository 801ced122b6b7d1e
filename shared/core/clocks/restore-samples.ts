/** How fast the service restores: a few readings of its own progress, and the rates between them. */
import type { EngineStatus } from '../engine/engine-status';
import { secondsBetween } from '../timing';

/** What the service counts its progress in. */
export type ProgressUnit = 'bytes' | 'percent' | 'files';

/** The progress of one reading. */
export interface Measure {
  readonly unit: ProgressUnit;
  readonly done: number;
  readonly total: number;
}

/** A reading of the progress that is kept. */
export interface RestoreSample {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly done: number;
}

/** Readings of one run of the service, oldest first, at most `MOST_SAMPLES`. */
export interface RestoreSamples {
  readonly operation?: string;
  readonly unit: ProgressUnit;
  readonly samples: readonly RestoreSample[];
}

/** Readings that are kept. */
export const MOST_SAMPLES = 8;

/** Seconds between two readings that a rate is computed from: less is mostly the noise of counting. */
const APART = 60;

/** The finest count that the service reports; undefined where it reports none. */
export function measure({ progress }: Pick<EngineStatus, 'progress'>): Measure | undefined {
  const { restoredBytes, planBytes, percent, restored, queued, restoring = 0 } = progress ?? {};
  if (restoredBytes !== undefined && planBytes !== undefined && planBytes > 0)
    return { unit: 'bytes', done: restoredBytes, total: planBytes };
  if (percent !== undefined) return { unit: 'percent', done: percent, total: 100 };
  if (restored !== undefined && queued !== undefined)
    return { unit: 'files', done: restored, total: restored + queued + restoring };
  return undefined;
}

/**
 * The samples after one more reading. They begin anew with another run, another unit, a count that goes back, and after all was
 * restored: the pause until the next file says nothing of a rate.
 *
 * @param before as remembered
 * @returns undefined where nothing is left, or nothing is counted
 */
export function nextSamples(
  before: RestoreSamples | undefined,
  status: EngineStatus,
  now: string,
): RestoreSamples | undefined {
  const measured = measure(status);
  if (measured === undefined || measured.done >= measured.total) return undefined;
  const { unit, done } = measured;
  const operation = status.operationId;
  const isSame = before?.unit === unit && before.operation === operation;
  // After the clock went back, what lies ahead of it is no reading of before.
  const past = isSame ? before.samples.filter(({ at }) => secondsBetween(at, now) >= 0) : [];
  const last = past.at(-1);
  if (last === undefined || done < last.done) return { operation, unit, samples: [{ at: now, done }] };
  if (secondsBetween(last.at, now) < APART) return { operation, unit, samples: past };
  return { operation, unit, samples: thin([...past, { at: now, done }]) };
}

/** Leaves out the reading whose neighbours are closest to each other, so that the rest spans short and long times. */
function thin(samples: readonly RestoreSample[]): readonly RestoreSample[] {
  if (samples.length <= MOST_SAMPLES) return samples;
  const spans = samples.slice(1, -1).map((_, index) => {
    const [before, after] = [samples[index], samples[index + 2]];
    return before && after ? secondsBetween(before.at, after.at) : Infinity;
  });
  const leftOut = 1 + spans.indexOf(Math.min(...spans));
  return samples.filter((_, index) => index !== leftOut);
}

/** Rates in units a second, from each kept reading until now: the first is the longest view. */
export function ratesOf(
  { samples }: Pick<RestoreSamples, 'samples'>,
  now: string,
  done: number,
): readonly number[] {
  return samples.flatMap((sample) => {
    const seconds = secondsBetween(sample.at, now);
    return seconds >= APART ? [(done - sample.done) / seconds] : [];
  });
}
