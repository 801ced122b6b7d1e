/** What needs a person: the first reason why a migration cannot go on by itself. */
import { creationTrouble } from '../creation/creation-trouble';
import { mayTakeEffect } from '../engine/retry';
import type { EngineStatus } from '../engine/engine-status';
import type { Authority } from '../cutover/authority';
import { isStuck } from '../cutover/observation';
import { isByService, isOffline } from '../cutover/offline';
import type { Attempt } from '../migration/control';
import type { Facts } from '../readiness/facts';
import { isSameFile } from '../readiness/same-file';
import type { Timing } from '../timing';
import { secondsBetween } from '../timing';
import { failureText } from '../views/failure-text';
import type { Since } from './memory';

/** What `findBlock` looks at beside the facts. */
export interface BlockContext {
  /** The gap or missing stripes, and since when. */
  readonly gap: Since | undefined;
  /** Set when adoption is refused. */
  readonly adoptionRefused: string | undefined;
  readonly authority: Authority | undefined;
  readonly timing: Timing;
}

/** The reason a person is needed; undefined when there is none. @example findBlock(facts, context) // 'the service is blocked: …' */
export function findBlock(facts: Facts, context: BlockContext): string | undefined {
  return (
    context.adoptionRefused ??
    creationBlock(facts, context.timing) ??
    engineBlock(facts, context.timing) ??
    chainBlock(facts, context.gap) ??
    tailBlock(facts) ??
    (context.authority?.kind === 'lapsed' ? context.authority.reason : undefined) ??
    attemptBlock(facts, context.authority)
  );
}

function creationBlock({ control, engine, registration, at }: Facts, timing: Timing): string | undefined {
  const { creation, operationId } = control;
  if (creation === undefined || operationId !== undefined || engine.kind !== 'absent') return undefined;
  const trouble = creationTrouble(creation, at, timing);
  return trouble === undefined ? undefined : `${trouble}; ${retryRemedy(registration.id)}`;
}

function retryRemedy(id: string): string {
  return `once the cause is gone: sqlmi-cutover retry ${id}, or POST retry`;
}

function engineBlock(facts: Facts, timing: Timing): string | undefined {
  switch (facts.engine.kind) {
    case 'trouble':
      return facts.engine.message;
    case 'absent':
      return facts.control.operationId === undefined && facts.registration.start === 'create'
        ? undefined
        : 'the service knows no such migration';
    // Only what nothing blocks is looked at in a list.
    case 'unchanged':
      return undefined;
    case 'read': {
      const { status } = facts.engine;
      if (status.state === 'retriable') return retriableText(facts, status, timing);
      if (status.failure) return `the service failed: ${failureText(status.failure)}`;
      const { attempt, operationId } = facts.control;
      if (attempt && isStuck(attempt, status, timing)) return stuckText(attempt);
      if (isAnother(operationId, status.operationId))
        return `the service runs operation ${String(status.operationId)}, adopted was ${String(operationId)}: somebody started it anew`;
      const [first] = status.blockingReasons;
      return first === undefined ? undefined : `the service is blocked: ${first}`;
    }
  }
}

/** Error 2040: the service cancels what has waited for 8 hours (shared/adapters/failures/failures-of-service.ts). */
function retriableText({ control, registration }: Facts, status: EngineStatus, timing: Timing): string {
  const { failure } = status;
  const cause = failure === undefined ? '' : ` after ${failureText(failure)}`;
  const remedy = mayTakeEffect(control.retry, status, timing)
    ? `${control.retry.by} asked for one at ${control.retry.at} (${control.retry.state})`
    : retryRemedy(registration.id);
  return `the service waits for a retry${cause} and cancels the migration after 8 hours; ${remedy}`;
}

function stuckText(attempt: Attempt): string {
  if (isByService(attempt))
    return `the service began the cutover by itself at ${attempt.requestedAt}, but now it still restores`;
  return attempt.state === 'sent'
    ? `the cutover request was accepted at ${attempt.sentAt ?? attempt.requestedAt}, but the service still restores`
    : `it is unclear whether the cutover request of attempt ${attempt.number} arrived, and the service does not tell enough to settle it`;
}

function isAnother(adopted: string | undefined, told: string | undefined): boolean {
  return adopted !== undefined && told !== undefined && adopted.toLowerCase() !== told.toLowerCase();
}

function chainBlock(facts: Facts, gap: Since | undefined): string | undefined {
  switch (facts.chain.status) {
    case 'complete':
    case 'no-full':
      return facts.chain.errors[0];
    case 'gap':
    case 'incomplete-set':
      return gap !== undefined && secondsBetween(gap.since, facts.at) > graceSeconds(facts)
        ? facts.chain.summary
        : undefined;
    case 'forked':
    case 'simple-recovery':
    case 'damaged':
      return facts.chain.summary;
  }
}

/** A gap is expected to close by itself for twice the log cadence, at least ten minutes (rule L12). */
function graceSeconds(facts: Facts): number {
  return Math.max(2 * facts.control.policy.logCadenceMinutes, 10) * 60;
}

function tailBlock(facts: Facts): string | undefined {
  const { control, engine } = facts;
  const told = engine.kind === 'read' ? engine.status.lastBackupName : undefined;
  const named = control.namedTail?.blob;
  if (isOffline(control) && told !== undefined && named !== undefined && !isSameFile(named, told))
    return `the service cuts over by itself after ${told}, but ${named} is named as the tail`;
  if (facts.tail.kind === 'ambiguous') return `more than one tail is marked: ${facts.tail.blobs.join(', ')}`;
  return undefined;
}

function attemptBlock(facts: Facts, authority: Authority | undefined): string | undefined {
  if (authority?.kind !== 'awaited') return undefined;
  const state = facts.control.attempt?.state;
  const failedBefore = authority.objection === true || state === 'refused' || state === 'notReceived';
  return failedBefore ? authority.reason : undefined;
}
