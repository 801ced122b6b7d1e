/** Hours of the day in which messages wait. */
import { localTime } from '../sending/local-time';

/** From a time of day until another, in a time zone; over midnight where `to` is before `from`. */
export interface QuietHours {
  /** Of the IANA database. */
  readonly timeZone: string;
  /** `HH:MM`, the first quiet minute. */
  readonly from: string;
  /** `HH:MM`, the first minute that is not quiet. */
  readonly to: string;
}

/**
 * True at a moment within the hours, as a clock on the wall shows them: an hour that the clock shows twice is quiet twice, and one
 * that it leaves out does not come.
 *
 * @param at ISO 8601 UTC
 * @example isQuiet({ timeZone: 'Europe/Berlin', from: '22:00', to: '06:00' }, '2026-12-04T21:00:00.000Z') // true
 */
export function isQuiet({ timeZone, from, to }: QuietHours, at: string): boolean {
  const time = localTime(timeZone, at).slice(-5);
  return from < to ? from <= time && time < to : from <= time || time < to;
}
