/** A classic engine that talks HTTP to a small server in the test, with a clock that only moves when told. */
import { createArmClient, type ArmClientOptions } from '../../../shared/adapters/arm/arm-client';
import { loopbackCredential } from '../../../shared/adapters/arm/arm-token';
import { fitTask } from '../../../shared/adapters/dms-classic/classic-databases';
import { createClassicEngine } from '../../../shared/adapters/dms-classic/classic-engine';
import { toEngineStatus } from '../../../shared/adapters/dms-classic/classic-status';
import { readClassicBody } from '../../../shared/adapters/dms-classic/classic-wire';
import type { EngineStatus } from '../../../shared/core/engine/engine-status';
import { at } from '../../support/facts';
import { startTinyArm, type Received, type Scripted } from '../arm/tiny-arm';
import { manualClock } from '../dms/dms-fixture';

export const INSTANCE =
  '/subscriptions/00000000-0000-0000-0000-000000009d32/resourceGroups/rg/providers/Microsoft.Sql/managedInstances/mi1';
export const TASK =
  '/subscriptions/00000000-0000-0000-0000-000000009d32/resourceGroups/rg/providers/Microsoft.DataMigration/services/svc/projects/prj/tasks/tsk';
export const RUN = 'd424e9be-d898-4861-898d-94dee3888d17';
export const TASK_TYPE = 'Migrate.SqlServer.AzureSqlDbMI.Sync.LRS';
export const TARGET = {
  scopeId: INSTANCE,
  databaseName: 'SalesMi',
  taskId: TASK,
  sourceDatabaseName: 'Sales',
};
export const API = 'api-version=2018-07-15-preview';
export const COMPLETE = 'Migrate.SqlServer.AzureDbSqlMi.Complete';

type Body = Readonly<Record<string, unknown>>;

/** Starts the server and builds the engine on it. */
export async function startClassic(options: Partial<ArmClientOptions> = {}) {
  const server = await startTinyArm();
  const time = manualClock();
  const arm = createArmClient({
    endpoint: server.origin,
    credential: loopbackCredential(),
    clock: time,
    random: () => 0,
    timeoutMs: 400,
    ...options,
  });
  const engine = createClassicEngine(arm);
  const writes = () => server.received.filter(({ method }) => method !== 'GET');
  return { server, arm, engine, time, writes, deadline: time.now().getTime() + 30_000 };
}

/** Answers reads of the task by what they expand; anything else as `other` says. */
export function serveTask(
  properties: Body,
  commands: unknown = [],
  other: (request: Received) => Scripted = () => ({ status: 404 }),
): (request: Received) => Scripted {
  return (request) => {
    if (request.method !== 'GET' || !request.url.startsWith(`${TASK}?`)) return other(request);
    const isCommands = request.url.includes('$expand=command');
    const { output, ...head } = properties;
    return { body: { properties: isCommands ? { ...head, commands } : { ...head, output } } };
  };
}

/** Properties of a running task with everything restored, `over` merged over them. */
export function taskOf(over: Body = {}): Body {
  return {
    input: inputOf(['Sales']),
    output: [migrationRow(), databaseRow()],
    taskId: RUN,
    taskType: TASK_TYPE,
    state: 'Running',
    ...over,
  };
}

/** Input of a task that moves databases; each is restored under its name with `Mi` behind it. */
export function inputOf(names: readonly string[]): Body {
  return {
    selectedDatabases: names.map((name) => ({ name, restoreDatabaseName: `${name}Mi` })),
    targetConnectionInfo: { type: 'MiSqlConnectionInfo', managedInstanceResourceId: INSTANCE, userName: 'u' },
  };
}

export function migrationRow(over: Body = {}): Body {
  return {
    id: 'a82f54c3-63cd-42ba-b910-b4a952b91f95',
    databaseCount: 1,
    state: 'PENDING',
    databaseErrorCount: 0,
    resultType: 'MigrationLevelOutput',
    ...over,
  };
}

/** A database's row with a full and two logs restored, the second one last. */
export function databaseRow(over: Body = {}, name = 'Sales'): Body {
  return {
    id: `db|${name}`,
    sourceDatabaseName: name,
    migrationState: 'LOG_FILES_UPLOADING',
    startedOn: '2019-02-11T12:42:15.9272287-08:00',
    endedOn: null,
    fullBackupSetInfo: setOf('full.bak', { backupType: 'Database' }),
    lastRestoredBackupSetInfo: setOf('log2.trn'),
    activeBackupSets: [setOf('log2.trn'), setOf('log1.trn'), setOf('full.bak', { backupType: 'Database' })],
    containerName: 'b6468d15-a49e-45e3-96c3-5a596dcaa8b5',
    errorPrefix: `der|${name}|`,
    isFullBackupRestored: true,
    exceptionsAndWarnings: [],
    resultType: 'DatabaseLevelOutput',
    ...over,
  };
}

/** A restored log set of one file, `over` merged over it. */
export function setOf(file: string, over: Body = {}): Body {
  return {
    backupSetId: `id-of-${file}`,
    firstLSN: 1,
    lastLSN: 2,
    backupType: 'TransactionLog',
    listOfBackupFiles: [fileOf(file)],
    isBackupRestored: true,
    ...over,
  };
}

export function fileOf(file: string, status = 'Restored'): Body {
  return { fileLocation: `\\\\host\\share\\${file}`, familySequenceNumber: 0, status, familyCount: 1 };
}

/** The reading of a body, as the engine makes it; undefined when there is none. */
export function readingOf(properties: unknown): EngineStatus | undefined {
  const bodyText = JSON.stringify({ properties });
  const body = readClassicBody({ kind: 'answer', status: 200, emptyBody: false, bodyText, json: {} });
  if (body.kind !== 'task') return undefined;
  const fit = fitTask(body.task, TARGET);
  return fit.kind === 'fits' ? toEngineStatus(body.task, fit.database, body.task.commands, at(1)) : undefined;
}
