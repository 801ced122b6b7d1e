/** Finds what needs an operator: the first reason why a migration cannot continue by itself. */
import { allowsNewAttempt, isInFlight } from '../cutover/attempt';
import { longCompletion } from '../cutover/completing';
import { doubtAtLook } from '../cutover/last-backup-look';
import { isStuck } from '../cutover/observation';
import { goneUnclear } from '../cutover/outcome-proof';
import type { EngineStatus } from '../engine/engine-status';
import { knownStatus } from '../engine/known-status';
import { isSameOperation } from '../engine/operation-id';
import { GONE } from '../engine/sighting';
import type { Facts } from '../facts/facts';
import { isSameFile } from '../file-names';
import { accountOf, containerOf } from '../migration/backup-place';
import type { CancelIntent, ControlRow } from '../migration/control';
import { holdsOf } from '../migration/holds';
import { isOffline } from '../migration/offline';
import type { Registration } from '../migration/registration';
import { describeNames } from '../migration/source';
import { type CheckResult, unmetChecks } from '../readiness/checks';
import type { CutoverApproval } from '../readiness/cutover-approval';
import { otherSources, sourceMatches } from '../readiness/source-checks';
import { isCounted, readingsText } from '../reading-count';
import { tryNumber } from '../requests/creation';
import { creationTrouble } from '../requests/creation-trouble';
import { mayTakeEffect } from '../requests/retry';
import { cancelUnclear } from '../requests/settle-intents';
import { withdrawalObjection } from '../requests/withdrawal';
import { type Timing, hasElapsed, secondsBetween } from '../timing';
import type { Adoption } from './adoption';
import type { Block, ChainBlock } from './block';
import { graceSeconds } from './cadence';
import { mustCreate } from './choose-commands';
import type { EngineWatchState } from './engine-watch-state';
import { lastingUnknown } from './lasting-unknown';
import { stalled } from './stalled';
import { stuckBlock } from './stuck-block';
import { adoptionWaitBlock, failureBlock, stateBlock } from './waiting-block';
import type { Since, WatchState } from './watch-state';

/** What `findBlock` looks at beside the facts. */
export interface BlockContext {
  /** The gap or missing stripes, and since when. */
  readonly gap: Since | undefined;
  /** Set while the migration is not adopted and the service was read. */
  readonly adoption: Adoption | undefined;
  /** What it waits for, and since when. */
  readonly waits: Since | undefined;
  readonly approval: CutoverApproval | undefined;
  /** Every check, and since when each is as it is. */
  readonly checks: readonly CheckResult[];
  readonly checkSince: WatchState['checks'];
  readonly timing: Timing;
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
    elsewhereBlock(facts) ??
    adoptionWaitBlock(facts, context.adoption, context.waits, context.timing) ??
    sourceBlock(facts) ??
    refusedBlock(facts) ??
    chainBlock(facts, context) ??
    tailBlock(facts) ??
    lastingUnknown(facts, context.checks, context.checkSince, context.timing) ??
    frozenCutover(facts, context) ??
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

/** Once a request may be on its way, whose backups arrive is no reason to act. */
function sourceBlock(facts: Facts): Block | undefined {
  const others = isInFlight(facts.control) ? [] : otherSources(facts);
  if (others.length === 0) return undefined;
  const names = others.map(({ source }) => describeNames(source));
  return { kind: 'otherSource', reason: sourceMatches(facts).reason, names };
}

function refusedBlock({ refused = [], control }: Facts): Block | undefined {
  const [first, ...others] = refused;
  if (first === undefined || isInFlight(control)) return undefined;
  return { kind: 'fileRefused', refused: first, more: others.length };
}

function chainBlock(facts: Facts, { gap, checkSince, timing }: BlockContext): Block | undefined {
  const trouble = chainTrouble(facts);
  if (trouble?.kind !== 'chainBroken') return trouble;
  switch (trouble.status) {
    case 'gap':
    case 'incomplete-set':
      return gap !== undefined && secondsBetween(gap.since, facts.at) > graceSeconds(facts.control.policy)
        ? trouble
        : undefined;
    case 'forked':
    case 'simple-recovery':
    case 'damaged':
      return trouble;
    case 'unverified':
      return undefined;
    case 'no-full':
      // Right after the registration the full may not be read yet.
      return hasElapsed(checkSince['chain.complete']?.since ?? facts.at, facts.at, timing.stalled)
        ? trouble
        : undefined;
  }
}

/** What is wrong with the chain, whether or not it blocks yet. @example chainTrouble(facts)?.kind // 'chainBroken' at a gap */
export function chainTrouble({ chain, engine }: Pick<Facts, 'chain' | 'engine'>): ChainBlock | undefined {
  const { status, summary, gap } = chain;
  // Before the service has restored a full, one may yet be uploaded: seeding waits for it.
  const isAwaited = status === 'no-full' && knownStatus(engine)?.fullRestored !== true;
  if (status !== 'complete' && !isAwaited) return { kind: 'chainBroken', status, summary, gap };
  const [message] = chain.errors;
  return message === undefined ? undefined : { kind: 'chainError', message };
}

function tailBlock(facts: Facts): Block | undefined {
  const { control, engine, tail } = facts;
  const told = engine.kind === 'read' ? engine.status.lastBackupName : undefined;
  const named = control.namedTail?.blob;
  if (isOffline(control) && told !== undefined && named !== undefined && !isSameFile(named, told))
    return { kind: 'offlineTailDiffers', told, named };
  const doubt = doubtAtLook(facts);
  if (doubt !== undefined) return { kind: 'lastBackupDoubtful', reason: doubt };
  if (tail.kind === 'unreadable' && tail.isUnnamed === true)
    return { kind: 'tailUnnamed', blob: tail.blob, reason: tail.reason };
  return tail.kind === 'ambiguous' ? { kind: 'tailAmbiguous', blobs: tail.blobs } : versionBlock(facts);
}

/** What storage did not tell, it may tell at the next look; everything else stays as it is. */
function versionBlock({ progress, tail, registration, control }: Facts): Block | undefined {
  const { version, lastIsTail } = progress;
  if (tail.kind !== 'one' || lastIsTail !== true || version === undefined || !allowsNewAttempt(control))
    return undefined;
  if (version.kind === 'proven' || version.kind === 'untold') return undefined;
  const canConfirm = version.kind === 'confirmable';
  return {
    kind: 'tailVersionUnproven',
    blob: tail.tail.blob,
    reason: version.reason,
    migration: registration.id,
    canConfirm,
  };
}

function attemptBlock({ control }: Facts, allowed: CutoverApproval | undefined): Block | undefined {
  switch (allowed?.kind) {
    case 'expired':
      // While it is held nobody waits for the approval.
      if (holdsOf(control).length > 0) return undefined;
      return { kind: 'approvalLapsed', reason: allowed.reason, given: control.approval?.at };
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
