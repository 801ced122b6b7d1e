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
import { restPause } from './rest-cadence';
import { causesOf, type StallContext } from './stall-causes';
import type { StallMemory } from './stall-memory';

/** Backups in a row that no event brought. */
const MISSED = 3;
/** Looks without an answer of the service, and the least time; seconds. */
const LOOKS = 3;
const LEAST_UNREAD = 600;
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
  { engine, control, tail, at, readsOfRound, registration }: Facts,
  { memory }: StallContext,
): Found | undefined {
  if (engine.kind !== 'trouble') return undefined;
  const { restPollSeconds, windowPollSeconds } = control.policy;
  const pause = tail.kind === 'none' ? restPause(restPollSeconds, readsOfRound) : windowPollSeconds;
  const since = memory.answeredAt ?? registration.registeredAt;
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

/** The stalls that are to be written now: once for each and its beginning. */
export function newlyStalled({ told = {} }: StallMemory, stalls: readonly StallView[]): readonly StallView[] {
  return stalls.filter(({ kind, since }) => OWN_LINES.includes(kind) && told[kind] !== since);
}

/** The memory with what stands still now as told. */
export function withStalls(memory: StallMemory, stalls: readonly StallView[]): StallMemory {
  const told = { ...memory.told, ...Object.fromEntries(stalls.map(({ kind, since }) => [kind, since])) };
  return Object.keys(told).length === 0 ? memory : { ...memory, told };
}
