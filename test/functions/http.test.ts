import { isNamed } from '../../functions/http/conditional';
import { CLOSED_SIGN_IN } from '../../shared/adapters/sign-in/without-tokens';
import { mayCall, type Route, ROUTES } from '../../shared/api/routes';
import { ROLES } from '../../shared/core/access/roles';
import type { BoardItem } from '../../shared/core/views/file-board';
import type { SignIn } from '../../shared/ports/sign-in';
import {
  ID,
  OPERATION,
  readyWorld,
  SCOPE,
  someBackups,
  TARGET,
  World,
  CONTAINER_URL,
} from '../support/world';
import { Api, body, fieldsOf, LOCAL, signedInAs } from './http-api';

const WRITES = [
  ['register', {}],
  ['patch', { policy: {} }],
  ['cutover', { confirm: 'mi/Shop', expectedTail: 'log3.final.trn' }],
  ['rehearse', {}],
  ['approve', { confirm: 'mi/Shop', expectedTail: 'log3.final.trn' }],
  ['tail', { blob: 'log3.final.trn' }],
  ['exclude', { blob: 'a', etag: 'b', reason: 'because' }],
  ['hold', { reason: 'not tonight' }],
  ['release', {}],
  ['retry', {}],
  ['settle', { as: 'canceled', confirm: 'mi/Shop', reason: 'support said so' }],
  ['withdraw', { reason: 'a typo' }],
  ['cancel', { confirm: 'mi/Shop' }],
] as const;

const WINDOW = { timeZone: 'Europe/Berlin', opens: '2026-12-04T22:00', minutes: 360, assumeMinutes: 60 };

describe('POST migrations', () => {
  test('202 with Location, then 200 for the same body, then 409 naming the difference', async () => {
    const api = new Api(new World().caps);
    api.durable.status = 'Terminated';
    const first = await api.send('register', { body: body() });
    expect(first).toMatchObject({ status: 202, headers: { Location: '/api/migrations/shop' } });
    expect(first.body.management).toMatchObject({ id: 'shop:watch' });
    expect(api.durable.calls).toContain('start watchMigration shop:watch');
    expect((await api.send('register', { body: body() })).status).toBe(200);
    const other = await api.send('register', { body: body({ source: { databaseName: 'Other' } }) });
    expect(other.status).toBe(409);
    expect(fieldsOf(other)).toEqual(['source.databaseName']);
  });

  test('409 for a target or a location that another migration has', async () => {
    const api = new Api(new World().caps);
    await api.send('register', { body: body() });
    const target = await api.send('register', { body: body({ id: 'two' }) });
    expect(target).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('migration shop has') },
    });
    const location = await api.send('register', {
      body: body({ id: 'three', target: { managedInstanceId: SCOPE, databaseName: 'Three' } }),
    });
    expect(location).toMatchObject({ status: 409, body: { detail: expect.stringContaining('overlap') } });
  });

  test.each<[name: string, change: Record<string, unknown>, fields: readonly string[]]>([
    [
      'unknown fields by name',
      { extra: 1, backups: { containerUrl: CONTAINER_URL, sas: 'x' } },
      ['backups.sas', 'extra'],
    ],
    ['a query', { backups: { containerUrl: `${CONTAINER_URL}?sv=marked-secret` } }, ['backups.containerUrl']],
    ['an empty query', { backups: { containerUrl: `${CONTAINER_URL}?` } }, ['backups.containerUrl']],
    ['a fragment', { backups: { containerUrl: `${CONTAINER_URL}#` } }, ['backups.containerUrl']],
    ['a password', { backups: { containerUrl: 'https://u:marked-secret@acct/c' } }, ['backups.containerUrl']],
    ['a folder', { backups: { containerUrl: `${CONTAINER_URL}/folder` } }, ['backups.containerUrl']],
    ['plain http', { backups: { containerUrl: 'http://acct/backups' } }, ['backups.containerUrl']],
    [
      'a secondary endpoint',
      { backups: { containerUrl: 'https://acct-secondary.blob.core.windows.net/backups' } },
      ['backups.containerUrl'],
    ],
    ['white space', { backups: { containerUrl: `${CONTAINER_URL} ` } }, ['backups.containerUrl']],
    ['a prefix without /', { backups: { containerUrl: CONTAINER_URL, prefix: 'p' } }, ['backups.prefix']],
    ['an engine not driven', { engine: 'lrs' }, ['engine']],
    ['create without what to create', { start: 'create' }, ['create']],
    [
      'policy',
      { policy: { stableReads: 1, waive: [{ check: 'chain.complete', reason: 'because' }] } },
      ['policy.stableReads', 'policy.waive.0.check'],
    ],
    [
      'a window in a zone that is none',
      { policy: { window: { ...WINDOW, timeZone: 'CET' } } },
      ['policy.window.timeZone'],
    ],
    [
      'a window that is too short for its cutover',
      { policy: { window: { ...WINDOW, assumeMinutes: 361 } } },
      ['policy.window.assumeMinutes'],
    ],
    [
      'a window without how long a cutover takes',
      { policy: { window: { ...WINDOW, assumeMinutes: undefined } } },
      ['policy.window.assumeMinutes'],
    ],
    [
      'a blackout date that is none',
      { policy: { window: { ...WINDOW, blackoutDates: ['24.12.2026'] } } },
      ['policy.window.blackoutDates.0'],
    ],
    ['a window in mode offline', { policy: { mode: 'offline', window: WINDOW } }, ['policy.window']],
  ])('400: %s', async (_name, change, fields) => {
    const api = new Api(new World().caps);
    const answer = await api.send('register', { body: body(change) });
    expect(answer.status).toBe(400);
    expect(fieldsOf(answer)).toEqual(fields);
    expect(answer.text).not.toContain('marked-secret');
  });

  test.each([
    'AzureWebJobsStorage',
    'LedgerStorage',
    'BackupStorage__x',
    'IDENTITY_HEADER',
    'DEPLOYMENT_STORAGE_CONNECTION_STRING',
    'CONTAINER_ENCRYPTION_KEY',
    'MACHINEKEY_DecryptionKey',
    'CONTAINER_START_CONTEXT_SAS_URI',
    'SqlPasswordOfAnotherTeam',
    'cutoversecret_ShopKey',
    'CutoverSecret_',
    'XCutoverSecret_ShopKey',
  ])('G5: %s is no setting for a registration to name', async (accountKeySetting) => {
    const api = new Api(new World().caps);
    const create = {
      migrationServiceId: `${SCOPE.split('/Microsoft.Sql')[0]}/Microsoft.DataMigration/sqlMigrationServices/s`,
      storageAccountResourceId: `${SCOPE.split('/Microsoft.Sql')[0]}/Microsoft.Storage/storageAccounts/acct`,
      authType: 'AccountKey',
    };
    const answer = await api.send('register', {
      body: body({ start: 'create', create: { ...create, accountKeySetting } }),
    });
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toEqual([
      { field: 'create.accountKeySetting', message: expect.stringContaining('begins with CutoverSecret_') },
    ]);
    const good = await api.send('register', {
      body: body({ start: 'create', create: { ...create, accountKeySetting: 'CutoverSecret_ShopKey' } }),
    });
    expect(good.status).toBe(202);
  });

  test.each([
    ['https://evil.example/backups', 'evil.example'],
    ['https://other.blob.core.windows.net/backups', 'other.blob.core.windows.net'],
    ['https://acct.blob.core.windows.net.evil.example/backups', 'acct.blob.core.windows.net.evil.example'],
    ['https://acct.blob.core.windows.net:444/backups', 'acct.blob.core.windows.net:444'],
    ['http://127.0.0.1:10000/devstoreaccount1/backups', '127.0.0.1:10000'],
  ])('G5: %s is no container for a registration to name', async (containerUrl, host) => {
    const { caps } = new World();
    const message = `${host} is not a storage account that this app may read (acct.blob.core.windows.net): correct it, or add the account to the setting BackupAccounts`;
    const config = { ...LOCAL, backupHosts: { patterns: ['acct.blob.core.windows.net'], loopback: false } };
    const backups = { containerUrl };
    const byResource = { resourceId: `${SCOPE}/databases/Shop`, backups, start: 'adopt' };
    for (const sent of [body({ backups }), byResource]) {
      const answer = await new Api(caps, config).send('register', { body: sent });
      expect(answer.status).toBe(400);
      expect(answer.body.errors).toEqual([{ field: 'backups.containerUrl', message }]);
    }
    expect(await caps.ledger.registration(ID)).toBeUndefined();
  });

  test('400: no JSON, whose text is not repeated, and a body that is too long', async () => {
    const api = new Api(new World().caps);
    const broken = await api.send('register', { body: '{"key": marked-secret' });
    expect(broken.status).toBe(400);
    expect(broken.text).not.toContain('marked');
    expect((await api.send('register', { body: 'x'.repeat(70_000) })).status).toBe(400);
  });
});

describe('G6: who is let in', () => {
  const MUST_SIGN_IN = Object.keys(ROUTES).filter((name) => !['health', 'getSignIn'].includes(name));
  const forged = {
    'x-ms-client-principal-name': 'eve',
    'x-ms-client-principal-id': 'eve',
    'x-ms-client-principal': Buffer.from(
      JSON.stringify({ claims: ROLES.map((val) => ({ typ: 'roles', val })) }),
    ).toString('base64'),
  };

  test.each(MUST_SIGN_IN)('%s: 403 with the remedy until sign-in is configured', async (name) => {
    const { caps } = await readyWorld();
    const answer = await new Api(caps, LOCAL, ['dms'], CLOSED_SIGN_IN).send(name, { headers: forged });
    expect(answer).toMatchObject({
      status: 403,
      body: { detail: expect.stringMatching(/set SignInTenant/) },
    });
  });

  test.each(MUST_SIGN_IN)(
    '%s: 401 without a token, whatever the headers of the platform say',
    async (name) => {
      const { caps } = await readyWorld();
      const signIn: SignIn = {
        identify: async (token) =>
          token === undefined ? { kind: 'noToken' } : { kind: 'badToken', reason: 'no' },
      };
      const answer = await new Api(caps, LOCAL, ['dms'], signIn).send(name, { headers: forged });
      expect(answer).toMatchObject({ status: 401, headers: { 'WWW-Authenticate': 'Bearer' } });
    },
  );

  const CASES = Object.entries<Route>(ROUTES).flatMap(([name, { needs }]) =>
    [[], ...ROLES.map((role) => [role])].map((roles) => ({ name, roles, needs })),
  );

  test.each(CASES)('$name with $roles', async ({ name, roles, needs }) => {
    const operator = { name: 'ada@example.com', roles };
    const { caps } = await readyWorld();
    const answer = await new Api(caps, LOCAL, ['dms'], signedInAs(operator)).send(name);
    const letIn = mayCall(operator, needs);
    expect(answer.status === 403).toBe(!letIn);
    if (!letIn) expect(answer.body.detail).toContain('Cannot answer: this needs the role Cutover.');
  });

  test.each(ROLES)('G5: the management URLs are for administrators only: %s', async (role) => {
    const operator = { name: 'ada@example.com', roles: [role, 'Cutover.Operate'] as const };
    const answer = await new Api(new World().caps, LOCAL, ['dms'], signedInAs(operator)).send('register', {
      body: body(),
    });
    expect(answer.status).toBe(202);
    expect(answer.text.includes('system-key')).toBe(role === 'Cutover.Admin');
  });

  test.each([
    ['auto', ['Cutover.Operate'], 403],
    ['auto', ['Cutover.Operate', 'Cutover.Admin'], 403],
    ['auto', ['Cutover.Operate', 'Cutover.Approve'], 202],
    ['auto', ['Cutover.Approve'], 403],
    ['manual', ['Cutover.Operate'], 202],
    ['approve', ['Cutover.Operate'], 202],
  ] as const)('a registration in mode %s by %j: %i', async (mode, roles, status) => {
    const { caps } = new World();
    const answer = await new Api(caps, LOCAL, ['dms'], signedInAs({ name: 'ada', roles })).send('register', {
      body: body({ policy: { mode } }),
    });
    expect(answer.status).toBe(status);
    expect((await caps.ledger.registration(ID)) !== undefined).toBe(status === 202);
  });

  test('the identity is in the journal', async () => {
    const world = await readyWorld();
    const signIn = signedInAs({ name: 'ada@example.com', roles: ['Cutover.Operate'] });
    await new Api(world.caps, LOCAL, ['dms'], signIn).send('hold', { body: { reason: 'stop' } });
    expect((await world.control()).holds?.[0]).toMatchObject({ by: 'ada@example.com', reason: 'stop' });
  });

  test('me: name and roles; on this machine all of them', async () => {
    const { caps } = new World();
    expect((await new Api(caps).send('me')).body).toEqual({ name: 'local:ada', roles: ROLES });
    const nobody = signedInAs({ name: 'eve', roles: [] });
    expect((await new Api(caps, LOCAL, ['dms'], nobody).send('me')).body).toEqual({ name: 'eve', roles: [] });
  });
});

describe('GET health', () => {
  const who: readonly [string, SignIn][] = [
    ['no settings', CLOSED_SIGN_IN],
    ['no token', { identify: async () => ({ kind: 'noToken' }) }],
    ['a bad token', { identify: async () => ({ kind: 'badToken', reason: 'it has expired' }) }],
    ['nobody who can tell', { identify: async () => ({ kind: 'unavailable', reason: 'no answer' }) }],
    ['no role', signedInAs({ name: 'eve', roles: [] })],
  ];

  test.each(who)('one word for a caller with %s', async (_name, signIn) => {
    const world = await readyWorld();
    const api = new Api(world.caps, LOCAL, ['dms'], signIn);
    expect(await api.send('health')).toMatchObject({ status: 200, text: '{"status":"up"}' });
    world.stored.failNext(9);
    expect(await api.send('health')).toMatchObject({ status: 503, text: '{"status":"down"}' });
  });

  test('the details for who may read', async () => {
    const world = await readyWorld();
    const api = new Api(world.caps, LOCAL, ['dms'], signedInAs({ name: 'ada', roles: ['Cutover.Read'] }));
    const parts = expect.arrayContaining([expect.objectContaining({ part: 'storage', name: 'acct' })]);
    // No sweep has ended here.
    const degraded = { status: 'degraded', version: '1.2.3', parts };
    expect(await api.send('health')).toMatchObject({ status: 200, body: degraded });
    world.stored.failNext(9);
    const down = expect.arrayContaining([expect.objectContaining({ part: 'ledger', status: 'down' })]);
    expect(await api.send('health')).toMatchObject({
      status: 503,
      headers: { 'Retry-After': '15' },
      body: { status: 'down', parts: down },
    });
  });
});

describe('every route of a migration that does not exist answers 404', () => {
  test.each(['get', 'backups', 'journal', 'evidence', 'runbook'] as const)('%s', async (name) => {
    expect(await new Api(new World().caps).send(name)).toMatchObject({ status: 404 });
  });

  test.each(WRITES.slice(1))('%s', async (name, sent) => {
    const headers = { 'if-match': 'x' };
    expect(await new Api(new World().caps).send(name, { body: sent, headers })).toMatchObject({
      status: 404,
    });
  });
});

describe('a page that is read again', () => {
  test.each(['list', 'backups', 'journal'])('%s: 304 until it changes', async (name) => {
    const world = await readyWorld();
    const api = new Api(world.caps);
    const first = await api.send(name);
    const etag = first.headers.ETag!;
    expect(etag).toMatch(/^W\/"[0-9a-f]{32}"$/);
    const again = await api.send(name, { headers: { 'if-none-match': `"other", ${etag}` } });
    expect(again).toMatchObject({ status: 304, headers: { ETag: etag } });
    const [{ name: blob, etag: version }] = (await api.send('backups')).body.items as [BoardItem];
    await api.send('exclude', { body: { blob, etag: version, reason: 'not ours' } });
    const changed = await api.send(name, { headers: { 'if-none-match': etag } });
    expect(changed.status).toBe(200);
    expect(changed.headers.ETag).not.toBe(etag);
  });

  test.each([
    ['W/"1"', '"0", "1"', true],
    ['W/"1"', '*', true],
    ['W/"1"', '"11"', false],
    ['W/"1"', null, false],
  ])('%s is named by %s: %j', (etag, list, named) => {
    expect(isNamed(etag, list)).toBe(named);
  });
});

describe('PATCH migrations/{id}', () => {
  test('428 without If-Match, 412 with an old one, 200 with the one of the status', async () => {
    const api = new Api((await readyWorld()).caps);
    const change = { body: { policy: { mode: 'manual' } } };
    expect(await api.send('patch', change)).toMatchObject({ status: 428 });
    expect(await api.send('patch', { ...change, headers: { 'if-match': 'old' } })).toMatchObject({
      status: 412,
    });
    const etag = (await api.send('get')).headers.ETag!;
    const changed = await api.send('patch', { ...change, headers: { 'if-match': etag } });
    expect(changed).toMatchObject({ status: 200, body: { policy: { mode: 'manual' } } });
    expect(await api.send('patch', { ...change, headers: { 'if-match': etag } })).toMatchObject({
      status: 412,
    });
  });

  test('a cadence in the window beyond which no readings are in a row is refused', async () => {
    const api = new Api((await readyWorld()).caps);
    const headers = { 'if-match': 'x' };
    const answer = await api.send('patch', { body: { policy: { windowPollSeconds: 601 } }, headers });
    expect(answer.status).toBe(400);
    expect(fieldsOf(answer)).toEqual(['policy.windowPollSeconds']);
  });

  test('400 naming every bad field', async () => {
    const api = new Api((await readyWorld()).caps);
    const answer = await api.send('patch', {
      body: { policy: { mode: 'yolo', stableReads: 0, windowPollSeconds: 1, surprise: true }, more: 1 },
      headers: { 'if-match': 'x' },
    });
    expect(answer.status).toBe(400);
    expect(fieldsOf(answer)).toEqual([
      'more',
      'policy.mode',
      'policy.stableReads',
      'policy.surprise',
      'policy.windowPollSeconds',
    ]);
  });
});

describe('actions', () => {
  test('hold, hold again, release, release again', async () => {
    const world = await readyWorld();
    const api = new Api(world.caps);
    expect(await api.send('hold', { body: { reason: 'stop' } })).toMatchObject({
      status: 200,
      body: { held: { by: 'local:ada', reason: 'stop' } },
    });
    expect(api.durable.calls).toContain('raise shop:watch nudge');
    const { etag } = (await world.stored.control(ID))!;
    expect((await api.send('hold', { body: { reason: 'stop' } })).status).toBe(200);
    expect((await world.stored.control(ID))?.etag).toBe(etag);
    expect(await api.send('release', { body: {} })).toMatchObject({ status: 200 });
    expect(await api.send('release', { body: {} })).toMatchObject({ status: 409 });
  });

  test('an action is done even when the watch cannot be woken', async () => {
    const world = await readyWorld();
    const api = new Api(world.caps);
    api.durable.away = true;
    expect((await api.send('hold', { body: { reason: 'stop' } })).status).toBe(200);
  });

  test('G3: an action starts a watch that has ended', async () => {
    const api = new Api((await readyWorld()).caps);
    api.durable.status = 'Failed';
    await api.send('hold', { body: { reason: 'stop' } });
    expect(api.durable.calls).toContain('start watchMigration shop:watch');
  });

  test('the tail by name; naming it again keeps an approval', async () => {
    const world = await readyWorld({}, { mode: 'manual' });
    const api = new Api(world.caps);
    expect((await api.send('tail', { body: { blob: 'log3.final.trn' } })).body.tail).toMatchObject({
      blob: 'log3.final.trn',
      proof: 'named',
    });
    world.clock.forward(31);
    const go = { body: { confirm: 'mi/Shop', expectedTail: 'log3.final.trn' } };
    expect(await api.send('cutover', go)).toMatchObject({ status: 202 });
    await api.send('tail', { body: { blob: 'log3.final.trn' } });
    expect((await world.control()).approvals).toBeDefined();
    await api.send('tail', { body: { blob: 'log2.trn' } });
    expect((await world.control()).approvals?.[0]?.ended?.state).toBe('void');
  });

  test.each([
    ['in quotes', (etag: string) => etag],
    ['bare', (etag: string) => etag.replaceAll('"', '')],
    ['weak', (etag: string) => `W/${etag}`],
  ])('exclude takes the ETag of the board, %s', async (_name, write) => {
    const world = await readyWorld();
    world.put('late.trn', new Uint8Array(10));
    await world.assess('thorough');
    const api = new Api(world.caps);
    const board = (await api.send('backups')).body.items as readonly { name: string; etag: string }[];
    const { etag } = board.find(({ name }) => name === 'late.trn')!;
    const sent = { blob: 'late.trn', etag: write(etag), reason: 'not a backup' };
    expect((await api.send('exclude', { body: sent })).status).toBe(200);
    expect((await world.control()).exclusions).toMatchObject([{ blob: 'late.trn', etag }]);
    const after = (await api.send('backups')).body.items as readonly { name: string; state: string }[];
    expect(after.find(({ name }) => name === 'late.trn')?.state).toBe('excluded');
  });

  test('exclude refuses what the ledger does not know, naming what it knows', async () => {
    const api = new Api((await readyWorld()).caps);
    const unknown = await api.send('exclude', { body: { blob: 'x.trn', etag: 'y', reason: 'because' } });
    expect(unknown).toMatchObject({ status: 409, body: { detail: expect.stringContaining('no such blob') } });
    const other = await api.send('exclude', { body: { blob: 'log1.trn', etag: 'y', reason: 'because' } });
    expect(other).toMatchObject({ status: 409, body: { detail: expect.stringContaining('"0x8D') } });
  });

  test('an upload that is not committed can be excluded: its ETag is empty', async () => {
    const world = await readyWorld();
    world.container.putUncommitted('orphan.trn', { lastModified: world.clock.now() });
    expect((await world.assess()).decision.readiness.ready).toBe(false);
    const sent = { blob: 'orphan.trn', etag: '', reason: 'the upload was given up' };
    expect((await new Api(world.caps).send('exclude', { body: sent })).status).toBe(200);
    expect((await world.assess()).decision.readiness.ready).toBe(true);
  });

  test('retry is refused with what was found, or recorded and shown', async () => {
    const world = await readyWorld();
    const api = new Api(world.caps);
    expect(await api.send('retry')).toMatchObject({
      status: 409,
      body: {
        detail: expect.stringMatching(
          /^Cannot retry: the service is \S+; only a migration that waits for a retry/,
        ),
      },
    });
    expect((await api.send('retry', { body: { force: true } })).status).toBe(400);
    world.runs('log2.trn', { state: 'retriable', rawState: 'Retriable' });
    const asked = await api.send('retry');
    expect(asked).toMatchObject({
      status: 202,
      body: { blocked: { reason: expect.stringContaining('local:ada requested one at') } },
    });
    expect((await world.control()).retry).toMatchObject({ state: 'intended', by: 'local:ada' });
    expect(api.durable.calls).toContainEqual(expect.stringContaining('shop:watch'));
  });

  test('withdraw ends a registration, and what it held can be registered under another id', async () => {
    const api = new Api(new World().caps);
    await api.send('register', { body: body({ source: { databaseName: 'Shpo' } }) });
    for (const wrong of [{}, { reason: 'x' }, { reason: 'a typo', force: true }])
      expect((await api.send('withdraw', { body: wrong })).status).toBe(400);
    const withdrawn = await api.send('withdraw', { body: { reason: 'a typo' } });
    expect(withdrawn).toMatchObject({
      status: 200,
      body: {
        phase: 'canceled',
        headline: 'Withdrawn by local:ada: a typo; nothing was sent to the service',
      },
    });
    expect(withdrawn.body.next).toBeUndefined();
    expect(api.durable.calls).toContainEqual(expect.stringContaining('raise shop:watch'));
    expect(await api.send('withdraw', { body: { reason: 'once more' } })).toMatchObject({
      status: 409,
      body: { detail: 'Cannot withdraw: the migration has ended (canceled)' },
    });
    expect((await api.send('evidence')).body).toMatchObject({
      outcome: 'canceled',
      ended: { reason: 'withdrawn by local:ada: a typo; nothing was sent to the service' },
    });
    const again = await api.send('register', { body: body() });
    expect(again).toMatchObject({ status: 409, body: { errors: [{ field: 'source.databaseName' }] } });
    expect((await api.send('register', { body: body({ id: 'shop-2' }) })).status).toBe(202);
  });

  test('withdraw is refused once the migration is adopted, with what to do instead', async () => {
    const world = await readyWorld();
    const refused = await new Api(world.caps).send('withdraw', { body: { reason: 'a typo' } });
    expect(refused).toMatchObject({
      status: 409,
      body: { detail: expect.stringMatching(/^Cannot withdraw: operation .* is adopted .* cancel it$/) },
    });
    expect(world.engine.count('cancel')).toBe(0);
  });

  test('cancel wants instance and database: databases of one name are on many instances', async () => {
    const world = await readyWorld();
    const api = new Api(world.caps);
    for (const confirm of ['mi/shop', 'Shop', 'other-mi/Shop', 'mi'])
      expect(await api.send('cancel', { body: { confirm } })).toMatchObject({
        status: 400,
        body: { detail: expect.stringContaining('the service drops the target database; type mi/Shop') },
      });
    expect((await world.control()).cancel).toBeUndefined();
    expect(await api.send('cancel', { body: { confirm: 'mi/Shop' } })).toMatchObject({ status: 202 });
    expect((await world.control()).cancel).toMatchObject({ state: 'intended', by: 'local:ada' });
  });
});

describe('POST migrations/{id}/cutover', () => {
  test('202 when ready; 400 for what is mistyped; 409 with every check that is not met', async () => {
    const world = await readyWorld({}, { mode: 'manual' });
    const api = new Api(world.caps);
    expect(
      fieldsOf(await api.send('cutover', { body: { confirm: 'Shop', expectedTail: 'log3.final.trn' } })),
    ).toEqual(['confirm']);
    expect(
      fieldsOf(await api.send('cutover', { body: { confirm: 'mi/Shop', expectedTail: 'log2.trn' } })),
    ).toEqual(['expectedTail']);
    const go = { body: { confirm: 'mi/Shop', expectedTail: 'log3.final.trn' } };
    expect(await api.send('cutover', go)).toMatchObject({ status: 202, body: { approvedBy: 'local:ada' } });
    world.engine.set(TARGET, { pendingLogs: undefined, blockingReasons: ['disk full'] });
    const refused = await api.send('cutover', go);
    expect(refused.status).toBe(409);
    expect(refused.body.detail).toMatch(/^Cannot cut over: pending\.zero: .*no-blocking-reason: .*disk full/);
  });
});

describe('documents', () => {
  test('status, list, journal, evidence, contract', async () => {
    const world = await readyWorld();
    const api = new Api(world.caps);
    expect(await api.send('get')).toMatchObject({ status: 200, body: { id: ID, phase: 'ready' } });
    expect((await api.send('list', { query: { phase: 'ready', top: '5' } })).body.items).toHaveLength(1);
    expect((await api.send('list', { query: { blocked: 'true' } })).body.items).toHaveLength(0);
    expect((await api.send('journal', { query: { order: 'newest', top: '1' } })).body.items).toHaveLength(1);
    expect((await api.send('evidence')).body).toMatchObject({ outcome: 'none' });
    const html = await api.send('evidence', { query: { format: 'html' } });
    expect(html.text).toMatch(/^<!doctype html>\n/);
    expect(html.text).toContain((await world.stored.journalHead(ID))!.head);
    expect((await api.send('evidence', { query: { format: 'markdown' } })).text).toContain(
      '# Cutover of Shop to mi/Shop',
    );
    expect((await api.send('openApi')).text).toBe('openapi: 3.1.0');
  });

  test('the runbook, whose tail gets a name that no blob of the ledger ever had', async () => {
    const world = await readyWorld();
    const api = new Api(world.caps);
    expect((await api.send('runbook')).body).toMatchObject({ id: ID, phase: 'ready', current: 'complete' });
    const page = async () => (await api.send('runbook', { query: { format: 'markdown' } })).text;
    expect(await page()).toContain('# Runbook of shop: Shop to mi/Shop');
    expect(await page()).toContain(`${CONTAINER_URL}/shop_tail_1.final.trn'`);
    const taken = {
      ...(await world.stored.backupVersions(ID, 'log3.final.trn'))[0]!,
      name: 'shop_tail_1.final.trn',
    };
    const entry = {
      at: world.clock.now().toISOString(),
      kind: 'backupRecorded',
      by: 'sweep',
      text: 'recorded',
    } as const;
    await world.stored.recordBackup(ID, taken, entry);
    expect(await page()).toContain(`${CONTAINER_URL}/shop_tail_2.final.trn'`);
  });

  test('the board, page by page', async () => {
    const api = new Api((await readyWorld()).caps);
    const first = await api.send('backups', { query: { top: '3' } });
    expect(first.body).toMatchObject({ continuation: 'log2.trn' });
    const rest = await api.send('backups', { query: { continuation: 'log2.trn' } });
    expect(rest.body.items).toMatchObject([
      { name: 'log3.final.trn', state: 'inChain', etag: expect.any(String) },
    ]);
    expect(rest.body.continuation).toBeUndefined();
  });

  test.each([
    ['list', { top: '0', phase: 'x', nonsense: '1' }, ['nonsense', 'phase', 'top']],
    ['list', { continuation: 'not one of ours' }, ['continuation']],
    ['journal', { continuation: '!!' }, ['continuation']],
    ['backups', { top: 'many' }, ['top']],
    ['evidence', { format: 'pdf' }, ['format']],
    ['runbook', { format: 'pdf' }, ['format']],
  ] as const)('%s: 400 for %j', async (name, query, fields) => {
    const answer = await new Api((await readyWorld()).caps).send(name, { query });
    expect(answer.status).toBe(400);
    expect(fieldsOf(answer)).toEqual(fields);
  });
});

describe('what goes wrong inside', () => {
  test.each(['get', 'list', 'backups'] as const)('%s: 503 while the ledger is away', async (name) => {
    const world = await readyWorld();
    world.stored.failNext(5);
    const api = new Api(world.caps);
    const answer = await api.send(name);
    expect(answer).toMatchObject({ status: 503, headers: { 'Retry-After': '15' } });
    expect(answer.headers['Content-Type']).toBe('application/problem+json');
  });

  test('a fault of the program: 500 without its details', async () => {
    const world = await readyWorld();
    world.stored.summaries = () => Promise.reject(new Error('marked-secret'));
    const answer = await new Api(world.caps).send('list');
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('marked-secret');
    expect(answer.text).toContain('invocation-1');
  });

  test('a control row that keeps changing: 409, try again', async () => {
    const world = await readyWorld();
    world.stored.changeControl = async () => ({ kind: 'conflict' });
    expect(await new Api(world.caps).send('hold', { body: { reason: 'stop' } })).toMatchObject({
      status: 409,
    });
  });
});

test('once the request is sent every change is refused with the reason', async () => {
  const world = await readyWorld();
  await world.change({
    attempt: {
      number: 1,
      state: 'confirmed',
      tail: { blob: 'log3.final.trn', setKey: 'x', lastLsn: 1n as never },
      operationId: OPERATION,
      requestedBy: 'policy:auto',
      requestedAt: world.clock.now().toISOString(),
    },
  });
  const api = new Api(world.caps);
  const { etag } = (await world.stored.control(ID))!;
  for (const [name, sent] of WRITES.slice(2)) {
    const known =
      name === 'exclude' ? { ...sent, blob: 'log1.trn', etag: await etagOf(world, 'log1.trn') } : sent;
    const answer = await api.send(name, { body: known });
    expect([name, answer.status]).toEqual([name, 409]);
    expect(answer.body.detail).toMatch(/^Cannot .*: attempt 1 is confirmed/);
  }
  const patched = await api.send('patch', {
    body: { policy: { mode: 'manual' } },
    headers: { 'if-match': etag },
  });
  expect(patched.status).toBe(409);
  expect(Object.keys(someBackups())).toHaveLength(4);
});

async function etagOf(world: World, name: string): Promise<string> {
  return (await world.stored.backupVersions(ID, name))[0]!.etag;
}

test.each<[route: string, body: Record<string, unknown>, field: string, meant: string]>([
  ['patch', { policy: { waivers: [] } }, 'policy.waivers', 'waive'],
  ['patch', { policy: { waive: [{ chek: 'x' }] } }, 'policy.waive.0.chek', 'check'],
  ['patch', { polcy: {} }, 'polcy', 'policy'],
  ['patch', { waivers: [] }, 'waivers', 'policy.waive'],
  ['patch', { mode: 'auto' }, 'mode', 'policy.mode'],
  ['patch', { policy: { fresh: { reason: 'none' } } }, 'policy.fresh', 'fresh'],
  ['register', { enigne: 'dms' }, 'enigne', 'engine'],
  ['register', { source: { databasename: 'Shop' } }, 'source.databasename', 'databaseName'],
  ['register', { backups: { container: 'x' } }, 'backups.container', 'containerUrl'],
  ['register', { containerUrl: 'x' }, 'containerUrl', 'backups.containerUrl'],
  ['register', { policy: { stableRead: 2 } }, 'policy.stableRead', 'stableReads'],
  [
    'register',
    { engine: 'dms', create: { offline: { lastBackup: 'x' } } },
    'create.offline.lastBackup',
    'lastBackupName',
  ],
  ['register', { ressourceId: 'x' }, 'ressourceId', 'resourceId'],
  ['register', { resourceId: 'x', soucre: {} }, 'soucre', 'source'],
  ['hold', { reson: 'wait' }, 'reson', 'reason'],
])('%s: an unknown field is told the one it may mean: %j', async (route, body, field, meant) => {
  const api = new Api((await readyWorld()).caps);
  const answer = await api.send(route, { body, headers: { 'if-match': '"x"' } });
  expect(answer.body.errors).toContainEqual({ field, message: `unknown field; did you mean ${meant}?` });
});

test('an unknown field that is near to none is only named', async () => {
  const api = new Api((await readyWorld()).caps);
  const answer = await api.send('register', { body: { colour: 'red' } });
  expect(answer.body.errors).toContainEqual({ field: 'colour', message: 'unknown field' });
});
