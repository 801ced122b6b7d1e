/** Times as exports write them. */

const EPOCH = /^\/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\/$/;

/**
 * Reads the form of Windows PowerShell's ConvertTo-Json; other forms stay as they are written.
 *
 * @example dateText('/Date(1505260000000)/') // '2017-09-12T23:46:40Z'
 */
export function dateText(text: string): string {
  const milliseconds = EPOCH.exec(text.trim())?.[1];
  if (milliseconds === undefined) return text;
  const date = new Date(Number(milliseconds));
  return Number.isNaN(date.getTime()) ? text : date.toISOString().replace(/\.000Z$/, 'Z');
}
