/** Acts on members of a group, each by itself: what fails at one is its outcome, and the others have theirs. */
import { ContainerUnavailableError } from '../../ports/backup-container';
import { LedgerRowError, LedgerUnavailableError, LedgerUnclearError } from '../../ports/ledger';
import { ControlContentionError } from '../change-control';
import { inParallel } from '../in-parallel';

/** A member at which nothing could be done, or nobody can say whether it was. */
export interface FailedMember {
  readonly id: string;
  /** `unclear`: the same call again tells. */
  readonly outcome: 'refused' | 'unclear';
  /** A sentence or clause, with what to do. */
  readonly reason: string;
}

/** Told of a fault that no operator can do anything about, for the log of the app. */
export type ReportFault = (id: string, error: unknown) => void;

/**
 * Does the work for each member, so many at a time; the outcomes in their order.
 *
 * @returns never rejects
 */
export function eachMember<M extends { readonly id: string }, T>(
  members: readonly M[],
  width: number,
  report: ReportFault,
  work: (member: M) => Promise<T>,
): Promise<readonly (T | FailedMember)[]> {
  return inParallel(members, width, async (member) => {
    try {
      return await work(member);
    } catch (error) {
      const known = withoutAnswer(error);
      if (known === undefined) report(member.id, error);
      return { id: member.id, ...(known ?? UNKNOWN_FAULT) };
    }
  });
}

/** A fault may come after the write. Its message is for the log alone (G5). */
const UNKNOWN_FAULT = {
  outcome: 'unclear',
  reason: 'an internal error, which the log of the app has; look at the migration, then repeat it',
} as const;

function withoutAnswer(error: unknown): Omit<FailedMember, 'id'> | undefined {
  if (error instanceof LedgerUnclearError)
    return { outcome: 'unclear', reason: `${error.message}; repeat it: what stands is kept` };
  if (error instanceof LedgerRowError) return { outcome: 'refused', reason: error.message };
  return error instanceof LedgerUnavailableError ||
    error instanceof ContainerUnavailableError ||
    error instanceof ControlContentionError
    ? { outcome: 'refused', reason: `${error.message}; repeat it` }
    : undefined;
}
