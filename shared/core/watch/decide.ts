/**
 * The decision: from the facts of one moment to commands. Pure; the orchestrator only interprets.
 *
 * A `cutOver` command is an order to try, not a permission to send: the sender assesses anew and checks everything
 * again before the one request (G1, G2).
 */
import { isInFlight, nextAttemptNumber } from '../cutover/attempt';
import type { Authority } from '../cutover/authority';
import { authorityFor } from '../cutover/authority';
import type { JournalEntry } from '../migration/journal';
import type { Phase } from '../migration/status-document';
import type { Facts } from '../readiness/facts';
import type { Readiness } from '../readiness/readiness';
import { assessReadiness, unmetChecks } from '../readiness/readiness';
import type { Timing } from '../timing';
import { addSeconds } from '../timing';
import type { Adoption } from './adoption';
import { judgeAdoption } from './adoption';
import { findBlock } from './blocked';
import { writeHeadline } from './headline';
import type { Since, WatchMemory } from './memory';
import { checkSince, keepSince } from './memory';
import { derivePhase } from './phase';

/** What the orchestrator is to do, in order; `wait` and `end` come last. */
export type Command =
  /** Create the migration at the service (once). */
  | { readonly kind: 'create' }
  /** Bind this migration to the service's operation. */
  | { readonly kind: 'adopt'; readonly operationId: string }
  /** Begin attempt `attempt`, or take up the one of this number again. */
  | { readonly kind: 'cutOver'; readonly attempt: number }
  /** Carry out the cancel intent in the control row. */
  | { readonly kind: 'cancel' }
  /** Write the end into the control row and stop watching. */
  | { readonly kind: 'end'; readonly phase: 'completed' | 'failed' | 'canceled'; readonly reason: string }
  /** Assess again at `until` (ISO 8601 UTC), or earlier when nudged. */
  | { readonly kind: 'wait'; readonly until: string };

/** A decision with what it is to be shown and remembered by. */
export interface Decision {
  readonly commands: readonly Command[];
  readonly memory: WatchMemory;
  readonly phase: Phase;
  readonly readiness: Readiness;
  readonly blocked?: Since;
  readonly gapSince?: string;
  readonly headline: string;
  readonly nextCheckAt?: string;
  /** Journal lines for what changed since the last decision. */
  readonly entries: readonly JournalEntry[];
}

/**
 * Decides what to do next.
 *
 * @param memory what the watch remembers
 * @param facts everything known at this moment, policy included
 * @param timing the waiting times in force
 * @example decide(NO_MEMORY, facts, AZURE_TIMING).commands // [{ kind: 'wait', until: '…' }]
 */
export function decide(memory: WatchMemory, facts: Facts, timing: Timing): Decision {
  const readiness = assessReadiness(facts);
  const adoption = facts.control.operationId === undefined ? adoptionOf(facts) : undefined;
  const authority = facts.tail.kind === 'one' ? authorityFor(facts, facts.tail.tail) : undefined;
  const phase = derivePhase(facts, readiness.ready);
  const gap = keepSince(memory.gap, gapOf(facts), facts.at);
  const blockText = findBlock(facts, {
    gap,
    adoptionRefused: adoption?.kind === 'refuse' ? adoption.reason : undefined,
    authority,
    timing,
  });
  const blocked = keepSince(memory.blocked, facts.control.ended ? undefined : blockText, facts.at);
  const commands = chooseCommands(facts, readiness, adoption, authority, timing);
  const next: WatchMemory = {
    phase,
    ready: readiness.ready,
    checks: checkSince(memory.checks, readiness.checks, facts.at),
    gap,
    blocked,
    stability: facts.stability,
  };
  const wait = commands.find((command) => command.kind === 'wait');
  return {
    commands,
    memory: next,
    phase,
    readiness,
    blocked,
    gapSince: gap?.since,
    headline: writeHeadline(phase, facts, readiness, blocked?.what),
    nextCheckAt: wait?.until,
    entries: changes(memory, next, facts, readiness),
  };
}

function adoptionOf(facts: Facts): Adoption | undefined {
  return facts.engine.kind === 'read' ? judgeAdoption(facts, facts.engine.status) : undefined;
}

function gapOf(facts: Facts): string | undefined {
  if (facts.chain.status === 'gap') return `gap at ${String(facts.chain.gap?.needLsn)}`;
  return facts.chain.status === 'incomplete-set' ? facts.chain.summary : undefined;
}

function chooseCommands(
  facts: Facts,
  readiness: Readiness,
  adoption: Adoption | undefined,
  authority: Authority | undefined,
  timing: Timing,
): readonly Command[] {
  const { control } = facts;
  if (control.ended) return [{ kind: 'end', phase: control.ended.phase, reason: control.ended.reason }];
  if (control.attempt && (control.attempt.state === 'intended' || isInFlight(control)))
    return [{ kind: 'cutOver', attempt: control.attempt.number }, waitFor(facts, timing)];
  const end = endOf(facts);
  if (end) return [end];
  if (control.cancel?.state === 'intended' || control.cancel?.state === 'sending')
    return [{ kind: 'cancel' }, waitFor(facts, timing)];
  if (mustCreate(facts)) return [{ kind: 'create' }, waitFor(facts, timing)];
  if (adoption?.kind === 'adopt')
    return [{ kind: 'adopt', operationId: adoption.operationId }, waitFor(facts, timing)];
  if (readiness.ready && authority?.kind === 'given')
    return [{ kind: 'cutOver', attempt: nextAttemptNumber(control) }, waitFor(facts, timing)];
  return [waitFor(facts, timing)];
}

function mustCreate(facts: Facts): boolean {
  const { registration, control } = facts;
  if (registration.start !== 'create' || control.operationId !== undefined || facts.engine.kind !== 'absent')
    return false;
  return control.creation === undefined || control.creation.state === 'intended';
}

/** The service has come to an end without an attempt of ours being open. */
function endOf(facts: Facts): Extract<Command, { kind: 'end' }> | undefined {
  const outcome = attemptEnd(facts);
  if (outcome) return outcome;
  if (facts.engine.kind === 'absent' && facts.control.cancel && facts.control.cancel.state !== 'intended')
    return { kind: 'end', phase: 'canceled', reason: `cancelled by ${facts.control.cancel.by}` };
  if (facts.engine.kind !== 'read' || facts.control.operationId === undefined) return undefined;
  const { status } = facts.engine;
  if (
    status.operationId !== undefined &&
    status.operationId.toLowerCase() !== facts.control.operationId.toLowerCase()
  )
    return undefined;
  switch (status.state) {
    case 'succeeded':
      return { kind: 'end', phase: 'completed', reason: 'the cutover was made outside of this product' };
    case 'failed':
      return {
        kind: 'end',
        phase: 'failed',
        reason: status.failure
          ? `${status.failure.code} ${status.failure.message}`
          : 'the service failed without a reason',
      };
    case 'canceled':
      return {
        kind: 'end',
        phase: 'canceled',
        reason: facts.control.cancel
          ? `cancelled by ${facts.control.cancel.by}`
          : 'cancelled outside of this product',
      };
    default:
      return undefined;
  }
}

function attemptEnd(facts: Facts): Extract<Command, { kind: 'end' }> | undefined {
  const attempt = facts.control.attempt;
  switch (attempt?.state) {
    case 'confirmed':
      return { kind: 'end', phase: 'completed', reason: `cutover confirmed: ${attempt.reason ?? ''}`.trim() };
    case 'completedUnproven':
      return {
        kind: 'end',
        phase: 'completed',
        reason: `completed, but unproven: ${attempt.reason ?? ''}`.trim(),
      };
    case 'failed':
      return { kind: 'end', phase: 'failed', reason: attempt.reason ?? 'the cutover failed' };
    case 'overtaken':
      return { kind: 'end', phase: 'canceled', reason: attempt.reason ?? 'overtaken' };
    default:
      return undefined;
  }
}

function waitFor(facts: Facts, timing: Timing): Command {
  const { policy } = facts.control;
  const inWindow =
    facts.tail.kind !== 'none' ||
    facts.control.operationId === undefined ||
    facts.control.cancel !== undefined;
  return {
    kind: 'wait',
    until: addSeconds(
      facts.at,
      Math.max(inWindow ? policy.windowPollSeconds : policy.restPollSeconds, timing.leastPoll),
    ),
  };
}

function changes(
  before: WatchMemory,
  after: WatchMemory,
  facts: Facts,
  readiness: Readiness,
): readonly JournalEntry[] {
  const entries: JournalEntry[] = [];
  if (before.phase !== after.phase)
    entries.push({
      at: facts.at,
      kind: 'phaseChanged',
      by: 'watch',
      text: `Phase ${before.phase} → ${after.phase}`,
    });
  if (before.ready !== after.ready) {
    const text = after.ready
      ? 'Ready: every check is met or waived'
      : `No longer ready: ${unmetChecks(readiness.checks)
          .map((check) => check.code)
          .join(', ')}`;
    entries.push({ at: facts.at, kind: 'readinessChanged', by: 'watch', text });
  }
  if (after.blocked && before.blocked?.what !== after.blocked.what)
    entries.push({ at: facts.at, kind: 'trouble', by: 'watch', text: `Blocked: ${after.blocked.what}` });
  if (before.blocked && !after.blocked)
    entries.push({ at: facts.at, kind: 'trouble', by: 'watch', text: 'No longer blocked' });
  return entries;
}
