/** What a registration asks to be cut over by the service itself. */
import type { CreateRequest } from './registration';

/** The last backup that a request to create names for a cutover by the service; undefined for an online migration. */
export function lastBackupOf(create: CreateRequest): string | undefined {
  return (create.engine === 'lrs' ? create.autoComplete : create.offline)?.lastBackupName;
}
