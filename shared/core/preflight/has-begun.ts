/** Whether a migration is at the service already, and why a demand on one that is to be created does not apply to it then. */
import { notApplicable } from './outcomes';
import type { PreflightPlan } from './plan';
import type { Outcome } from './proof';

/** True for a migration that exists at the service, or may: what is found at its target may be the migration itself. */
export function hasBegun({ migration, begun }: Pick<PreflightPlan, 'migration' | 'begun'>): boolean {
  return migration.start === 'adopt' || begun === true;
}

/**
 * Not applicable, as the registration says, as the service has reported, or because the app has asked for it. A file alone proves no
 * migration: adopting one that is not there is refused by the app, which asks the service.
 */
export function existsAlready(
  { status, begun }: Pick<PreflightPlan, 'status' | 'begun'>,
  what = '',
): Outcome {
  if (status !== undefined)
    return notApplicable(`the migration exists already${what}: the service reports ${status.state}`);
  return notApplicable(
    begun === true
      ? `the app has asked the service for this migration${what}, and has no reading of it yet`
      : `the registration says that the migration exists already${what} (start: adopt); the service has not been asked`,
  );
}
