/** A migration as GET, PUT, cutover and cancel answer with it; absent values are left out. */
import type { Failure, Migration } from '../engine/migration';
import { echoesBackupConfiguration, isFrom2025 } from './api-version';
import { formatTime, type JsonObject } from './json';
import { migrationId, scopeId, type TargetNames } from './resource-ids';
import { completeRestoreError, statusDetails, type DetailsContext } from './status-details';

/** What shapes the answer. */
export interface BodyContext extends DetailsContext {
  readonly apiVersion: string;
  /** Names as the request's URL spells them, which the service echoes. */
  readonly names: TargetNames;
  /** `$expand=MigrationStatusDetails` was asked for. */
  readonly expand: boolean;
  readonly readyForCutover: boolean;
}

/** Writes the whole resource. */
export function migrationBody(migration: Migration, context: BodyContext): JsonObject {
  const { phase } = migration;
  const states = statesOf(migration, context);
  const started = phase.kind !== 'creating';
  const failure = failureOf(migration);
  const expand = context.expand && started && context.orders.detailsCleanedUp !== true;
  return {
    properties: {
      migrationStatusDetails: expand ? statusDetails(migration, context) : undefined,
      scope: scopeId(migration.kind, context.names),
      provisioningState: states.provisioning,
      migrationStatus: states.migration,
      startedOn:
        'startedAt' in phase && phase.startedAt !== undefined ? formatTime(phase.startedAt) : undefined,
      endedOn: 'endedAt' in phase ? formatTime(phase.endedAt) : undefined,
      sourceServerName: echoesBackupConfiguration(context.apiVersion)
        ? migration.sourceServerName
        : undefined,
      sourceDatabaseName: migration.sourceDatabaseName,
      migrationService: migration.flavour.engine === 'dms' ? migration.flavour.migrationService : undefined,
      migrationOperationId: started ? migration.operationId : undefined,
      migrationFailureError: failure && {
        code: isFrom2025(context.apiVersion) ? failure.name : failure.number,
        message: failure.message,
      },
      provisioningError:
        phase.kind === 'failed' && phase.startedAt === undefined ? phase.failure.message : undefined,
      migrationStatusWarnings: warnings(migration, context),
      backupConfiguration: echoesBackupConfiguration(context.apiVersion)
        ? { sourceLocation: sourceLocation(migration, context.apiVersion) }
        : undefined,
      offlineConfiguration: migration.offline && { offline: true, ...migration.offline },
      targetDatabaseCollation: migration.targetDatabaseCollation,
      kind: migration.kind,
    },
    ...identity(migration, context.names),
  };
}

/** Writes the stub that cancel answers with (recorded). */
export function cancelStub(migration: Migration, names: TargetNames): JsonObject {
  return {
    properties: {
      scope: scopeId(migration.kind, names),
      provisioningState: 'Canceling',
      sourceDatabaseName: migration.sourceDatabaseName,
      kind: migration.kind,
    },
    ...identity(migration, names),
  };
}

function identity(migration: Migration, names: TargetNames): JsonObject {
  return {
    id: migrationId(migration.kind, names),
    name: migration.name,
    type: 'Microsoft.DataMigration/databaseMigrations',
  };
}

interface States {
  readonly provisioning: string;
  readonly migration?: string;
}

function statesOf({ phase, restore }: Migration, { apiVersion, readyForCutover }: BodyContext): States {
  switch (phase.kind) {
    case 'creating':
      return { provisioning: 'Creating' };
    case 'running': {
      const ready = readyForCutover && restore.anchor !== undefined;
      return { provisioning: 'Succeeded', migration: ready ? 'ReadyForCutover' : 'InProgress' };
    }
    case 'retriable':
      return { provisioning: 'Succeeded', migration: 'Retriable' };
    case 'completing':
      return { provisioning: 'Completing', migration: 'Completing' };
    case 'canceling':
      return { provisioning: 'Canceling', migration: 'Canceling' };
    case 'succeeded':
      return { provisioning: 'Succeeded', migration: 'Succeeded' };
    case 'canceled':
      return { provisioning: 'Succeeded', migration: 'Canceled' };
    case 'failed':
      // Recorded: Succeeded/Failed in 2021, Failed/Failed in 2025.
      return { provisioning: isFrom2025(apiVersion) ? 'Failed' : 'Succeeded', migration: 'Failed' };
  }
}

function failureOf({ phase }: Migration): Failure | undefined {
  return 'failure' in phase ? phase.failure : undefined;
}

/** In no API description, but read by Microsoft's own client (microsoft/azuredatastudio pull request 21178). */
function warnings(migration: Migration, { orders }: BodyContext): JsonObject | undefined {
  const restoreBlockingReason = orders.restoreBlockingReason;
  const completeRestoreErrorMessage = completeRestoreError(migration);
  if (restoreBlockingReason === undefined && completeRestoreErrorMessage === undefined) return undefined;
  return { restoreBlockingReason, completeRestoreErrorMessage };
}

/** Secrets and places are never echoed (recorded). */
function sourceLocation({ source }: Migration, apiVersion: string): JsonObject {
  if (source.kind === 'fileShare') return { fileShare: { path: source.path }, fileStorageType: 'FileShare' };
  return { fileStorageType: 'AzureBlob', testConnectivity: isFrom2025(apiVersion) ? true : undefined };
}
