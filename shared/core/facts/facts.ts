/**
 * The facts a decision is made from: chain verdict, engine reading, listing and control row, joined at one moment.
 *
 * They are collected by one activity; everything in `shared/core` that decides takes them as a value.
 */
import type { BackupType } from '../backup-header';
import type { HeaderTail } from '../chain/tail';
import type { ChainGap, ChainStatus } from '../chain/verdict';
import type { EngineReading } from '../engine/reading';
import type { Lsn } from '../lsn';
import type { ControlRow, TailReference } from '../migration/control';
import type { Freeze } from '../migration/ledger-state';
import type { PreflightResult } from '../migration/preflight-result';
import type { Registration } from '../migration/registration';
import type { HeaderNames } from '../migration/source';
import type { StorageReason } from '../migration/storage-trouble';

/** Backup sets whose headers bear the same names. */
export interface BackupSource extends HeaderNames {
  /** First files of the first sets, at most ten. */
  readonly files: readonly string[];
  readonly sets: number;
}

/** The chain as decisions need it. */
export interface ChainFacts {
  readonly status: ChainStatus;
  readonly summary: string;
  readonly anchorFile?: string;
  readonly anchorGuid?: string;
  readonly chainEnd?: Lsn;
  readonly pathFiles: number;
  readonly lastFile?: string;
  /** Files of the last steps, the newest first; stripes included. */
  readonly lastFiles: readonly string[];
  readonly gap?: ChainGap;
  /** Files by state, as on the file board. */
  readonly counts: Readonly<Record<string, number>>;
  /** Path sets taken without CHECKSUM, and those whose header does not report it. */
  readonly withoutChecksum: readonly string[];
  readonly checksumUnknown: readonly string[];
  /** Whose the sets on the path are by their headers; while the path is empty, whose the files are that lie there. */
  readonly sources: readonly BackupSource[];
  /** Backups in sub-folders of the prefix, where the service does not look; absent when there are none. */
  readonly inSubfolders?: { readonly count: number; readonly folders: readonly string[] };
  /** Files that are still being written, or were cut off; the one that has changed least lately, and its last change. */
  readonly unfinished?: { readonly count: number; readonly file: string; readonly at: string };
  /** Findings of severity error. */
  readonly errors: readonly string[];
}

/** The backup that ends the chain, and when it came. */
export interface NewestBackup {
  readonly file: string;
  /** Its last modification, as storage tells it, ISO 8601 UTC. */
  readonly at: string;
  /** When it was recorded, ISO 8601 UTC. */
  readonly seenAt: string;
  /** Set when an event brought it. */
  readonly foundBy?: 'event';
}

/** What is known of the tail. */
export type TailFacts =
  | { readonly kind: 'none' }
  /** A blob is named or marked, but its header is not (yet) readable as a complete log. */
  | {
      readonly kind: 'unreadable';
      readonly blob: string;
      readonly reason: string;
      /** An upload over it has un-named it: only an operator can name it again. */
      readonly isUnnamed?: true;
    }
  | {
      readonly kind: 'one';
      readonly tail: TailReference;
      readonly files: readonly string[];
      readonly proof: 'named' | 'marked';
      /** Set when the one that is named is marked as well: it counts under every `tailProof`. */
      readonly isMarked?: true;
      readonly empty: boolean;
      /** Why an operator's word for a tail no longer counts beside the mark. */
      readonly unnamed?: string;
      /** Whose the tail is by its header. */
      readonly source: HeaderNames;
      /** The header's word (T1): an addition to the proof, never one alone, because no sample confirms the flags. */
      readonly header?: HeaderTail;
    }
  | { readonly kind: 'ambiguous'; readonly blobs: readonly string[] };

/** Which version of the tail's file the service restored; see restored-version.ts. */
export type RestoredVersion =
  | {
      readonly kind: 'proven';
      readonly by: 'setId' | 'facts' | 'restoreStart' | 'onlyVersion' | 'operator';
      /** A clause about the tail: how it is known. */
      readonly reason: string;
    }
  /** Only a reading in time is missing: an operator may confirm that these versions are the only ones there were. */
  | {
      readonly kind: 'confirmable';
      readonly reason: string;
      /** The set that was restored last: the tail, or with an empty tail the set that ends at its LSN. */
      readonly tail: TailReference;
      readonly versions: readonly { readonly blob: string; readonly etag: string }[];
    }
  /** There were several versions: nothing settles it but a new name. */
  | { readonly kind: 'unproven'; readonly reason: string }
  /** Storage did not tell; it may next time. */
  | { readonly kind: 'untold'; readonly reason: string }
  /** Certainly not this version. */
  | { readonly kind: 'another'; readonly reason: string };

/** How far the engine has come along our chain. */
export interface RestoreProgress {
  /** True when the restored sets alone reach the tail's LSN; undefined when the engine tells too little. */
  readonly restoredToTail?: boolean;
  /** The first file on the path that is not restored, when one can be named; a named one is never ready. */
  readonly firstUnrestored?: string;
  /** True when the engine's last restored set is the tail's, or with an empty tail one that ends at its LSN. */
  readonly lastIsTail?: boolean;
  /** Which version that is; undefined while `lastIsTail` is not true. */
  readonly version?: RestoredVersion;
  /** True when the engine's last restored file is in our ledger. */
  readonly lastRestoredKnown?: boolean;
}

/** A blob without a verdict of ours, or newer than the tail. */
export interface UnsettledBlob {
  readonly blob: string;
  readonly reason: string;
  /** True when its content is still to come, or to be read: waiting may settle it. */
  readonly arriving?: true;
  /** True when it is no longer in the container. */
  readonly deleted?: true;
}

/** The container's listing against the ledger. */
export type ListingFacts =
  /** Storage answers; what it holds was not compared. */
  | { readonly kind: 'notListed' }
  | {
      readonly kind: 'trouble';
      readonly message: string;
      readonly reason: StorageReason;
      /** The storage service's own error code. */
      readonly code?: string;
    }
  | {
      readonly kind: 'listed';
      /** Blobs that may be, or are, newer than the tail, with the reason; at most ten are kept. */
      readonly unsettled: readonly UnsettledBlob[];
      readonly unsettledCount: number;
    };

/** A file that the chain needs, and the service does not take. */
export interface RefusedFile {
  readonly file: string;
  /** What the service does with it, a clause after "the service". */
  readonly reported: string;
  readonly type: BackupType;
  readonly isTail: boolean;
}

/** The service restored a file last that is not where the registration says. */
export interface RestoredElsewhere {
  readonly file: string;
  /** Another account that the app may read, whose container of that name has the file. */
  readonly account?: string;
}

/** How often in a row "nothing pending" was read. */
export interface Stability {
  /** What was read; another fingerprint starts anew. */
  readonly fingerprint: string;
  readonly count: number;
  /** When the last reading that counted was made. */
  readonly countedAt: string;
}

/** Everything a decision may look at. */
export interface Facts {
  /** When the assessment began, ISO 8601 UTC. */
  readonly at: string;
  readonly registration: Registration;
  readonly control: ControlRow;
  /** Why no request may leave for any migration of the ledger; absent: one may. */
  readonly freeze?: Freeze;
  readonly chain: ChainFacts;
  readonly tail: TailFacts;
  readonly engine: EngineReading;
  readonly progress: RestoreProgress;
  /** Blobs named or marked as the tail, whatever else is wrong with them; absent where not every file was looked at. */
  readonly calledTail?: readonly string[];
  readonly listing: ListingFacts;
  /** The last preflight, where a creation may depend on it; absent too where none has run. */
  readonly preflight?: PreflightResult;
  /** A file that ends after the tail of an approval, when there is one. */
  readonly newerThanApproved?: string;
  readonly newestBackup?: NewestBackup;
  /** When the SAS ends that the setting holds which a creation by this app uses, ISO 8601 UTC; absent where there is none. */
  readonly accessEndsAt?: string;
  /** Looked for before the adoption, once every file of the registered place is in the ledger. */
  readonly restoredElsewhere?: RestoredElsewhere;
  /** In the order of the path, at most four; absent: none. */
  readonly refused?: readonly RefusedFile[];
  /** Undefined when the last reading does not say "nothing pending". */
  /** Reads that one look at every migration of the app takes; undefined while it is not known. */
  readonly readsOfRound?: number;
  readonly stability?: Stability;
}
