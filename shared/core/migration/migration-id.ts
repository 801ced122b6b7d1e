/** The id of a migration whose operator chose none. */

/**
 * `<instance>-<database>` as a lower-case slug of at most 63 characters.
 *
 * @example defaultMigrationId({ managedInstanceId: '/…/managedInstances/prod-mi', databaseName: 'Shop' }) // 'prod-mi-shop'
 */
export function defaultMigrationId(target: {
  readonly managedInstanceId: string;
  readonly databaseName: string;
}): string {
  const instance =
    target.managedInstanceId
      .split('/')
      .filter((part) => part !== '')
      .at(-1) ?? 'instance';
  const slug = `${instance}-${target.databaseName}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 63);
  return slug.replaceAll(/^-+|-+$/g, '');
}
