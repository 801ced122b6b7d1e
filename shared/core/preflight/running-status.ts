/** How a migration stands, which a file does not tell. */
import type { PreflightPlan } from './plan';
import { type Proof, endUnknown } from './proof';

/** The last reading of the migration; without one the proof ends as unknown, and says what makes it known. */
export function* runningStatus({
  status,
}: Pick<PreflightPlan, 'status'>): Proof<NonNullable<PreflightPlan['status']>> {
  return (
    status ??
    (yield* endUnknown('how the migration stands is known once it is registered (register), not from a file'))
  );
}
