/** What a mutant is: a healthy case, and one change that makes one row unmet. */
import type { Case } from '../cases';

/** One mutant. */
export interface Mutant {
  /** The row that it makes unmet, and those that the catalogue declares implied by it. */
  readonly row: string;
  /** What is wrong, in a few words. */
  readonly what: string;
  /** The case before the change. */
  readonly healthy: () => Case;
  readonly change: (one: Case) => void;
  /** Words of what the row says that it found. */
  readonly found: string;
  /** Words of the command that it proposes. */
  readonly command?: string;
}

/** A mutant in one line. */
export type MutantLine = readonly [
  row: string,
  what: string,
  healthy: () => Case,
  change: (one: Case) => void,
  found: string,
  command?: string,
];

/** Reads lines. */
export function mutantsOf(lines: readonly MutantLine[]): readonly Mutant[] {
  return lines.map(([row, what, healthy, change, found, command]) => ({
    row,
    what,
    healthy,
    change,
    found,
    ...(command !== undefined && { command }),
  }));
}
