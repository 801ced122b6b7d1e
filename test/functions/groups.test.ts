/** Groups by HTTP: a call needs its role at every member, and who may not read every member learns of no group. */
import type { Timer } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import { makeSweep } from '../../functions/triggers/sweep';
import { ROLES } from '../../shared/core/access/roles';
import { type Ledger, LedgerUnavailableError } from '../../shared/ports/ledger';
import { makeGroup } from '../../shared/use-cases/groups/make-group';
import { checkerOfName, problemsOf } from '../docs/contract';
import { Issuer } from '../support/issuer';
import { CONTAINER_URL, SCOPE, World } from '../support/world';
import { call, loadApp, type RegisteredRoute } from './registered-routes';

const group = (n: number): string => `00000000-0000-4000-8000-00000000000${n}`;
const [ALL, ONLY_SALES, READS_ALL] = [group(1), group(2), group(3)];
const ROWS = [
  { group: ALL, ids: ['*'] },
  { group: ONLY_SALES, ids: ['sales'] },
  { group: READS_ALL, ids: ['*'], roles: ['Cutover.Read'] },
];
const PLAN = { id: 'wave-1', strategy: 'together', members: [{ id: 'sales' }, { id: 'stock' }] };

let issuer: Issuer;
let world = new World();
let routes: ReadonlyMap<string, RegisteredRoute>;
beforeAll(async () => {
  issuer = await Issuer.start();
  const settings = { ...issuer.settings, SignInReach: JSON.stringify(ROWS) };
  // The app is loaded once, for the world of each test.
  const ledger = new Proxy({} as Ledger, {
    get: (_none, name) => {
      const member: unknown = Reflect.get(world.stored, name);
      return typeof member === 'function' ? (member.bind(world.stored) as unknown) : member;
    },
  });
  const caps = { ...new World().caps, ledger };
  const all = loadApp({ AZURE_FUNCTIONS_ENVIRONMENT: 'Development', ...settings }, caps);
  routes = new Map(all.map((one) => [one.name, one]));
});
afterAll(() => issuer.close());
beforeEach(async () => {
  world = new World();
  for (const id of ['sales', 'stock'])
    await world.register({
      id,
      target: { managedInstanceId: SCOPE, databaseName: id },
      backups: { containerUrl: CONTAINER_URL, prefix: `${id}/` },
    });
});

async function ask(name: string, of: string, body: unknown = {}, roles: readonly string[] = ROLES) {
  const token = await issuer.token({ roles: [...roles], groups: [of] });
  const { status, text } = await call(routes.get(name)!, { token, id: 'wave-1', body });
  return { status, body: JSON.parse(text) as Record<string, never> };
}

const SEEN = {
  ...{ id: 'sales', target: 'mi/sales', operationId: 'x' },
  tail: { blob: 'sales/tail.trn', set: 'x', lastLsn: '7' },
};
const APPROVAL = { members: [SEEN] };

const make = (of = ALL, change = {}) => ask('createGroup', of, { ...PLAN, ...change });

test('made, read, listed, held, released and dropped from', async () => {
  expect(await make()).toMatchObject({
    status: 200,
    body: { outcome: 'made', group: { standing: 'waiting' } },
  });
  expect(problemsOf(checkerOfName('Group'), (await ask('getGroup', ALL)).body)).toEqual([]);
  expect((await make()).body).toMatchObject({ outcome: 'same' });
  expect((await make(ALL, { stopAfter: 2 })).status).toBe(409);
  expect((await ask('getGroup', ALL)).body).toMatchObject({
    waitsFor: expect.stringMatching(/^sales and stock \(.*\)$/),
    members: [{ id: 'sales', standing: 'notReady' }, { id: 'stock' }],
  });
  const { body: list } = await ask('listGroups', ALL);
  expect(list).toMatchObject({
    items: [{ id: 'wave-1', members: 2, standing: 'waiting', counts: { notReady: 2 } }],
  });
  expect(problemsOf(checkerOfName('GroupPage'), list)).toEqual([]);
  const reason = 'not tonight';
  expect((await ask('holdGroup', ALL, { reason })).body).toMatchObject({
    standing: 'held',
    held: { reason },
  });
  expect((await ask('releaseGroup', ALL, { reason })).body).toMatchObject({ standing: 'waiting' });
  const dropped = await ask('dropMember', ALL, { member: 'stock', reason });
  expect(dropped.body).toMatchObject({ counts: { dropped: 1, notReady: 1 } });
  expect((await ask('dropMember', ALL, { member: 'other', reason })).status).toBe(409);
});

test('its history has who did what, and why, of this group alone', async () => {
  await make();
  await make(ALL, { id: 'wave-2', members: [{ id: 'stock' }] });
  await ask('holdGroup', ALL, { reason: 'not tonight' });
  await ask('releaseGroup', ALL, { reason: 'writes have stopped' });
  await ask('dropMember', ALL, { member: 'stock', reason: 'late' });
  const { status, body } = await ask('getGroupJournal', ALL);
  const { items } = body as unknown as { items: readonly Record<string, unknown>[] };
  expect([status, items.map(({ by, text }) => `${String(by)}: ${String(text)}`)]).toEqual([
    200,
    [
      expect.stringMatching(/: Group wave-1 made of 2 migrations, strategy together$/),
      expect.stringMatching(/: Group wave-1: held: not tonight$/),
      expect.stringMatching(/: Group wave-1: released: writes have stopped$/),
      expect.stringMatching(/: Group wave-1: stock dropped: late$/),
    ],
  ]);
  expect(items[1]).toMatchObject({
    facts: { group: 'wave-1', event: 'groupHeld' },
    sequence: expect.any(Number),
  });
});

test.each([
  ['no member', { members: [] }, /at least one/],
  ['an unknown strategy', { strategy: 'random' }, /strategy/],
  ['an unknown field', { unless: 1 }, /unless/],
  ['one that is not registered', { members: [{ id: 'nope' }] }, /members\.0\.id.*nope is not registered/],
  ['501 members', { members: Array.from({ length: 501 }, (_, n) => ({ id: `m${n}` })) }, /members/],
])('a plan with %s is refused', async (_name, change, message) => {
  const { status, body } = await make(ALL, change);
  expect([status, JSON.stringify(body)]).toEqual([400, expect.stringMatching(message)]);
});

test('an approval of the set says for each member what became of it', async () => {
  await make();
  const { status, body } = await ask('approveGroup', ALL, { members: [SEEN, { ...SEEN, id: 'other' }] });
  expect([status, body]).toEqual([
    200,
    {
      id: 'wave-1',
      members: [
        { id: 'sales', outcome: 'refused', reason: expect.stringMatching(/^[a-z.]+: /) },
        { id: 'other', outcome: 'refused', reason: 'it is not a member of group wave-1' },
      ],
    },
  ]);
});

test('approvals taken back say for each member what became of it, of the caller unless another is named', async () => {
  await make();
  const own = await ask('revokeGroup', ALL, { reason: 'not tonight' });
  expect([own.status, own.body]).toEqual([
    200,
    {
      id: 'wave-1',
      of: expect.stringMatching(/@/),
      members: ['sales', 'stock'].map((id) => ({ id, outcome: 'none' })),
    },
  ]);
  const others = await ask('revokeGroup', ALL, { reason: 'not tonight', of: 'bob', dryRun: true });
  expect(others.body).toMatchObject({ of: 'bob' });
  expect((await ask('revokeGroup', ALL, {})).status).toBe(400);
});

test.each([
  ['no member', { members: [] }, /members.*at least one/],
  ['a member twice', { members: [SEEN, SEEN] }, /members.*named twice/],
  ['51 members', { members: Array.from({ length: 51 }, (_, n) => ({ ...SEEN, id: `m${n}` })) }, /at most 50/],
  ['a member without its operation', { members: [{ ...SEEN, operationId: undefined }] }, /operationId/],
  ['an LSN that is none', { members: [{ ...SEEN, tail: { ...SEEN.tail, lastLsn: 'x' } }] }, /lastLsn/],
])('an approval of %s is refused', async (_name, sent, message) => {
  await make();
  const { status, body } = await ask('approveGroup', ALL, sent);
  expect([status, JSON.stringify(body)]).toEqual([400, expect.stringMatching(message)]);
});

test('a dry run makes nothing', async () => {
  const member = { engine: 'dms', mode: 'auto' };
  expect((await make(ALL, { dryRun: true })).body).toEqual({
    outcome: 'possible',
    plan: {
      ...{ ...PLAN, limits: {}, stopAfter: 1 },
      members: [
        { id: 'sales', target: 'mi/sales', ...member },
        { id: 'stock', target: 'mi/stock', ...member },
      ],
    },
  });
  expect((await ask('getGroup', ALL)).status).toBe(404);
});

describe('reach', () => {
  const OTHERS = { reason: 'not tonight', member: 'sales' };

  test('a migration out of reach is not registered', async () => {
    expect(JSON.stringify((await make(ONLY_SALES)).body)).toContain('stock is not registered');
    expect((await make(ONLY_SALES, { members: [{ id: 'sales' }] })).status).toBe(200);
  });

  test('a group with a member out of reach is not there', async () => {
    await make();
    const bodies = {
      ...{
        getGroup: {},
        getGroupJournal: {},
        holdGroup: { reason: OTHERS.reason },
        releaseGroup: { reason: OTHERS.reason },
      },
      ...{ approveGroup: APPROVAL, dropMember: OTHERS, revokeGroup: { reason: OTHERS.reason } },
    };
    for (const [name, body] of Object.entries(bodies)) {
      expect(await ask(name, ONLY_SALES, body)).toMatchObject({
        status: 404,
        body: { detail: 'Cannot find group wave-1' },
      });
    }
    expect((await make(ONLY_SALES)).status).toBe(404);
    expect((await ask('listGroups', ONLY_SALES)).body).toEqual({ items: [] });
  });

  test('who reads everything changes nothing', async () => {
    await make();
    for (const name of ['getGroup', 'getGroupJournal']) expect((await ask(name, READS_ALL)).status).toBe(200);
    for (const name of ['holdGroup', 'releaseGroup'])
      expect((await ask(name, READS_ALL, { reason: 'not tonight' })).status).toBe(403);
    expect((await make(READS_ALL)).status).toBe(403);
  });

  test.each([
    ['createGroup', 'Cutover.Read', 403],
    ['holdGroup', 'Cutover.Operate', 200],
    ['releaseGroup', 'Cutover.Operate', 403],
    ['releaseGroup', 'Cutover.Approve', 200],
    ['approveGroup', 'Cutover.Operate', 403],
    ['approveGroup', 'Cutover.Approve', 200],
    ['revokeGroup', 'Cutover.Operate', 403],
    ['revokeGroup', 'Cutover.Approve', 200],
    ['dropMember', 'Cutover.Operate', 403],
    ['dropMember', 'Cutover.Approve', 200],
  ])('%s with %s: %i', async (name, role, status) => {
    await make();
    const act = { reason: 'not tonight', ...(name === 'dropMember' && { member: 'sales' }) };
    const body = name === 'approveGroup' ? APPROVAL : act;
    expect((await ask(name, ALL, body, [role])).status).toBe(status);
  });
});

describe('the sweep', () => {
  async function sweep(): Promise<readonly string[]> {
    const started: string[] = [];
    const client = {
      getStatus: async (id: string) => ({ runtimeStatus: started.includes(id) ? 'Running' : 'Terminated' }),
      startNew: async (_name: string, { instanceId }: { instanceId: string }) =>
        void started.push(instanceId),
      raiseEvent: async () => undefined,
    } as unknown as DurableClient;
    await makeSweep(world.caps)({} as Timer, client);
    return started.filter((id) => id.endsWith(':group'));
  }
  const plan = { ...PLAN, strategy: 'together' as const, limits: {}, stopAfter: 1 };

  test('takes a step of each open group, and starts its watch', async () => {
    await makeGroup(world.caps, plan, 'ada', { dryRun: false, mayBeNamed: () => true });
    const { etag, value } = (await world.stored.control('stock'))!;
    await world.stored.changeControl('stock', etag, { ...value, group: undefined }, []);
    expect(await sweep()).toEqual(['wave-1:group']);
    expect((await world.stored.control('stock'))?.value.group).toEqual({ id: 'wave-1' });
  });

  test('leaves what has ended alone, and goes on when groups cannot be read', async () => {
    await makeGroup(world.caps, plan, 'ada', { dryRun: false, mayBeNamed: () => true });
    const { etag, value } = (await world.stored.group('wave-1'))!;
    await world.stored.changeGroup(etag, { ...value, endedAt: value.createdAt }, []);
    expect(await sweep()).toEqual([]);
    jest.spyOn(world.stored, 'groups').mockImplementation(() => {
      throw new LedgerUnavailableError('list the groups', { cause: undefined });
    });
    expect(await sweep()).toEqual([]);
  });
});
