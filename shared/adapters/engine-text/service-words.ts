/** Words and times of a service, read; what says nothing is undefined. */

/** The text; undefined when it is absent or blank. */
export function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text;
}

/** A time that names its zone; without one it would be another moment on another machine. */
const ZONED = /(?:Z|[+-]\d{2}:?\d{2})$/i;

/**
 * A time as ISO 8601 UTC.
 *
 * Times of year 1 are the services' way to leave a time out (recorded in Azure/azure-powershell:
 * `0001-01-01T08:00:00Z`), and one without a zone is the source server's own (`backupFinishDate` of the classic service).
 */
export function toTime(text: string | undefined): string | undefined {
  if (text === undefined || text.startsWith('0001-') || !ZONED.test(text)) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/**
 * What a word means, whatever its case; undefined for one that the table does not have.
 *
 * @param table meanings by the word in lower case
 */
export function meaningOf<T>(table: Readonly<Record<string, T>>, word: string | undefined): T | undefined {
  const key = word?.toLowerCase() ?? '';
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
