/** The chain's output: what can be restored from the backups at hand, and why the rest is not used. */
import type { BackupType } from '../backup-header';
import type { Lsn } from '../lsn';

/**
 * How the chain stands:
 * `complete` gapless so far; `gap` log missing before a known log, or a set that cannot be read; `no-full` nothing to start from;
 * `incomplete-set` the set needed next lacks stripes; `forked` several recovery forks can be restored and none is chosen,
 * or the source went on on another one; `simple-recovery` no log can exist (rule L9); `damaged` a needed set is damaged
 * (rule S6); `unverified` gapless, if a differential of several bases fits the full (rule D5).
 */
export type ChainStatus =
  'complete' | 'gap' | 'no-full' | 'incomplete-set' | 'forked' | 'simple-recovery' | 'damaged' | 'unverified';

/** What became of a file in the chain. `shape` matches the file board's words. */
export type ChainFileState =
  | 'inChain'
  | 'covered'
  | 'beyondGap'
  | 'awaitingStripes'
  | 'duplicate'
  | 'superseded'
  | 'otherFork'
  | 'foreign'
  | 'unusable';

/** A complete backup set on the path. */
export interface PathStep {
  /** Identity of the set: its GUID, or a key derived from type and LSNs when the header has none. */
  readonly setKey: string;
  readonly type: BackupType;
  /** Names of its stripes, in stripe order. */
  readonly files: readonly string[];
  /** The set's number in each of the files; only where a file holds more than one set. */
  readonly positions?: readonly number[];
  readonly firstLsn: Lsn;
  readonly lastLsn: Lsn;
  readonly hasBackupChecksums?: boolean;
  /** As the set's header names them. */
  readonly databaseName?: string;
  readonly serverName?: string;
  /** Local time of the source; shown to people, never used for ordering. */
  readonly finishedAt?: string;
}

/**
 * Why a log is missing, where it can be seen: the next file holds it as a set that no service reads (`unread`), an operator
 * excluded it, the recovery model was `switched`, or it is none of the schedule (`otherTool`).
 */
export type GapCause = 'unread' | 'excluded' | 'switched' | 'otherTool';

/** Missing log (rule L6). */
export interface ChainGap {
  /** The LSN the next log must contain: the chain end. */
  readonly needLsn: Lsn;
  /** The smallest FirstLSN known beyond it. */
  readonly firstAvailableLsn: Lsn;
  /** First file of the last set on the path. */
  readonly lastGoodFile: string;
  /** First file of the set that starts at `firstAvailableLsn`. */
  readonly nextFile: string;
  /** The set's number in `nextFile`; only where that file holds more than one set. */
  readonly nextPosition?: number;
  /** What is missing and what to do, in one or two sentences ("3 of 4 stripes arrived", a switched recovery model, …). */
  readonly reason?: string;
  readonly cause?: GapCause;
  /** Local time of the source when the last good set finished; for people. */
  readonly lastGoodFinishedAt?: string;
  /** Local time of the source when the next set began; for people. */
  readonly nextStartedAt?: string;
}

/** A differential that names several bases, and the full it is taken to build on (rule D5). */
export interface UnverifiedBase {
  readonly differential: string;
  readonly anchor: string;
}

/** A file's place and the reason in one sentence. */
export interface FileVerdict {
  readonly file: string;
  readonly position: number;
  readonly state: ChainFileState;
  readonly reason?: string;
  /** True when the set ends at or before the chain end: awaited or not, it cannot hold anything newer. */
  readonly notNewer?: boolean;
}

/** A branch of history: a recovery fork with backups at hand (rules K1–K5). */
export interface ChainBranch {
  /** Recovery fork GUID in lower case; undefined when no header tells it. */
  readonly fork?: string;
  /** Servers that wrote its backups, as their headers name them; empty when none tells. */
  readonly servers: readonly string[];
  /** How far it can be restored; undefined when no full of it is here. */
  readonly end?: Lsn;
  /** Local time of the source when its last backup finished; shown to people, never used for ordering. */
  readonly lastFinishedAt?: string;
  /** Files of its path and of its fork, in order of LSN. */
  readonly files: readonly string[];
  /** Those of them that belong to no other branch. */
  readonly ownFiles: readonly string[];
}

/** A remark of the chain that blocks nothing by itself: overlap, unverified fork, copy-only, bulk-logged, striped log, … */
export interface ChainFinding {
  readonly rule: string;
  readonly severity: 'info' | 'warning' | 'error';
  readonly file?: string;
  readonly message: string;
}

/** The verdict over a set of rows. */
export interface ChainVerdict {
  readonly status: ChainStatus;
  /** A sentence saying how the chain stands and, when it is not complete, what is needed. */
  readonly summary: string;
  readonly anchor?: PathStep;
  /** Anchor, at most one differential, then logs. */
  readonly path: readonly PathStep[];
  readonly chainEnd?: Lsn;
  /** Recovery fork reached; undefined when no header told it. */
  readonly fork?: string;
  /** True when a fork on the path was unknown (rule K6). */
  readonly forkUnverified: boolean;
  /** Present when the path needs a differential whose base cannot be verified. */
  readonly unverified?: UnverifiedBase;
  /** True when nothing but an engine's restore proves the base of the path's differential (rule D5). */
  readonly provenByEngine?: boolean;
  readonly gap?: ChainGap;
  /** Every branch, that of the path first; absent where there is only one. Not chosen, the status is `forked`. */
  readonly branches?: readonly ChainBranch[];
  /** Files of this history that end beyond the chain end and cannot be restored (rule F6); absent when there are none. */
  readonly newer?: readonly string[];
  /** True when the source may have gone on on another fork (rule K8), whatever the status names first. */
  readonly wentElsewhere?: true;
  /** One entry for each input row, sorted by file name and position; a row given twice counts once. */
  readonly files: readonly FileVerdict[];
  readonly findings: readonly ChainFinding[];
}
