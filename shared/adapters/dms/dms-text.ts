/** Texts and times of the wire that say nothing, made undefined. */

/** The text; undefined when it is absent or blank. */
export function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text;
}

/** A time as ISO 8601 UTC; times of year 1 are the service's way to leave a time out. */
export function toTime(text: string | undefined): string | undefined {
  if (text === undefined || text.startsWith('0001-')) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
