/** A frozen ledger as operators and administrators see it; that no request leaves: claim-and-send.test.ts. */
import { OF_THE_LEDGER } from '../../shared/core/migration/ledger-state';
import { approveCutover } from '../../shared/use-cases/operate/approve-cutover';
import { freezeLedger, thawLedger, viewLedger } from '../../shared/use-cases/operate/freeze-ledger';
import { hold, release } from '../../shared/use-cases/operate/hold-migration';
import { openLedger } from '../../shared/use-cases/operate/open-ledger';
import { requestCancel } from '../../shared/use-cases/operate/request-cancel';
import { readStatus } from '../../shared/use-cases/read/read-status';
import { MemoryLedger } from '../support/memory-ledger';
import { watchFor } from '../support/watch';
import { ADA, ID, readyWorld, toCreate, World } from '../support/world';

const EVE = { by: 'eve@example.com', reason: 'upgrade' };
const ZOE = { by: 'zoe@example.com', reason: 'done' };
const TAIL = 'log3.final.trn';

const shown = async (world: World) => (await readStatus(world.caps, ID))!.document;
const ledgerLines = async ({ stored }: World) =>
  (await stored.journal(OF_THE_LEDGER, { top: 99 })).items.map(({ by, text }) => `${by}: ${text}`);

test('a ready migration says who froze the ledger, since when and why, and what ends it', async () => {
  const world = await readyWorld();
  await freezeLedger(world.caps, EVE);
  const at = world.clock.now().toISOString();
  const why = `frozen since ${at} by eve@example.com: upgrade`;
  expect(await shown(world)).toMatchObject({
    phase: 'ready',
    frozen: { at, ...EVE },
    blocked: { kind: 'frozen', reason: why },
    headline: `Blocked: ${why}`,
    next: { who: 'operator', what: expect.stringMatching(/until an administrator thaws/), action: 'thaw' },
  });
  await thawLedger(world.caps, ZOE);
  const thawed = await shown(world);
  expect([thawed.frozen, thawed.blocked, thawed.headline]).toEqual([
    undefined,
    undefined,
    `Ready to cut over at ${TAIL}`,
  ]);
});

test('one that waits for something else says so first, and that the ledger is frozen', async () => {
  const world = await readyWorld();
  await hold(world.caps, ADA, 'not tonight');
  await freezeLedger(world.caps, EVE);
  const { blocked, headline, next } = await shown(world);
  expect(blocked).toBeUndefined();
  expect(headline).toMatch(
    /^Held by ada@example.com: not tonight; frozen since .* by eve@example.com: upgrade$/,
  );
  expect(next).toMatchObject({ action: 'release' });
});

test.each([
  [
    'a cancel',
    async () => {
      const world = await readyWorld();
      await requestCancel(world.caps, ADA);
      return world;
    },
  ],
  ['a creation', () => toCreate()],
] as const)('%s that is due is shown as frozen', async (_what, made) => {
  const world = await made();
  await freezeLedger(world.caps, EVE);
  await watchFor(world, 60);
  expect(await shown(world)).toMatchObject({ blocked: { kind: 'frozen' }, next: { action: 'thaw' } });
});

test('observation, holds, releases and approvals go on, and an approval is used after the thaw', async () => {
  const world = await readyWorld({}, { mode: 'approve' });
  await freezeLedger(world.caps, EVE);
  expect(await hold(world.caps, ADA, 'a look')).toMatchObject({ kind: 'changed' });
  expect(await release(world.caps, ADA)).toMatchObject({ kind: 'changed' });
  const order = { confirm: 'mi/Shop', expectedTail: TAIL };
  expect(await approveCutover(world.caps, ADA, order, 'approve')).toMatchObject({ kind: 'changed' });
  await watchFor(world, 120);
  expect(world.sends).toBe(0);
  expect((await world.control()).attempt).toBeUndefined();
  await thawLedger(world.caps, ZOE);
  await watchFor(world, 120);
  expect(world.sends).toBe(1);
});

test('freezing twice keeps the first, thawing twice changes nothing, and both are journaled', async () => {
  const world = new World();
  await freezeLedger(world.caps, EVE);
  expect((await freezeLedger(world.caps, ZOE)).frozen).toMatchObject(EVE);
  await thawLedger(world.caps, ZOE);
  expect(await thawLedger(world.caps, ZOE)).toMatchObject({ kind: 'thawed', view: { inFlight: [] } });
  expect(await ledgerLines(world)).toEqual([
    'eve@example.com: Frozen: upgrade',
    'zoe@example.com: Thawed: done',
  ]);
});

test('two administrators at the same time: one freezes, the other finds it frozen', async () => {
  const world = new World();
  const [one, other] = await Promise.all([freezeLedger(world.caps, EVE), freezeLedger(world.caps, ZOE)]);
  expect(one.frozen).toEqual(other.frozen);
  expect(await ledgerLines(world)).toHaveLength(1);
});

describe('opened', () => {
  const open = async (world: World, stored: MemoryLedger) => openLedger({ ...world.caps, ledger: stored });

  test('for the first time a ledger is at home where it is', async () => {
    const world = new World();
    const ledger = new MemoryLedger('there', '');
    await open(world, ledger);
    await open(world, ledger);
    expect(await viewLedger({ ledger })).toMatchObject({
      home: 'there',
      inFlight: [],
      history: [{ by: 'app' }],
    });
    expect((await ledger.journal(OF_THE_LEDGER, { top: 9 })).items).toHaveLength(1);
  });

  test('one of version 0.1.0, or a copy without its record, starts frozen until it is thawed', async () => {
    const world = new World();
    const ledger = new MemoryLedger('there', '');
    Object.assign(world, { stored: ledger });
    Object.assign(world.caps, { ledger });
    await world.register();
    await open(world, ledger);
    expect((await viewLedger(world.caps)).frozen).toMatchObject({
      by: 'app',
      reason: expect.stringMatching(/no record of its home/),
    });
    expect(await thawLedger(world.caps, ZOE)).toMatchObject({ kind: 'thawed' });
    expect((await viewLedger(world.caps)).frozen).toBeUndefined();
  });

  test('away from home it is frozen, and is not thawed', async () => {
    const ledger = new MemoryLedger('elsewhere');
    const caps = { ...new World().caps, ledger };
    await openLedger(caps);
    const why = 'this ledger is a copy: it was begun in memory, and is in elsewhere';
    expect((await viewLedger(caps)).frozen).toEqual({ by: 'app', reason: why });
    expect(await thawLedger(caps, ZOE)).toEqual({
      kind: 'refused',
      reason: `Cannot thaw the ledger: ${why}`,
    });
  });
});
