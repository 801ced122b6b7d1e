/** Who has given the word for a cutover, and whether that word still holds. */
import { formatLsn } from '../lsn';
import type { Approval, Attempt, ControlRow, TailReference } from '../migration/control';
import type { Facts } from '../readiness/facts';
import { hasElapsed, secondsBetween } from '../timing';
import { isOffline, nothingIsSent } from './offline';
import { needsAPerson } from './refusal';

/** The word for a cutover, or why there is none. */
export type Authority =
  | { readonly kind: 'given'; readonly by: string }
  /** Nobody has said so yet; `objection` when an earlier attempt is why the policy's word does not suffice. */
  | { readonly kind: 'awaited'; readonly reason: string; readonly objection?: true }
  /** Somebody did, but it no longer holds. */
  | { readonly kind: 'lapsed'; readonly reason: string };

/** Lost requests on one tail after which a person decides about another: the first one is tried again by itself. */
const LOST_WITHOUT_A_PERSON = 1;

/**
 * Tells whether a cutover may be sent for this tail.
 *
 * In mode `offline` there is none at all: the service cuts over by itself. In mode `auto` the policy gives the word, unless an earlier attempt on this tail needs a person; in the other modes
 * a person does, bound to tail set, LSN and operation id, from the moment it was given until it expires. A person's
 * word that is newer than such an attempt opens another one. While an attempt is open, and after one that ended the
 * migration, there is no word for anything else (G2).
 *
 * @param facts the facts of one moment
 * @param tail the tail to cut over at
 * @example authorityFor(facts, tail).kind // 'awaited' in mode manual without a go-ahead
 */
export function authorityFor(facts: Facts, tail: TailReference): Authority {
  const { control } = facts;
  if (isOffline(control)) return { kind: 'awaited', reason: nothingIsSent(tail.blob) };
  const obstacle = attemptInTheWay(control, tail);
  if (obstacle !== undefined) return { kind: 'awaited', reason: obstacle };
  const isAutomatic = control.policy.mode === 'auto' && control.manualOnly === undefined;
  const objection = objectionTo(control, tail);
  const { approval } = control;
  const isGiven = approval !== undefined && hasElapsed(approval.at, facts.at, 0);
  if (isGiven) {
    const lapse = lapseOf(approval, control, tail, facts.at);
    if (lapse === undefined && (objection === undefined || isNewer(approval, objection)))
      return { kind: 'given', by: approval.by };
    if (lapse !== undefined && !isAutomatic) return { kind: 'lapsed', reason: lapse };
  }
  if (objection !== undefined) return { kind: 'awaited', reason: objection.reason, objection: true };
  if (isAutomatic) return { kind: 'given', by: 'policy:auto' };
  return { kind: 'awaited', reason: isGiven || !approval ? NOBODY : notYet(approval, facts.at) };
}

const NOBODY = 'waiting for a person: POST cutover';

/** A go-ahead from the future counts when its time has come: the clocks of two machines differ, or one went back. */
function notYet(approval: Approval, now: string): string {
  return `the go-ahead of ${approval.by} is dated ${approval.at}, here it is ${now}: waiting for the clock`;
}

/** Why the attempt in the control row leaves no room; an intended one may go on, but only for what it was made for. */
function attemptInTheWay(control: ControlRow, tail: TailReference): string | undefined {
  const { attempt } = control;
  if (attempt === undefined) return undefined;
  switch (attempt.state) {
    case 'withdrawn':
    case 'refused':
    case 'notReceived':
      return undefined;
    case 'intended':
      return isSameTail(attempt.tail, tail) && isSameId(attempt.operationId, control.operationId)
        ? undefined
        : `attempt ${attempt.number} was made for ${tailText(attempt.tail)} of operation ${attempt.operationId}`;
    default:
      return `attempt ${attempt.number} is ${attempt.state}`;
  }
}

/** Why a go-ahead does not hold; undefined when it does. */
function lapseOf(
  approval: Approval,
  control: ControlRow,
  tail: TailReference,
  now: string,
): string | undefined {
  if (!(secondsBetween(now, approval.expiresAt) > 0))
    return `the go-ahead of ${approval.by} expired at ${approval.expiresAt}`;
  if (!isSameTail(approval.tail, tail))
    return `the go-ahead of ${approval.by} was for ${tailText(approval.tail)}, the tail is now ${tailText(tail)}`;
  if (!isSameId(approval.operationId, control.operationId))
    return `the go-ahead of ${approval.by} was for operation ${approval.operationId}, which is no longer the one that runs`;
  return undefined;
}

/** Why another attempt on this tail is a person's matter, and since when. */
interface Objection {
  readonly reason: string;
  readonly since: string | undefined;
}

/** The newest objection that earlier attempts on this tail raise; undefined when they raise none. */
function objectionTo(control: ControlRow, tail: TailReference): Objection | undefined {
  const attempts = control.attempt ? [...control.earlierAttempts, control.attempt] : control.earlierAttempts;
  let lost = 0;
  let newest: Objection | undefined;
  for (const attempt of attempts.filter((one) => one.tail.setKey === tail.setKey)) {
    if (attempt.state === 'notReceived') lost += 1;
    const reason = reasonOf(attempt, lost);
    if (reason !== undefined) newest = { reason, since: attempt.settledAt };
  }
  return newest;
}

function reasonOf(attempt: Attempt, lost: number): string | undefined {
  if (needsAPerson(attempt))
    return `the service refused attempt ${attempt.number}: ${attempt.code ?? ''} ${attempt.reason ?? ''}`.trim();
  if (attempt.state === 'notReceived' && lost > LOST_WITHOUT_A_PERSON)
    return `${lost} requests were lost on the way; a person decides about another`;
  return undefined;
}

function isNewer(approval: Approval, objection: Objection): boolean {
  return objection.since !== undefined && secondsBetween(objection.since, approval.at) > 0;
}

function isSameTail(one: TailReference, other: TailReference): boolean {
  return one.setKey === other.setKey && one.lastLsn === other.lastLsn;
}

function isSameId(one: string, other: string | undefined): boolean {
  return one.toLowerCase() === other?.toLowerCase();
}

function tailText(tail: TailReference): string {
  return `${tail.blob} (LSN ${formatLsn(tail.lastLsn)})`;
}
