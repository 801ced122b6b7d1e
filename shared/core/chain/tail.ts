/**
 * The tail: the last log, taken after writes stopped, and what proves it (rules T1, T2, T4).
 *
 * That no log is pending proves nothing: a service cannot know a log that has not been uploaded yet.
 */

const MARKED = /[^/]\.final\.[a-z][a-z0-9]*$/i;

/**
 * Tells whether a blob's name marks it as the tail: `.final` before the extension (rule T2).
 *
 * @example isMarkedTailName('sales/log_0142.final.trn') // true
 * @example isMarkedTailName('sales/log_0142.trn.final') // false: a service picks files by extension
 */
export function isMarkedTailName(blobName: string): boolean {
  return MARKED.test(blobName);
}
