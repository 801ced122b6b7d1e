/** The target of a migration as people name it. */
import type { Registration } from './registration';

/**
 * Instance and database, as they are typed to confirm what cannot be taken back.
 *
 * @example targetLabel(registration) // 'mi-prod/Shop'
 */
export function targetLabel({ target }: Pick<Registration, 'target'>): string {
  const instance = target.managedInstanceId.split('/').at(-1) ?? '';
  return `${instance}/${target.databaseName}`;
}
