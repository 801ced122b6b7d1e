/**
 * The decision: from the facts of one moment to commands. Pure; the orchestrator only interprets.
 *
 * A `cutOver` command is an order to try, not a permission to send: the sender assesses anew and checks everything
 * again before the one request (G1, G2).
 */
import { authorityFor } from '../readiness/authority';
import type { JournalEntry } from '../migration/journal';
import type { Phase } from '../migration/status-document';
import type { Facts } from '../facts/facts';
import { type Readiness, assessReadiness } from '../readiness/checks';
import { type UnnamedFile, nextUnnamed } from '../readiness/unnamed';
import type { Timing } from '../timing';
import { type Adoption, judgeAdoption } from './adoption';
import type { Block } from './block';
import { holeOf } from './block-key';
import { findBlock } from './blocked';
import { overdueSince } from './cadence';
import { chooseCommands } from './choose-commands';
import type { Command } from './command';
import { rememberEngine } from './engine-memory';
import { expirySoon } from './expiry';
import { writeHeadline } from './headline';
import { journalLines } from './journal-lines';
import { type Since, type WatchMemory, checkSince, keepBlocked, keepSince, MEMORY_VERSION } from './memory';
import { derivePhase } from './phase';
import { keepWaits } from './waiting-block';

export type { Command } from './command';

/** A decision with what it is to be shown and remembered by. */
export interface Decision {
  readonly commands: readonly Command[];
  readonly memory: WatchMemory;
  readonly phase: Phase;
  readonly readiness: Readiness;
  /** Why an operator must act, `blocked` the same in words and since when; both absent after the end. */
  readonly block?: Block;
  readonly blocked?: Since;
  readonly gapSince?: string;
  readonly headline: string;
  readonly nextCheckAt?: string;
  /** Journal lines for what changed since the last decision. */
  readonly entries: readonly JournalEntry[];
}

/**
 * Decides what to do next. The same memory, facts and timing give the same decision (G4).
 *
 * @param memory what the watch remembers
 * @param facts everything known at this moment, policy included
 * @param timing the waiting times in force
 * @param by who looks: only the watch's own look shows that it does not stand still
 * @example decide(NO_MEMORY, facts, AZURE_TIMING).commands // [{ kind: 'wait', until: '…' }]
 */
export function decide(memory: WatchMemory, facts: Facts, timing: Timing, by: Looker = 'watch'): Decision {
  const readiness = assessReadiness(facts);
  const adoption = facts.control.operationId === undefined ? adoptionOf(facts) : undefined;
  const authority = facts.tail.kind === 'one' ? authorityFor(facts, facts.tail.tail) : undefined;
  const phase = derivePhase(facts, readiness.ready, memory.phase);
  const gap = keepSince(memory.gap, gapOf(facts), facts.at);
  const waits = keepWaits(memory.waits, adoption, facts);
  const engine = rememberEngine(memory, facts, timing);
  const lateSince = by === 'watch' ? undefined : memory.watchDueAt;
  const checks = checkSince(memory.checks, readiness.checks, facts.at);
  const found = findBlock(facts, {
    ...{ gap, waits, adoption, authority, timing, engine, lateSince },
    checks: readiness.checks,
    checkSince: checks,
  });
  const block = facts.control.ended ? undefined : found;
  const blocked = keepBlocked(memory.blocked, block, facts.at);
  const commands = chooseCommands(facts, {
    ...{ ready: readiness.ready, adoption, authority, timing },
    doubtfulEnd: engine.doubtfulEnd,
  });
  const next: WatchMemory = {
    version: MEMORY_VERSION,
    phase,
    ready: readiness.ready,
    checks,
    gap,
    blocked,
    overdue: overdueSince(facts, phase, memory.overdue),
    expires: expirySoon(facts, memory.expires),
    ...engine,
    waits,
    watchDueAt: by === 'watch' ? dueAt(commands, facts) : (memory.watchDueAt ?? dueAt(commands, facts)),
    stability: facts.stability,
    readyTail: readiness.ready && facts.tail.kind === 'one' ? facts.tail.tail : undefined,
    unnamed: unnamedAfter(memory, facts),
  };
  return {
    commands,
    memory: next,
    phase,
    readiness,
    block,
    blocked,
    gapSince: gap?.since,
    headline: writeHeadline(
      phase,
      facts,
      readiness,
      blocked?.what,
      adoption?.kind === 'wait' ? adoption.reason : undefined,
    ),
    nextCheckAt: waitUntil(commands),
    entries: journalLines(memory, next, { facts, readiness, block }),
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
  memory: WatchMemory,
  { engine, chain, tail, at, calledTail = [] }: Facts,
): readonly UnnamedFile[] | undefined {
  if (engine.kind !== 'read') return memory.unnamed;
  const blobs = [...(tail.kind === 'one' ? tail.files : []), ...calledTail, ...chain.lastFiles];
  return nextUnnamed(memory.unnamed, { at, status: engine.status, blobs });
}

function adoptionOf(facts: Facts): Adoption | undefined {
  return facts.engine.kind === 'read' ? judgeAdoption(facts, facts.engine.status) : undefined;
}

/** The hole in the chain by what it needs, so that "since" holds while it is the same hole. */
function gapOf({ chain }: Facts): string | undefined {
  return chain.status === 'gap' || chain.status === 'incomplete-set' ? holeOf(chain) : undefined;
}
