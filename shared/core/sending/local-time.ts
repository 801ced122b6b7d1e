/** Times as people of a time zone read them. */

/**
 * A moment in a time zone, to the minute.
 *
 * @param at ISO 8601 UTC
 * @throws {RangeError} For a time zone that is not known here.
 * @example localTime('Europe/Berlin', '2026-12-04T21:00:00.000Z') // '2026-12-04 22:00'
 */
export function localTime(timeZone: string, at: string): string {
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(new Date(at));
}
