/** The status document of `GET migrations/{id}` and the summary a list shows; wire shapes, LSNs as decimal text. */
import type { EngineFailure, EngineKind, EngineProgress } from '../engine/engine-status';
import type { AttemptState } from './control';
import type { JournalHead } from './journal';
import type { Phase } from './phase';
import type { Policy } from './policy';
import type { PreflightSummary } from './preflight-result';
import type { Opening } from '../sending/window';

/**
 * An attempt's state as documents show it. The cutover that the service of an offline migration begins by itself is
 * observed like a request that was sent, but nothing was: it is `begunByService` until it is settled.
 */
export type ShownAttemptState = AttemptState | 'begunByService';

/** How a readiness check stands; `notConfigured`: it is optional, and the policy does not ask for it. */
export type CheckState = 'met' | 'unmet' | 'unknown' | 'waived' | 'notConfigured';

/** One readiness check as shown. */
export interface CheckView {
  readonly code: string;
  readonly state: CheckState;
  readonly reason: string;
  /** Since when it is in this state, ISO 8601 UTC. */
  readonly since: string;
}

/** What happens next. `what` is a clause that follows who does it; a person's is an order. */
export interface NextStep {
  readonly who: 'operator' | 'service' | 'app';
  readonly what: string;
  /** The action or document of the API that it is done with. */
  readonly action?:
    | 'tail'
    | 'acceptSource'
    | 'probe'
    | 'preflight'
    | 'cutover'
    | 'release'
    | 'retry'
    | 'settle'
    | 'thaw'
    | 'board'
    | 'evidence';
}

/** The approvals that are asked for, until they are used up. */
export interface ApprovalsView {
  /** How many operators have to approve. */
  readonly required: number;
  /** How many approvals count now. */
  readonly standing: number;
  /** Who is missing, a clause; absent when nobody is. */
  readonly missing?: string;
  /** Oldest first. */
  readonly given: readonly ApprovalView[];
}

/** An approval as it stands. */
export interface ApprovalView {
  readonly by: string;
  readonly at: string;
  readonly expiresAt: string;
  readonly tail: string;
  /** `pending`: it is dated in the future. */
  readonly state: 'granted' | 'pending' | 'expired' | 'revoked' | 'void';
  /** Why it is not `granted`, a sentence. */
  readonly reason?: string;
}

/** The policy's window at the time of the document; all times ISO 8601 UTC. */
export interface WindowView {
  readonly state: 'open' | 'closed';
  /** Of a closed one: why, and when it opens, in its own time zone. */
  readonly reason?: string;
  /** The open one first, at most three. */
  readonly openings: readonly Opening[];
}

/**
 * What a clock runs to. Estimates: `caughtUp`, `ready`, `seeding`. Ends that a service sets: `serviceLimit`, `retryLimit`,
 * `accessEnds`. Of the cutover: `windowOpens`, `windowCloses`, `approvalEnds`.
 */
export const CLOCK_KINDS = [
  'caughtUp',
  'ready',
  'seeding',
  'serviceLimit',
  'retryLimit',
  'accessEnds',
  'windowOpens',
  'windowCloses',
  'approvalEnds',
] as const;

/** One of them. */
export type ClockKind = (typeof CLOCK_KINDS)[number];

/**
 * How near an end is: with days, `soon` is less than 7 and `urgent` less than 3; with hours, at least 50 and 90 percent have
 * passed; `over` is at the end and after it.
 */
export type ClockLevel = 'fine' | 'soon' | 'urgent' | 'over';

/** Something that time brings: an end, or an expected moment. Information: nothing is decided by it. */
export interface ClockView {
  readonly kind: ClockKind;
  /** What happens then, a clause. */
  readonly what: string;
  readonly level: ClockLevel;
  /** When, ISO 8601 UTC; absent: not known, and `basis` says what is missing. */
  readonly at?: string;
  /** Between which moments, as far as that can be told. */
  readonly earliest?: string;
  readonly latest?: string;
  /** How long it takes, where it has not begun. */
  readonly seconds?: number;
  /** What it was computed from. */
  readonly basis: string;
  /** What gives more time, or what to do. */
  readonly remedy?: string;
}

/** What stands still; `gap`, `logOverdue` and the kinds of a block are the same words elsewhere. */
export type StallKind =
  'gap' | 'logOverdue' | 'stalled' | 'engineUnreadable' | 'uploadUnfinished' | 'eventsSilent';

/** Why it may stand still, and what shows whether it is so. */
export interface StallCause {
  /** A clause. */
  readonly cause: string;
  /** An order. */
  readonly look: string;
  /** What to paste, and where. */
  readonly command?: { readonly language: 'sql'; readonly text: string; readonly where: string };
}

/** Something that stands still. */
export interface StallView {
  readonly kind: StallKind;
  /** A clause. */
  readonly what: string;
  /** ISO 8601 UTC. */
  readonly since: string;
  /** The likeliest first, by what is known. */
  readonly causes: readonly StallCause[];
}

/** Where a member of a group stands: not ready to be sent, ready but for the go, or ready with a go that fits. */
export type GroupState = 'notReady' | 'waits' | 'go';

/** A hold that stands; `number` is what it is released by. */
export interface HoldView {
  readonly number: number;
  readonly by: string;
  readonly at: string;
  readonly reason: string;
}

/** The status document; an absent member is unknown. */
export interface StatusDocument {
  readonly id: string;
  readonly engine: EngineKind;
  /** What is registered; absent in documents of 0.1.0. */
  readonly source?: { readonly database: string; readonly servers: readonly string[] };
  readonly backups?: { readonly account: string; readonly container: string; readonly prefix: string };
  /** What an operator types as `<instance>/<database>`; absent in documents of 0.1.0. */
  readonly target?: { readonly instance: string; readonly database: string };
  readonly phase: Phase;
  /** Set while mode auto waits for an operator to let it go on. */
  readonly autoPaused?: { readonly by: string; readonly at: string; readonly reason: string };
  /** The oldest hold. */
  readonly held?: { readonly by: string; readonly at: string; readonly reason: string };
  /** All holds, oldest first. */
  readonly holds?: readonly HoldView[];
  /** Set while the ledger is frozen: nothing is sent for any migration; `at` is absent where the app found the reason itself. */
  readonly frozen?: { readonly by: string; readonly at?: string; readonly reason: string };
  /** `kind` names the reason for programs: a row of docs/runbook.md; absent in documents of older versions. */
  readonly blocked?: { readonly kind?: string; readonly reason: string; readonly since: string };
  readonly headline: string;
  readonly next?: NextStep;
  readonly asOf: string;
  readonly nextCheckAt?: string;
  readonly policy: Policy;
  /** Absent in the modes of one approval until one is given. */
  readonly approvals?: ApprovalsView;
  /** The group that it is a member of, until the end; `reason` says why it waits. */
  readonly group?: { readonly id: string; readonly state: GroupState; readonly reason?: string };
  /** Where the journal ends; absent while no line was written since the chain of hashes was introduced. */
  readonly journal?: JournalHead;
  /** When a request may be sent, by the window of the policy; absent without one, and after the end. */
  readonly window?: WindowView;
  /** Ends and expected moments, the most urgent first; absent in documents of older versions. */
  readonly clocks?: readonly ClockView[];
  /** What stands still, and why it may; absent in documents of older versions. */
  readonly stalls?: readonly StallView[];
  readonly tail?: { readonly blob: string; readonly proof: string; readonly lastLsn: string };
  readonly chain?: {
    readonly status: string;
    readonly anchor?: string;
    readonly chainEndLsn?: string;
    readonly path: { readonly files: number; readonly lastFile?: string };
    /** The backup that ends the chain and when it came; `overdue` while no log has followed in time. */
    readonly newest?: { readonly file: string; readonly at: string; readonly overdue: boolean };
    readonly gap?: {
      readonly needLsn: string;
      readonly firstAvailableLsn: string;
      readonly lastGoodFile: string;
      readonly nextFile: string;
      readonly since: string;
    };
    readonly counts: Readonly<Record<string, number>>;
  };
  readonly engineStatus?: {
    readonly state: string;
    /** Since when the service says so, as far as was seen, ISO 8601 UTC. */
    readonly stateSince?: string;
    readonly operationId?: string;
    readonly pendingLogs?: number;
    readonly pendingDifferentials?: number;
    readonly lastRestoredFile?: string;
    readonly restoringFile?: string;
    readonly fullRestored?: boolean;
    readonly blockingReasons: readonly string[];
    readonly failure?: EngineFailure;
    readonly progress?: EngineProgress;
    /** The backup after which an offline migration is cut over by the service. */
    readonly lastBackupName?: string;
    /** When the service cancels the migration by itself and drops the target database, ISO 8601 UTC. */
    readonly expiresAt?: string;
    readonly asOf: string;
  };
  readonly readiness: { readonly ready: boolean; readonly checks: readonly CheckView[] };
  /** The last preflight in short; absent until one has run. */
  readonly preflight?: PreflightSummary;
  readonly cutover?: {
    readonly attempt: number;
    readonly state: ShownAttemptState;
    /** `policy:auto`, a person, or `service`: it began by itself, nothing was sent. */
    readonly requestedBy: string;
    readonly requestedAt: string;
    readonly sentAt?: string;
    readonly settledAt?: string;
    readonly reason?: string;
  };
  readonly links: {
    readonly self: string;
    readonly backups: string;
    readonly journal: string;
    readonly evidence: string;
    /** Absent in documents of older versions. */
    readonly runbook?: string;
  };
}

/** Why a migration deserves a look; the order of a list is that of `ATTENTION_ORDER`. */
export type AttentionKind =
  | 'unclear'
  | 'blocked'
  | 'unproven'
  | 'failed'
  | 'watchStuck'
  | 'expires'
  | 'gap'
  | 'logOverdue'
  | 'uploadUnfinished'
  | 'ready'
  | 'cuttingOver'
  | 'held'
  | 'ended';

/** The worst of what a migration deserves a look for, and since when. */
export interface Attention {
  readonly kind: AttentionKind;
  /** ISO 8601 UTC. */
  readonly since: string;
  /** Of `blocked` and `watchStuck`: a `blocked.kind` of the status. */
  readonly block?: string;
}

/** How much the service has restored, in the finest unit that it counts; `doneAt` is an estimate, ISO 8601 UTC. */
export interface RestoreView {
  readonly unit: 'bytes' | 'percent' | 'files';
  readonly done: number;
  readonly total: number;
  readonly doneAt?: string;
}

/** One row of the list. */
export interface MigrationSummary {
  readonly id: string;
  readonly engine: EngineKind;
  readonly phase: Phase;
  readonly sourceDatabase: string;
  readonly targetDatabase: string;
  /** With `account`, `container` and `prefix`: absent in rows of 0.1.0. */
  readonly targetInstance?: string;
  readonly account?: string;
  readonly container?: string;
  readonly prefix?: string;
  readonly held: boolean;
  readonly blocked: boolean;
  readonly ready: boolean;
  readonly headline: string;
  /** As of the status; absent for a migration in no group. `reason`: what is missing, a clause; absent in rows of older versions. */
  readonly group?: { readonly id: string; readonly state: GroupState; readonly reason?: string };
  /** Absent when nothing deserves a look, and in rows of 0.1.0. */
  readonly attention?: Attention;
  readonly asOf: string;
  readonly nextCheckAt?: string;
  readonly lastRestoredFile?: string;
  readonly pendingLogs?: number;
  readonly chainEndLsn?: string;
  /** When the newest backup of the chain arrived, ISO 8601 UTC. */
  readonly newestBackupAt?: string;
  /** What happens next, cut short; absent where the status has none, and in rows of older versions, as the next two. */
  readonly next?: NextStep;
  /** Absent where the service counts nothing. */
  readonly restore?: RestoreView;
  /** The most urgent clock that has a moment. */
  readonly clock?: { readonly kind: ClockKind; readonly level: ClockLevel; readonly at: string };
}
