/** When a member of a group got where it is: what a timeline of the group is drawn from. */
import type { ControlRow } from '../migration/control';
import type { Opening } from '../sending/window';

/** Moments of a member, ISO 8601 UTC; each is absent where it has not come, or is not known. */
export interface MemberMoments {
  /** Since when everything has been ready that an assessment proves; once it is sent, since when it had been. */
  readonly readyAt?: string;
  /** When the last approval was given that is needed. */
  readonly approvedAt?: string;
  /** When the request was sent. */
  readonly sentAt?: string;
  /** When its attempt was settled, or else its migration ended. */
  readonly settledAt?: string;
  /** The opening of its window that the request was sent in. */
  readonly sentIn?: Opening;
}

/**
 * Moments of a member that something may still be sent for.
 *
 * @param standing the approvals that count
 * @example momentsBefore(readyAt, 2, [adas, bobs]).approvedAt // when the second of them was given
 */
export function momentsBefore(
  readyAt: string | undefined,
  required: number,
  standing: readonly { readonly at: string }[],
): MemberMoments {
  const approvedAt = inOrder(standing)[required - 1];
  return defined({ readyAt, approvedAt, sentAt: undefined, settledAt: undefined, sentIn: undefined });
}

/**
 * Moments of a member whose request is on its way or whose migration has ended, by its attempt.
 *
 * @example momentsSince(control).sentAt // '2026-03-01T22:04:10.000Z'
 */
export function momentsSince({ attempt, ended }: Pick<ControlRow, 'attempt' | 'ended'>): MemberMoments {
  const { readyAt, approvals = [], sentAt, settledAt = ended?.at, window } = attempt ?? {};
  return defined({ readyAt, approvedAt: inOrder(approvals).at(-1), sentAt, settledAt, sentIn: window });
}

function inOrder(approvals: readonly { readonly at: string }[]): readonly string[] {
  return approvals.map(({ at }) => at).sort();
}

/** Without what is not known. */
function defined(
  moments: Readonly<Record<keyof MemberMoments, string | Opening | undefined>>,
): MemberMoments {
  return Object.fromEntries(Object.entries(moments).filter(([, value]) => value !== undefined));
}
