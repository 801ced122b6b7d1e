/** Times in headers: the clock of the server that wrote the backup, without a zone. */

const LOCAL_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?$/;

/**
 * Milliseconds on the clock of the server: good for differences; the order of two backups is told only where one server
 * wrote both, and hours lie between them.
 *
 * @returns undefined when the text is no such time
 * @example localTime('2026-03-01T22:00:00') // 1772402400000
 */
export function localTime(text: string | undefined): number | undefined {
  return text !== undefined && LOCAL_TIME.test(text) ? Date.parse(`${text}Z`) : undefined;
}
