/** Where a member of a group stands, by its control row and its row of the list. */
import { isInFlight } from '../cutover/attempt';
import type { ControlRow } from '../migration/control';
import type { MigrationSummary } from '../migration/status-document';
import { needsOperator } from '../readiness/cutover-approval';
import { clip } from '../text';
import { hasElapsed } from '../timing';

/**
 * `failed`: its attempt or its migration came to a bad end. `outside`: its control row does not name the group. `notReady`: something
 * else than the go is missing. `waits`: only the go is missing. `goes`: it has the go. `inFlight`: an attempt is under way.
 */
export const MEMBER_STANDINGS = [
  'failed',
  'outside',
  'notReady',
  'waits',
  'goes',
  'inFlight',
  'confirmed',
] as const;

/** One of them. */
export type MemberStanding = (typeof MEMBER_STANDINGS)[number];

/** A member at one moment. */
export interface MemberFacts {
  readonly id: string;
  readonly standing: MemberStanding;
  /** Why, a clause. */
  readonly reason: string;
  /** Its control row has a go of this group. */
  readonly hasGo: boolean;
  /** Nothing can come of it any more. */
  readonly isOver: boolean;
}

/** True for a member that something may still be sent for, and of which nothing is on its way. */
export function isToBeSent({ isOver, standing }: MemberFacts): boolean {
  return !isOver && standing !== 'inFlight';
}

/** What is known of a member. */
export interface MemberReadings {
  /** Absent: no such migration is registered any more. */
  readonly control?: ControlRow;
  /** Absent: nothing was published yet. */
  readonly summary?: MigrationSummary;
}

/** Seconds after which a look is too old to give a go on. */
export const LOOK_VALID = 900;

const REASON_CHARS = 300;

/**
 * Tells where a member stands. What cannot be told is not ready.
 *
 * @param groupId of the group that asks
 * @param at ISO 8601 UTC
 * @example memberFacts('wave-1', 'sales', { control, summary }, at).standing // 'waits'
 */
export function memberFacts(
  groupId: string,
  id: string,
  { control, summary }: MemberReadings,
  at: string,
): MemberFacts {
  const go = control?.group?.id === groupId ? control.group.go : undefined;
  const facts = (standing: MemberStanding, reason: string, isOver = false): MemberFacts => ({
    ...{ id, standing, isOver },
    reason: clip(reason, REASON_CHARS),
    hasGo: go !== undefined,
  });
  if (control === undefined) return facts('failed', 'it is no longer registered', true);
  const { ended, attempt, group } = control;
  if (ended !== undefined)
    return facts(
      ended.phase === 'completed' ? 'confirmed' : 'failed',
      `${ended.phase}: ${ended.reason}`,
      true,
    );
  if (attempt?.state === 'confirmed') return facts('confirmed', 'the cutover is confirmed', true);
  if (isInFlight(control)) return facts('inFlight', `attempt ${attempt?.number ?? 1} is under way`);
  if (attempt !== undefined && BAD_ENDS.includes(attempt.state))
    return facts('failed', `attempt ${attempt.number} is ${attempt.state}`, true);
  if (group?.id !== groupId)
    return facts(
      'outside',
      group === undefined ? 'it has not joined yet' : `it is a member of group ${group.id}`,
    );
  if (attempt?.state === 'intended') return facts('inFlight', `attempt ${attempt.number} is being prepared`);
  const isRefused = attempt !== undefined && needsOperator(attempt);
  if (isRefused && !isSince(summary, attempt.settledAt))
    return facts('failed', `the service refused attempt ${attempt.number}`);
  const state = summary?.group?.id === groupId ? summary.group.state : 'notReady';
  if (go !== undefined && (!isSince(summary, go.at) || state === 'go')) return facts('goes', 'it has the go');
  if (summary === undefined) return facts('notReady', 'its watch has not looked yet');
  if (state !== 'waits') return facts(isRefused ? 'failed' : 'notReady', missingText(summary, groupId));
  if (!hasElapsed(summary.asOf, at, 0) || hasElapsed(summary.asOf, at, LOOK_VALID))
    return facts('notReady', `it was ready, but its watch last looked at ${summary.asOf}`);
  return facts('waits', 'it is ready, and waits for the go');
}

const BAD_ENDS: readonly string[] = ['completedUnproven', 'failed', 'overtaken'];

/** A look at the very moment of a change may not have seen it. */
function isSince(summary: MigrationSummary | undefined, at: string | undefined): boolean {
  return summary !== undefined && at !== undefined && summary.asOf !== at && hasElapsed(at, summary.asOf, 0);
}

/** What is missing first. The headline of one that is held or blocked mostly says so itself: it is not said twice. */
function missingText({ held, blocked, headline, group }: MigrationSummary, groupId: string): string {
  if (!held && !blocked) return group?.id === groupId ? (group.reason ?? headline) : headline;
  const word = held ? 'held' : 'blocked';
  return headline.toLowerCase().startsWith(word)
    ? `${word}${headline.slice(word.length)}`
    : `${word}: ${headline}`;
}
