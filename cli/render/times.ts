/** Times as people read them; always UTC, as the API gives them. */

/** @example timeText('2026-11-21T09:32:16.240Z') // '2026-11-21 09:32:16 UTC' */
export function timeText(iso: string): string {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.\d+)?Z$/.exec(iso);
  return match ? `${match[1] ?? ''} ${match[2] ?? ''} UTC` : iso;
}

/** The time of day only. @example clockText('2026-11-21T09:32:16.240Z') // '09:32:16' */
export function clockText(iso: string): string {
  return /T(\d{2}:\d{2}:\d{2})/.exec(iso)?.[1] ?? iso;
}

/** The time of day, with its date where that is another than the page's. @example momentText(since, asOf) // '09:32:16' */
export function momentText(iso: string, asOf: string): string {
  return iso.slice(0, 10) === asOf.slice(0, 10) ? clockText(iso) : timeText(iso).replace(/ UTC$/, '');
}

/** A span in the largest unit that fits. @example spanText(5_400) // '90 min' */
export function spanText(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 2 * 3600) return `${Math.round(seconds / 60)} min`;
  return seconds < 2 * 86_400 ? `${Math.round(seconds / 3600)} h` : `${Math.floor(seconds / 86_400)} days`;
}
