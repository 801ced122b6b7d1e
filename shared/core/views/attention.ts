/** What of a migration deserves a look, and in which order a list shows it. */
import { expiringClock } from '../clocks/clocks';
import { isInFlight } from '../cutover/attempt';
import type { Facts } from '../facts/facts';
import { holdsOf } from '../migration/holds';
import { hasEnded } from '../migration/phase';
import type { Attention, AttentionKind, MigrationSummary } from '../migration/status-document';
import { unmetChecks } from '../readiness/checks';
import { pauseOf } from '../readiness/cutover-approval';
import { addSeconds, secondsBetween } from '../timing';
import type { Decision } from '../watch/decide';

/** Every reason, the worst first; the contract lists them in this order. */
export const ATTENTION_ORDER: readonly AttentionKind[] = [
  'unclear',
  'blocked',
  'unproven',
  'failed',
  'watchStuck',
  'expires',
  'gap',
  'logOverdue',
  'uploadUnfinished',
  'ready',
  'cuttingOver',
  'held',
  'ended',
];

/** Seconds before its end at which `expiringClock` names a clock. */
const ATTENTION_BEFORE = 3 * 86_400;

/** The worst of what an assessment found; undefined when nothing deserves a look. @example attentionOf(facts, decision)?.kind // 'gap' */
export function attentionOf(facts: Facts, decision: Decision): Attention | undefined {
  const { control, at } = facts;
  const { attempt, ended } = control;
  if (ended !== undefined) return { kind: endKind(control), since: ended.at };
  if (attempt?.state === 'unknown') return { kind: 'unclear', since: attempt.requestedAt };
  const { block, blocked } = decision;
  if (block && blocked) {
    const kind = block.kind === 'watchStuck' ? 'watchStuck' : 'blocked';
    return { kind, since: blocked.since, block: block.kind };
  }
  const expires = expiringClock(decision.clocks)?.at;
  if (expires !== undefined && !isInFlight(control))
    return { kind: 'expires', since: addSeconds(expires, -ATTENTION_BEFORE) };
  if (decision.gapSince !== undefined) return { kind: 'gap', since: decision.gapSince };
  const { overdue } = decision.watchState;
  if (overdue !== undefined) return { kind: 'logOverdue', since: overdue };
  const unfinished = decision.stalls.find(({ kind }) => kind === 'uploadUnfinished');
  if (unfinished !== undefined) return { kind: 'uploadUnfinished', since: unfinished.since };
  if (attempt && (attempt.state === 'intended' || isInFlight(control)))
    return { kind: 'cuttingOver', since: attempt.requestedAt };
  const hold = holdsOf(control)[0];
  if (hold === undefined && (decision.readiness.ready || waitsForApproval(facts, decision)))
    return { kind: 'ready', since: readySince(decision) ?? at };
  return hold && { kind: 'held', since: hold.at };
}

/** Mode auto is paused, and nothing else is missing: an approval sends, as it does in the other modes. */
function waitsForApproval(facts: Facts, { readiness }: Decision): boolean {
  const [first, ...others] = unmetChecks(readiness.checks);
  return first?.code === 'policy.allows' && others.length === 0 && pauseOf(facts) !== undefined;
}

function endKind({ ended, attempt }: Facts['control']): AttentionKind {
  switch (ended?.phase) {
    case 'failed':
      return 'failed';
    case 'completed':
      return attempt?.state === 'confirmed' ? 'ended' : 'unproven';
    default:
      return 'ended';
  }
}

/** The check that was met last. */
function readySince({ watchState }: Decision): string | undefined {
  return Object.values(watchState.checks)
    .map(({ since }) => since)
    .sort()
    .at(-1);
}

/** How long an end is shown among what deserves a look, seconds. */
const SHOWN: Readonly<Partial<Record<AttentionKind, number>>> = {
  unproven: 7 * 86_400,
  failed: 7 * 86_400,
  ended: 86_400,
};

/** A watch that made no look for so long after its time is stuck; the sweep, which comes every five minutes, did not help. */
const STUCK_AFTER = 900;
/** For rows of 0.1.0, which tell no next look: no cadence is longer. */
const LONGEST_CADENCE = 3_600;

/**
 * What deserves a look of a stored row now: an end is news for days, and a watch that makes no looks is found by that
 * alone.
 *
 * @param now ISO 8601 UTC
 * @example attentionNow({ ...summary, nextCheckAt: '2026-03-01T20:00:00.000Z' }, '2026-03-01T22:00:00.000Z')?.kind // 'watchStuck'
 */
export function attentionNow(summary: MigrationSummary, now: string): Attention | undefined {
  const stored = summary.attention ?? formerAttention(summary);
  if (hasEnded(summary)) {
    const shown = stored && SHOWN[stored.kind];
    return stored && shown !== undefined && secondsBetween(stored.since, now) <= shown ? stored : undefined;
  }
  const since = stuckSince(summary, now);
  const stuck: Attention | undefined = since === undefined ? undefined : { kind: 'watchStuck', since };
  return stuck && (stored === undefined || rankOf(stuck) < rankOf(stored)) ? stuck : stored;
}

/**
 * By when a watch was to look that has made no look since, though the sweep had time to help; of one that has ended, nobody asks.
 *
 * @param published a stored row or status document
 * @param now ISO 8601 UTC
 * @returns undefined while there is time
 * @example stuckSince({ asOf, nextCheckAt: '2026-03-01T20:00:00.000Z' }, '2026-03-01T20:15:00.000Z') // undefined
 */
export function stuckSince(
  { asOf, nextCheckAt }: Pick<MigrationSummary, 'asOf' | 'nextCheckAt'>,
  now: string,
): string | undefined {
  const due = nextCheckAt ?? addSeconds(asOf, LONGEST_CADENCE);
  return secondsBetween(due, now) > STUCK_AFTER ? due : undefined;
}

/** Rows of 0.1.0 have their conditions only. */
function formerAttention({ blocked, ready, held, asOf }: MigrationSummary): Attention | undefined {
  const kind = blocked ? 'blocked' : ready && !held ? 'ready' : held ? 'held' : undefined;
  return kind && { kind, since: asOf };
}

function rankOf(attention: Attention | undefined): number {
  return attention === undefined ? ATTENTION_ORDER.length : ATTENTION_ORDER.indexOf(attention.kind);
}

/**
 * What a row is sorted by: the worst first, among the same what is so the longest; then what runs, then what has ended.
 * No two rows have the same key.
 */
export function listKey({ id, phase, attention }: MigrationSummary): string {
  const rank = rankOf(attention) + (attention === undefined && hasEnded({ phase }) ? 1 : 0);
  return `${String(rank).padStart(2, '0')}~${attention?.since ?? ''}~${id}`;
}
