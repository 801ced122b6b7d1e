/**
 * The tail: the last log, taken after writes stopped, and what proves it (rules T1 and T2; why not T3 and T4: docs/lsn-chain.md).
 *
 * That no log is pending proves nothing: a service cannot know a log that has not been uploaded yet.
 */
import type { BackupSetRow } from './backup-set';

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

/**
 * Tells whether blob metadata marks the tail: `tail=true`, in any case (rule T2).
 *
 * @example isMarkedTailMetadata({ tail: 'true' }) // true
 */
export function isMarkedTailMetadata(metadata: Readonly<Record<string, string>>): boolean {
  return Object.entries(metadata).some(
    ([name, value]) => name.toLowerCase() === 'tail' && value.trim().toLowerCase() === 'true',
  );
}

/** A file that is named or marked as the tail. */
export interface TailMark {
  readonly file: string;
  /** Identity of its backup set; undefined while its header is not read. Stripes of one set are one tail. */
  readonly setKey?: string;
}

/** The tail by convention. Two different ones are never guessed between. */
export type FoundTail =
  | { readonly kind: 'none' }
  | { readonly kind: 'one'; readonly files: readonly string[]; readonly proof: 'named' | 'marked' }
  | { readonly kind: 'ambiguous'; readonly files: readonly string[]; readonly reason: string };

/**
 * Finds the tail among the files marked and the one the operator named (rule T2).
 *
 * @param marked files whose name or metadata marks them, excluded ones left out
 * @param named the file the operator named
 * @returns `ambiguous` when the marks, or mark and name, mean different backup sets
 * @example findTail([{ file: 'a.final.trn', setKey: 'x' }]) // { kind: 'one', files: ['a.final.trn'], proof: 'marked' }
 */
export function findTail(marked: readonly TailMark[], named?: TailMark): FoundTail {
  const all = named ? [named, ...marked] : marked;
  if (all.length === 0) return { kind: 'none' };
  const files = [...new Set(all.map((mark) => mark.file))].sort();
  const identities = new Set(all.map((mark) => mark.setKey ?? `file ${mark.file}`));
  if (identities.size === 1) return { kind: 'one', files, proof: named ? 'named' : 'marked' };
  return {
    kind: 'ambiguous',
    files,
    reason: `Cannot tell which file is the tail: ${files.join(', ')} are marked or named. Unmark or exclude all but one.`,
  };
}

/**
 * What a log's header says about being the tail (rule T1): `noRecovery` a tail-log backup WITH NORECOVERY, which leaves
 * the source restoring, so that nothing can follow; `tailLog` a tail-log backup only; `none`. Incomplete metadata mean
 * that the source database was damaged or offline when it was taken.
 *
 * The flag positions are documented (Microsoft Learn, "RESTORE HEADERONLY"), not confirmed by a sample: such a proof
 * counts only together with T2.
 */
export interface HeaderTail {
  readonly kind: 'none' | 'tailLog' | 'noRecovery';
  readonly incompleteMetadata?: true;
}

/** Reads the tail flags of a log's header. @example headerTail(row).kind === 'noRecovery' */
export function headerTail(row: BackupSetRow): HeaderTail {
  const isTail = row.type === 'log' && row.isTailLog === true;
  const kind = !isTail ? 'none' : row.isForceOffline === true ? 'noRecovery' : 'tailLog';
  return row.hasIncompleteMetadata === true ? { kind, incompleteMetadata: true } : { kind };
}
