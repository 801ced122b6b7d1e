/**
 * What is remembered of the chain between assessments: the checkpoint, and the little that decisions need beside it.
 * Small whatever the length of the chain.
 */
import type { BackupSetRow } from '../backup-set-row';
import type { AssessOptions } from '../chain/assess-chain';
import { type ChainCheckpoint, toCheckpoint } from '../chain/checkpoint';
import { decodeCheckpoint, encodeCheckpoint } from '../chain/checkpoint-codec';
import type { ExtendedChain } from '../chain/extend-chain';
import type { ChainVerdict } from '../chain/verdict';
import { countSources } from './backup-sources';
import { lastFilesOf } from './chain-facts';
import {
  type EncodedEngineHistory,
  type EngineHistory,
  decodeEngineHistory,
  encodeEngineHistory,
} from './engine-history';
import type { BackupSource, ChainFacts } from './facts';

/** The snapshot. */
export interface ChainSnapshot {
  readonly checkpoint: ChainCheckpoint;
  /** Files that are not in the chain for reasons of their own (unreadable, growing, excluded, …), by state. */
  readonly otherCounts: Readonly<Record<string, number>>;
  readonly pathFiles: number;
  readonly withoutChecksum: readonly string[];
  readonly checksumUnknown: readonly string[];
  readonly sources: readonly BackupSource[];
  /** One that comes or goes makes another chain. */
  readonly inSubfolders?: ChainFacts['inSubfolders'];
  /** Absent in rows of older versions, and without one. */
  readonly unfinished?: ChainFacts['unfinished'];
  readonly errors: readonly string[];
  /** What operators had excluded and accepted; another list makes another chain. */
  readonly exclusions: string;
  /**
   * Assessments look at everything: a blob is marked as the tail, a data backup lies beyond the chain end, or a blob
   * that is gone would count if the engine had come further.
   */
  readonly wholeOnly: boolean;
  /** Blobs counted in a state that another look may change; one of them in the inbox makes another chain. */
  readonly unsettled: readonly string[];
  /** What the engine said it restored last; with blobs that are gone, another word makes another chain. */
  readonly lastRestored: string;
  /** The highest LSN, in decimal text, at which a removed backup ends that counts because the service restored it. */
  readonly removedTo?: string;
  /** The full that the engine said it restored; another one makes another chain. Absent in rows of 0.1.0. */
  readonly toldAnchor?: string;
  /** What the engine has told of its run so far; empty in rows of 0.1.0. */
  readonly engine: EngineHistory;
}

/** Names of a kind that are kept; the checks show the first and a count. */
const KEPT = 20;

/** Takes the snapshot of an assessment from nothing. */
export function toSnapshot(
  verdict: ChainVerdict,
  rows: readonly BackupSetRow[],
  options: AssessOptions,
  facts: ChainFacts,
  beside: Pick<
    ChainSnapshot,
    'wholeOnly' | 'unsettled' | 'lastRestored' | 'removedTo' | 'toldAnchor' | 'exclusions' | 'engine'
  >,
): ChainSnapshot {
  const checkpoint = toCheckpoint(verdict, rows, options);
  const inChain: Readonly<Record<string, number>> = checkpoint.counts;
  return {
    checkpoint,
    otherCounts: Object.fromEntries(
      Object.entries(facts.counts)
        .map(([state, count]) => [state, count - (inChain[state] ?? 0)] as const)
        .filter(([, count]) => count > 0),
    ),
    pathFiles: facts.pathFiles,
    withoutChecksum: facts.withoutChecksum.slice(0, KEPT),
    checksumUnknown: facts.checksumUnknown.slice(0, KEPT),
    sources: facts.sources,
    inSubfolders: facts.inSubfolders,
    unfinished: facts.unfinished,
    errors: facts.errors.slice(0, KEPT),
    ...beside,
  };
}

/** The snapshot after the chain was continued. */
export function extendSnapshot(
  snapshot: ChainSnapshot,
  next: ExtendedChain,
  errors: readonly string[],
): ChainSnapshot {
  const without = next.newSteps
    .filter((step) => step.hasBackupChecksums === false)
    .flatMap((step) => step.files.slice(0, 1));
  const unknown = next.newSteps
    .filter((step) => step.hasBackupChecksums === undefined)
    .flatMap((step) => step.files.slice(0, 1));
  return {
    ...snapshot,
    checkpoint: next.checkpoint,
    pathFiles: snapshot.pathFiles + next.newSteps.reduce((sum, step) => sum + step.files.length, 0),
    withoutChecksum: [...snapshot.withoutChecksum, ...without].slice(0, KEPT),
    checksumUnknown: [...snapshot.checksumUnknown, ...unknown].slice(0, KEPT),
    sources: countSources(snapshot.sources, next.newSteps),
    errors: [...snapshot.errors, ...errors].slice(0, KEPT),
  };
}

/** The facts a snapshot stands for. */
export function snapshotFacts(snapshot: ChainSnapshot): ChainFacts {
  const { checkpoint } = snapshot;
  const counts: Record<string, number> = { ...snapshot.otherCounts };
  for (const [state, count] of Object.entries(checkpoint.counts))
    if (count > 0) counts[state] = (counts[state] ?? 0) + count;
  return {
    status: checkpoint.status,
    summary: checkpoint.summary,
    anchorFile: checkpoint.anchor?.files[0],
    anchorGuid: checkpoint.anchor?.setKey,
    chainEnd: checkpoint.chainEnd,
    pathFiles: snapshot.pathFiles,
    lastFile: checkpoint.lastSteps.at(-1)?.files[0],
    lastFiles: lastFilesOf(checkpoint.lastSteps),
    gap: checkpoint.gap,
    counts,
    withoutChecksum: snapshot.withoutChecksum,
    checksumUnknown: snapshot.checksumUnknown,
    sources: snapshot.sources,
    inSubfolders: snapshot.inSubfolders,
    unfinished: snapshot.unfinished,
    errors: snapshot.errors,
  };
}

/** A working state holds 30,000 characters; 64 stripes with long names are more than that. */
const MOST_CHARS = 29_000;

/**
 * Writes a snapshot as JSON text. Of one that is too long only the engine's part stays, which is no snapshot: the chain is looked
 * at whole then (G7).
 */
export function encodeSnapshot(snapshot: ChainSnapshot): string {
  const engine = encodeEngineHistory(snapshot.engine);
  const text = JSON.stringify({ ...snapshot, checkpoint: encodeCheckpoint(snapshot.checkpoint), engine });
  return text.length <= MOST_CHARS ? text : JSON.stringify({ engine });
}

/** Reads a snapshot; undefined when it is not one of this version. */
export function decodeSnapshot(text: string): ChainSnapshot | undefined {
  const value = JSON.parse(text) as StoredSnapshot;
  if (!Array.isArray(value.unsettled) || !Array.isArray(value.sources)) return undefined;
  const checkpoint = decodeCheckpoint(value.checkpoint);
  return checkpoint && { ...value, checkpoint, engine: decodeEngineHistory(value.engine) };
}

/** Reads the engine's part alone, which a snapshot of another version holds as well. */
export function decodeHistory(text: string): EngineHistory {
  return decodeEngineHistory((JSON.parse(text) as Partial<StoredSnapshot>).engine);
}

interface StoredSnapshot extends Omit<ChainSnapshot, 'checkpoint' | 'engine'> {
  readonly checkpoint: unknown;
  readonly engine?: EncodedEngineHistory;
}
