/** Why a demand on a migration that is to be created does not apply to one that is adopted. */
import { notApplicable } from './outcomes';
import type { PreflightPlan } from './plan';
import type { Outcome } from './proof';

/**
 * Not applicable, as the registration says or as the service has reported. A file alone proves no migration: adopting one that is
 * not there is refused by the app, which asks the service.
 */
export function saidToExist({ status }: Pick<PreflightPlan, 'status'>, what = ''): Outcome {
  return notApplicable(
    status === undefined
      ? `the registration says that the migration exists already${what} (start: adopt); the service has not been asked`
      : `the migration exists already${what}: the service reports ${status.state}`,
  );
}
