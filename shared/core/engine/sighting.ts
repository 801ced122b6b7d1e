/** What an observation of a cutover sees: engine and target database. */
import { type ReadingCount, isCounted, readingsText } from '../reading-count';
import type { Timing } from '../timing';
import type { EngineReading, TargetReading } from './reading';

/** What one observation sees. */
export interface Sighting {
  readonly engine: EngineReading;
  /** When, ISO 8601 UTC: a reading that finds no migration bears no time of its own. */
  readonly at: string;
  readonly target: TargetSighting;
}

/** What was seen of the target database. */
export type TargetSighting = TargetReading | { readonly kind: 'notAsked' };

/** How a reading in which the service knows no such migration is counted; followed by the word of its target. */
export const GONE = 'the migration is no longer at the service';

/** What one such reading says, with what was seen of the target database: readings count together when all of it is the same. */
export function goneWith(target: TargetSighting): string {
  return `${GONE}, ${targetText(target)}`;
}

/**
 * What was counted of a migration that has gone, as a sentence.
 *
 * @returns undefined until it may be believed, and when something else was counted
 * @example goneText(count, AZURE_TIMING) // 'the migration is no longer at the service, the target database is Restoring (4 readings …)'
 */
export function goneText(count: ReadingCount | undefined, timing: Timing): string | undefined {
  return isCounted(count, timing) && count.what.startsWith(GONE)
    ? `${count.what} (${readingsText(count)})`
    : undefined;
}

/** True when the target database is there and Online. */
export function isFoundOnline(target: TargetSighting): boolean {
  return target.kind === 'found' && target.status.toLowerCase() === 'online';
}

/** A clause about the target database. @example targetText({ kind: 'absent' }) // 'the target database does not exist' */
export function targetText(target: TargetSighting): string {
  switch (target.kind) {
    case 'found':
      return `the target database is ${target.status}`;
    case 'absent':
      return 'the target database does not exist';
    case 'notTold':
      return 'this kind of target does not report what became of it';
    case 'trouble':
    case 'notAsked':
      return 'the target database could not be read';
  }
}
