/** The estate that the emulator shows around a migration. */
import { armEstateSource } from '../../shared/adapters/estate/arm-estate-source';
import { createArmClient } from '../../shared/adapters/arm/arm-client';
import { loopbackCredential } from '../../shared/adapters/arm/arm-token';
import { createEstateReader } from '../../shared/adapters/estate/arm-estate-reader';
import type { PreflightPlan } from '../../shared/core/preflight/plan';
import { runPreflight } from '../../shared/use-cases/preflight/run-preflight';
import { startEmulator, type RunningEmulator } from '../../tools/emulator/server';
import { FakeContainers } from './fake-backups';

const PROVIDERS = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers';
const INSTANCE = `${PROVIDERS}/Microsoft.Sql/managedInstances/mi`;
const NETWORKS = `${PROVIDERS}/Microsoft.Network`;

let emulator: RunningEmulator;
beforeAll(async () => {
  emulator = await startEmulator({ port: 0, scanIntervalMs: 0, backupReader: new FakeContainers() });
});
afterAll(() => emulator.close());

const COMMON = {
  source: { databaseName: 'Shop' },
  target: { managedInstanceId: INSTANCE, databaseName: 'Shop' },
  backups: { containerUrl: 'http://127.0.0.1:10000/devstoreaccount1/sales', prefix: '' },
} as const;
const MIGRATIONS: readonly PreflightPlan['migration'][] = [
  {
    ...COMMON,
    engine: 'dms',
    start: 'create',
    create: {
      engine: 'dms',
      migrationServiceId: `${PROVIDERS}/Microsoft.DataMigration/sqlMigrationServices/dms`,
      storageAccountResourceId: `${PROVIDERS}/Microsoft.Storage/storageAccounts/acct`,
      authType: 'ManagedIdentity',
    },
  },
  {
    ...COMMON,
    engine: 'lrs',
    start: 'create',
    create: { engine: 'lrs', authType: 'ManagedIdentity' },
  },
  {
    ...COMMON,
    engine: 'dms-classic',
    start: 'adopt',
    taskId: `${PROVIDERS}/Microsoft.DataMigration/services/old/projects/p/tasks/t`,
  },
];

/** A day on which the classic service was still supported (RES-07). */
const NOW = '2026-03-01T08:00:00.000Z';

test.each(MIGRATIONS)('is in order unless another one is given: $engine', async (migration) => {
  const arm = createArmClient({ endpoint: emulator.url, credential: loopbackCredential() });
  const reader = createEstateReader(armEstateSource(arm));
  const notes = migration.engine === 'dms-classic' ? ON_PREMISES : {};
  const plan = { migration, notes, now: NOW };
  const { findings } = await runPreflight(plan, { reader, readings: new Map() });
  const wrong = findings
    .filter(({ outcome: { state } }) => state === 'unmet' || state === 'unknown')
    .filter(
      ({ outcome }) => !('found' in outcome && outcome.found.startsWith('the backups have not been read')),
    );
  expect(wrong.map(({ row, outcome }) => [row.id, outcome])).toEqual([]);
});

const ON_PREMISES = {
  storageAccountId: `${PROVIDERS}/Microsoft.Storage/storageAccounts/acct`,
  share: { path: '\\\\files.shop.local\\backup' },
  source: { addressPrefixes: ['192.168.0.0/16'] },
};

const send = (method: string, path: string, body?: object) =>
  fetch(`${emulator.url}${path}`, {
    method,
    headers: { authorization: 'Bearer any', ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });

test.each([
  [
    'what is not there',
    'GET',
    `${NETWORKS}/privateEndpoints/pe?api-version=2024-05-01`,
    404,
    'ResourceNotFound',
  ],
  [
    'a version that the provider does not have',
    'GET',
    `${NETWORKS}/virtualNetworks/vnet?api-version=2024-05-02`,
    400,
    'NoRegisteredProviderFound',
  ],
  ['no version', 'GET', `${NETWORKS}/virtualNetworks/vnet`, 400, 'MissingApiVersionParameter'],
  ['a change', 'PUT', `${NETWORKS}/virtualNetworks/vnet?api-version=2024-05-01`, 501, 'NotImplemented'],
  ['a removal', 'DELETE', `${NETWORKS}/virtualNetworks/vnet?api-version=2024-05-01`, 501, 'NotImplemented'],
])('refuses %s', async (_what, method, path, status, code) => {
  const answer = await send(method, path, method === 'PUT' ? {} : undefined);
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ error: { code } });
});
