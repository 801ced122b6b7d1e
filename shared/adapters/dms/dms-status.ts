/**
 * Maps an answer of the new DMS to the engine-neutral reading. Pure; every rule has a row in a table test.
 *
 * Without `$expand` there are no details, and then nothing about files is known: pending counts, the full's state
 * and the last restored file stay undefined.
 */
import type { EngineFailure, EngineState, EngineStatus } from '../../core/engine/engine-status';
import { addSeconds } from '../../core/timing';
import { redact } from '../arm/redact';
import { toProgress } from './dms-progress';
import { toBlockingReasons, toFileName, toReasons, toUnrestorable } from './dms-reasons';
import { toEngineSet, toEngineSets } from './dms-sets';
import { toEngineState } from './dms-state';
import { nonEmpty, toTime } from './dms-text';
import type { WireDetails, WireMigration, WireProperties } from './dms-wire';
import { diagnose } from '../failures/failure-catalogue';

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
    migrationServiceId: nonEmpty(properties.migrationService),
    operationId: nonEmpty(properties.migrationOperationId),
    sourceDatabaseName: nonEmpty(properties.sourceDatabaseName),
    startedOn: toTime(properties.startedOn),
    expiresAt: toExpiry(properties, state),
    endedOn: toTime(properties.endedOn),
    blockingReasons: toBlockingReasons(properties),
    failure: toFailure(properties.migrationFailureError),
    ...(details === undefined ? { sets: [], invalidFiles: [] } : fromDetails(details)),
  };
}

function fromDetails(details: WireDetails) {
  const sets = toEngineSets(details);
  const last = details.lastRestoredBackupSetInfo;
  return {
    sets,
    invalidFiles: (details.invalidFiles ?? []).map(toFileName),
    containerName: nonEmpty(details.blobContainerName),
    fullRestored: toFullRestored(details),
    pendingLogs: toPendingLogs(details),
    pendingDifferentials: details.pendingDiffBackupsCount,
    unrestorableFiles: toUnrestorable(details.unrestorableFiles),
    lastRestoredFile: toLastRestoredFile(details),
    lastRestoredSet: last === undefined ? undefined : toEngineSet(last),
    restoringFile: nonEmpty(details.currentRestoringFilename) ?? nonEmpty(details.currentRestoringFileName),
    progress: toProgress(details),
  };
}

/** What is queued or being restored is pending, too: newer back ends count such files apart. Absent stays unknown. */
function toPendingLogs(details: WireDetails): number | undefined {
  const { pendingLogBackupsCount: told, queuedFiles = 0, restoringFiles = 0 } = details;
  return told === undefined ? undefined : Math.max(told, queuedFiles + restoringFiles);
}

/**
 * The service's own flag, else the full set's. Where it shows neither (a container of which it lists no sets), any
 * restored file means that the full is restored, for every restore starts with it; Microsoft's own client takes it
 * so, too (microsoft/azuredatastudio, extensions/sql-migration, canCutoverMigration).
 */
function toFullRestored(details: WireDetails): boolean | undefined {
  if (details.isFullBackupRestored !== undefined) return details.isFullBackupRestored;
  if (details.fullBackupSetInfo !== undefined) return toEngineSet(details.fullBackupSetInfo).restored;
  return toLastRestoredFile(details) === undefined ? undefined : true;
}

function toLastRestoredFile(details: WireDetails): string | undefined {
  return nonEmpty(details.lastRestoredFilename) ?? nonEmpty(details.lastRestoredFileName);
}

/** States of the instance's restore that a cutover leads to: something is under way, whatever the resource says. */
const BEING_COMPLETED = new Set(['completingmigration', 'completed']);

function toAtRest({ provisioningState, migrationStatusDetails }: WireProperties): boolean | undefined {
  if (provisioningState === undefined) return undefined;
  const restore = migrationStatusDetails?.miRestoreState?.toLowerCase() ?? '';
  return provisioningState.toLowerCase() === 'succeeded' && !BEING_COMPLETED.has(restore);
}

/** An online migration has no offline configuration at all (Microsoft.DataMigration 2025-06-30 sqlmigration.json). */
function toOnline(properties: WireProperties): boolean | undefined {
  const { offlineConfiguration: offline, autoCutoverConfiguration: auto } = properties;
  if (offline?.offline === true || auto?.autoCutover === true) return false;
  if (offline === undefined || offline.offline === false) return true;
  return nonEmpty(offline.lastBackupName) === undefined ? undefined : false;
}

/** After which file the service cuts over by itself; only an offline migration has one. */
function toLastBackupName(properties: WireProperties): string | undefined {
  const { offlineConfiguration: offline, autoCutoverConfiguration: auto } = properties;
  if (toOnline(properties) !== false) return undefined;
  return nonEmpty(offline?.lastBackupName) ?? nonEmpty(auto?.lastBackupName);
}

const DAYS_TO_LIVE = 30;
const OVER: ReadonlySet<EngineState> = new Set(['succeeded', 'failed', 'canceled']);

/**
 * When the service cancels a migration to a managed instance and drops the target database: 30 days after its start
 * (Microsoft Learn, Log Replay Service overview, limitations; the service restores through it). A migration that is
 * over does not expire, and the restore on a virtual machine knows no such limit.
 */
function toExpiry({ kind, startedOn, endedOn }: WireProperties, state: EngineState): string | undefined {
  const start = toTime(startedOn);
  if (start === undefined || toTime(endedOn) !== undefined || OVER.has(state)) return undefined;
  return kind?.toLowerCase() === 'sqlvm' ? undefined : addSeconds(start, DAYS_TO_LIVE * 86_400);
}

function toFailure(value: unknown): EngineFailure | undefined {
  const [text] = toReasons(value);
  if (text === undefined) return undefined;
  const { code, message } = codeAndMessage(value);
  return diagnose(code, message === '' ? text : message);
}

function codeAndMessage(value: unknown): { code: string; message: string } {
  if (typeof value !== 'object' || value === null) return { code: '', message: '' };
  const raw = 'code' in value ? value.code : '';
  const code = typeof raw === 'string' || typeof raw === 'number' ? String(raw) : '';
  const message = 'message' in value && typeof value.message === 'string' ? redact(value.message) : '';
  return { code, message };
}
