/** The journal lines of a decision: what changed since the last one. */
import { type Clock, describeClock } from '../clocks/clock';
import type { Facts } from '../facts/facts';
import type { EventName } from '../migration/events';
import type { JournalEntry } from '../migration/journal';
import { type Phase, TERMINAL_PHASES } from '../migration/phase';
import type { StallView } from '../migration/status-document';
import { type Readiness, unmetChecks } from '../readiness/checks';
import type { Block } from './block';
import { describeOverdue } from './cadence';
import type { WatchState } from './watch-state';

/** From here on the service no longer restores, so no check can be met; to say so would sound like trouble. */
const CHECKS_ARE_OVER: readonly Phase[] = ['cuttingOver', 'confirming', ...TERMINAL_PHASES];

/** What was found at this look, beside what is remembered of it. */
export interface Found {
  readonly facts: Facts;
  readonly readiness: Readiness;
  readonly block: Block | undefined;
  /** Clocks that have passed a mark which has not been written yet. */
  readonly warned: readonly Clock[];
  /** What stands still and has not been written yet. */
  readonly stalled: readonly StallView[];
}

/**
 * Writes a line for a new phase, for readiness won or lost, and for a gap in the chain or a block that came, changed or
 * went, for a clock that passed a mark, and for
 * what stands still. Each is written once for a change, not once for a look.
 */
export function journalLines(before: WatchState, after: WatchState, found: Found): readonly JournalEntry[] {
  return [
    ...phaseLine(before, after, found),
    ...readinessLine(before, after, found),
    ...gapLine(before, after, found),
    ...cadenceLine(before, after, found),
    ...clockLines(found),
    ...stallLines(found),
    ...blockLine(before, after, found),
  ];
}

function phaseLine(before: WatchState, after: WatchState, { facts }: Found): readonly JournalEntry[] {
  if (before.phase === after.phase) return [];
  const text = `Phase ${before.phase} → ${after.phase}`;
  return [{ at: facts.at, kind: 'phaseChanged', by: 'watch', text }];
}

function readinessLine(
  before: WatchState,
  after: WatchState,
  { facts, readiness }: Found,
): readonly JournalEntry[] {
  if (before.ready === after.ready || (before.ready && CHECKS_ARE_OVER.includes(after.phase))) return [];
  const unmet = unmetChecks(readiness.checks).map((check) => check.code);
  const text = after.ready ? 'Ready: every check is met or waived' : `No longer ready: ${unmet.join(', ')}`;
  const event: EventName = after.ready ? 'ready' : 'notReady';
  return [{ at: facts.at, kind: 'readinessChanged', by: 'watch', text, facts: { event } }];
}

function gapLine(before: WatchState, after: WatchState, { facts }: Found): readonly JournalEntry[] {
  if (before.gap?.what === after.gap?.what || facts.control.ended !== undefined) return [];
  return after.gap
    ? [trouble(facts, 'gapFound', `Gap in the chain: ${facts.chain.summary}`)]
    : [trouble(facts, 'gapClosed', 'The gap in the chain is closed')];
}

function cadenceLine(before: WatchState, after: WatchState, { facts }: Found): readonly JournalEntry[] {
  if (after.overdue !== undefined && before.stalls?.told?.logOverdue !== after.overdue) {
    const text = `Overdue: ${describeOverdue(after.overdue, facts.control.policy)}`;
    return [trouble(facts, 'logOverdue', text, { since: after.overdue })];
  }
  // What ends otherwise (a tail, a gap, the end) is told by that.
  const { newestBackup } = facts;
  const hasCome = newestBackup !== undefined && newestBackup.at !== before.overdue;
  return before.overdue !== undefined && after.overdue === undefined && hasCome
    ? [
        trouble(facts, 'logResumed', `A log has arrived again: ${newestBackup.file}`, {
          since: before.overdue,
        }),
      ]
    : [];
}

/** Once for each and its beginning, and one of a kind a day. */
function stallLines({ facts, stalled }: Found): readonly JournalEntry[] {
  return stalled.flatMap(({ kind, what, since, causes: [first] }) => {
    if (kind !== 'uploadUnfinished' && kind !== 'eventsSilent') return [];
    const cause = first === undefined ? '' : `; perhaps ${first.cause}: ${first.look}`;
    return [trouble(facts, kind, `Stalled: ${what}${cause}`, { since })];
  });
}

/** Once for a clock and a mark. */
function clockLines({ facts, warned }: Found): readonly JournalEntry[] {
  return warned.map((clock) => {
    const remedy = clock.remedy === undefined ? '' : `; ${clock.remedy}`;
    const text = `Time runs out: ${clock.mark?.text ?? ''}: ${describeClock(clock)}${remedy}`;
    return trouble(facts, 'timeRunsOut', text, { clock: clock.kind, state: clock.level });
  });
}

function blockLine(before: WatchState, after: WatchState, { facts, block }: Found): readonly JournalEntry[] {
  const { blocked } = after;
  if (blocked && block) {
    const { since, key = blocked.key } = before.blocked ?? {};
    if (since === blocked.since && key === blocked.key) return [];
    const code = codeOf(block, facts);
    return [
      trouble(facts, eventOfBlock(block), `Blocked: ${blocked.what}`, {
        block: block.kind,
        since: blocked.since,
        ...(code !== undefined && { code }),
      }),
    ];
  }
  // What blocked it has not gone because it has ended.
  if (before.blocked === undefined || facts.control.ended !== undefined) return [];
  return [trouble(facts, 'unblocked', 'No longer blocked', { since: before.blocked.since })];
}

/** The code of what stands in the way, where it has one. */
function codeOf(block: Block, { engine }: Facts): string | undefined {
  switch (block.kind) {
    case 'storageUnreadable':
      return block.trouble.code ?? block.trouble.reason;
    case 'engineUnreadable':
      return engine.kind === 'trouble' ? engine.code : undefined;
    case 'adoptionRefused':
    case 'awaitsRetry':
    case 'serviceFailed':
      return block.failure?.code;
    default:
      return undefined;
  }
}

function eventOfBlock(block: Block): EventName {
  switch (block.kind) {
    case 'watchStuck':
      return 'watchStuck';
    case 'storageUnreadable':
      return block.trouble.reason === 'denied' || block.trouble.reason === 'noToken' ? 'denied' : 'blocked';
    default:
      return 'blocked';
  }
}

function trouble(
  { at }: Facts,
  event: EventName,
  text: string,
  more: Readonly<Record<string, string>> = {},
): JournalEntry {
  return { at, kind: 'trouble', by: 'watch', text, facts: { event, ...more } };
}
