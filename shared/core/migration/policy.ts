/** How a migration may be cut over; lives in the control row and is read anew by every assessment. */
import type { CutoverWindow } from '../sending/window';

/**
 * `manual` waits for an operator's request, `approve` for the approvals of as many operators as `approvals` says, none of
 * whom registered the migration or named its tail; `auto` needs none. `offline`: the service cuts over by itself after a named backup; nothing is ever sent,
 * the end is only watched and confirmed.
 */
export type PolicyMode = 'manual' | 'approve' | 'auto' | 'offline';

/** Checks that are advice about the source and may be waived; a check that proves that nothing is pending never is. */
export const WAIVABLE_CHECKS = ['backups.checksums'] as const;

/** How many operators approve a cutover in mode `approve`, and which. */
export interface ApprovalDemand {
  /** Different operators, at least 1. */
  readonly required: number;
  /** The names of those whose approval counts; absent: everybody with the role. */
  readonly approvers?: readonly string[];
}

/** What a probe of the source has to show before a request. */
export interface ProbeDemand {
  readonly source: 'required';
  /** How old a reading of the source may be. */
  readonly minutes: number;
}

/** A check the operator takes the responsibility for. */
export interface Waiver {
  readonly check: (typeof WAIVABLE_CHECKS)[number];
  readonly reason: string;
}

/** The policy of one migration. */
export interface Policy {
  readonly mode: PolicyMode;
  /** Which tail proof is accepted: the operator names the tail, the file is marked, or either. */
  readonly tailProof: 'named' | 'marked' | 'either';
  /** Readings in a row that must say "nothing pending", at least 30 s apart. */
  readonly stableReads: number;
  /** Seconds that the service goes unread at most while no tail is known. */
  readonly restPollSeconds: number;
  /** Seconds between assessments once a tail is known. */
  readonly windowPollSeconds: number;
  /** How often the source takes log backups; a gap younger than 2 × this (at least 10 minutes) does not block yet. */
  readonly logCadenceMinutes: number;
  /** How long an approval stands. */
  readonly approvalMinutes: number;
  readonly waive: readonly Waiver[];
  /** Only in mode `approve`; absent: one approval. */
  readonly approvals?: ApprovalDemand;
  /** Absent: no probe is asked for. */
  readonly probe?: ProbeDemand;
  /** When a cutover may be requested; absent: at any time. */
  readonly window?: CutoverWindow;
}

/** Fields of a policy as they are given; `null` takes the window, or a demand, away. */
export type PolicyFields = Partial<Omit<Policy, 'window' | 'approvals' | 'probe'>> & {
  readonly window?: CutoverWindow | null;
  readonly approvals?: ApprovalDemand | null;
  readonly probe?: ProbeDemand | null;
};

/** What an operator changes. */
export interface PolicyChange {
  /** The fields of the policy that change. */
  readonly policy?: PolicyFields;
  /** The operator states that no earlier registration of this migration sent or held anything, and why. */
  readonly fresh?: { readonly reason: string };
  /** `<instance>/<database>`, typed. */
  readonly confirm?: string;
}

/** The policy of a migration whose registration names none. */
export const DEFAULT_POLICY: Policy = {
  mode: 'manual',
  tailProof: 'either',
  stableReads: 2,
  restPollSeconds: 120,
  windowPollSeconds: 15,
  logCadenceMinutes: 15,
  approvalMinutes: 60,
  waive: [],
};

/** The policy with the given fields in it. @example withFields(DEFAULT_POLICY, { mode: 'auto' }).stableReads // 2 */
export function withFields(policy: Policy, given: PolicyFields): Policy {
  const { window, approvals, probe, ...rest } = { ...policy, ...given };
  return { ...rest, ...(approvals && { approvals }), ...(probe && { probe }), ...(window && { window }) };
}
