/**
 * The life of a migration as time passes, pure: the same for every service, what each answers to requests is elsewhere.
 *
 * What the real services do with logs that are pending when a cutover is accepted has never been recorded;
 * `CutoverVariant` offers all four possible ends.
 */
import type { EngineContext } from './engine-settings';
import { completedDuringCancel, cutoverFailed, lastBackupIsNotLast, retryTimedOut } from './failures';
import type { CutoverVariant, Failure, Migration, Phase } from './migration';
import { restoreStep } from './restore-simulator';
import { groupSets, lastRestoredFile } from './restore-walk';

/** Longest stay in Retriable: 8 hours (Microsoft Learn, error 2040). */
export const RETRY_LIMIT_MS = 8 * 60 * 60 * 1000;

/** Longest restore to a managed instance; then it is cancelled and the database goes (Microsoft Learn, "Log Replay Service"). */
export const RESTORE_LIMIT_MS = 30 * 24 * 60 * 60 * 1000;

/** Lets time pass until `context.now`; returns the same object when nothing changed. */
export function advance(migration: Migration, context: EngineContext): Migration {
  let current = migration;
  for (;;) {
    const next = step(current, context);
    if (next === current) return current;
    current = next;
  }
}

/** True once a DELETE, or the end of its time, has run its course and the resource is gone. */
export function isGone(migration: Migration, now: number): boolean {
  return migration.goneAt !== undefined && migration.goneAt <= now;
}

/** Begins the cutover at `since`; what it restores is the variant's. */
export function beginCompleting(
  migration: Migration,
  startedAt: number,
  since: number,
  context: EngineContext,
): Migration {
  const variant: CutoverVariant = context.orders.cutoverVariant ?? context.settings.cutoverVariant;
  const completing = withPhase(migration, { kind: 'completing', startedAt, since, variant });
  if (variant === 'restoreRest') return completing;
  return { ...completing, restore: { ...completing.restore, current: undefined } };
}

/** Begins to cancel: the target database goes when it ends, unless it is ordered to come too late. */
export function beginCanceling(migration: Migration, startedAt: number, context: EngineContext): Migration {
  return withPhase(migration, {
    kind: 'canceling',
    startedAt,
    since: context.now,
    endsAt: context.now + context.settings.cancelingMs,
    losesRace: context.orders.cancelLosesRace,
  });
}

function step(migration: Migration, context: EngineContext): Migration {
  const { phase } = migration;
  if (migration.goneAt !== undefined) return migration;
  switch (phase.kind) {
    case 'creating':
      return phase.readyAt <= context.now ? start(migration, phase) : migration;
    case 'running':
      return stepRunning(migration, phase, context);
    case 'completing':
      return stepCompleting(migration, phase, context);
    case 'retriable': {
      const endedAt = phase.since + RETRY_LIMIT_MS;
      if (endedAt > context.now) return migration;
      return withPhase(migration, {
        kind: 'canceled',
        startedAt: phase.startedAt,
        endedAt,
        failure: retryTimedOut(),
      });
    }
    case 'canceling':
      return phase.endsAt > context.now ? migration : endCanceling(migration, phase);
    case 'succeeded':
    case 'failed':
    case 'canceled':
      return migration;
  }
}

type PhaseOf<K extends Phase['kind']> = Extract<Phase, { kind: K }>;

function start(migration: Migration, phase: PhaseOf<'creating'>): Migration {
  const startedAt = phase.readyAt;
  if (phase.refusal)
    return withPhase(migration, {
      kind: 'failed',
      endedAt: startedAt,
      failure: phase.refusal,
      duringCutover: false,
    });
  const restore = { ...migration.restore, freeAt: startedAt, uploadFreeAt: startedAt };
  return { ...migration, restore, phase: { kind: 'running', startedAt } };
}

/** Orders and the restore up to `context.now`, or up to the end of its time. */
function stepRunning(migration: Migration, phase: PhaseOf<'running'>, context: EngineContext): Migration {
  const limit = migration.kind === 'SqlMi' ? migration.createdAt + RESTORE_LIMIT_MS : Infinity;
  const stepped = stepRestoring(migration, phase, { ...context, now: Math.min(context.now, limit) });
  if (stepped !== migration || context.now < limit) return stepped;
  const canceled: Phase = { kind: 'canceled', startedAt: phase.startedAt, endedAt: limit };
  const ended = withPhase(migration, canceled);
  // What the Log Replay Service keeps of a restore is the database itself.
  return migration.flavour.engine === 'lrs' ? { ...ended, goneAt: limit } : ended;
}

function stepRestoring(migration: Migration, phase: PhaseOf<'running'>, context: EngineContext): Migration {
  const { orders, now } = context;
  if (orders.operationId !== undefined && orders.operationId !== migration.operationId)
    return { ...migration, operationId: orders.operationId };
  if (orders.failure) return failed(migration, phase.startedAt, now, orders.failure, false);
  if (orders.retriable && migration.flavour.engine === 'dms')
    return withPhase(migration, {
      kind: 'retriable',
      startedAt: phase.startedAt,
      since: now,
      failure: orders.retriable,
    });
  const result = restoreStep(migration, context);
  if (result.kind === 'moved') return result.migration;
  if (result.kind === 'failed') return failed(migration, phase.startedAt, now, result.failure, false);
  return migration.offline ? endOffline(migration, phase.startedAt, migration.offline, context) : migration;
}

/** An offline migration completes by itself once its last backup is restored; a newer one fails it. */
function endOffline(
  migration: Migration,
  startedAt: number,
  { lastBackupName }: NonNullable<Migration['offline']>,
  context: EngineContext,
): Migration {
  const { restored, current } = migration.restore;
  const lastBackup = groupSets(migration.files).find((set) =>
    set.files.some((file) => file.name === lastBackupName),
  );
  const reached = restored.find((done) => done.setId === lastBackup?.id)?.at;
  if (reached === undefined || current !== undefined) return migration;
  const last = restored.at(-1);
  if (last === undefined || last.setId === lastBackup?.id)
    return beginCompleting(migration, startedAt, reached, context);
  const failure = lastBackupIsNotLast(migration.name, lastBackupName, lastRestoredFile(migration) ?? '');
  return failed(migration, startedAt, last.at, failure, true);
}

function stepCompleting(
  migration: Migration,
  phase: PhaseOf<'completing'>,
  context: EngineContext,
): Migration {
  const variant = context.orders.cutoverVariant ?? phase.variant;
  if (variant === 'stayCompleting') return migration;
  if (variant === 'restoreRest') {
    const result = restoreStep(migration, context);
    if (result.kind === 'moved') return result.migration;
    if (result.kind === 'failed')
      return failed(migration, phase.startedAt, context.now, result.failure, true);
    if (result.kind === 'busy') return migration;
  }
  const lastWork = variant === 'restoreRest' ? Math.max(phase.since, migration.restore.freeAt) : phase.since;
  const endedAt = lastWork + context.settings.completingMs;
  if (endedAt > context.now) return migration;
  if (variant === 'fail' || migration.restore.chainEnd === undefined)
    return failed(migration, phase.startedAt, endedAt, cutoverFailed(migration.name), true);
  return withPhase(migration, { kind: 'succeeded', startedAt: phase.startedAt, endedAt });
}

function endCanceling(migration: Migration, phase: PhaseOf<'canceling'>): Migration {
  const { startedAt, endsAt: endedAt } = phase;
  if (phase.losesRace !== true) return withPhase(migration, { kind: 'canceled', startedAt, endedAt });
  const failure = completedDuringCancel(migration.name);
  return withPhase(migration, { kind: 'succeeded', startedAt, endedAt, failure });
}

function failed(
  migration: Migration,
  startedAt: number,
  endedAt: number,
  failure: Failure,
  duringCutover: boolean,
): Migration {
  return withPhase(migration, { kind: 'failed', startedAt, endedAt, failure, duringCutover });
}

function withPhase(migration: Migration, phase: Phase): Migration {
  return { ...migration, phase };
}
