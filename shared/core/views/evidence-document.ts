/** The evidence of a cutover as documents show it: what was known when it began, and what came of it. */
import type { RehearsalDocument } from '../cutover/rehearsal';
import type { ChainVerdict } from '../evidence/verify-chain';
import type { Attempt } from '../migration/control';
import type { ChainedEntry } from '../migration/journal';
import type { PolicyMode } from '../migration/policy';
import type { ShownAttemptState } from '../migration/status-document';
import type { CheckResult } from '../readiness/checks';
import type { Opening } from '../sending/window';
import type { PathSets } from './evidence-path';

/** The part of the evidence that is written before the request leaves. */
export interface EvidenceAtSending {
  readonly attempt: number;
  readonly assessedAt: string;
  readonly checks: readonly CheckResult[];
  readonly chainEndLsn?: string;
  /** Names of the files on the path; the middle of a long path is left out. */
  readonly path: readonly string[];
  readonly pathFiles: number;
  readonly pathSets?: PathSets;
  readonly lastRestoredFile?: string;
  readonly pendingLogs?: number;
}

/** The part that stands in its place when the service cut over by itself: nothing was sent. */
export interface EvidenceByService {
  /** Of the attempt it is written down as; absent when its last backup could not be told. */
  readonly attempt?: number;
  readonly assessedAt: string;
  /** Where the path ends. */
  readonly chainEndLsn?: string;
  readonly path: readonly string[];
  readonly pathFiles: number;
  readonly pathSets?: PathSets;
  /** What our own reading of the backups proves, a sentence each. */
  readonly proven: readonly string[];
  /** What only the service says. */
  readonly saidByService: readonly string[];
  /** What nobody can tell from here. */
  readonly notProven: readonly string[];
}

/** The evidence document. */
export interface EvidenceDocument {
  readonly migration: {
    readonly id: string;
    readonly source: string;
    /** Servers that are registered as the source; empty: any. */
    readonly sourceServers: readonly string[];
    /** Resource id of the target database. */
    readonly target: string;
    readonly targetInstance: string;
    readonly targetDatabase: string;
    readonly engine: string;
    readonly account: string;
    readonly container: string;
    readonly containerUrl: string;
    readonly prefix: string;
    /** The policy's mode; `offline` wherever the service cuts over by itself. */
    readonly mode: PolicyMode;
  };
  readonly outcome: string;
  /** How the migration ended, once it has. */
  readonly ended?: { readonly phase: string; readonly at: string; readonly reason: string };
  readonly attempt?: {
    readonly number: number;
    readonly state: ShownAttemptState;
    readonly requestedBy: string;
    readonly requestedAt: string;
    /** Of the request, as it was sent. */
    readonly approvals?: Attempt['approvals'];
    /** The opening of the policy's window that it was sent in. */
    readonly window?: Opening;
    readonly sentAt?: string;
    readonly settledAt?: string;
    readonly reason?: string;
    readonly tail: { readonly blob: string; readonly lastLsn: string };
    readonly operationId: string;
    readonly lastRestoredFile?: string;
  };
  readonly atSending?: EvidenceAtSending;
  readonly byService?: EvidenceByService;
  /** The last one; absent where there was none. */
  readonly rehearsal?: RehearsalDocument;
  /** In the order of their chain, with their hashes. */
  readonly journal: readonly ChainedEntry[];
  /** What the hashes proved when the document was made; `head` and `entries` as the ledger keeps them. */
  readonly chain: ChainVerdict;
}
