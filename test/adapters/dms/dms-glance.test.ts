import type { Scripted } from '../arm/tiny-arm';
import { migrationBody, OPERATION, SCOPE, startDms, TARGET, VM_SCOPE } from './dms-fixture';

const SERVICE =
  '/subscriptions/00000000-0000-0000-0000-00000000f133/resourceGroups/rg/providers/Microsoft.DataMigration/sqlMigrationServices/dms';
const ORDER = { migrationServiceId: SERVICE, maxAgeSeconds: 20 };

let dms: Awaited<ReturnType<typeof startDms>>;
beforeEach(async () => void (dms = await startDms()));
afterEach(() => dms.server.close());

const idOf = (name: string, scope = SCOPE): string =>
  `${scope}/providers/Microsoft.DataMigration/databaseMigrations/${name}`;
const page = (ids: readonly (string | undefined)[], nextLink?: string): Scripted => ({
  body: {
    value: ids.map((id) => ({ ...(migrationBody() as object), id })),
    ...(nextLink !== undefined && { nextLink }),
  },
});
const look = (target = TARGET, order = ORDER) => dms.engine.glance!(target, order);

test('a migration is found in the list of its service, without details', async () => {
  dms.server.script(page([idOf('Other'), idOf('Sales')]));
  const glance = await look();
  expect(glance).toMatchObject({
    kind: 'seen',
    status: { state: 'running', operationId: OPERATION, atRest: true, asOf: '2026-11-21T00:00:00.000Z' },
  });
  expect(glance.kind === 'seen' && glance.status.pendingLogs).toBeUndefined();
  expect(dms.server.received.map(({ method, url }) => `${method} ${url}`)).toEqual([
    `GET ${SERVICE}/listMigrations?api-version=2025-06-30`,
  ]);
});

test.each([
  ['in another case', { scopeId: SCOPE.toUpperCase(), databaseName: 'SALES' }, idOf('Sales')],
  ['with a blank, written as it is', { scopeId: SCOPE, databaseName: 'My db' }, idOf('My db')],
  ['with a blank, written encoded', { scopeId: SCOPE, databaseName: 'My db' }, idOf('My%20db')],
  ['on a virtual machine', { scopeId: VM_SCOPE, databaseName: 'Sales' }, idOf('Sales', VM_SCOPE)],
])('an id %s is the same', async (_name, target, id) => {
  dms.server.script(page([id]));
  expect((await look(target)).kind).toBe('seen');
});

test.each<[string, Scripted]>([
  ['an empty list', { body: { value: [] } }],
  ['a list without it', page([idOf('Other'), idOf('Sales', VM_SCOPE), undefined])],
  ['a list that has it twice', page([idOf('Sales'), idOf('sales')])],
  ['a list that is denied', { status: 403, body: { error: { code: 'AccessDenied', message: 'm' } } }],
  ['a list that is no list', { body: { value: {} } }],
  ['an id that cannot be read', page([idOf('%E0%A4%A')])],
])('%s shows nothing', async (_name, answer) => {
  dms.server.script(answer);
  expect(await look()).toEqual({ kind: 'unseen' });
});

test('a list with a broken page shows nothing, not even what came before', async () => {
  dms.server.script(page([idOf('Sales')], `${dms.server.origin}${SERVICE}/listMigrations?2`), {
    status: 403,
    body: { error: { code: 'AccessDenied', message: 'm' } },
  });
  expect(await look()).toEqual({ kind: 'unseen' });
});

test.each([
  ['a service id of another type', TARGET, SCOPE],
  ['a target of another type', { scopeId: '/subscriptions/x', databaseName: 'Sales' }, SERVICE],
])('%s is not asked for', async (_name, target, migrationServiceId) => {
  expect(await look(target, { ...ORDER, migrationServiceId })).toEqual({ kind: 'unseen' });
  expect(dms.server.received).toEqual([]);
});

test('those who ask at the same time share one list', async () => {
  dms.server.otherwise(() => page([idOf('Sales'), idOf('Stock')]));
  const names = [...Array<string>(50).fill('Sales'), ...Array<string>(50).fill('Stock')];
  const seen = await Promise.all(names.map((databaseName) => look({ ...TARGET, databaseName })));
  expect(seen.every(({ kind }) => kind === 'seen')).toBe(true);
  expect(dms.server.received).toHaveLength(1);
});

test.each([
  [20_000, 1],
  [20_001, 2],
  [-1, 2],
])('a list that is %d ms old serves as %d', async (age, requests) => {
  dms.server.otherwise(() => page([idOf('Sales')]));
  await look();
  dms.time.set(dms.time.now() + age);
  await look();
  expect(dms.server.received).toHaveLength(requests);
});

test('each service has a list of its own, however its id is written', async () => {
  dms.server.otherwise(() => page([idOf('Sales')]));
  await look();
  await look(TARGET, {
    ...ORDER,
    migrationServiceId: SERVICE.replace('sqlMigrationServices', 'SqlMigrationServices'),
  });
  expect(dms.server.received).toHaveLength(1);
  await look(TARGET, { ...ORDER, migrationServiceId: `${SERVICE}2` });
  expect(dms.server.received).toHaveLength(2);
});

test('a list that could not be read is not asked for again at once', async () => {
  dms.server.otherwise(() => ({ status: 403, body: { error: { code: 'AccessDenied', message: 'm' } } }));
  await look();
  await look();
  expect(dms.server.received).toHaveLength(1);
});
