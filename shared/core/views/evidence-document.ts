/** The evidence of a cutover as documents show it: what was known when the request was sent, and what came of it. */
import type { JournalEntry } from '../migration/journal';
import type { CheckResult } from '../readiness/checks';

/** The part of the evidence that is written before the request leaves. */
export interface EvidenceAtSending {
  readonly attempt: number;
  readonly assessedAt: string;
  readonly checks: readonly CheckResult[];
  readonly chainEndLsn?: string;
  /** Names of the files on the path; the middle of a long path is left out. */
  readonly path: readonly string[];
  readonly pathFiles: number;
  readonly lastRestoredFile?: string;
  readonly pendingLogs?: number;
}

/** The evidence document. */
export interface EvidenceDocument {
  readonly migration: {
    readonly id: string;
    readonly source: string;
    readonly target: string;
    readonly engine: string;
    readonly containerUrl: string;
    readonly prefix: string;
  };
  readonly outcome: string;
  readonly attempt?: {
    readonly number: number;
    readonly state: string;
    readonly requestedBy: string;
    readonly requestedAt: string;
    readonly sentAt?: string;
    readonly settledAt?: string;
    readonly reason?: string;
    readonly tail: { readonly blob: string; readonly lastLsn: string };
    readonly operationId: string;
    readonly lastRestoredFile?: string;
  };
  readonly atSending?: EvidenceAtSending;
  readonly journal: readonly JournalEntry[];
}
