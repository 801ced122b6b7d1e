/** A classic task as PUT, GET and cancel answer with it. */
import type { Emulation } from '../emulation';
import type { Migration } from '../engine/migration';
import { seenSets } from '../engine/restore-simulator';
import { type BackupSet, nextSet, roleOf } from '../engine/restore-walk';
import type { OperationCall } from '../http/operation-call';
import type { JsonObject } from '../wire/json';
import { classicSetBody, type ClassicSetContext } from './classic-set-body';
import { type ClassicTask, TASK_TYPE, type TaskCommand, taskId } from './classic-task';
import { COMPLETE_COMMAND } from './task-body';
import { isRunning, migrationsOf, taskState } from './task-migrations';

/** Parts of a task that are only shown when asked for by `$expand`. */
export type TaskExpansion = 'output' | 'command';

/** Writes the task (key order as recorded). */
export function taskResource(
  task: ClassicTask,
  call: OperationCall,
  emulation: Emulation,
  expand: readonly TaskExpansion[],
): JsonObject {
  const migrations = migrationsOf(task, emulation);
  const errors = migrations.flatMap(errorOf);
  return {
    properties: {
      input: task.input,
      output: expand.includes('output') ? taskOutput(task, emulation) : undefined,
      taskId: migrations[0]?.operationId,
      taskType: TASK_TYPE,
      state: taskState(migrations),
      errors: errors.length === 0 ? undefined : errors,
      commands: expand.includes('command') ? commandsOf(task, migrations) : undefined,
    },
    id: taskId(call),
    name: task.name,
    type: 'Microsoft.DataMigration/services/projects/tasks',
  };
}

/** A command as the service shows it (recorded when accepted). */
export function commandResource({ commandId, sourceDatabaseName }: TaskCommand, state: string): JsonObject {
  return { commandId, input: { sourceDatabaseName }, commandType: COMPLETE_COMMAND, state };
}

function commandsOf({ commands, databases }: ClassicTask, migrations: readonly Migration[]): JsonObject[] {
  return commands.map((command) => {
    const index = databases.findIndex(({ sourceName }) => sourceName === command.sourceDatabaseName);
    return commandResource(command, commandState(migrations[index]));
  });
}

/** CommandState (Microsoft.DataMigration 2018-07-15-preview). */
function commandState(migration: Migration | undefined): string {
  switch (migration?.phase.kind) {
    case 'completing':
      return 'Running';
    case 'succeeded':
      return 'Succeeded';
    default:
      return 'Failed';
  }
}

/** ODataError. */
function errorOf({ phase }: Migration): JsonObject[] {
  return phase.kind === 'failed' ? [{ code: phase.failure.name, message: phase.failure.message }] : [];
}

/**
 * `output` of a classic task: a row for the migration, one for each database, and a report at the end.
 *
 * Rows, keys, nulls and the words LOG_FILES_UPLOADING, CUTOVER_IN_PROGRESS, COMPLETED, PENDING and COMPLETE as
 * recorded in Azure/azure-powershell TestMigrateSqlSqlDbMiSync.json; the other words are those of the API description.
 *
 * Writes the rows; none before the task runs, none any more once they were cleaned up.
 */
function taskOutput(task: ClassicTask, emulation: Emulation): JsonObject[] {
  const migrations = migrationsOf(task, emulation);
  const [first] = migrations;
  if (first === undefined || migrations.every(({ phase }) => phase.kind === 'creating')) return [];
  if (emulation.contextFor(first).orders.detailsCleanedUp === true) return [];
  const rows: readonly JsonObject[] = [
    migrationRow(task, migrations, emulation),
    ...migrations.map((one) => databaseRow(one, emulation)),
  ];
  const failed = migrations.flatMap((one) => errorRow(one));
  return [...rows, ...failed, ...reportRow(task, migrations)];
}

function migrationRow(task: ClassicTask, migrations: readonly Migration[], emulation: Emulation): JsonObject {
  const host = task.sourceServer.split(/[.,\\]/)[0] ?? '';
  const server = task.instanceId.split('/').at(-1) ?? '';
  return {
    id: task.outputId,
    databaseCount: migrations.length,
    state: migrationState(migrations),
    startedOn: classicTime(task.createdAt + emulation.settings.creatingMs),
    endedOn: timeOrNull(endOf(migrations)),
    sourceServerName: host.toUpperCase(),
    sourceServerVersion: '15.0.4430.1',
    sourceServerBrandVersion: 'SQL Server 2019',
    targetServerName: `${server}.emulator.database.windows.net`,
    targetServerVersion: '12.0.2000.8',
    targetServerBrandVersion: 'Azure SQL Database Managed Instance',
    databaseErrorCount: migrations.filter(({ phase }) => phase.kind === 'failed').length,
    resultType: 'MigrationLevelOutput',
  };
}

function migrationState(migrations: readonly Migration[]): string {
  if (migrations.some(isRunning)) return 'PENDING';
  if (migrations.some(({ phase }) => phase.kind === 'failed')) return 'FAILED';
  return migrations.some(({ phase }) => phase.kind === 'canceled') ? 'CANCELLED' : 'COMPLETE';
}

/** When the last database ended; undefined while one runs. */
function endOf(migrations: readonly Migration[]): number | undefined {
  const ends = migrations.flatMap(({ phase }) => ('endedAt' in phase ? phase.endedAt : []));
  return ends.length === migrations.length ? Math.max(...ends) : undefined;
}

function databaseRow(migration: Migration, emulation: Emulation): JsonObject {
  const { now, orders } = emulation.contextFor(migration);
  const { phase, restore, source, sourceDatabaseName: name } = migration;
  const { sets, view } = seenSets(migration, { orders });
  const context: ClassicSetContext = { migration, view, now, setIds: emulation.settings.setIds };
  const fulls = sets.filter((set) => set.header.type === 'full');
  const full = fulls.find((set) => set.id === restore.anchor?.setId) ?? nextSet(fulls, view) ?? fulls[0];
  const last = sets.find((set) => set.id === restore.restored.at(-1)?.setId);
  return {
    id: `db|${name}`,
    sourceDatabaseName: name,
    migrationState: databaseState(migration, full, now),
    startedOn: timeOrNull('startedAt' in phase ? phase.startedAt : undefined),
    endedOn: timeOrNull('endedAt' in phase ? phase.endedAt : undefined),
    fullBackupSetInfo: full ? classicSetBody(full, context) : null,
    lastRestoredBackupSetInfo: last ? classicSetBody(last, context) : null,
    activeBackupSets: sets
      .filter((set) => roleOf(set, view) !== 'ignored')
      .toSorted(newestFirst)
      .map((set) => classicSetBody(set, context)),
    containerName: source.folder === '' ? source.container : `${source.container}/${source.folder}`,
    errorPrefix: `der|${name}|`,
    isFullBackupRestored: restore.anchor !== undefined,
    exceptionsAndWarnings: exceptions(migration, orders.restoreBlockingReason),
    resultType: 'DatabaseLevelOutput',
  };
}

/** Recorded: log 2, log 1, full. */
function newestFirst(a: BackupSet, b: BackupSet): number {
  return Number(BigInt(b.header.lastLsn) - BigInt(a.header.lastLsn));
}

function databaseState({ phase }: Migration, full: BackupSet | undefined, now: number): string {
  switch (phase.kind) {
    case 'creating':
      return 'INITIAL';
    case 'running':
    case 'retriable':
    case 'canceling':
      if (full === undefined) return 'INITIAL';
      return (full.availableAt ?? Infinity) > now ? 'FULL_BACKUP_UPLOAD_START' : 'LOG_FILES_UPLOADING';
    case 'completing':
      return 'CUTOVER_IN_PROGRESS';
    case 'succeeded':
      return 'COMPLETED';
    case 'failed':
      return 'FAILED';
    case 'canceled':
      return 'CANCELLED';
  }
}

/** ReportableException (Microsoft.DataMigration 2018-07-15-preview). */
function exceptions({ phase }: Migration, blockingReason: string | undefined): JsonObject[] {
  const failure = 'failure' in phase ? phase.failure?.message : undefined;
  return [failure, blockingReason].filter((message) => message !== undefined).map(exception);
}

function exception(message: string): JsonObject {
  return { message, actionableMessage: '', filePath: '', lineNumber: '', hResult: 0, stackTrace: '' };
}

function errorRow({ phase, sourceDatabaseName }: Migration): JsonObject[] {
  if (phase.kind !== 'failed') return [];
  const id = `der|${sourceDatabaseName}|`;
  return [{ id, error: exception(phase.failure.message), resultType: 'ErrorOutput' }];
}

/** The report's URL is signed, and so a secret; ours opens nothing. */
function reportRow({ outputId }: ClassicTask, migrations: readonly Migration[]): JsonObject[] {
  const end = endOf(migrations);
  if (end === undefined || migrationState(migrations) !== 'COMPLETE') return [];
  const file = `${outputId}-${reportStamp(end)}.pdf`;
  const reportUrl = `https://emulator.blob.core.windows.net/reports/${file}?sv=2018-03-28&sr=b&sp=r&sig=emulated`;
  return [{ id: `mr|${outputId}`, reportUrl, resultType: 'MigrationReportResult' }];
}

function timeOrNull(epochMs: number | undefined): string | null {
  return epochMs === undefined ? null : classicTime(epochMs);
}

const OFFSET_HOURS = 8;

/** Writes a time: local to the service, with an offset and seven digits (recorded: `2019-02-11T12:42:15.9272287-08:00`). */
function classicTime(epochMs: number): string {
  const local = new Date(epochMs - OFFSET_HOURS * 60 * 60 * 1000).toISOString();
  return `${local.slice(0, -1)}0000-0${OFFSET_HOURS}:00`;
}

/** The part of a report's name that tells when it was made: `20190211204623111`. */
function reportStamp(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\D/g, '');
}
