/** How long a Business Critical target takes to seed its replicas after the cutover. */

/**
 * GB an hour that it reaches or exceeds in 90 of 100 cases (microsoft/azuredatastudio, extensions/sql-migration; Microsoft
 * Learn, "Management operations duration").
 */
export const SEEDING_GB_PER_HOUR = 220;

/** Seconds that it takes for so many GB. @example secondsToSeed(440) // 7200 */
export function secondsToSeed(gigabytes: number): number {
  return Math.ceil((gigabytes / SEEDING_GB_PER_HOUR) * 3_600);
}
