/**
 * Maps what the Log Replay Service and its database tell to the engine-neutral reading. Pure; every rule has a row in
 * a table test.
 */
import { isTerminal, type EngineState, type EngineStatus } from '../../core/engine/engine-status';
import { addSeconds } from '../../core/timing';
import type { ArmError } from '../arm/arm-answer';
import { nonEmpty, toTime } from '../engine-text/service-words';
import { diagnose } from '../failures/failure-catalogue';
import { toContradictions } from './lrs-contradictions';
import { toFullRestored, toPendingDifferentials, toPendingLogs, toRestoringFile } from './lrs-pending';
import { toProgress } from './lrs-progress';
import { toBlockingReasons, toFailure, toInvalidFiles, toUnrestorable } from './lrs-reasons';
import { toEngineSets } from './lrs-sets';
import { isLogReplay, toLrsState } from './lrs-state';
import type { WireDetails } from './lrs-wire';

/** The restore's database, as the instance reports it. */
export interface RestoreDatabase {
  readonly status: string;
  readonly creationDate?: string;
}

/** A restore ends by itself this long after its start, and its database is deleted (Microsoft Learn, "Log Replay Service overview", limitations). */
const DAYS_TO_LIVE = 30;

/** Maps a restore whose details the service tells. @param asOf when the answers had arrived, ISO 8601 UTC */
export function toEngineStatus(details: WireDetails, database: RestoreDatabase, asOf: string): EngineStatus {
  const state = isLogReplay(details) ? toLrsState(details.status, database.status) : 'unknown';
  return {
    ...whatTheDatabaseTells(state, database, asOf),
    rawState: nonEmpty(details.status),
    fullRestored: toFullRestored(details),
    pendingLogs: toPendingLogs(details),
    pendingDifferentials: toPendingDifferentials(details),
    unrestorableFiles: toUnrestorable(details),
    sets: toEngineSets(details),
    invalidFiles: toInvalidFiles(details),
    lastRestoredFile: nonEmpty(details.lastRestoredFileName),
    restoringFile: toRestoringFile(details),
    progress: toProgress(details),
    blockingReasons: toBlockingReasons(details),
    failure: toFailure(details),
    contradictions: toContradictions(details),
  };
}

/**
 * Maps a database of which the service tells no details (any more): cleaned up after it was completed, or never
 * restored by this service. Nothing but its state is known, so nothing is proved and nothing can be adopted.
 *
 * @param code the service's word for it
 */
export function toStatusWithoutDetails(
  state: 'succeeded' | 'creating',
  database: RestoreDatabase,
  code: string,
  asOf: string,
): EngineStatus {
  return { ...whatTheDatabaseTells(state, database, asOf), rawState: code };
}

/** Maps a restore of which the service tells an error instead of details. It may try again by itself: no end yet. */
export function toStatusOfError(error: ArmError, database: RestoreDatabase, asOf: string): EngineStatus {
  const failure = diagnose(error.code, error.message);
  return { ...whatTheDatabaseTells('unknown', database, asOf), rawState: error.code, failure };
}

/**
 * What tells this run of a restore from an earlier one of the same name: when its database was created. The date is
 * the time of the PUT and stays when the database comes online (recorded in Azure/azure-powershell
 * TestCompleteManagedDatabaseLogReplayService.json).
 *
 * @returns undefined when the instance tells no date
 */
export function operationIdOf({ creationDate }: RestoreDatabase): string | undefined {
  const time = toTime(creationDate);
  return time === undefined ? undefined : `created:${time}`;
}

function whatTheDatabaseTells(state: EngineState, database: RestoreDatabase, asOf: string): EngineStatus {
  const startedOn = toTime(database.creationDate);
  const isLimited = startedOn !== undefined && !isTerminal(state);
  return {
    kind: 'lrs',
    asOf,
    state,
    provisioningState: database.status,
    atRest: state === 'running',
    unreported: ['mode', 'container', 'sourceDatabase'],
    operationId: operationIdOf(database),
    startedOn,
    expiresAt: isLimited ? addSeconds(startedOn, DAYS_TO_LIVE * 86_400) : undefined,
    sets: [],
    invalidFiles: [],
    blockingReasons: [],
  };
}
