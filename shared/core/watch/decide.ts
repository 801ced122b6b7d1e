/**
 * The decision: from the facts of one moment to commands. Pure; the orchestrator only interprets.
 *
 * A `cutOver` command is an order to try, not a permission to send: the sender assesses anew and checks everything
 * again before the one request (G1, G2).
 */
import type { Clock } from '../clocks/clock';
import { newlyMarked, rememberClocks, withMarks } from '../clocks/clock-memory';
import { clocksOf, expiringClock } from '../clocks/clocks';
import type { Facts } from '../facts/facts';
import type { JournalEntry } from '../migration/journal';
import type { Phase } from '../migration/phase';
import type { StallView } from '../migration/status-document';
import { type Readiness, assessReadiness } from '../readiness/checks';
import { cutoverApproval } from '../readiness/cutover-approval';
import { type UnnamedFile, nextUnnamed } from '../readiness/unnamed';
import type { Timing } from '../timing';
import { type Adoption, judgeAdoption } from './adoption';
import type { Block } from './block';
import { gapNameOf } from './block-key';
import { findBlock } from './blocked';
import { overdueSince } from './cadence';
import { chooseCommands } from './choose-commands';
import type { Command } from './command';
import { watchEngine } from './engine-watch-state';
import { writeHeadline } from './headline';
import { journalLines } from './journal-lines';
import { derivePhase } from './phase';
import { rememberStalls, type StallMemory } from './stall-memory';
import { newlyStalled, stallsOf, withStalls } from './stalls';
import { keepWaits } from './waiting-block';
import {
  type Since,
  type WatchState,
  checkSince,
  keepBlocked,
  keepSince,
  WATCH_STATE_VERSION,
} from './watch-state';

export type { Command } from './command';

/** A decision with what it is to be shown and remembered by. */
export interface Decision {
  readonly commands: readonly Command[];
  readonly watchState: WatchState;
  readonly phase: Phase;
  readonly readiness: Readiness;
  /** Why an operator must act, `blocked` the same in words and since when; both absent after the end. */
  readonly block?: Block;
  readonly blocked?: Since;
  readonly gapSince?: string;
  readonly clocks: readonly Clock[];
  readonly stalls: readonly StallView[];
  readonly headline: string;
  readonly nextCheckAt?: string;
  /** Journal lines for what changed since the last decision. */
  readonly entries: readonly JournalEntry[];
}

/**
 * Decides what to do next. The same watchState, facts and timing give the same decision (G4).
 *
 * @param watchState what the watch remembers
 * @param facts everything known at this moment, policy included
 * @param timing the waiting times in force
 * @param by who looks: only the watch's own look shows that it does not stand still
 * @example decide(NEW_WATCH, facts, AZURE_TIMING).commands // [{ kind: 'wait', until: '…' }]
 */
export function decide(watchState: WatchState, facts: Facts, timing: Timing, by: Looker = 'watch'): Decision {
  const judgement = judge(watchState, facts, timing, by);
  const { readiness, adoption, phase, block, blocked, gap, clocks } = judgement;
  const commands = chooseCommands(facts, {
    ...{ ready: readiness.ready, adoption, approval: judgement.approval, timing },
    doubtfulEnd: judgement.engine.doubtfulEnd,
  });
  const overdue = overdueSince(facts, phase, watchState.overdue);
  const stallMemory = rememberStalls(watchState.stalls ?? {}, facts);
  const stalls = stallsOf(facts, {
    ...{ memory: stallMemory, block, overdue, gapSince: gap?.since },
    accessEndsAt: judgement.clockMemory.access?.at,
  });
  const next = nextState(watchState, {
    ...{ facts, judgement, commands, by, overdue },
    stalls: withStalls(stallMemory, stalls, facts.at),
  });
  const waitsBecause = adoption?.kind === 'wait' ? adoption.reason : undefined;
  return {
    commands,
    watchState: next,
    phase,
    readiness,
    block,
    blocked,
    gapSince: gap?.since,
    clocks,
    stalls,
    headline: writeHeadline(phase, facts, readiness, {
      blocked: blocked?.what,
      waitingFor: waitsBecause,
      expiring: expiringClock(clocks),
      stalled: stalls.find(({ kind }) => kind === 'uploadUnfinished')?.what,
    }),
    nextCheckAt: waitUntil(commands),
    entries: journalLines(watchState, next, {
      ...{ facts, readiness, block },
      warned: newlyMarked(watchState.clocks ?? {}, clocks),
      stalled: newlyStalled(watchState.stalls ?? {}, stalls, facts.at),
    }),
  };
}

type Judgement = ReturnType<typeof judge>;

/** What the facts mean: readiness, adoption, approval, phase, what lasts since when, and what blocks. */
function judge(watchState: WatchState, facts: Facts, timing: Timing, by: Looker) {
  const readiness = assessReadiness(facts);
  const adoption = facts.control.operationId === undefined ? adoptionOf(facts) : undefined;
  const approval = facts.tail.kind === 'one' ? cutoverApproval(facts, facts.tail.tail) : undefined;
  const phase = derivePhase(facts, readiness.ready, watchState.phase);
  const gap = keepSince(watchState.gap, gapOf(facts), facts.at);
  const waits = keepWaits(watchState.waits, adoption, facts);
  const engine = watchEngine(watchState, facts, timing);
  const lateSince = by === 'watch' ? undefined : watchState.watchDueAt;
  const checks = checkSince(watchState.checks, readiness.checks, facts.at);
  const found = findBlock(facts, {
    ...{ gap, waits, adoption, approval, timing, engine, lateSince },
    checks: readiness.checks,
    checkSince: checks,
  });
  const block = facts.control.ended ? undefined : found;
  const blocked = keepBlocked(watchState.blocked, block, facts.at);
  const clockMemory = rememberClocks(watchState.clocks ?? {}, facts);
  const clocks = clocksOf(facts, clockMemory, readiness);
  return {
    ...{ readiness, adoption, approval, phase, gap, waits, engine, checks, block, blocked },
    ...{ clocks, clockMemory: withMarks(clockMemory, clocks) },
  };
}

/** What the watch remembers for its next look. */
function nextState(
  before: WatchState,
  look: {
    readonly facts: Facts;
    readonly judgement: Judgement;
    readonly commands: readonly Command[];
    readonly by: Looker;
    readonly overdue: string | undefined;
    readonly stalls: StallMemory;
  },
): WatchState {
  const { facts, judgement, commands, by, overdue, stalls } = look;
  const { readiness, phase, checks, gap, blocked, engine, waits } = judgement;
  return {
    version: WATCH_STATE_VERSION,
    phase,
    ready: readiness.ready,
    checks,
    gap,
    blocked,
    overdue,
    stalls,
    clocks: judgement.clockMemory,
    ...engine,
    waits,
    watchDueAt: by === 'watch' ? dueAt(commands, facts) : (before.watchDueAt ?? dueAt(commands, facts)),
    stability: facts.stability,
    readyTail: readiness.ready && facts.tail.kind === 'one' ? facts.tail.tail : undefined,
    unnamed: unnamedAfter(before, facts),
  };
}

/** Who makes an assessment: the watch or the cutover it waits for, or another (an operator's request, the sweep). */
export type Looker = 'watch' | 'another';

function waitUntil(commands: readonly Command[]): string | undefined {
  return commands.find((command) => command.kind === 'wait')?.until;
}

function dueAt(commands: readonly Command[], { at }: Facts): string {
  return waitUntil(commands) ?? at;
}

function unnamedAfter(
  watchState: WatchState,
  { engine, chain, tail, at, calledTail = [] }: Facts,
): readonly UnnamedFile[] | undefined {
  if (engine.kind !== 'read') return watchState.unnamed;
  const blobs = [...(tail.kind === 'one' ? tail.files : []), ...calledTail, ...chain.lastFiles];
  return nextUnnamed(watchState.unnamed, { at, status: engine.status, blobs });
}

function adoptionOf(facts: Facts): Adoption | undefined {
  return facts.engine.kind === 'read' ? judgeAdoption(facts, facts.engine.status) : undefined;
}

/** The hole in the chain by what it needs, so that "since" holds while it is the same hole. */
function gapOf({ chain }: Facts): string | undefined {
  return chain.status === 'gap' || chain.status === 'incomplete-set' ? gapNameOf(chain) : undefined;
}
