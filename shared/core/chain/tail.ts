/**
 * The tail: the last log, taken after writes stopped, and what proves it (rules T1 and T2; why not T3 and T4: docs/lsn-chain.md).
 *
 * That no log is pending proves nothing: a service cannot know a log that has not been uploaded yet.
 */
import type { BackupSetRow } from '../backup-set-row';

/**
 * Tells whether blob metadata marks the tail: `tail=true`, in any case, as storage does not keep the case of names (rule T2).
 *
 * @example isMarkedTailMetadata({ tail: 'true' }) // true
 */
export function isMarkedTailMetadata(metadata: Readonly<Record<string, string>> | undefined): boolean {
  return Object.entries(metadata ?? {}).some(
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
  | {
      readonly kind: 'one';
      readonly files: readonly string[];
      readonly proof: 'named' | 'marked';
      /** Set when the one that is named is marked as well. */
      readonly isMarked?: boolean;
    }
  | { readonly kind: 'ambiguous'; readonly files: readonly string[]; readonly reason: string };

/**
 * Finds the tail among the files marked and the one the operator named (rule T2). Naming chooses: of several that are marked, or
 * another one; what is newer than the chosen one blocks by itself.
 *
 * @param marked files whose name or metadata marks them, excluded ones left out
 * @param named the file the operator named
 * @returns `ambiguous` when none is named and the marks mean different backup sets
 * @example findTail([{ file: 'a.final.trn', setKey: 'x' }]) // { kind: 'one', files: ['a.final.trn'], proof: 'marked' }
 */
export function findTail(marked: readonly TailMark[], named?: TailMark): FoundTail {
  if (named) {
    const same = marked.filter((mark) => identityOf(mark) === identityOf(named));
    const files = [...new Set([named, ...same].map((mark) => mark.file))].sort();
    return { kind: 'one', files, proof: 'named', ...(same.length > 0 && { isMarked: true }) };
  }
  if (marked.length === 0) return { kind: 'none' };
  const files = [...new Set(marked.map((mark) => mark.file))].sort();
  if (new Set(marked.map(identityOf)).size === 1) return { kind: 'one', files, proof: 'marked' };
  return {
    kind: 'ambiguous',
    files,
    reason: `Cannot determine which file is the tail: ${files.join(', ')} are marked. Name the right one as the tail.`,
  };
}

function identityOf({ setKey, file }: TailMark): string {
  return setKey ?? `file ${file}`;
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
