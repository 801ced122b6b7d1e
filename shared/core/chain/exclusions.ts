/** What is missing because an operator excluded it. */
import type { BackupSet } from './collect-sets';

/** @returns one sentence, or none. @example exclusionOf([set], 'contains it') // ['You excluded l2.trn, which contains it: include it again.'] */
export function exclusionOf(sets: readonly BackupSet[], what: string): readonly string[] {
  const [first] = sets;
  if (first === undefined) return [];
  return [`You excluded ${first.label}, which ${what}: include it again.`];
}
