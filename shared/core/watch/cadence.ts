/** How long the next log may take: what the policy says of the source's backups, and whether one is overdue. */
import type { Facts } from '../facts/facts';
import type { Phase } from '../migration/phase';
import type { Policy } from '../migration/policy';
import { hasElapsed } from '../timing';

/** Seconds after which what is missing does not come by itself any more: twice the log cadence, at least ten minutes (rule L12). */
export function graceSeconds({ logCadenceMinutes }: Pick<Policy, 'logCadenceMinutes'>): number {
  return Math.max(2 * logCadenceMinutes, 10) * 60;
}

/** Cadences without a log, and the least time, until it is overdue; seconds. */
const CADENCES = 3;
const LEAST_OVERDUE = 600;

/** While the source is still in use. */
const EXPECTING: readonly Phase[] = ['registered', 'seeding', 'following', 'ready'];

/** Seconds of three cadences. */
export function cadencesOf({ logCadenceMinutes }: Pick<Policy, 'logCadenceMinutes'>): number {
  return CADENCES * logCadenceMinutes * 60;
}

/**
 * When the newest log came, from three cadences on without another: stall-causes.ts says why that may be. Information, never a block: a quiet source is no fault.
 *
 * @param before what was found at the last look; it stays while storage cannot be asked
 * @returns undefined once a tail is known, and while something in the chain is missing, which is said anyway
 */
export function overdueSince(facts: Facts, phase: Phase, before?: string): string | undefined {
  const { newestBackup, tail, control, chain, at } = facts;
  if (facts.listing.kind === 'trouble') return before;
  if (newestBackup === undefined || tail.kind !== 'none' || chain.status !== 'complete') return undefined;
  if (control.ended !== undefined || !EXPECTING.includes(phase)) return undefined;
  const patience = Math.max(cadencesOf(control.policy), LEAST_OVERDUE);
  return hasElapsed(newestBackup.at, at, patience) ? newestBackup.at : undefined;
}

/** Writes it as a clause for people. @example describeOverdue('2026-03-01T21:00:00.000Z', policy) // 'no log since 2026-03-01T21:00:00.000Z, one is expected every 15 minutes' */
export function describeOverdue(
  since: string,
  { logCadenceMinutes }: Pick<Policy, 'logCadenceMinutes'>,
): string {
  return `no log since ${since}; one is expected every ${logCadenceMinutes} minutes`;
}
