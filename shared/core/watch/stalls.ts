/**
 * What stands still, and why it may: the gap and the log that is overdue, the restore, the service, an upload, the events.
 * Information for people; what needs an operator is a block, and what a cutover needs is a check.
 */
import { isInFlight } from '../cutover/attempt';
import type { Facts } from '../facts/facts';
import type { StallKind, StallView } from '../migration/status-document';
import { hasElapsed } from '../timing';
import { describeBlock } from './block';
import { cadencesOf, describeOverdue } from './cadence';
import { restPause, windowPause } from '../engine/read-cadence';
import { causesOf, type StallContext } from './stall-causes';
import type { StallMemory } from './stall-memory';

/** Backups in a row that no event brought. */
const MISSED = 3;
/** Looks without an answer of the service, and the least time; seconds. */
const LOOKS = 3;
const LEAST_UNREAD = 600;
/** One that comes and goes is written no more often than this; seconds. */
const BETWEEN_LINES = 86_400;
/** An upload of a large file takes long, and storage tells of a change only when a part is committed; seconds. */
const LEAST_UNFINISHED = 3_600;

/** Everything that stands still; nothing after the end. @example stallsOf(facts, context)[0]?.kind // 'logOverdue' */
export function stallsOf(facts: Facts, context: StallContext): readonly StallView[] {
  if (facts.control.ended !== undefined) return [];
  const found = [
    gap(facts, context),
    overdueLog(facts, context),
    restore(context),
    unreadService(facts, context),
    upload(facts),
    events(context),
  ].filter((one) => one !== undefined);
  return found.map((one) => ({ ...one, causes: causesOf(one.kind, facts, context) }));
}

type Found = Omit<StallView, 'causes'>;

function gap({ chain }: Facts, { block, gapSince }: StallContext): Found | undefined {
  return block?.kind === 'chainBroken' && block.status === 'gap' && gapSince !== undefined
    ? { kind: 'gap', what: chain.summary, since: gapSince }
    : undefined;
}

function overdueLog({ control }: Facts, { overdue }: StallContext): Found | undefined {
  return overdue === undefined
    ? undefined
    : { kind: 'logOverdue', what: describeOverdue(overdue, control.policy), since: overdue };
}

function restore({ block }: StallContext): Found | undefined {
  return block?.kind === 'stalled'
    ? { kind: 'stalled', what: describeBlock(block), since: block.still ?? block.since }
    : undefined;
}

/** Three of its own looks: with many migrations at rest, they are further apart. */
function unreadService(
  { engine, control, tail, at, readsOfRound }: Facts,
  { memory }: StallContext,
): Found | undefined {
  if (engine.kind !== 'trouble') return undefined;
  const { restPollSeconds, windowPollSeconds } = control.policy;
  const pause =
    tail.kind === 'none'
      ? restPause(restPollSeconds, readsOfRound)
      : windowPause(windowPollSeconds, readsOfRound);
  const since = memory.answeredAt ?? memory.unansweredAt ?? at;
  return hasElapsed(since, at, Math.max(LOOKS * pause, LEAST_UNREAD))
    ? {
        kind: 'engineUnreadable',
        what: `the service has not answered since ${since}: ${engine.message}`,
        since,
      }
    : undefined;
}

function upload({ chain, control, at }: Facts): Found | undefined {
  const { unfinished } = chain;
  if (unfinished === undefined || isInFlight(control)) return undefined;
  const patience = Math.max(cadencesOf(control.policy), LEAST_UNFINISHED);
  if (!hasElapsed(unfinished.at, at, patience)) return undefined;
  const more = unfinished.count === 1 ? '' : `, and ${unfinished.count - 1} more`;
  return {
    kind: 'uploadUnfinished',
    what: `the upload of ${unfinished.file} has not finished, and has not changed since ${unfinished.at}${more}`,
    since: unfinished.at,
  };
}

function events({ memory }: StallContext): Found | undefined {
  const { works, missed, since } = memory.arrivals ?? { works: false, missed: 0 };
  return works && missed >= MISSED && since !== undefined
    ? { kind: 'eventsSilent', what: `no event has told of the last ${missed} backups`, since }
    : undefined;
}

/** Those that nothing else writes to the journal; the others are told as a gap, a block or an overdue log. */
const OWN_LINES: readonly StallKind[] = ['uploadUnfinished', 'eventsSilent'];

/** The stalls that are to be written now: once for each and its beginning, and one of a kind a day. */
export function newlyStalled(
  { told = {}, toldAt = {} }: StallMemory,
  stalls: readonly StallView[],
  at: string,
): readonly StallView[] {
  return stalls.filter(({ kind, since }) => {
    const last = toldAt[kind];
    const isDue = last === undefined || hasElapsed(last, at, BETWEEN_LINES);
    return OWN_LINES.includes(kind) && told[kind] !== since && isDue;
  });
}

/** The memory with what stands still now as told; what was not to be written yet is written later, if it lasts. */
export function withStalls(memory: StallMemory, stalls: readonly StallView[], at: string): StallMemory {
  const written = newlyStalled(memory, stalls, at);
  const settled = stalls.filter((one) => !OWN_LINES.includes(one.kind) || written.includes(one));
  if (settled.length === 0) return memory;
  return {
    ...memory,
    told: { ...memory.told, ...Object.fromEntries(settled.map(({ kind, since }) => [kind, since])) },
    toldAt: { ...memory.toldAt, ...Object.fromEntries(written.map(({ kind }) => [kind, at])) },
  };
}
