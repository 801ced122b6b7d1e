/** Comparing names of backup files between the ledger and the engines. */

/**
 * Tells whether two names mean the same file: an engine may write the whole blob name or its last segments only.
 *
 * @example isSameFile('db1/log7.trn', 'log7.trn') // true
 */
export function isSameFile(one: string, other: string): boolean {
  return one === other || one.endsWith(`/${other}`) || other.endsWith(`/${one}`);
}
