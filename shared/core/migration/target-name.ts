/** What an operator types to confirm what cannot be undone. */

/** The instance of a target: the last part of its resource id. @example instanceOf('/…/managedInstances/prod-mi') // 'prod-mi' */
export function instanceOf(managedInstanceId: string): string {
  const parts = managedInstanceId.split('/').filter((part) => part !== '');
  return parts.at(-1) ?? managedInstanceId;
}

/**
 * A target's name as it is typed: databases of one name are on many instances.
 *
 * @example targetName({ managedInstanceId: '/…/managedInstances/prod-mi', databaseName: 'Shop' }) // 'prod-mi/Shop'
 */
export function targetName(target: {
  readonly managedInstanceId: string;
  readonly databaseName: string;
}): string {
  return `${instanceOf(target.managedInstanceId)}/${target.databaseName}`;
}
