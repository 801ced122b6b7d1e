/** What a readiness check is: one row with all that the product says and does about it. */
import type { Facts } from '../facts/facts';
import type { CheckState, NextStep } from '../migration/status-document';
import type { UnknownCause } from './unknowns';

/** A check's state and its sentence. */
export interface Outcome {
  readonly state: CheckState;
  /** One sentence for people, without a full stop. */
  readonly reason: string;
  /** Why it is unknown, and by that the way out; set only then. */
  readonly cause?: UnknownCause;
}

/** What is demanded is so. */
export const met = (reason: string): Outcome => ({ state: 'met', reason });

/** What is demanded is not so. */
export const unmet = (reason: string): Outcome => ({ state: 'unmet', reason });

/** It is optional, and nobody asked for it: it is not in the way, and says nothing. */
export const notConfigured = (reason: string): Outcome => ({ state: 'notConfigured', reason });

/** True for a check that is not in the way. */
export function isFine({ state }: { readonly state: CheckState }): boolean {
  return state === 'met' || state === 'waived' || state === 'notConfigured';
}

/** It cannot be told, which never counts as met (G1). */
export const unknown = (reason: string, cause: UnknownCause): Outcome => ({
  state: 'unknown',
  reason,
  cause,
});

/**
 * One readiness check. `demands` and `remedy` are printed in the tables of docs/cutover.md and docs/runbook.md, `code` in
 * openapi.yaml; `npm run docs` writes them there.
 */
export interface CheckRow {
  /** The name on every wire; never changed once released. */
  readonly code: string;
  /** Set where the policy has to ask for it; otherwise it is `notConfigured`. */
  readonly isOptional?: true;
  /** Fails closed: a value that is missing makes the outcome `unknown`, never `met` (G1). */
  readonly evaluate: (facts: Facts) => Outcome;
  /** Who acts while the check is not met, and how: the status document's `next`. */
  readonly next: NextStep;
  /** What must be so, as a clause; Markdown. */
  readonly demands: string;
  /** What an operator does while it is not so, in sentences without the last full stop; Markdown. */
  readonly remedy: string;
}

/** The service is at work and nobody has to act; while the check is unknown, `READING` is said instead. */
export const WAITING: NextStep = {
  who: 'service',
  what: 'restores what is uploaded; wait',
};

/** A value that the service did not tell may come with its next answer. */
export const READING: NextStep = {
  who: 'app',
  what: 'reads the service again; a value that it does not report is treated as unknown, not zero',
};
