/**
 * Maps an answer of the new DMS to the engine-neutral reading. Pure; every rule has a row in a table test.
 *
 * Without `$expand` there are no details, and then nothing about files is known: pending counts, the full's state
 * and the last restored file stay undefined.
 */
import type { EngineFailure, EngineStatus } from '../../core/engine/engine-status';
import { redact } from '../arm/redact';
import { toBlockingReasons, toFileName, toReasons, toUnrestorable } from './dms-reasons';
import { toEngineSet, toEngineSets } from './dms-sets';
import { toEngineState } from './dms-state';
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
  return {
    kind: 'dms',
    asOf,
    state: toEngineState(properties.migrationStatus, properties.provisioningState),
    rawState: properties.migrationStatus,
    provisioningState: properties.provisioningState,
    atRest: toAtRest(properties.provisioningState),
    online: toOnline(properties),
    operationId: nonEmpty(properties.migrationOperationId),
    sourceDatabaseName: nonEmpty(properties.sourceDatabaseName),
    startedOn: toTime(properties.startedOn),
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

function toAtRest(provisioningState: string | undefined): boolean | undefined {
  return provisioningState === undefined ? undefined : provisioningState.toLowerCase() === 'succeeded';
}

/** An online migration has no offline configuration at all (Microsoft.DataMigration 2025-06-30 sqlmigration.json). */
function toOnline(properties: WireProperties): boolean | undefined {
  const { offlineConfiguration: offline, autoCutoverConfiguration: auto } = properties;
  if (offline?.offline === true || auto?.autoCutover === true) return false;
  if (offline === undefined || offline.offline === false) return true;
  return nonEmpty(offline.lastBackupName) === undefined ? undefined : false;
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

/** Times of year 1 are the service's way to leave a time out. */
function toTime(text: string | undefined): string | undefined {
  if (text === undefined || text.startsWith('0001-')) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text;
}
