/** Times as the page tells them: spans, ages and moments of the browser's time zone. */

/**
 * A span in its two largest units.
 *
 * @example spanText(7_805) // '2 h 10 min'
 */
export function spanText(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 90) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(minutes / 60);
  return pair(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function pair(first: number, unit: string, second: number, smaller: string): string {
  return second === 0 ? `${first} ${unit}` : `${first} ${unit} ${second} ${smaller}`;
}

/** How long ago, or in how long. @example distanceText('2026-03-01T22:05:00Z', Date.parse('2026-03-01T22:00:00Z')) // 'in 5 min' */
export function distanceText(iso: string, now: number): string {
  const seconds = (Date.parse(iso) - now) / 1000;
  return seconds >= 0 ? `in ${spanText(seconds)}` : `${spanText(-seconds)} ago`;
}

/**
 * A moment: the time of day, with the date where that is another day than today.
 *
 * @param timeZone the browser's where it is left out
 * @example momentText('2026-03-01T21:44:00.000Z', now, 'UTC') // '21:44:00'
 */
export function momentText(iso: string, now: number, timeZone?: string): string {
  const moment = Date.parse(iso);
  if (Number.isNaN(moment)) return iso;
  const { day, time } = formatsOf(timeZone);
  const ofMoment = day.format(moment);
  return ofMoment === day.format(now) ? time.format(moment) : `${ofMoment} ${time.format(moment)}`;
}

/** A sentence with its moments as the page tells them. @example localText('held at 2026-03-01T21:44:00.000Z: x', now, 'UTC') // 'held at 21:44:00: x' */
export function localText(text: string, now: number, timeZone?: string): string {
  return text.replace(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, (iso) =>
    momentText(iso, now, timeZone),
  );
}

/**
 * A moment to the minute, short enough for a drawing.
 *
 * @param timeZone the browser's where it is left out
 * @example minuteText('2026-03-01T21:44:10.000Z', now, 'UTC') // '21:44', on another day '03-01 21:44'
 */
export function minuteText(iso: string, now: number, timeZone?: string): string {
  const text = momentText(iso, now, timeZone).replace(/^\d{4}-/, '');
  return text.replace(/(\d{2}:\d{2}):\d{2}$/, '$1');
}

/** Makes the formats of the browser's time zone: a moment before the first rows are there, not while they are drawn. */
export function prepareTimes(): void {
  momentText('1970-01-01T00:00:00Z', 0);
}

interface Formats {
  readonly day: Intl.DateTimeFormat;
  readonly time: Intl.DateTimeFormat;
}

/** To make them takes longer than to use them ten thousand times. */
const made = new Map<string | undefined, Formats>();

function formatsOf(timeZone: string | undefined): Formats {
  const zone = timeZone === undefined ? {} : { timeZone };
  const formats = made.get(timeZone) ?? {
    day: new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', ...zone }),
    time: new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium', ...zone }),
  };
  made.set(timeZone, formats);
  return formats;
}

/** The same moment in UTC, for whoever compares with a log. @example utcText('2026-03-01T21:44:00.240Z') // '2026-03-01 21:44:00 UTC' */
export function utcText(iso: string): string {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.\d+)?Z$/.exec(iso);
  return match ? `${match[1] ?? ''} ${match[2] ?? ''} UTC` : iso;
}
