/** What the engines' adapters ask of the management API, recorded while they work against the emulator. */
import { createDefaultHttpClient, type HttpClient } from '@azure/core-rest-pipeline';
import { createEngines } from '../../functions/wire';
import { createArmClient } from '../../shared/adapters/arm/arm-client';
import { loopbackCredential } from '../../shared/adapters/arm/arm-token';
import type { ChangeAnswer } from '../../shared/core/engine/change-answer';
import type { EngineKind } from '../../shared/core/engine/engine-status';
import type { CreateSpec, EngineTarget, MigrationEngine } from '../../shared/ports/migration-engine';
import { startEmulator, type RunningEmulator } from '../../tools/emulator/server';
import { FakeContainers, putChain } from '../emulator/fake-backups';

const PROVIDERS = '/subscriptions/00000000-0000-0000-0000-00000000f133/resourceGroups/rg/providers';
const INSTANCE = `${PROVIDERS}/Microsoft.Sql/managedInstances/mi1`;
const TASKS = `${PROVIDERS}/Microsoft.DataMigration/services/dms/projects/p/tasks`;
const SHARE = '\\\\sql1.contoso.example\\backup';
const NEVER = Number.POSITIVE_INFINITY;

/** Actions that an adapter's requests need, as Azure names them, by what they are asked of. */
export interface AdapterCalls {
  /** At the managed instance, of a migration that is there. */
  readonly watch: readonly string[];
  /** At the managed instance, to start one. */
  readonly create: readonly string[];
  /** Anywhere else. */
  readonly elsewhere: readonly string[];
}

/** How one engine's migrations are made here, and how an operator finds them. */
interface Course {
  readonly spec: CreateSpec;
  readonly target: (database: string) => EngineTarget;
  readonly resourceId: (database: string) => string;
}

const COURSES: Readonly<Record<EngineKind, Course>> = {
  dms: {
    spec: {
      engine: 'dms',
      sourceDatabaseName: 'Sales',
      migrationServiceId: `${PROVIDERS}/Microsoft.DataMigration/sqlMigrationServices/dms`,
      storageAccountResourceId: `${PROVIDERS}/Microsoft.Storage/storageAccounts/acct`,
      containerName: 'sales',
      authType: 'ManagedIdentity',
    },
    target: (databaseName) => ({ scopeId: INSTANCE, databaseName }),
    resourceId: (database) => `${INSTANCE}/providers/Microsoft.DataMigration/databaseMigrations/${database}`,
  },
  lrs: {
    spec: { engine: 'lrs', containerUri: 'https://acct.blob.core.windows.net/sales' },
    target: (databaseName) => ({ scopeId: INSTANCE, databaseName }),
    resourceId: (database) => `${INSTANCE}/databases/${database}`,
  },
  'dms-classic': {
    spec: { engine: 'lrs', containerUri: 'https://acct.blob.core.windows.net/sales' },
    target: (databaseName) => ({
      scopeId: INSTANCE,
      databaseName,
      taskId: `${TASKS}/${databaseName}`,
      sourceDatabaseName: 'Sales',
    }),
    resourceId: (database) => `${TASKS}/${database}`,
  },
};

/** Takes an engine through everything the product asks of it, and tells which actions that needed. */
export async function callsOf(engine: EngineKind): Promise<AdapterCalls> {
  const backups = new FakeContainers();
  putChain(backups, 2);
  const emulator = await startEmulator({
    port: 0,
    scanIntervalMs: 0,
    backupReader: backups,
    shares: { [SHARE]: 'sales' },
  });
  try {
    return await record(emulator, engine);
  } finally {
    await emulator.close();
  }
}

async function record(emulator: RunningEmulator, kind: EngineKind): Promise<AdapterCalls> {
  const asked: string[] = [];
  const network = createDefaultHttpClient();
  const http: HttpClient = {
    sendRequest(request) {
      asked.push(`${request.method} ${new URL(request.url).pathname}`);
      return network.sendRequest(request);
    },
  };
  const arm = createArmClient({ endpoint: emulator.url, credential: loopbackCredential(), http });
  const engine = createEngines(arm)[kind];
  const { spec, target } = COURSES[kind];
  for (const database of ['Kept', 'Dropped']) {
    if (kind === 'dms-classic') await putTask(emulator, database);
    else accepted(await engine.create(target(database), spec, NEVER));
  }
  const create = asked.splice(0);
  await later(emulator);
  await finish(engine, COURSES[kind]);
  const atInstance = (call: string) => call.includes(INSTANCE);
  return {
    create: actionsOf(create.filter(atInstance)),
    watch: actionsOf(asked.filter(atInstance)),
    elsewhere: actionsOf([...create, ...asked].filter((call) => !atInstance(call))),
  };
}

/** One migration is looked at, retried and cut over, the other cancelled. */
async function finish(engine: MigrationEngine, { target, resourceId }: Course): Promise<void> {
  const kept = target('Kept');
  const operationId = await runOf(engine, kept);
  await engine.readTargetDatabase(kept);
  await engine.discover(resourceId('Kept'));
  await engine.retry(kept, operationId, NEVER);
  accepted(await engine.cutover(kept, { operationId, lastBackupName: 'log2.trn', deadline: NEVER }));
  const dropped = target('Dropped');
  accepted(await engine.cancel(dropped, await runOf(engine, dropped), NEVER));
}

async function runOf(engine: MigrationEngine, target: EngineTarget): Promise<string> {
  const reading = await engine.read(target);
  if (reading.kind !== 'read')
    throw new Error(`Cannot read ${target.databaseName}: ${JSON.stringify(reading)}`);
  return reading.status.operationId ?? '';
}

function accepted(answer: ChangeAnswer): void {
  if (answer.kind !== 'accepted') throw new Error(`Cannot go on: ${JSON.stringify(answer)}`);
}

async function later(emulator: RunningEmulator): Promise<void> {
  for (let times = 0; times < 2; times += 1)
    await send(emulator, 'POST', '/_control/clock', { advanceMs: 600_000 });
}

/** The adapter makes no classic tasks. */
function putTask(emulator: RunningEmulator, database: string): Promise<void> {
  return send(emulator, 'PUT', `${TASKS}/${database}?api-version=2018-07-15-preview`, {
    properties: {
      taskType: 'Migrate.SqlServer.AzureSqlDbMI.Sync.LRS',
      input: {
        selectedDatabases: [{ name: 'Sales', restoreDatabaseName: database }],
        backupFileShare: { userName: 'u', password: 'not-real', path: SHARE },
        storageResourceId: `${PROVIDERS}/Microsoft.Storage/storageAccounts/acct`,
        sourceConnectionInfo: { type: 'SqlConnectionInfo', dataSource: 'sql1.contoso.example' },
        targetConnectionInfo: { type: 'MiSqlConnectionInfo', managedInstanceResourceId: INSTANCE },
        azureApp: { applicationId: 'a', appKey: 'not-real', tenantId: 't' },
      },
    },
  });
}

async function send(emulator: RunningEmulator, method: string, path: string, body: object): Promise<void> {
  const headers = { authorization: 'Bearer any', 'content-type': 'application/json' };
  const reply = await fetch(`${emulator.url}${path}`, { method, headers, body: JSON.stringify(body) });
  if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${await reply.text()}`);
}

const VERBS: Readonly<Record<string, string>> = { GET: 'read', PUT: 'write', DELETE: 'delete' };

/** Names actions as Azure does: provider, types, and what is done (Microsoft Learn, "Azure resource provider operations"). */
function actionsOf(calls: readonly string[]): readonly string[] {
  return [...new Set(calls.map(actionOf))].sort();
}

function actionOf(call: string): string {
  const [method = '', path = ''] = call.split(' ');
  const [provider = '', ...segments] = path.slice(path.lastIndexOf('/providers/') + 11).split('/');
  const action = segments.length % 2 === 1 ? `${segments.pop()}/action` : VERBS[method];
  const types = segments.filter((_, at) => at % 2 === 0);
  return [provider, ...types, action].join('/');
}
