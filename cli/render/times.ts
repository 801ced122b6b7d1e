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
