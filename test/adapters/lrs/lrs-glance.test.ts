import { restingReading, showsNoChange } from '../../../shared/core/watch/rest';
import { aControl, aReadyFacts, at, NOW } from '../../support/facts';
import type { Received, Scripted } from '../arm/tiny-arm';
import {
  CREATED,
  detailsBody,
  error,
  INSTANCE,
  LONG_AT_REST,
  mapped,
  RUN,
  SHORT_AT_REST,
  startLrs,
  TARGET,
  VERSION,
} from './lrs-fixture';

const ORDER = { maxAgeSeconds: 20 };
const LIST = `${INSTANCE}/databases`;
const UNSEEN = { kind: 'unseen' };
const DENIED: Scripted = { status: 403, body: error('AccessDenied') };

/** A database as the list has it (Azure/azure-rest-api-specs ManagedDatabaseListByManagedInstance.json). */
const listed = (name: string, properties: unknown = { status: 'Restoring', creationDate: CREATED }) => ({
  id: `${INSTANCE}/databases/${name}`,
  name,
  location: 'southeastasia',
  properties,
  type: 'Microsoft.Sql/managedInstances/databases',
});
const page = (value: readonly unknown[], nextLink?: string): Scripted => ({
  body: { value, ...(nextLink !== undefined && { nextLink }) },
});

let lrs: Awaited<ReturnType<typeof startLrs>>;
let list: (request: Received) => Scripted;
beforeEach(() => start());
afterEach(() => lrs.server.close());

async function start(options: Parameters<typeof startLrs>[0] = {}) {
  lrs = await startLrs(options);
  list = () => page([listed('Master'), listed('Sales')]);
  lrs.server.otherwise((request) => {
    if (/\/restoreDetails\//.test(request.url)) return lrs.service.details;
    return request.url.startsWith(`${LIST}?`) ? list(request) : lrs.service.database;
  });
}

const look = (target = TARGET, order = ORDER) => lrs.engine.glance!(target, order);
const urls = () => lrs.server.received.map(({ method, url }) => `${method} ${url}`);
const lists = () => lrs.server.received.filter(({ url }) => url.startsWith(`${LIST}?`)).length;

test('it is one request of its own, and a list of the instance’s databases', async () => {
  const glance = await look();
  expect(glance).toMatchObject({ kind: 'seen', tells: 'details' });
  expect(urls()).toEqual([
    `GET ${INSTANCE}/databases/Sales/restoreDetails/Default?${VERSION}`,
    `GET ${LIST}?${VERSION}`,
  ]);
});

test.each([
  ['short', SHORT_AT_REST],
  ['long', LONG_AT_REST],
])('with the %s body it shows what a reading shows', async (_name, body) => {
  lrs.service.details = detailsBody(body);
  const reading = await lrs.engine.read(TARGET);
  const glance = await look();
  expect(reading.kind).toBe('read');
  expect(glance).toEqual({
    kind: 'seen',
    tells: 'details',
    status: reading.kind === 'read' && reading.status,
  });
});

test('fifty restores that are looked at together cost one request each, and one list', async () => {
  await lrs.server.close();
  // A slow machine must not make a retry of one of fifty.
  await start({ timeoutMs: 10_000 });
  const names = Array.from({ length: 50 }, (_, number) => `db${number}`);
  list = () => page(names.map((name) => listed(name)));
  const seen = await Promise.all(names.map((databaseName) => look({ ...TARGET, databaseName })));
  expect(seen.every(({ kind }) => kind === 'seen')).toBe(true);
  expect([lists(), lrs.server.received.length]).toEqual([1, 51]);
});

test.each([
  [20_000, 1],
  [20_001, 2],
])('a list that is %d ms old serves as %d', async (age, expected) => {
  await look();
  lrs.time.set(lrs.time.now() + age);
  await look();
  expect(lists()).toBe(expected);
});

test('it is as old as the older of its two answers', async () => {
  await look();
  const listedAt = lrs.time.now();
  lrs.time.set(listedAt + 15_000);
  expect(await look()).toMatchObject({ status: { asOf: new Date(listedAt).toISOString() } });
});

test('each instance has a list of its own, however its id is written', async () => {
  await look();
  await look({ ...TARGET, scopeId: INSTANCE.toUpperCase() });
  expect(lists()).toBe(1);
  await look({ ...TARGET, scopeId: `${INSTANCE}2` });
  expect(urls().filter((url) => url.includes('mi12/databases?'))).toHaveLength(1);
});

test('a database on a later page is found', async () => {
  list = ({ url }) =>
    url.includes('skip')
      ? page([listed('Sales')])
      : page([listed('Other')], `${lrs.server.origin}${LIST}?${VERSION}&$skiptoken=1`);
  expect(await look()).toMatchObject({ kind: 'seen', status: { operationId: RUN } });
});

test('what is odd about another database hides none', async () => {
  const odd = [{ ...listed('a'), id: 5 }, listed('b', 'Restoring'), listed('c', {}), { name: 'd' }];
  list = () => page([...odd, listed('Sales'), ...odd]);
  expect(await look()).toMatchObject({ kind: 'seen', status: { operationId: RUN } });
});

describe('it shows nothing when', () => {
  const sales = listed('Sales');
  const next = (query: string) => `${lrs.server.origin}${LIST}?${query}`;
  test.each<[string, () => Scripted | ((request: Received) => Scripted)]>([
    ['the list is empty', () => page([])],
    ['the list has other databases only', () => page([listed('Sales2'), listed('Other')])],
    ['the database is listed twice', () => page([sales, sales])],
    ['it is listed twice, in another case', () => page([sales, listed('SALES', {})])],
    ['it is on two pages', () => (one) => page([sales], /2/.test(one.url.slice(-1)) ? '' : next('2'))],
    ['its creation date is untold', () => page([listed('Sales', { status: 'Restoring' })])],
    [
      'its creation date is no time',
      () => page([listed('Sales', { status: 'Restoring', creationDate: 'soon' })]),
    ],
    [
      'its creation date is of year 1',
      () => page([listed('Sales', { status: 'Restoring', creationDate: '0001-01-01T00:00:00Z' })]),
    ],
    ['its status is untold', () => page([listed('Sales', { creationDate: CREATED })])],
    ['its status is empty', () => page([listed('Sales', { status: '', creationDate: CREATED })])],
    ['its status is no text', () => page([listed('Sales', { status: 5, creationDate: CREATED })])],
    ['its properties are none', () => page([listed('Sales', 'Restoring')])],
    ['it has no id', () => page([{ ...sales, id: undefined }])],
    ['the entries are no objects', () => page([sales, 'Sales'])],
    ['the body is no list', () => ({ body: { value: {} } })],
    ['the body is no JSON', () => ({ body: '<html>' })],
    ['the list is denied', () => DENIED],
    ['there is no such instance', () => ({ status: 404, body: error('ResourceNotFound') })],
    ['the list is throttled', () => ({ status: 429, headers: { 'Retry-After': '600' } })],
    ['the connection breaks', () => ({ fault: 'reset' })],
    ['half of the list arrives', () => ({ ...page([sales]), fault: 'stall' })],
    ['its second page is denied', () => (one) => (/x=2/.test(one.url) ? DENIED : page([sales], next('x=2')))],
    ['a page comes again', () => page([sales], next('again'))],
    ['the next page is on another host', () => page([sales], 'https://example.org/databases')],
  ])('%s', async (_name, answer) => {
    const answered = answer();
    list = typeof answered === 'function' ? answered : () => answered;
    expect(await look()).toEqual(UNSEEN);
  });

  test('the pages have no end', async () => {
    let number = 0;
    list = () => page([sales], next(`page=${(number += 1)}`));
    expect(await look()).toEqual(UNSEEN);
    expect(lists()).toBe(200);
  });

  test.each<[string, Scripted]>([
    ['are denied', DENIED],
    ['are throttled', { status: 429, headers: { 'Retry-After': '600' } }],
    ['break off', { fault: 'stall' }],
    ['are in no form known', { body: { properties: { logBackupSets: 'none' } } }],
  ])('the details %s; the list is not asked for', async (_name, details) => {
    lrs.service.details = details;
    expect(await look()).toEqual(UNSEEN);
    expect(lists()).toBe(0);
  });

  test('a Restoring database has no details', async () => {
    lrs.service.details = { status: 404, body: error('ResourceNotFound') };
    expect(await look()).toEqual(UNSEEN);
  });

  test('the target is none of an instance; nothing is asked for', async () => {
    const scopeId = INSTANCE.replace(
      'Microsoft.Sql/managedInstances',
      'Microsoft.SqlVirtualMachine/sqlVirtualMachines',
    );
    expect(await look({ ...TARGET, scopeId })).toEqual(UNSEEN);
    expect(urls()).toEqual([]);
  });
});

test('a list that could not be read is not asked for again at once', async () => {
  list = () => DENIED;
  await look();
  await look();
  expect(lists()).toBe(1);
});

describe('judged beside a reading at rest', () => {
  const status = { ...mapped(LONG_AT_REST), asOf: NOW };
  const facts = aReadyFacts({
    control: aControl({ operationId: RUN }),
    tail: { kind: 'none' },
    engine: { kind: 'read', status },
  });
  const rest = restingReading({ ...facts, chain: { ...facts.chain, lastFile: 'log9.trn' } });
  const noChange = async () => {
    const glance = await look();
    return rest !== undefined && glance.kind === 'seen' && showsNoChange(rest, glance);
  };
  beforeEach(() => lrs.time.set(Date.parse(at(60))));

  test('it shows no change', async () => expect(await noChange()).toBe(true));

  test.each<[string, object]>([
    ['a log waits', { ...LONG_AT_REST, numberOfFilesQueued: 1 }],
    ['another file was restored last', { ...LONG_AT_REST, lastRestoredFileName: 'log8.trn' }],
    ['a file is being restored', { ...LONG_AT_REST, currentRestoringFileName: 'log10.trn' }],
    ['a file came that is not accounted for', { ...LONG_AT_REST, lastUploadedFileName: 'log10.trn' }],
    ['a file cannot be restored', { ...LONG_AT_REST, unrestorableFiles: [{ name: 'x' }] }],
    ['it is blocked', { ...LONG_AT_REST, blockReason: 'no access' }],
    ['it completes', { ...LONG_AT_REST, status: 'CompletingMigration' }],
    ['it says another word', { ...LONG_AT_REST, status: 'RestoreCompleted' }],
    ['it is of another kind', { ...LONG_AT_REST, type: 'PointInTime' }],
  ])('it shows a change when %s', async (_name, details) => {
    lrs.service.details = detailsBody(details);
    expect(await noChange()).toBe(false);
  });

  test('it shows a change when the details are an error', async () => {
    lrs.service.details = { status: 400, body: error('BrokenRestorePlanGapInLogBackups') };
    expect(await noChange()).toBe(false);
  });

  test.each([
    ['is Online', { status: 'Online', creationDate: CREATED }],
    ['was created anew', { status: 'Restoring', creationDate: '2026-11-20T13:00:00Z' }],
  ])('it shows a change when the database %s', async (_name, properties) => {
    list = () => page([listed('Sales', properties)]);
    expect(await noChange()).toBe(false);
  });

  test('a list from before the reading shows nothing of it', async () => {
    lrs.time.set(Date.parse(at(-1)));
    await look();
    lrs.time.set(Date.parse(at(5)));
    expect(await noChange()).toBe(false);
    expect(lists()).toBe(1);
  });

  test('a run that took the place of this one passes for it no longer than the list lasts', async () => {
    expect(await noChange()).toBe(true);
    list = () => page([listed('Sales', { status: 'Restoring', creationDate: '2026-11-20T13:00:00Z' })]);
    lrs.time.set(Date.parse(at(80)));
    expect(await noChange()).toBe(true);
    lrs.time.set(Date.parse(at(81)));
    expect(await noChange()).toBe(false);
  });
});
