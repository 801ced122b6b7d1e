/**
 * Which news could change the past of a chain, so that it must be assessed from nothing.
 *
 * Everything that is not plainly "the next log" or "an empty log": doubtful news recomputes, which costs a few
 * milliseconds; a wrong continuation would cost data. A property test holds both ways of assessing equal.
 */
import type { BackupSetRow } from '../backup-set-row';
import { canonicalName } from '../names';
import { type ChainCheckpoint, isForeignTo, isOfDatabase } from './checkpoint';
import { endFork, startFork } from './forks';

/**
 * Why a chain must be assessed from nothing:
 * `noChain` there is no chain to continue; `simpleRecovery` no log may follow (L9); `otherDatabase` the row may change
 * which database this is, or which rows belong to it (S10); `dataBackup` a full or differential may change the route;
 * `otherFork` a fork that is not the chain's (K2–K6); `overlap` the log begins before the chain end, so another choice
 * may have been better (L4); `behindEnd` something at or before the chain end came, changed or went.
 */
export type RecomputeReason =
  'noChain' | 'simpleRecovery' | 'otherDatabase' | 'dataBackup' | 'otherFork' | 'overlap' | 'behindEnd';

/** What happened to the row: it is new, or the version the chain knew was overwritten or removed. */
export type RowChange = 'arrived' | 'changed' | 'removed';

/**
 * Tells whether a row that arrived, changed or went could change the past of the chain.
 *
 * @param row for `changed` and `removed` the version known so far (a changed file also arrives, with its new version)
 * @returns the reason, or undefined when `extendChain` may go on from the checkpoint
 * @example if (mustRecompute(checkpoint, row)) verdict = assessChain(allRows, checkpoint.options);
 */
export function mustRecompute(
  checkpoint: ChainCheckpoint,
  row: BackupSetRow,
  change: RowChange = 'arrived',
): RecomputeReason | undefined {
  const { chainEnd, status, wasRenamed, wentElsewhere } = checkpoint;
  if (chainEnd === undefined) return 'noChain';
  if (status === 'forked' || wentElsewhere) return 'otherFork';
  if (status === 'simple-recovery') return 'simpleRecovery';
  if (wasRenamed) return 'otherDatabase';
  if (change !== 'arrived' && row.lastLsn <= chainEnd) return 'behindEnd';
  if (isForeignTo(row, checkpoint)) return undefined;
  if (!isOfDatabase(row, checkpoint) || mayShiftMajority(checkpoint, change)) return 'otherDatabase';
  if (row.recoveryModel === 'simple') return 'simpleRecovery';
  if (row.type !== 'log') return 'dataBackup';
  if (isOnOtherFork(row, checkpoint.fork) || isOfUnlistedServer(row, checkpoint)) return 'otherFork';
  if (row.firstLsn === row.lastLsn) return undefined;
  if (row.lastLsn <= chainEnd) return 'behindEnd';
  return row.firstLsn < chainEnd ? 'overlap' : undefined;
}

/** Without a fixed family the largest group is the database; a removal may make another the largest. */
function mayShiftMajority({ options, counts }: ChainCheckpoint, change: RowChange): boolean {
  const fixed = options.familyGuid !== undefined || options.anchorGuid !== undefined;
  return change !== 'arrived' && !fixed && counts.foreign > 0;
}

function isOnOtherFork(row: BackupSetRow, fork: string | undefined): boolean {
  return [startFork(row), endFork(row)].some((one) => one !== undefined && one !== fork);
}

/** A branch may have been chosen because nothing of it was known to come from another server. */
function isOfUnlistedServer(
  { serverName }: BackupSetRow,
  { options: { servers } }: ChainCheckpoint,
): boolean {
  return (
    servers !== undefined &&
    serverName !== undefined &&
    !servers.map(canonicalName).includes(canonicalName(serverName))
  );
}
