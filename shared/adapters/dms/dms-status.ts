/**
 * Maps an answer of the new DMS to the engine-neutral reading. Pure; every rule has a row in a table test.
 *
 * Without `$expand` there are no details, and then nothing about files is known: pending counts, the full's state
 * and the last restored file stay undefined.
 */
import {
  isTerminal,
  type EngineFailure,
  type EngineSet,
  type EngineState,
  type EngineStatus,
} from '../../core/engine/engine-status';
import { addSeconds } from '../../core/timing';
import { fileNameIn, findingsIn } from '../engine-text/findings';
import { nonEmpty, toTime } from '../engine-text/service-words';
import { toCount } from '../engine-text/wire-values';
import { diagnose } from '../failures/failure-catalogue';
import { isBeingCompleted, toContradictions } from './dms-contradictions';
import { toProgress } from './dms-progress';
import { toBlockingReasons, toUnrestorable } from './dms-reasons';
import { toEngineSet, toEngineSets } from './dms-sets';
import { toEngineState } from './dms-state';
import type { WireDetails, WireMigration, WireProperties } from './dms-wire';

/**
 * Maps a databaseMigrations resource.
 *
 * @param asOf when the answer arrived, ISO 8601 UTC
 */
export function toEngineStatus(migration: WireMigration, asOf: string): EngineStatus {
  const { properties } = migration;
  const details = properties.migrationStatusDetails;
  const state = toEngineState(properties.migrationStatus, properties.provisioningState);
  return {
    kind: 'dms',
    asOf,
    state,
    rawState: properties.migrationStatus,
    provisioningState: properties.provisioningState,
    atRest: toAtRest(properties),
    online: toOnline(properties),
    lastBackupName: toLastBackupName(properties),
    operationId: nonEmpty(properties.migrationOperationId),
    sourceDatabaseName: nonEmpty(properties.sourceDatabaseName),
    startedOn: toTime(properties.startedOn),
    expiresAt: toExpiry(properties, state),
    endedOn: toTime(properties.endedOn),
    blockingReasons: toBlockingReasons(properties),
    failure: toFailure(properties.migrationFailureError),
    contradictions: toContradictions(properties),
    ...(details === undefined ? { sets: [], invalidFiles: [] } : fromDetails(details)),
  };
}

function fromDetails(details: WireDetails) {
  const sets = toEngineSets(details);
  return {
    sets,
    invalidFiles: (details.invalidFiles ?? []).map(fileNameIn),
    containerName: nonEmpty(details.blobContainerName),
    fullRestored: toFullRestored(details),
    pendingLogs: toPendingLogs(details),
    pendingDifferentials: toCount(details.pendingDiffBackupsCount),
    unrestorableFiles: toUnrestorable(details.unrestorableFiles),
    lastRestoredFile: toLastRestoredFile(details),
    lastRestoredSet: toLastRestoredSet(details),
    restoringFile: nonEmpty(details.currentRestoringFilename) ?? nonEmpty(details.currentRestoringFileName),
    progress: toProgress(details),
  };
}

/** What is queued or being restored is pending, too: newer back ends count such files apart. Absent stays unknown. */
function toPendingLogs(details: WireDetails): number | undefined {
  const { pendingLogBackupsCount: told, queuedFiles, restoringFiles } = details;
  const underway = (toCount(queuedFiles) ?? 0) + (toCount(restoringFiles) ?? 0);
  return told === undefined ? undefined : Math.max(told, underway);
}

/**
 * The service's own flag, unless the full set denies it; else the full set's. Where it shows neither (a container of which it lists no sets), any
 * restored file means that the full is restored, for every restore starts with it; Microsoft's own client takes it
 * so, too (microsoft/azuredatastudio, extensions/sql-migration, canCutoverMigration).
 */
function toFullRestored(details: WireDetails): boolean | undefined {
  const { isFullBackupRestored: told, fullBackupSetInfo: full } = details;
  const restored = full && toEngineSet(full).restored;
  if (told !== undefined) return told && restored !== false;
  if (full !== undefined) return restored;
  return toLastRestoredFile(details) === undefined ? undefined : true;
}

/** The set restored last, unless the same answer says that it is not restored. */
function toLastRestoredSet({ lastRestoredBackupSetInfo: last }: WireDetails): EngineSet | undefined {
  const set = last && toEngineSet(last);
  return set?.restored === false ? undefined : set;
}

function toLastRestoredFile(details: WireDetails): string | undefined {
  return nonEmpty(details.lastRestoredFilename) ?? nonEmpty(details.lastRestoredFileName);
}

/** Where the instance's restore is being completed something is under way, whatever the resource says. */
function toAtRest({ provisioningState, migrationStatusDetails }: WireProperties): boolean | undefined {
  if (provisioningState === undefined) return undefined;
  return provisioningState.toLowerCase() === 'succeeded' && !isBeingCompleted(migrationStatusDetails);
}

/** An online migration has no offline configuration at all (Microsoft.DataMigration 2025-06-30 sqlmigration.json). */
function toOnline(properties: WireProperties): boolean | undefined {
  const { offlineConfiguration: offline, autoCutoverConfiguration: auto } = properties;
  const told = [
    offline === undefined || isOnline(offline.offline, offline.lastBackupName),
    auto === undefined || isOnline(auto.autoCutover, auto.lastBackupName),
  ];
  if (told.includes(false)) return false;
  return told.includes(undefined) ? undefined : true;
}

/** By a configuration that is there: its flag, else its last backup, which only an offline migration has. */
function isOnline(cutsOverByItself: boolean | undefined, lastBackupName: string | undefined) {
  if (cutsOverByItself !== undefined) return !cutsOverByItself;
  return nonEmpty(lastBackupName) === undefined ? undefined : false;
}

/** After which file the service cuts over by itself; only an offline migration has one. */
function toLastBackupName(properties: WireProperties): string | undefined {
  const { offlineConfiguration: offline, autoCutoverConfiguration: auto } = properties;
  if (toOnline(properties) !== false) return undefined;
  return nonEmpty(offline?.lastBackupName) ?? nonEmpty(auto?.lastBackupName);
}

const DAYS_TO_LIVE = 30;

/**
 * When the service cancels a migration to a managed instance and drops the target database: 30 days after its start
 * (Microsoft Learn, Log Replay Service overview, limitations; the service restores through it). A migration that is
 * over does not expire, and the restore on a virtual machine knows no such limit.
 */
function toExpiry({ kind, startedOn, endedOn }: WireProperties, state: EngineState): string | undefined {
  const start = toTime(startedOn);
  if (start === undefined || toTime(endedOn) !== undefined || isTerminal(state)) return undefined;
  return kind?.toLowerCase() === 'sqlvm' ? undefined : addSeconds(start, DAYS_TO_LIVE * 86_400);
}

function toFailure(value: unknown): EngineFailure | undefined {
  const [finding] = findingsIn(value);
  if (finding === undefined) return undefined;
  return diagnose(finding.code, finding.message === '' ? finding.code : finding.message);
}
