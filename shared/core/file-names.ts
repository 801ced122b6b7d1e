/** What names of backup files say: which are the same, which is marked as the tail. */

/**
 * Tells whether two names mean the same file: an engine may write the whole blob name or its last segments only.
 *
 * @example isSameFile('db1/log7.trn', 'log7.trn') // true
 */
export function isSameFile(one: string, other: string): boolean {
  return one === other || one.endsWith(`/${other}`) || other.endsWith(`/${one}`);
}

/**
 * Tells whether the engine's name means this blob: the whole name, or its last segment.
 *
 * Stricter than `isSameFile`, because here a match counts as restored: a name with a folder of its own means no blob
 * that lies elsewhere.
 */
export function isSameBlob(blob: string, engineName: string): boolean {
  return blob === engineName || lastSegment(blob) === engineName;
}

/** The name without its folders, which is all that some services write. @example lastSegment('shop/log1.trn') // 'log1.trn' */
export function lastSegment(blob: string): string {
  return blob.slice(blob.lastIndexOf('/') + 1);
}

const MARKED_NAME = /[^/]\.final\.[a-z][a-z0-9]*$/i;

/**
 * Tells whether a blob's name marks it as the tail: `.final` before the extension (rule T2).
 *
 * @example isMarkedTailName('sales/log_0142.final.trn') // true
 * @example isMarkedTailName('sales/log_0142.trn.final') // false: services pick backups by their extension
 */
export function isMarkedTailName(blobName: string): boolean {
  return MARKED_NAME.test(blobName);
}
