/**
 * The control row: the one ledger row that carries a migration's authority, changed by ETag only.
 *
 * Whoever wants something done (hold, tail, approval, cancel, a new attempt) changes this row first; events only
 * wake the watch. All times are ISO 8601 UTC.
 */
import type { Lsn } from '../lsn';
import type { ReadingCount } from '../reading-count';
import type { Opening } from '../sending/window';
import type { TerminalPhase } from './phase';
import type { Policy } from './policy';
import type { PreflightState } from './preflight-state';
import type { SourceReading } from './probe-reading';

/** Who did something and when. */
export interface Act {
  readonly by: string;
  readonly at: string;
}

/** The set that ends the chain: the last log, taken after writes stopped. */
export interface TailReference {
  /** First stripe's blob name. */
  readonly blob: string;
  readonly setKey: string;
  readonly lastLsn: Lsn;
}

/**
 * The operator's word "this is the last log", which binds the backup and not its name; of an offline migration, the
 * service's (by `service`), which means a name.
 */
export interface NamedTail extends Act {
  readonly blob: string;
  /** The set that the blob held, and its end. Absent when the service named it, and in rows of 0.1.0, which bind nothing. */
  readonly setKey?: string;
  readonly lastLsn?: Lsn;
}

/** An operator's word that the tail's files were never overwritten; it binds the versions that were there. */
export interface UnchangedTail extends Act {
  readonly tail: TailReference;
  readonly versions: readonly { readonly blob: string; readonly etag: string }[];
}

/** How an approval was ended before its time; `reason` is the sentence that is shown. */
export interface ApprovalEnd extends Act {
  readonly state: 'revoked' | 'void' | 'expired';
  readonly reason: string;
}

/** An operator's approval, bound to what that operator saw. */
export interface Approval extends Act {
  /** `<instance>/<database>`. */
  readonly target: string;
  readonly tail: TailReference;
  readonly operationId: string;
  readonly expiresAt: string;
  /** Once set, nothing brings the approval back. */
  readonly ended?: ApprovalEnd;
}

/** An operator's "not now"; the watch's, after a cancel that had no effect. */
export interface Hold extends Act {
  /** 1, 2, …; never used twice, so that releasing an old one does not end a new one. */
  readonly number: number;
  readonly reason: string;
}

/** A blob version the operator takes out of consideration. */
export interface Exclusion extends Act {
  readonly blob: string;
  /** Empty for an upload that was not committed. */
  readonly etag: string;
  /** Which uncommitted upload is meant; without it (rows of 0.1.0) an exclusion with an empty ETag covers none. */
  readonly upload?: string;
  readonly reason: string;
}

/** Names in backup headers that are not the registered ones; the operator says that they are the source all the same. */
export interface AcceptedSource extends Act {
  readonly databaseName: string;
  /** Absent when the headers tell none. */
  readonly serverName?: string;
}

/**
 * The states of an attempt: `intended → withdrawn | sending`; `sending → sent | refused | unknown`;
 * `sent | unknown → confirmed | completedUnproven | failed | overtaken | notReceived`.
 */
export const ATTEMPT_STATES = [
  'intended',
  'withdrawn',
  'sending',
  'sent',
  'refused',
  'unknown',
  'confirmed',
  'completedUnproven',
  'failed',
  'overtaken',
  'notReceived',
] as const;

/** One of them. */
export type AttemptState = (typeof ATTEMPT_STATES)[number];

/** An operator's statement about the service that the service itself does not make; it counts for one run. */
export interface Statement extends Act {
  readonly operationId: string;
  readonly reason: string;
}

/** The run that claimed a request: it may send until `notAfter`; no other run has its token. */
export interface Sender {
  readonly token: string;
  readonly notAfter: string;
}

/** One attempt to cut over. */
export interface Attempt {
  /** 1, 2, … */
  readonly number: number;
  readonly state: AttemptState;
  readonly tail: TailReference;
  readonly operationId: string;
  /** `policy:auto`, the operator who approved, or `service`: it began by itself, nothing was sent. */
  readonly requestedBy: string;
  readonly requestedAt: string;
  /** Since when everything had been ready that an assessment proves; absent in rows of older versions. */
  readonly readyAt?: string;
  readonly sender?: Sender;
  /** The approvals that it was made on; absent where the policy alone allowed it, and in rows of 0.1.0. */
  readonly approvals?: readonly Pick<Approval, 'by' | 'at' | 'expiresAt'>[];
  /** The opening that the request was sent in; absent where the policy has no window. */
  readonly window?: Opening;
  readonly sentAt?: string;
  readonly settledAt?: string;
  /** The operator by whose word it was settled, where no reading could. */
  readonly settledBy?: string;
  /** The service's error code when refused. */
  readonly code?: string;
  readonly reason?: string;
  /**
   * Why it was withdrawn: a check was not met at the last moment, the look took too long, the clock went back, the control
   * row changed meanwhile, an operator took something back, or the window closed. Absent in rows of 0.1.0.
   */
  readonly withdrawnFor?: 'unmet' | 'slow' | 'clock' | 'changed' | 'operator' | 'window';
  /** Last restored file in the last reading before the request, or any after it. */
  readonly lastRestoredFile?: string;
  /**
   * Of an attempt that the service began by itself: a look proved that the tail's version that is there is what was
   * restored. An attempt of ours is made on that proof alone.
   */
  readonly versionProven?: true;
  /** Readings that saw the migration still running after an unclear answer (rule of the attempt states). */
  readonly stillRunning?: { readonly count: number; readonly lastAt: string };
  /** When the service was first seen waiting for a retry while the answer was unclear. */
  readonly retriableAt?: string;
  /** Readings in a row that missed the migration, or the proof of its end: what they said, and since when. */
  readonly missing?: ReadingCount;
}

/** A request to cancel, treated as carefully as a cutover: the service drops the target database. */
export interface CancelIntent extends Act {
  readonly state: 'intended' | 'sending' | 'sent' | 'refused' | 'unknown' | 'confirmed' | 'withdrawn';
  readonly sender?: Sender;
  readonly reason?: string;
  /** Readings in a row that said that the service knows no such migration. */
  readonly absent?: ReadingCount;
}

/** A request to have tried again what waits for a retry at the service; carried out like a cancel. */
export interface RetryIntent extends Act {
  readonly state: 'intended' | 'sending' | 'sent' | 'refused' | 'unknown' | 'withdrawn';
  readonly sender?: Sender;
  readonly reason?: string;
  /** Readings in a row that said that the service knows no such migration. */
  readonly absent?: ReadingCount;
}

/**
 * Creation at the service, when the registration asks for it; `by` and `at` are of the word it is tried for.
 *
 * `intended → sending`; `sending → sent | refused | unknown`, or `intended` again where the service was busy;
 * `unknown → sent | refused`, or once it is proven lost `intended` again, and `notReceived` after the last try.
 */
export interface CreationIntent extends Act {
  readonly state: 'intended' | 'sending' | 'sent' | 'refused' | 'unknown' | 'notReceived';
  /** Which try this is, over all: 1, 2, …; absent in rows of older versions, and then 1. */
  readonly number?: number;
  /** Tries since a person asked for it, this one included; absent: 1. */
  readonly tries?: number;
  readonly sender?: Sender;
  /** Not to be sent before: a service that was busy is left alone for a while. */
  readonly notBefore?: string;
  /** When the service accepted it. */
  readonly sentAt?: string;
  readonly reason?: string;
  /** Readings in a row that said that the service knows no such migration, after an unclear answer. */
  readonly absent?: ReadingCount;
  /** Set once the answer to a try was unclear: what is found at the service may be what it created. */
  readonly mayHaveArrived?: true;
}

/**
 * An operator's answer to a row of the preflight: the yes to a question (`tick`), or that the migration is created in spite
 * of it (`waiver`). It counts while the row is found as it was then.
 */
export interface PreflightAnswer extends Act {
  /** Id of the row, `NET-01`. */
  readonly row: string;
  readonly kind: 'tick' | 'waiver';
  /** How the row stood when it was given. */
  readonly state: PreflightState;
  /** What it is bound to (`boundTo`): what was found, of a question the question, without what counts on by itself. */
  readonly found: string;
  /** Of a waiver. */
  readonly reason?: string;
}

/** A group's word that a member may be sent, bound to what the member was ready with. */
export interface GroupGo extends Act {
  readonly tail: Pick<TailReference, 'setKey' | 'lastLsn'>;
  readonly operationId: string;
}

/** The group that a migration is a member of; without a go that fits, nothing is sent. */
export interface GroupMembership {
  readonly id: string;
  readonly go?: GroupGo;
}

/** Where a migration was moved to; it has ended here. */
export interface Exported extends Act {
  /** Home of the one ledger that may import it. */
  readonly to: string;
  readonly reason: string;
}

/** The control row. */
export interface ControlRow {
  readonly policy: Policy;
  /** The operation id this migration was adopted or created with; absent until then. */
  readonly operationId?: string;
  /** Set at adoption when the service cuts over by itself: nothing is ever sent, whatever the policy says later. */
  readonly offline?: true;
  /** Set when this ledger adopted a migration already under way: nothing is sent without an approval then. */
  readonly manualOnly?: string;
  /** An operator's statement that lifts `manualOnly`: no earlier registration sent or held anything. */
  readonly fresh?: Act & { readonly reason: string };
  /** Set when a hold was released, or an approval revoked, in mode auto: it waits until an operator lets it go on. */
  readonly autoPaused?: Act & { readonly reason: string };
  /** Oldest first; absent: none. */
  readonly holds?: readonly Hold[];
  /** Number of the newest hold there ever was; absent: there was none. */
  readonly lastHold?: number;
  readonly namedTail?: NamedTail;
  /** Counts only where nothing but a reading in time is missing (restored-version.ts). */
  readonly unchangedTail?: UnchangedTail;
  /** The last probe of the source; absent: there was none. */
  readonly sourceReading?: SourceReading;
  /** At most one for each operator, oldest first; absent: none. */
  readonly approvals?: readonly Approval[];
  readonly exclusions: readonly Exclusion[];
  /** Absent: none; each counts for good, for its combination of names. */
  readonly acceptedSources?: readonly AcceptedSource[];
  /** That no change is under way at the service, where it does not report it; absent: nobody said so. */
  readonly nothingUnderWay?: Statement;
  readonly attempt?: Attempt;
  /** Earlier attempts, newest last, at most ten. */
  readonly earlierAttempts: readonly Attempt[];
  readonly cancel?: CancelIntent;
  readonly retry?: RetryIntent;
  readonly creation?: CreationIntent;
  /** Answers to the preflight, at most one for each row; absent: none. Only the creation depends on them. */
  readonly preflight?: readonly PreflightAnswer[];
  /** Absent: it is in no group. */
  readonly group?: GroupMembership;
  /** Set when the migration was moved to another ledger; it has ended here. */
  readonly exported?: Exported;
  /** Set once the migration has ended; nothing changes after that. */
  readonly ended?: {
    readonly phase: TerminalPhase;
    readonly at: string;
    readonly reason: string;
  };
}

/** Attempt states in which a request may be on its way or has been taken: holds, cancels and new attempts are refused. */
export const ATTEMPT_IN_FLIGHT: readonly AttemptState[] = ['sending', 'sent', 'unknown'];
