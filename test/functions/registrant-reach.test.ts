/** Registrations by a caller whose reach has limits: what lies beyond is neither stored, nor asked for, nor told. */
import type { Grant } from '../../shared/core/access/reach';
import { ROLES } from '../../shared/core/access/roles';
import { CONTAINER_URL, ID, SCOPE, World } from '../support/world';
import { Api, type Answer, body, LOCAL, signedInAs } from './http-api';

const GROUP = '44444444-4444-4444-4444-444444444444';
const MI = SCOPE.toLowerCase();
const OTHER = `${SCOPE}-other`;
const TASK = SCOPE.replace(/Microsoft\.Sql.*/, 'Microsoft.DataMigration/services/s/projects/p/tasks/t');

let world: World;
let asked: string[];
beforeEach(() => {
  world = new World();
  asked = [];
  world.engine.discover = async (resourceId) => {
    asked.push(resourceId);
    return { kind: 'none', reason: 'nothing runs there' };
  };
});

const grant = (where: Partial<Grant>): Grant => ({
  holder: { kind: 'group', id: GROUP },
  roles: ROLES,
  ...where,
});

function send(name: string, sent: Record<string, unknown>, limits: readonly Grant[]): Promise<Answer> {
  const membership = { kind: 'person', groups: [GROUP] } as const;
  const signIn = signedInAs({ name: 'ada', roles: ROLES, membership });
  return new Api(world.caps, { ...LOCAL, limits }, ['dms'], signIn).send(name, { body: sent });
}

const register = (sent: Record<string, unknown>, limits: readonly Grant[]): Promise<Answer> =>
  send('register', sent, limits);

const on = (managedInstanceId: string, change = {}): Record<string, unknown> =>
  body({ target: { managedInstanceId, databaseName: 'Shop' }, ...change });

test.each<[what: string, sent: Record<string, unknown>, limits: readonly Grant[], status: number]>([
  ['on the instance', on(SCOPE), [grant({ instances: [MI] })], 202],
  ['on another instance', on(OTHER), [grant({ instances: [MI] })], 403],
  ['under the id', on(OTHER), [grant({ ids: ['sho*'] })], 202],
  ['under another id', on(SCOPE, { id: 'hr' }), [grant({ ids: ['sho*'] })], 403],
  ['under the id, on another instance', on(OTHER), [grant({ ids: ['sho*'], instances: [MI] })], 403],
  ['where another role counts', on(SCOPE), [grant({ instances: [MI], roles: ['Cutover.Approve'] })], 403],
])('%s', async (_what, sent, limits, status) => {
  expect((await register(sent, limits)).status).toBe(status);
  expect((await world.stored.registration(String(sent.id))) === undefined).toBe(status === 403);
  expect(asked.length > 0).toBe(status === 202);
});

test.each<[sent: Record<string, unknown>, status: number]>([
  [on(SCOPE), 200],
  [on(OTHER), 403],
  [{ resourceId: `${OTHER}/databases/Shop`, backups: { containerUrl: CONTAINER_URL }, start: 'adopt' }, 403],
])('judged without being stored, with the instance in reach: %j: %s', async (sent, status) => {
  const answer = await send('judgeRegistration', sent, [grant({ instances: [MI] })]);
  expect(answer.status).toBe(status);
  expect(asked).toEqual([]);
});

test('mode auto needs the role Approve for this migration', async () => {
  const sent = on(SCOPE, { policy: { mode: 'auto' } });
  const limits = [
    grant({ instances: [MI], roles: ['Cutover.Operate'] }),
    grant({ instances: [OTHER.toLowerCase()] }),
  ];
  const answer = await register(sent, limits);
  expect(answer).toMatchObject({ status: 403, body: { detail: expect.stringMatching(/Cutover\.Approve/) } });
  expect((await register(sent, [grant({ instances: [MI] })])).status).toBe(202);
});

test('the management URLs are for administrators of everything', async () => {
  expect((await register(on(SCOPE), [grant({ instances: [MI] })])).body.management).toBeUndefined();
  expect((await register(on(SCOPE), [grant({ ids: ['*'] })])).body.management).toBeDefined();
});

describe('what runs', () => {
  const SERVICE = SCOPE.replace(/Microsoft\.Sql.*/, 'Microsoft.DataMigration/sqlMigrationServices/s');
  const list = (resourceId: string, where: Partial<Grant>): Promise<Answer> => {
    const membership = { kind: 'person', groups: [GROUP] } as const;
    const signIn = signedInAs({ name: 'ada', roles: ROLES, membership });
    const api = new Api(world.caps, { ...LOCAL, limits: [grant(where)] }, ['dms'], signIn);
    return api.send('listRunning', { query: { resourceId }, method: 'GET' });
  };
  const found = (scopeId: string) => ({
    kind: 'found' as const,
    migrations: [{ target: { scopeId, databaseName: 'Shop' }, state: 'running' as const }],
  });

  test('on an instance out of reach is not asked for', async () => {
    world.estate.set('managedDatabases', OTHER, [{ name: 'Shop', status: 'Restoring' }]);
    expect((await list(OTHER, { instances: [MI] })).status).toBe(403);
    expect([asked, world.estate.asked]).toEqual([[], []]);
    expect((await list(OTHER, { ids: ['sho*'] })).status).toBe(200);
  });

  test('at a service is told as far as the instances are in reach', async () => {
    world.engine.discover = async () => found(SCOPE);
    world.estate.set('serviceMigrations', SERVICE, [
      { scopeId: OTHER, databaseName: 'Secret', status: 'InProgress' },
      { scopeId: SCOPE, databaseName: 'Shop', status: 'InProgress' },
    ]);
    const { status, text, body: told } = await list(SERVICE, { instances: [MI] });
    expect([status, (told.running as readonly unknown[]).length]).toEqual([200, 1]);
    expect(text).not.toContain('Secret');
  });

  test('under an id out of reach is not named', async () => {
    await world.register({ id: 'hidden' });
    world.engine.discover = async () => found(SCOPE);
    world.estate.set('managedDatabases', SCOPE, [{ name: 'Shop', status: 'Restoring' }]);
    const { text, body: told } = await list(SCOPE, { ids: ['hr-*'] });
    expect(told.running).toMatchObject([
      { unfit: 'it is registered here under an id that you may not read' },
    ]);
    expect(text).not.toContain('hidden');
    expect((await list(SCOPE, { ids: ['hid*'] })).body.running).toMatchObject([{ registeredAs: 'hidden' }]);
  });

  test.each<[string, string, number, RegExp]>([
    ['a database', `${SCOPE}/databases/Shop`, 400, /give the id of a service/],
    ['nothing', '', 400, /resourceId/],
    ['what the app may not read', SCOPE, 503, /lacks the right Microsoft\.Test\/managedDatabases\/read/],
  ])('at %s is refused with what to do', async (_what, resourceId, status, message) => {
    const answer = await list(resourceId, { ids: ['*'] });
    expect([answer.status, answer.text]).toEqual([status, expect.stringMatching(message)]);
  });
});

describe('by resource id', () => {
  const named = (resourceId: string): Record<string, unknown> => ({
    resourceId,
    backups: { containerUrl: CONTAINER_URL },
    start: 'adopt',
  });

  test.each<[resourceId: string, where: Partial<Grant>, isAsked: boolean]>([
    [`${SCOPE}/databases/Shop`, { instances: [MI] }, true],
    [`${OTHER}/databases/Shop`, { instances: [MI] }, false],
    [TASK, { instances: [MI] }, false],
    [TASK, { ids: ['sho*'] }, true],
  ])('services are asked about %s with %j: %s', async (resourceId, where, isAsked) => {
    const answer = await register(named(resourceId), [grant(where)]);
    expect(answer.status).toBe(isAsked ? 409 : 403);
    expect(asked.length > 0).toBe(isAsked);
  });

  test('what is found under an id out of reach is not stored', async () => {
    world.runs();
    world.engine.discover = async () => ({
      kind: 'found',
      migrations: [
        {
          target: { scopeId: SCOPE, databaseName: 'Shop' },
          sourceDatabaseName: 'Shop',
          state: 'restoring',
        } as never,
      ],
    });
    const answer = await register(named(`${SCOPE}/databases/Shop`), [grant({ ids: ['hr-*'] })]);
    expect(answer.status).toBe(403);
    expect((await world.stored.summaries({ top: 1 })).items).toEqual([]);
  });
});

describe('a conflict with what is out of reach does not name it', () => {
  const limits = [grant({ instances: [OTHER.toLowerCase()] }), grant({ ids: ['mine'] })];
  beforeEach(() => world.register({ backups: { containerUrl: CONTAINER_URL, prefix: 'shop/' } }));

  test.each<[what: string, sent: Record<string, unknown>, detail: string]>([
    ['the id', on(OTHER), `Cannot register ${ID}: the id is taken; choose another one`],
    [
      'the target',
      on(SCOPE, { id: 'mine' }),
      'Cannot register mine: another migration has target database Shop',
    ],
    [
      'the folder',
      on(OTHER, { id: 'mine', backups: { containerUrl: CONTAINER_URL, prefix: 'shop/' } }),
      `Cannot register mine: its backups (${CONTAINER_URL}/shop/) overlap with those of another migration`,
    ],
  ])('%s', async (_what, sent, detail) => {
    const answer = await register(sent, limits);
    expect(answer.status).toBe(409);
    expect(answer.body).toMatchObject({ detail });
    expect(answer.body.errors).toBeUndefined();
    expect((await register(sent, [grant({ ids: ['*'] })])).text).toContain(ID);
  });
});
