/** What an operator approves with a group: each member exactly as the board shows it. */
import type { SeenTail } from './member-conditions';

/** What an operator saw of a member. */
export interface SeenMember {
  readonly id: string;
  /** `<instance>/<database>`. */
  readonly target: string;
  readonly tail: SeenTail;
  readonly operationId: string;
}

/** Members of one call: each is assessed before it answers, so few enough to be answered in time. */
export const APPROVED_AT_ONCE = 20;

/** A member of a board as a client has read it; what is not known is absent or null. */
interface ListedMember {
  readonly id: string;
  readonly target?: string | null | undefined;
  readonly operationId?: string | null | undefined;
  readonly tail?: SeenTail | null | undefined;
  readonly approvals?: { readonly missing?: string | null | undefined } | null | undefined;
}

/**
 * The members of a board that lack an approval, by id: the board goes by standing, which changes while nothing of this does.
 *
 * @example approvedList(board.members).map(({ id }) => id) // ['orders', 'sales']
 */
export function approvedList(members: readonly ListedMember[]): readonly SeenMember[] {
  return members
    .filter(({ approvals }) => Boolean(approvals?.missing))
    .flatMap(seenOf)
    .sort((one, other) => (one.id < other.id ? -1 : 1));
}

function seenOf({ id, target, tail, operationId }: ListedMember): readonly SeenMember[] {
  if (!target || !tail || !operationId) return [];
  const { blob, set, lastLsn } = tail;
  return [{ id, target, tail: { blob, set, lastLsn }, operationId }];
}

/**
 * What is hashed for the check that follows the group's name when such a list is confirmed: another list has another check.
 *
 * @example confirmed words: `${group}/${sha256(checkedText(list)).slice(0, CHECK_DIGITS)}`
 */
export function checkedText(list: readonly SeenMember[]): string {
  return JSON.stringify(list);
}

/** Digits of the check. */
export const CHECK_DIGITS = 8;
