/** Finds what needs an operator: the first reason why a migration cannot continue by itself. */
import { isInFlight } from '../cutover/attempt';
import { longCompletion } from '../cutover/completing';
import { isStuck } from '../cutover/observation';
import { goneUnclear } from '../cutover/outcome-proof';
import type { EngineStatus } from '../engine/engine-status';
import { isSameOperation } from '../engine/operation-id';
import { GONE } from '../engine/sighting';
import type { Facts } from '../facts/facts';
import { accountOf, containerOf } from '../migration/backup-place';
import type { CancelIntent, ControlRow } from '../migration/control';
import { holdsOf } from '../migration/holds';
import { isOffline } from '../migration/offline';
import { stoppingRows } from '../migration/preflight-result';
import type { Registration } from '../migration/registration';
import { type CheckResult, unmetChecks } from '../readiness/checks';
import type { CutoverApproval } from '../readiness/cutover-approval';
import { isCounted, readingsText } from '../reading-count';
import { tryNumber } from '../requests/creation';
import { creationTrouble } from '../requests/creation-trouble';
import { mayTakeEffect } from '../requests/retry';
import { cancelUnclear } from '../requests/settle-intents';
import { withdrawalObjection } from '../requests/withdrawal';
import { judgeWindow } from '../sending/cutover-window';
import { type Timing, hasElapsed } from '../timing';
import type { Adoption } from './adoption';
import { type BackupBlockContext, backupBlock } from './backup-block';
import type { Block } from './block';
import { mustCreate } from './choose-commands';
import type { EngineWatchState } from './engine-watch-state';
import { lastingUnknown } from './lasting-unknown';
import { stalled } from './stalled';
import { stuckBlock } from './stuck-block';
import { adoptionWaitBlock, failureBlock, stateBlock } from './waiting-block';
import type { Since } from './watch-state';

/** What `findBlock` looks at beside the facts. */
export interface BlockContext extends BackupBlockContext {
  /** Set while the migration is not adopted and the service was read. */
  readonly adoption: Adoption | undefined;
  /** What it waits for, and since when. */
  readonly waits: Since | undefined;
  readonly approval: CutoverApproval | undefined;
  readonly checks: readonly CheckResult[];
  /** What was counted of the service, this assessment included. */
  readonly engine: EngineWatchState;
  /** By when the watch was to look, unless it looks now, ISO 8601 UTC. */
  readonly lateSince: string | undefined;
}

/** The first reason why an operator is needed; undefined when there is none. @example findBlock(facts, context)?.kind // 'serviceBlocked' */
export function findBlock(facts: Facts, context: BlockContext): Block | undefined {
  return (
    watchBlock(facts, context) ??
    frozenRequest(facts) ??
    adoptionBlock(facts, context.adoption) ??
    creationBlock(facts, context.timing) ??
    engineBlock(facts, context) ??
    storageBlock(facts) ??
    preflightBlock(facts) ??
    elsewhereBlock(facts) ??
    adoptionWaitBlock(facts, context.adoption, context.waits, context.timing) ??
    backupBlock(facts, context) ??
    lastingUnknown(facts, context.checks, context.checkSince, context.timing) ??
    frozenCutover(facts, context) ??
    windowBlock(facts) ??
    attemptBlock(facts, context.approval) ??
    failureBlock(facts, context.approval, context.timing) ??
    stalled(facts, context.checks, { ...context, movement: context.engine.movement })
  );
}

/** First, because nothing of what is said is carried out then. */
function watchBlock({ at }: Facts, { lateSince, timing }: BlockContext): Block | undefined {
  return lateSince !== undefined && hasElapsed(lateSince, at, timing.watchLate)
    ? { kind: 'watchStuck', dueAt: lateSince }
    : undefined;
}

/** Before what the request would mend: it does not leave. */
function frozenRequest(facts: Facts): Block | undefined {
  const { freeze, control } = facts;
  const asked = [control.cancel?.state, control.retry?.state, control.attempt?.state];
  const isDue = asked.includes('intended') || (control.cancel === undefined && mustCreate(facts));
  return freeze && isDue ? { kind: 'frozen', freeze } : undefined;
}

/** After all that the freeze has nothing to do with: it would be missing after the thaw, too. */
function frozenCutover({ freeze, control }: Facts, { checks }: BlockContext): Block | undefined {
  const isDue = unmetChecks(checks).length === 0 && control.ended === undefined;
  return freeze && isDue && !isInFlight(control) ? { kind: 'frozen', freeze } : undefined;
}

function adoptionBlock({ control }: Facts, adoption: Adoption | undefined): Block | undefined {
  if (adoption?.kind !== 'refuse') return undefined;
  const { about, reason, failure } = adoption;
  return { kind: 'adoptionRefused', about, reason, failure, canWithdraw: canWithdraw(control) };
}

function creationBlock({ control, engine, registration, at }: Facts, timing: Timing): Block | undefined {
  const { creation, operationId } = control;
  if (creation === undefined || operationId !== undefined || engine.kind !== 'absent') return undefined;
  const trouble = creationTrouble(creation, at, timing);
  if (trouble === undefined) return undefined;
  return {
    kind: 'creationFailed',
    trouble,
    migration: registration.id,
    number: tryNumber(creation),
    state: creation.state,
    canWithdraw: canWithdraw(control),
  };
}

/** The last result counts until the next one: what it found stands in the way until somebody shows otherwise. */
function preflightBlock(facts: Facts): Block | undefined {
  const { preflight, control, registration } = facts;
  if (preflight === undefined || !mustCreate(facts)) return undefined;
  const rows = stoppingRows(preflight, control.preflight);
  return rows.length === 0
    ? undefined
    : { kind: 'preflightStops', migration: registration.id, rows, canWithdraw: canWithdraw(control) };
}

function canWithdraw(control: ControlRow): boolean {
  return withdrawalObjection(control) === undefined;
}

function engineBlock(facts: Facts, context: BlockContext): Block | undefined {
  const { engine } = facts;
  switch (engine.kind) {
    case 'trouble':
      return {
        kind: 'engineUnreadable',
        message: engine.message,
        canWithdraw: canWithdraw(facts.control),
      };
    case 'absent':
      return absenceBlock(facts, context);
    case 'read':
      return statusBlock(facts, engine.status, context);
  }
}

/** One 404 blocks nothing: it is counted, with its attempt or its cancel, else by the watch. */
function absenceBlock({ control, registration }: Facts, { timing, engine }: BlockContext): Block | undefined {
  const { attempt, cancel, operationId } = control;
  if (attempt !== undefined && isInFlight(control))
    return goneBlock(registration, goneUnclear(attempt, timing));
  if (cancel !== undefined && CANCEL_IS_OPEN.includes(cancel.state))
    return goneBlock(registration, cancelUnclear(cancel, timing));
  if (!isCounted(engine.absent, timing)) return undefined;
  if (operationId !== undefined) return goneBlock(registration, `${GONE} (${readingsText(engine.absent)})`);
  return registration.start === 'create'
    ? undefined
    : { kind: 'nothingToAdopt', canWithdraw: canWithdraw(control) };
}

const CANCEL_IS_OPEN: readonly CancelIntent['state'][] = ['intended', 'sending', 'sent', 'unknown'];

function goneBlock({ id: migration }: Registration, seen: string | undefined): Block | undefined {
  return seen === undefined ? undefined : { kind: 'migrationGone', migration, seen };
}

function statusBlock(
  { control, registration }: Facts,
  status: EngineStatus,
  { timing, engine }: BlockContext,
): Block | undefined {
  const { failure } = status;
  const { attempt, operationId: adopted } = control;
  const running = status.operationId;
  // What another operation says of itself is not about the adopted one.
  if (adopted !== undefined && running !== undefined && !isSameOperation(adopted, running))
    return { kind: 'anotherOperation', adopted, running };
  if (status.state === 'retriable') {
    const retry = mayTakeEffect(control.retry, status, timing) ? control.retry : undefined;
    return { kind: 'awaitsRetry', migration: registration.id, failure, retry };
  }
  // Before the failure: only an open request has to be settled by an operator.
  if (attempt && isStuck(attempt, status, timing, control.retry))
    return stuckBlock(attempt, registration, status);
  if (failure) return { kind: 'serviceFailed', failure };
  const completion = longCompletion(status, engine.engineState?.since, timing);
  if (completion !== undefined) return { kind: 'completingLong', migration: registration.id, completion };
  const lasting = stateBlock(status, control, engine.engineState?.since, timing);
  if (lasting !== undefined) return lasting;
  const [reason] = status.blockingReasons;
  return reason === undefined ? undefined : { kind: 'serviceBlocked', reason };
}

/** Before the chain: what it lacks may be there, unseen. */
function storageBlock({ listing, registration, control }: Facts): Block | undefined {
  if (listing.kind !== 'trouble') return undefined;
  const { reason, code } = listing;
  const { containerUrl } = registration.backups;
  const place = { account: accountOf(containerUrl), container: containerOf(containerUrl) };
  return {
    kind: 'storageUnreadable',
    trouble: { reason, ...(code !== undefined && { code }), ...place },
    canWithdraw: canWithdraw(control),
  };
}

function elsewhereBlock({ restoredElsewhere, registration, control }: Facts): Block | undefined {
  if (restoredElsewhere === undefined) return undefined;
  const { containerUrl } = registration.backups;
  return {
    kind: 'restoredElsewhere',
    file: restoredElsewhere.file,
    account: accountOf(containerUrl),
    container: containerOf(containerUrl),
    foundIn: restoredElsewhere.account,
    canWithdraw: canWithdraw(control),
  };
}

/** Told before the migration is ready: on the night it would be too late to find another window. */
function windowBlock({ at, control, registration }: Facts): Block | undefined {
  const { window } = control.policy;
  if (!window || isOffline(control) || isInFlight(control)) return undefined;
  const state = judgeWindow(window, at);
  return state.kind === 'closed' && state.next === undefined
    ? { kind: 'windowOver', migration: registration.id, reason: state.reason }
    : undefined;
}

function attemptBlock({ control }: Facts, allowed: CutoverApproval | undefined): Block | undefined {
  switch (allowed?.kind) {
    case 'expired':
      // While it is held nobody waits for the approval.
      if (holdsOf(control).length > 0) return undefined;
      return { kind: 'approvalLapsed', reason: allowed.reason, given: control.approvals?.at(-1)?.at };
    case 'pending': {
      if (isOffline(control)) return undefined;
      const state = control.attempt?.state;
      const failedBefore = allowed.objection === true || state === 'refused' || state === 'notReceived';
      return failedBefore
        ? { kind: 'attemptObjected', reason: allowed.reason, attempt: control.attempt?.number }
        : undefined;
    }
    default:
      return undefined;
  }
}
