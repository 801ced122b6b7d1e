/**
 * What is remembered of the chain between assessments: the checkpoint, and the little that decisions need beside it.
 * Small whatever the length of the chain.
 */
import type { ChainCheckpoint } from '../chain/checkpoint';
import { toCheckpoint } from '../chain/checkpoint';
import { decodeCheckpoint, encodeCheckpoint } from '../chain/checkpoint-codec';
import type { AssessOptions } from '../chain/assess-chain';
import type { BackupSetRow } from '../chain/backup-set';
import type { ExtendedChain } from '../chain/extend-chain';
import type { ChainVerdict } from '../chain/verdict';
import type { ChainFacts } from '../readiness/facts';

/** The memo. */
export interface ChainMemo {
  readonly checkpoint: ChainCheckpoint;
  /** Files that are not in the chain for reasons of their own (unreadable, growing, excluded, …), by state. */
  readonly otherCounts: Readonly<Record<string, number>>;
  readonly pathFiles: number;
  readonly withoutChecksum: readonly string[];
  readonly checksumUnknown: readonly string[];
  readonly errors: readonly string[];
  /** What the operator had excluded; another list makes another chain. */
  readonly exclusions: string;
  /** A blob is marked as the tail: assessments look at everything then. */
  readonly tailMarked: boolean;
}

/** Names of a kind that are kept; the checks show the first and a count. */
const KEPT = 20;

/** Takes the memo of an assessment from nothing. */
export function toMemo(
  verdict: ChainVerdict,
  rows: readonly BackupSetRow[],
  options: AssessOptions,
  facts: ChainFacts,
  beside: Pick<ChainMemo, 'tailMarked' | 'exclusions'>,
): ChainMemo {
  const checkpoint = toCheckpoint(verdict, rows, options);
  const chainStates = new Set(Object.keys(checkpoint.counts));
  return {
    checkpoint,
    otherCounts: Object.fromEntries(
      Object.entries(facts.counts).filter(([state]) => !chainStates.has(state)),
    ),
    pathFiles: facts.pathFiles,
    withoutChecksum: facts.withoutChecksum.slice(0, KEPT),
    checksumUnknown: facts.checksumUnknown.slice(0, KEPT),
    errors: facts.errors.slice(0, KEPT),
    ...beside,
  };
}

/** The memo after the chain was continued. */
export function extendMemo(memo: ChainMemo, next: ExtendedChain, errors: readonly string[]): ChainMemo {
  const without = next.newSteps
    .filter((step) => step.hasBackupChecksums === false)
    .flatMap((step) => step.files.slice(0, 1));
  const unknown = next.newSteps
    .filter((step) => step.hasBackupChecksums === undefined)
    .flatMap((step) => step.files.slice(0, 1));
  return {
    ...memo,
    checkpoint: next.checkpoint,
    pathFiles: memo.pathFiles + next.newSteps.reduce((sum, step) => sum + step.files.length, 0),
    withoutChecksum: [...memo.withoutChecksum, ...without].slice(0, KEPT),
    checksumUnknown: [...memo.checksumUnknown, ...unknown].slice(0, KEPT),
    errors: [...memo.errors, ...errors].slice(0, KEPT),
  };
}

/** The facts a memo stands for. */
export function memoFacts(memo: ChainMemo): ChainFacts {
  const { checkpoint } = memo;
  const shown = Object.entries(checkpoint.counts).filter(([, count]) => count > 0);
  return {
    status: checkpoint.status,
    summary: checkpoint.summary,
    anchorFile: checkpoint.anchor?.files[0],
    anchorGuid: checkpoint.anchor?.setKey,
    chainEnd: checkpoint.chainEnd,
    pathFiles: memo.pathFiles,
    lastFile: checkpoint.lastSteps.at(-1)?.files[0],
    gap: checkpoint.gap,
    counts: { ...Object.fromEntries(shown), ...memo.otherCounts },
    withoutChecksum: memo.withoutChecksum,
    checksumUnknown: memo.checksumUnknown,
    errors: memo.errors,
  };
}

/** Writes a memo as JSON text. */
export function encodeMemo(memo: ChainMemo): string {
  return JSON.stringify({ ...memo, checkpoint: encodeCheckpoint(memo.checkpoint) });
}

/** Reads a memo; undefined when it is not one of this version. */
export function decodeMemo(text: string): ChainMemo | undefined {
  const value = JSON.parse(text) as Omit<ChainMemo, 'checkpoint'> & { readonly checkpoint: unknown };
  const checkpoint = decodeCheckpoint(value.checkpoint);
  return checkpoint && { ...value, checkpoint };
}
