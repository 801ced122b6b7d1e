/** Health: every part with its state, since when, and why; asked at the same time, within a limit, and not too often. */
import { reportSweep } from '../../shared/use-cases/ingest/sweep-report';
import type { ReceiverState } from '../../shared/core/notify/receiver-state';
import { saveReceiverState } from '../../shared/use-cases/notify/receiver-states';
import { type Health, healthReader } from '../../shared/use-cases/read/read-health';
import { CONTAINER_URL, readyWorld, START, type World } from '../support/world';

const OTHER = 'https://home.blob.core.windows.net/backups';

async function healthy() {
  const world = await readyWorld();
  world.containers.create(OTHER);
  await reportSweep(world.caps, { swept: 1, left: [] });
  const probes = {
    homeContainerUrl: OTHER,
    managementApi: jest.fn(async () => undefined),
    identity: jest.fn(async () => undefined),
  };
  const read = healthReader({ ...world.caps, probes }, '1.2.3', 50);
  const later = (seconds = 15): Promise<Health> => {
    world.clock.forward(seconds);
    return read();
  };
  return { world, probes, read, later };
}

const shown = ({ parts }: Health): readonly string[] =>
  parts.map(({ part, name, status }) => `${part}${name === undefined ? '' : ` ${name}`}: ${status}`);

test('all is well: the ledger, each account, the sweep, the management API, the identity', async () => {
  const { world, read } = await healthy();
  const health = await read();
  expect(health).toMatchObject({ status: 'up', version: '1.2.3', at: world.clock.now().toISOString() });
  expect(shown(health)).toEqual([
    'ledger: up',
    'storage acct: up',
    'storage home: up',
    'sweep: up',
    'managementApi: up',
    'identity: up',
  ]);
});

type Disturb = (world: World, probes: Awaited<ReturnType<typeof healthy>>['probes']) => unknown;

const failsWith = (text: string) => () => Promise.reject(new Error(text));
const CASES: readonly (readonly [string, Disturb, Health['status'], readonly string[], RegExp])[] = [
  [
    'the ledger does not answer',
    ({ stored }) => stored.failNext(99),
    'down',
    ['ledger: down', 'storage home: unknown', 'sweep: unknown'],
    /ledger's storage does not answer|ledger/,
  ],
  [
    'an account denies access',
    ({ container }) => container.failNext(99, 'denied'),
    'degraded',
    ['storage acct: down'],
    /access is denied$/,
  ],
  [
    'the management API does not answer',
    (_world, probes) => probes.managementApi.mockImplementation(failsWith('it answers 503')),
    'degraded',
    ['managementApi: down'],
    /^it answers 503$/,
  ],
  [
    'the management API hangs',
    (_world, probes) => probes.managementApi.mockImplementation(() => new Promise(() => undefined)),
    'degraded',
    ['managementApi: down'],
    /^no answer within 0\.05 s$/,
  ],
  [
    'the identity gets no token',
    (_world, probes) => probes.identity.mockImplementation(failsWith('no managed identity')),
    'degraded',
    ['identity: down'],
    /^no managed identity$/,
  ],
  [
    'the last sweep is long ago',
    ({ clock }) => clock.forward(901),
    'degraded',
    ['sweep: down'],
    /^the last sweep ended at 2026-03-01T22:/,
  ],
];

test.each(CASES)('%s', async (_name, disturb, status, expected, text) => {
  const { world, probes, read, later } = await healthy();
  await read();
  await disturb(world, probes);
  const health = await later();
  expect(health.status).toBe(status);
  expect(shown(health).filter((line) => !line.endsWith(': up'))).toEqual(expected);
  const [first] = health.parts.filter((part) => part.status === 'down');
  expect(first).toMatchObject({ text: expect.stringMatching(text), since: health.at });
});

test('since when it is so holds while it is so', async () => {
  const { world, read, later } = await healthy();
  const before = await read();
  world.container.failNext(Number.POSITIVE_INFINITY, 'denied');
  const first = await later();
  const second = await later();
  const since = (health: Health) => health.parts.find(({ name }) => name === 'acct')?.since;
  expect([since(first), since(second)]).toEqual([first.at, first.at]);
  expect(second.parts[0]?.since).toBe(before.at);
});

test('no sweep yet is not well', async () => {
  const world = await readyWorld();
  const probes = {
    homeContainerUrl: CONTAINER_URL,
    managementApi: async () => undefined,
    identity: async () => undefined,
  };
  const health = await healthReader({ ...world.caps, probes }, '1')();
  expect(health.parts).toContainEqual(
    expect.objectContaining({ part: 'sweep', status: 'down', text: 'no sweep has ended yet' }),
  );
  expect(START < health.at).toBe(true);
});

test('a hundred callers within 15 seconds, and at the same time: asked once', async () => {
  const { probes, read, later } = await healthy();
  const summaries = await Promise.all(Array.from({ length: 100 }, () => read()));
  expect(new Set(summaries).size).toBe(1);
  await later(14);
  expect(probes.managementApi).toHaveBeenCalledTimes(1);
  await later(1);
  expect(probes.managementApi).toHaveBeenCalledTimes(2);
});

test('what hangs at the same time costs one limit, not one each', async () => {
  const { world, probes, read } = await healthy();
  const never = () => new Promise<undefined>(() => undefined);
  probes.managementApi.mockImplementation(never);
  probes.identity.mockImplementation(never);
  world.container.probe = never;
  const begun = performance.now();
  expect(shown(await read()).filter((line) => line.endsWith(': down'))).toHaveLength(3);
  expect(performance.now() - begun).toBeLessThan(1_000);
});

test('a receiver that fails is down with since when and why; one that was never tried is up', async () => {
  const { world, probes } = await healthy();
  const receivers = ['ops', 'team'];
  const failingSince = '2026-03-01T20:00:00.000Z';
  const failure = { code: 'Http500', text: 'it answered 500', migration: 'shop' };
  await saveReceiverState(world.stored, 'ops', undefined, { since: START, failingSince, failure });
  const health = await healthReader({ ...world.caps, probes, receivers }, '1')();
  expect(health.status).toBe('degraded');
  expect(health.parts.filter(({ part }) => part === 'receiver')).toMatchObject([
    {
      name: 'ops',
      status: 'down',
      text: `does not take every message since ${failingSince}; last, of shop: it answered 500 (Http500)`,
    },
    { name: 'team', status: 'up' },
  ]);
});

test.each<
  readonly [
    string,
    { readonly behind?: number; readonly ranAt: number; readonly refused?: number },
    RegExp | undefined,
  ]
>([
  ['is behind for less than five minutes', { behind: -299, ranAt: 0 }, undefined],
  [
    'is behind for longer',
    { behind: -301, ranAt: 0 },
    /^is behind since .*: the last run left messages of 2 migr/,
  ],
  ['was looked after lately', { ranAt: -900 }, undefined],
  ['refused a digest for good a day ago', { ranAt: 0, refused: -86_400 }, undefined],
  [
    'refused a digest for good lately',
    { ranAt: 0, refused: -86_399 },
    /^refused the digest digest:wave-1:shop:1:0 of group wave-1 for good at .*: it answered 413 \(Http413\); its events/,
  ],
  ['nobody looks after', { ranAt: -901 }, /^the function notify has not looked for messages since /],
])('a receiver that %s', async (_, { behind, ranAt, refused }, text) => {
  const { world, probes } = await healthy();
  const at = (seconds: number): string =>
    new Date(world.clock.now().getTime() + seconds * 1_000).toISOString();
  const state: ReceiverState = {
    ...{ since: at(-9_999), ranAt: at(ranAt) },
    ...(behind !== undefined && { behind: { since: at(behind), waiting: 2 } }),
    ...(refused !== undefined && {
      refusedDigest: {
        ...{ id: 'digest:wave-1:shop:1:0', group: 'wave-1', at: at(refused) },
        ...{ code: 'Http413', text: 'it answered 413' },
      },
    }),
  };
  await saveReceiverState(world.stored, 'ops', undefined, state);
  const { parts } = await healthReader({ ...world.caps, probes, receivers: ['ops'] }, '1')();
  const part = parts.find((one) => one.name === 'ops');
  expect(part?.status).toBe(text === undefined ? 'up' : 'down');
  expect(part?.text ?? '').toMatch(text ?? /^$/);
});

test('without the ledger nobody knows how a receiver stands', async () => {
  const { world, probes } = await healthy();
  world.stored.failNext(99);
  const health = await healthReader({ ...world.caps, probes, receivers: ['ops'] }, '1')();
  expect(shown(health)).toContain('receiver ops: unknown');
});
