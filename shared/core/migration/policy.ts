/** How a migration may be cut over; lives in the control row and is read anew by every assessment. */
import type { CutoverWindow } from '../sending/window';

/**
 * `manual` and `approve` wait for a person's request (approve: bound to tail, LSN and operation id, with the identity
 * recorded); `auto` needs none. `offline`: the service cuts over by itself after a named backup; nothing is ever sent,
 * the end is only watched and confirmed.
 */
export type PolicyMode = 'manual' | 'approve' | 'auto' | 'offline';

/** Checks that are advice about the source and may be waived; a check that proves that nothing is pending never is. */
export const WAIVABLE_CHECKS = ['backups.checksums'] as const;

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
  /** When a cutover may be requested; absent: at any time. */
  readonly window?: CutoverWindow;
}

/** Fields of a policy as they are given; `window: null` takes the window away. */
export type PolicyFields = Partial<Omit<Policy, 'window'>> & { readonly window?: CutoverWindow | null };

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
  const { window, ...rest } = { ...policy, ...given };
  return window ? { ...rest, window } : rest;
}
