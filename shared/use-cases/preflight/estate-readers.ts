/** Readers of an estate that keep a run within its bounds. */
import { type Question, type Reading, questionKey } from '../../core/preflight/question';
import type { Clock } from '../../ports/clock';
import type { EstateReader } from '../../ports/estate-reader';

/** Seconds for which one reading serves every migration of the process. */
const SHARED_SECONDS = 300;

/**
 * A reader whose answers serve all callers for five minutes, so that the databases of an instance are judged on one set of
 * readings. What could not be read is shared, too: a service that is busy is not asked again by each migration.
 *
 * @example sharing(reader, systemClock)
 */
export function sharing(reader: EstateReader, clock: Clock): EstateReader {
  const shared = new Map<string, { readonly at: number; readonly reading: Promise<Reading> }>();
  return {
    read(question) {
      const now = clock.now().getTime();
      for (const [key, { at }] of shared) if (Math.abs(now - at) >= SHARED_SECONDS * 1000) shared.delete(key);
      const key = questionKey(question);
      const known = shared.get(key);
      if (known !== undefined) return known.reading;
      const reading = reader.read(question);
      shared.set(key, { at: now, reading });
      return reading;
    },
  };
}

/** What a run may take at most. */
export interface Bounds {
  readonly clock: Clock;
  /** Seconds from the first question. */
  readonly seconds: number;
}

/** A reader that asks nothing more once the time is up: the rest is unknown, with that reason. */
export function bounded(reader: EstateReader, { clock, seconds }: Bounds): EstateReader {
  const began = clock.now().getTime();
  return {
    read(question: Question) {
      const now = clock.now();
      if (now.getTime() - began < seconds * 1000) return reader.read(question);
      const reason = `the preflight has taken ${seconds} s, and nothing more is asked`;
      return Promise.resolve({ kind: 'failed', reason, asOf: now.toISOString() });
    },
  };
}
