/** Which commands the facts call for. */
import { isInFlight, nextAttemptNumber } from '../cutover/attempt';
import { pauseAfter } from '../cutover/fruitless';
import type { Facts } from '../facts/facts';
import type { CancelIntent, RetryIntent } from '../migration/control';
import { isBeyondRestore, isOffline } from '../migration/offline';
import type { CutoverApproval } from '../readiness/cutover-approval';
import { names } from '../readiness/unnamed';
import type { ReadingCount } from '../reading-count';
import { creationClearance } from '../requests/clearance';
import { mayBeClaimed } from '../requests/creation';
import { type Timing, addSeconds, hasElapsed, secondsBetween } from '../timing';
import type { Adoption } from './adoption';
import type { Command } from './command';
import { findEnd } from './ending';
import { restPause, windowPause } from '../engine/read-cadence';

/** What `chooseCommands` looks at beside the facts. */
export interface CommandContext {
  readonly ready: boolean;
  /** Set while the migration is not adopted and the service was read. */
  readonly adoption: Adoption | undefined;
  /** Set while exactly one tail is known. */
  readonly approval: CutoverApproval | undefined;
  /** What was counted of an end whose operation the service does not report. */
  readonly doubtfulEnd?: ReadingCount;
  readonly timing: Timing;
}

/**
 * Chooses the commands.
 *
 * An open attempt goes before everything else, for its request may be on its way; it continues under its own number
 * even when held, so that the sender withdraws it. A new attempt begins only when every check is met or waived and
 * it is approved, or mode auto permits it (G1, G2). While the ledger is frozen no request begins.
 *
 * @returns commands in order, `wait` or `end` last
 */
export function chooseCommands(facts: Facts, context: CommandContext): readonly Command[] {
  const { control } = facts;
  const { adoption } = context;
  const wait = waitFor(facts, context);
  if (control.ended) return [{ kind: 'end', phase: control.ended.phase, reason: control.ended.reason }];
  if (control.attempt && (control.attempt.state === 'intended' || isInFlight(control)))
    return [{ kind: 'cutOver', attempt: control.attempt.number }, wait];
  const end = findEnd(facts, context.timing, context.doubtfulEnd);
  if (end) return [end];
  if (isDue(control.cancel, facts)) return [{ kind: 'cancel' }, wait];
  if (isDue(control.retry, facts)) return [{ kind: 'retry' }, wait];
  if (mustCreate(facts) && !isFrozen(facts)) return [...forCreation(facts), wait];
  if (adoption?.kind === 'adopt') return [{ kind: 'adopt', operationId: adoption.operationId }, wait];
  if (isOffline(control) || isFrozen(facts)) return [wait];
  if (context.ready && context.approval?.kind === 'granted' && hasPaused(facts, context.timing))
    return [{ kind: 'cutOver', attempt: nextAttemptNumber(control) }, wait];
  return [wait];
}

/** The creation, the preflight that it waits for, or nothing while that stops it. */
function forCreation(facts: Facts): readonly Command[] {
  switch (creationClearance(facts).kind) {
    case 'clear':
      return [{ kind: 'create' }];
    case 'due':
      return [{ kind: 'preflight' }];
    case 'stopped':
      return [];
  }
}

function isFrozen({ freeze }: Facts): boolean {
  return freeze !== undefined;
}

/** What a run has claimed is on its way, frozen or not: the next run settles it. */
function isDue(intent: CancelIntent | RetryIntent | undefined, facts: Facts): boolean {
  return intent?.state === 'sending' || (intent?.state === 'intended' && !isFrozen(facts));
}

/** One poll lies between an attempt and the next, so that a busy service is not asked again at once; longer after several. */
function hasPaused({ control, at }: Facts, timing: Timing): boolean {
  const settledAt = control.attempt?.settledAt;
  const poll = Math.max(control.policy.windowPollSeconds, timing.leastPoll);
  return settledAt === undefined || hasElapsed(settledAt, at, pauseAfter(control, poll));
}

/** True when a request to create the migration is called for. */
export function mustCreate(facts: Facts): boolean {
  const { registration, control } = facts;
  return (
    registration.start === 'create' &&
    facts.engine.kind === 'absent' &&
    mayBeClaimed(control, facts.at) &&
    !isForbidden(facts.listing)
  );
}

/** A service would be sent to a container, perhaps with a token for it, that the deployment does not allow (G5). */
function isForbidden(listing: Facts['listing']): boolean {
  return listing.kind === 'trouble' && (listing.reason === 'notAllowed' || listing.reason === 'urlRefused');
}

/** Often once a tail is known, something is under way or the service knows no such migration, which has to be counted; rarely otherwise. */
function waitFor(facts: Facts, { timing, doubtfulEnd, approval }: CommandContext): Command {
  const { policy } = facts.control;
  const inWindow =
    facts.tail.kind !== 'none' ||
    facts.control.operationId === undefined ||
    facts.control.cancel !== undefined ||
    doubtfulEnd !== undefined ||
    facts.engine.kind === 'absent' ||
    (facts.engine.kind === 'read' &&
      (isBeyondRestore(facts.engine.status) || facts.engine.status.state === 'retriable'));
  const cadence = inWindow
    ? windowPause(policy.windowPollSeconds, facts.readsOfRound)
    : restPause(policy.restPollSeconds, facts.readsOfRound);
  const opensAt = approval?.kind === 'windowClosed' ? approval.next?.opensAt : undefined;
  const seconds = Math.min(
    cadence,
    secondsToProof(facts, timing) ?? cadence,
    opensAt === undefined ? cadence : secondsBetween(facts.at, opensAt),
  );
  return { kind: 'wait', until: addSeconds(facts.at, Math.max(seconds, timing.leastPoll)) };
}

/**
 * Seconds until a reading that still does not name the newest backup shows that it was there before it was restored
 * (restored-version.ts): the look that its upload caused comes too early for that, the next one at rest may come too late.
 */
function secondsToProof({ at, engine, newestBackup }: Facts, timing: Timing): number | undefined {
  if (newestBackup === undefined || engine.kind !== 'read' || names(engine.status, newestBackup.file))
    return undefined;
  const present = [newestBackup.at, newestBackup.seenAt].map((time) => secondsBetween(time, at));
  const missing = timing.clocksApart - Math.min(...present);
  return missing > 0 ? missing : undefined;
}
