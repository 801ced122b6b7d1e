/** What the watch remembers for the clocks: small, and never an authority. */
import { isSameOperation } from '../engine/operation-id';
import type { EngineStatus } from '../engine/engine-status';
import type { Facts } from '../facts/facts';
import type { Clock } from './clock';
import { type RestoreSamples, nextSamples } from './restore-samples';

/** A moment that belongs to one run of the service. */
interface OfRun {
  readonly operation?: string;
  /** ISO 8601 UTC. */
  readonly at: string;
}

/** A clock whose warning has been written. */
export interface Warned {
  readonly key: string;
  readonly rank: number;
}

/** The memory. */
export interface ClockMemory {
  /** When the service ends the run by itself, as it was last reported. */
  readonly limit?: OfRun;
  /** When the access ends that the run was started with: the setting may change later, the run does not learn of it. */
  readonly access?: OfRun;
  /** When the service was first seen waiting for a retry, and completing. */
  readonly retriable?: OfRun;
  readonly completing?: OfRun;
  readonly restore?: RestoreSamples;
  /** The clock that was warned of last comes last. */
  readonly warned?: readonly Warned[];
}

/** Warnings that are remembered: more clocks than run at a time, so that none is forgotten while it runs. */
const MOST_WARNED = 16;

/**
 * The memory after one look; while the service cannot be read it stays as it is, for its ends come all the same. The end of the
 * access is kept for as long as the run is ours: the setting may say another one by then.
 */
export function rememberClocks(before: ClockMemory, facts: Facts): ClockMemory {
  const { engine, at } = facts;
  if (engine.kind === 'trouble') return before;
  const { warned } = before;
  if (engine.kind === 'absent') return { warned, access: ofSameRun(before.access, facts) };
  const { status } = engine;
  return {
    warned,
    limit: status.expiresAt === undefined ? undefined : ofRun(status, status.expiresAt),
    access: accessOf(before.access, facts, status),
    retriable: status.state === 'retriable' ? firstSeen(before.retriable, status, at) : undefined,
    completing: status.state === 'completing' ? firstSeen(before.completing, status, at) : undefined,
    restore: isRestoring(status) ? nextSamples(before.restore, status, at) : undefined,
  };
}

/** True in the states in which a service restores what arrives. */
export function isRestoring({ state }: Pick<EngineStatus, 'state'>): boolean {
  return state === 'running' || state === 'readyForCutover';
}

function ofRun({ operationId }: EngineStatus, at: string): OfRun {
  return { operation: operationId, at };
}

function firstSeen(before: OfRun | undefined, status: EngineStatus, at: string): OfRun {
  const [one, other] = [before?.operation, status.operationId];
  // A reading that does not say which run it is of shows no other run.
  const isSame = one === undefined || other === undefined || isSameOperation(one, other);
  return before !== undefined && isSame ? before : ofRun(status, at);
}

/** Of a run that this app has created: how an adopted one signs in is not known. */
function accessOf(before: OfRun | undefined, facts: Facts, status: EngineStatus): OfRun | undefined {
  const { control, accessEndsAt } = facts;
  const { operationId, creation } = control;
  if (operationId === undefined || creation === undefined) return undefined;
  const known = ofSameRun(before, facts);
  if (known !== undefined || accessEndsAt === undefined) return known;
  const isOurs = status.operationId === undefined || isSameOperation(status.operationId, operationId);
  return isOurs ? { operation: operationId, at: accessEndsAt } : undefined;
}

/** What is remembered, while the run that the app works with is still that one. */
function ofSameRun(before: OfRun | undefined, { control }: Facts): OfRun | undefined {
  return isSameOperation(before?.operation, control.operationId) ? before : undefined;
}

/** The clocks whose next mark is passed now, and has not been warned of. */
export function newlyMarked({ warned = [] }: ClockMemory, clocks: readonly Clock[]): readonly Clock[] {
  return clocks.filter(({ key, mark }) => {
    const before = warned.find((one) => one.key === key)?.rank ?? 0;
    return mark !== undefined && mark.rank > before;
  });
}

/** The memory with the marks that are passed: they only grow, so a clock that goes back or a look made twice warns of nothing again. */
export function withMarks(memory: ClockMemory, clocks: readonly Clock[]): ClockMemory {
  const { warned = [] } = memory;
  const rankOf = (key: string): number => warned.find((one) => one.key === key)?.rank ?? 0;
  const running = clocks
    .map(({ key, mark }) => ({ key, rank: Math.max(mark?.rank ?? 0, rankOf(key)) }))
    .filter(({ rank }) => rank > 0);
  const others = warned.filter(({ key }) => !running.some((one) => one.key === key));
  const all = [...others, ...running];
  return { ...memory, warned: all.length === 0 ? undefined : all.slice(-MOST_WARNED) };
}
