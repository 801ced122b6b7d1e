/** Finds what waits in silence: a check that is not met for long, where nothing moves at the service or an operator is awaited. */
import { isInFlight } from '../cutover/attempt';
import type { EngineStatus } from '../engine/engine-status';
import { restoringNow } from '../engine/known-status';
import type { Facts } from '../facts/facts';
import { holdsOf } from '../migration/holds';
import { isOffline } from '../migration/offline';
import type { NextStep } from '../migration/status-document';
import { type CheckCode, type CheckResult, unmetChecks } from '../readiness/checks';
import { checkToTell, stepForCheck } from '../readiness/next-for-check';
import { hasElapsed, type Timing } from '../timing';
import type { Block } from './block';
import type { Since, WatchState } from './watch-state';

/** What is remembered of the checks and of the service, this assessment included. */
export interface StallInputs {
  readonly checkSince: WatchState['checks'];
  readonly movement: Since | undefined;
  readonly timing: Timing;
}

/** A large backup is restored for hours, and not every engine tells how far it has come; seconds. */
const RESTORE_TAKES = 86_400;

/** Before the night nobody waits for anything else. */
const WITHOUT_TAIL: readonly string[] = ['full.restored', 'pending.zero', 'no-blocking-reason'];

/**
 * The check that an operator must hear of: with a tail, one that has not been met for a quarter of an hour. What waits for
 * the service counts only while nothing moves there either; it gets an hour while it names a file that it restores, and an
 * hour before there is a tail; a day for the full, and for a file that it names before there is a tail.
 *
 * Nothing is said before adoption, of a gap in the chain, which has a grace of its own, of an offline migration, while it is held or being cancelled, once an attempt has begun,
 * and in states that are told as such.
 *
 * @param checks this assessment's
 * @example stalled(facts, checks, { checkSince, movement, timing })?.check // 'files.all-restored'
 */
export function stalled(
  facts: Facts,
  checks: readonly CheckResult[],
  { checkSince, movement, timing }: StallInputs,
): Extract<Block, { kind: 'stalled' }> | undefined {
  const { engine, at, tail } = facts;
  if (engine.kind !== 'read' || !isWaiting(facts, engine.status)) return undefined;
  const open = unmetChecks(checks);
  const counted = tail.kind === 'none' ? open.filter(({ code }) => WITHOUT_TAIL.includes(code)) : open;
  const check = checkToTell(counted, facts);
  const since = check && checkSince[check.code]?.since;
  if (check === undefined || since === undefined) return undefined;
  const { code, reason, cause } = check;
  const step = stepForCheck(check, facts);
  if (step.who === 'operator')
    return hasElapsed(since, at, patienceFor(code, facts, timing))
      ? { kind: 'stalled', check: code, reason, since, step }
      : undefined;
  const still = later(since, movement?.since);
  if (!hasElapsed(still, at, patienceFor(code, facts, timing, engine.status))) return undefined;
  return { kind: 'stalled', check: code, reason, since, still, step: settlingStep(check, facts), cause };
}

function isWaiting({ control, chain }: Facts, { state }: EngineStatus): boolean {
  const { attempt, cancel, operationId, ended } = control;
  if (operationId === undefined || ended !== undefined || isOffline(control)) return false;
  if (state !== 'running' && state !== 'readyForCutover') return false;
  if (isInFlight(control) || attempt?.state === 'intended' || holdsOf(control).length > 0) return false;
  const isCanceling = cancel !== undefined && cancel.state !== 'refused' && cancel.state !== 'withdrawn';
  return !isCanceling && chain.status !== 'gap' && chain.status !== 'incomplete-set';
}

/** Seconds; `status` where the service is waited for. */
function patienceFor(code: string, { tail, chain }: Facts, timing: Timing, status?: EngineStatus): number {
  const isAtWork = status !== undefined && restoringNow(status) !== undefined;
  if (code === 'full.restored') return chain.status === 'no-full' ? timing.movesAgain : RESTORE_TAKES;
  if (tail.kind === 'none') return isAtWork ? RESTORE_TAKES : timing.movesAgain;
  return isAtWork ? timing.movesAgain : timing.stalled;
}

function later(one: string, other: string | undefined): string {
  return other !== undefined && Date.parse(other) > Date.parse(one) ? other : one;
}

/**
 * What moves at the service while it restores, as text to compare: states, counts, files and bytes.
 *
 * @param readings quiet readings in a row so far
 */
export function movementOf(status: EngineStatus, readings: number | undefined): string {
  const { state, atRest, pendingLogs, pendingDifferentials, lastRestoredFile, restoringFile } = status;
  const { percent, restored, restoredBytes, queued } = status.progress ?? {};
  const done = status.sets.filter((set) => set.restored === true).length;
  const files = [lastRestoredFile, status.lastRestoredSet?.backupSetId, restoringFile];
  const counts = [
    pendingLogs,
    pendingDifferentials,
    percent,
    restored,
    restoredBytes,
    queued,
    done,
    readings,
  ];
  return JSON.stringify([state, atRest, ...files, ...counts]);
}

/** An operator's order, a clause. */
type Instruction = (facts: Facts) => string;

const SUPPORT = 'ask Microsoft support, with the operation id';

const INSTRUCTIONS: Readonly<Partial<Record<CheckCode, Instruction>>> = {
  'engine.running': () =>
    `check in the portal what the service does with the migration and its instance; if nothing runs there, ${SUPPORT}`,
  'full.restored': () =>
    `check that the full backup, with all stripes, is in the folder that the service reads, and that the service may read it; if so, ${SUPPORT}`,
  'pending.zero': restoring,
  'pending.stable': () =>
    "check the app's log for what prevents two readings of the service half a minute apart",
  'files.all-restored': restoring,
  'tail.restored': restoring,
};

/** What would settle a check for which only the service or this app is waited for, when that has taken too long. */
function settlingStep({ code, reason }: CheckResult, facts: Facts): NextStep {
  const order = INSTRUCTIONS[code];
  return {
    who: 'operator',
    what: order?.(facts) ?? `correct this: ${reason}; or ${SUPPORT}`,
    action: 'board',
  };
}

function restoring({ progress, tail, registration }: Facts): string {
  const file = progress.firstUnrestored ?? (tail.kind === 'one' ? tail.tail.blob : undefined);
  const what = file ?? 'what is pending';
  const place = registration.backups.prefix === '' ? 'the container' : 'the folder';
  const isTail = tail.kind === 'one' && (file === undefined || tail.files.includes(file));
  const name = isTail ? ', and name that one as the tail' : '';
  const sees = `check in the portal whether the service sees ${what} in ${place} that it reads, and what it waits for`;
  return file === undefined
    ? `${sees}; or ${SUPPORT}`
    : `${sees}. If that shows nothing, upload ${file} again under a new name${name}; or ${SUPPORT}`;
}
