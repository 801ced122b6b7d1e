/** When Azure may do planned maintenance of an instance. */

/**
 * The window, in local time of the region.
 *
 * @param configurationId ARM id of the instance's maintenance configuration; absent where it has the default one
 * @example maintenanceWindow('/…/SQL_WestEurope_MI_1') // 'in window SQL_WestEurope_MI_1'
 */
export function maintenanceWindow(configurationId: string | undefined): string {
  const window = configurationId?.split('/').at(-1);
  return window === undefined || window === 'SQL_Default'
    ? 'any day from 17:00 to 8:00'
    : `in window ${window}`;
}
