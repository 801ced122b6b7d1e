/**
 * RESTORE's own rules, carried out one backup at a time: what SQL Server would say to a plan. Simple on purpose, and
 * independent of the code it judges: it shares the type of a row and nothing else.
 */
import type { BackupSetRow } from '../../../shared/core/backup-set-row';

/** What one BACKUP command wrote: the rows of its stripes. */
export type Backup = readonly BackupSetRow[];

/** Why SQL Server refuses a backup, by its error number. */
export class RestoreRefused extends Error {
  constructor(
    readonly error: 3132 | 3136 | 3183 | 4305 | 4318 | 4326 | 4330,
    backup: Backup,
  ) {
    super(`Msg ${String(error)} on ${backup.map(({ file }) => file).join(', ')}`);
  }
}

/** A database in the state RESTORING; each step gives the next state or throws. */
export interface Restoring {
  readonly end: bigint;
  readonly fork: string | undefined;
  readonly full: BackupSetRow;
  readonly afterLogs: boolean;
}

/** RESTORE DATABASE or LOG … WITH NORECOVERY. */
export function restore(state: Restoring | undefined, backup: Backup): Restoring {
  const set = wholeSet(backup);
  switch (set.type) {
    case 'full':
      return { end: set.lastLsn, fork: set.recoveryForkId, full: set, afterLogs: false };
    case 'differential':
      return restoreDifferential(state, set, backup);
    case 'log':
      return restoreLog(state, set, backup);
    case 'other':
      throw new RestoreRefused(3136, backup);
  }
}

function wholeSet(backup: Backup): BackupSetRow {
  const [first] = backup;
  const numbers = new Set(backup.map((row) => row.familySequenceNumber));
  const count = first?.familyCount ?? 1;
  const isWhole = Array.from({ length: count }, (_, index) => index + 1).every((one) => numbers.has(one));
  if (first === undefined || !isWhole) throw new RestoreRefused(3132, backup);
  if (backup.some((row) => row.isDamaged)) throw new RestoreRefused(3183, backup);
  return first;
}

function restoreDifferential(state: Restoring | undefined, set: BackupSetRow, backup: Backup): Restoring {
  const isBase =
    state !== undefined &&
    state.full.isCopyOnly !== true &&
    (set.differentialBaseGuid === undefined
      ? set.databaseBackupLsn === state.full.checkpointLsn
      : set.differentialBaseGuid === state.full.backupSetGuid);
  if (!isBase) throw new RestoreRefused(3136, backup);
  if (isAnother(state.fork, set.recoveryForkId)) throw new RestoreRefused(4330, backup);
  if (set.lastLsn <= state.end) throw new RestoreRefused(4318, backup);
  return { ...state, end: set.lastLsn, fork: set.recoveryForkId ?? state.fork };
}

function restoreLog(state: Restoring | undefined, set: BackupSetRow, backup: Backup): Restoring {
  if (state === undefined || set.firstLsn > state.end) throw new RestoreRefused(4305, backup);
  if (set.lastLsn <= state.end) throw new RestoreRefused(4326, backup);
  const begins = set.firstRecoveryForkId ?? set.recoveryForkId;
  const ends = set.recoveryForkId ?? set.firstRecoveryForkId;
  if (isAnother(state.fork, begins)) throw new RestoreRefused(4330, backup);
  const hasPassedFork = begins !== ends && set.forkPointLsn !== undefined && state.end > set.forkPointLsn;
  if (hasPassedFork) throw new RestoreRefused(4330, backup);
  return { ...state, end: set.lastLsn, fork: ends ?? state.fork, afterLogs: true };
}

function isAnother(fork: string | undefined, other: string | undefined): boolean {
  return fork !== undefined && other !== undefined && fork !== other;
}

/** Carries out a plan. @throws {RestoreRefused} At the first step that SQL Server refuses. */
export function execute(plan: readonly Backup[]): Restoring {
  const end = plan.reduce<Restoring | undefined>(restore, undefined);
  if (end === undefined) throw new Error('an empty plan');
  return end;
}

/** Rows of one set together; copies of a stripe do no harm. */
export function backupsOf(rows: readonly BackupSetRow[]): readonly Backup[] {
  const backups = new Map<string, BackupSetRow[]>();
  for (const row of rows) {
    const key = String(row.backupSetGuid);
    backups.set(key, [...(backups.get(key) ?? []), row]);
  }
  return [...backups.values()];
}

/**
 * Tries every plan of a full, at most one differential, then logs: the furthest end on each fork. (SQL Server takes a
 * differential after logs as well; no service does so of its own accord, see rule D4.)
 */
export function furthestEnds(backups: readonly Backup[]): ReadonlyMap<string | undefined, bigint> {
  const furthest = new Map<string | undefined, bigint>();
  const seen = new Set<string>();
  const open: Restoring[] = backups.flatMap((backup) =>
    backup[0]?.type === 'full' ? attempt(undefined, backup) : [],
  );
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const key = [state.full.backupSetGuid, state.end, state.fork, state.afterLogs].join(' ');
    if (seen.has(key)) continue;
    seen.add(key);
    if ((furthest.get(state.fork) ?? -1n) < state.end) furthest.set(state.fork, state.end);
    for (const backup of backups) {
      const type = backup[0]?.type;
      if (type === 'log' || (type === 'differential' && !state.afterLogs))
        open.push(...attempt(state, backup));
    }
  }
  return furthest;
}

function attempt(state: Restoring | undefined, backup: Backup): Restoring[] {
  try {
    return [restore(state, backup)];
  } catch (error) {
    if (error instanceof RestoreRefused) return [];
    throw error;
  }
}
