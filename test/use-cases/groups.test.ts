/** Groups over the ledger: joining, goes, holds, drops; deaths between any two calls; two deciders at once. */
import { makeActivities } from '../../functions/activities/activities';
import { rehearsalOf } from '../../shared/core/cutover/rehearsal';
import { eventOf } from '../../shared/core/migration/events';
import { DEFAULT_POLICY } from '../../shared/core/migration/policy';
import { assessReadiness } from '../../shared/core/readiness/checks';
import { AZURE_TIMING } from '../../shared/core/timing';
import { NEW_WATCH } from '../../shared/core/watch/watch-state';
import type { Ledger } from '../../shared/ports/ledger';
import { readWatchState, saveWatchState } from '../../shared/use-cases/assess/watch-state-store';
import { orderWatch } from '../../shared/use-cases/assess/assess-migration';
import { recordIntent } from '../../shared/use-cases/cutover/record-intent';
import { triggerCutover } from '../../shared/use-cases/cutover/trigger-cutover';
import { type GroupCaps, advanceGroup } from '../../shared/use-cases/groups/advance-group';
import { makeGroup } from '../../shared/use-cases/groups/make-group';
import { dropMember, holdGroup, releaseGroup } from '../../shared/use-cases/groups/operate-group';
import { readGroupHistory } from '../../shared/use-cases/groups/read-group-history';
import { readGroup } from '../../shared/use-cases/groups/read-groups';
import { aSummary } from '../contracts/ledger-samples';
import { anAttempt, aTail, OPERATION } from '../support/facts';
import { ID, MortalLedger, readyWorld, TARGET, World } from '../support/world';

const PLAN = {
  id: 'wave-1',
  strategy: 'each' as const,
  members: [{ id: 'a' }, { id: 'b' }, { id: 'c' }],
  limits: { perInstance: 1 },
  stopAfter: 1,
};
const ACT = { by: 'ada@example.com', reason: 'not tonight' };
const ANY = { dryRun: false, mayBeNamed: () => true };

const threeReady = (): Promise<World> => readyMembers(['a', 'b', 'c']);

/** Registered migrations in mode auto, adopted, of which nothing but the go will be missing. */
async function readyMembers(ids: readonly string[]): Promise<World> {
  const world = new World();
  for (const id of ids) {
    const databaseName = `${TARGET.databaseName}${id}`;
    await world.register({
      ...{ id, target: { managedInstanceId: TARGET.scopeId, databaseName } },
      backups: { containerUrl: 'https://acct.blob.core.windows.net/backups', prefix: `${id}/` },
    });
    await set(world, id, { operationId: OPERATION });
    const stored = await readWatchState(world.stored, id);
    await saveWatchState(world.stored, id, stored, { ...NEW_WATCH, ready: true, readyTail: aTail() }, []);
  }
  return world;
}

async function set(world: World, id: string, change: object): Promise<void> {
  const { value, etag } = (await world.stored.control(id))!;
  await world.stored.changeControl(id, etag, { ...value, ...change }, []);
}

/** What the watch of each member would publish. */
async function look(
  world: World,
  states: Readonly<Record<string, 'notReady' | 'waits' | 'go'>>,
): Promise<void> {
  world.clock.forward(5);
  for (const [id, state] of Object.entries(states)) {
    const asOf = world.clock.now().toISOString();
    const summary = aSummary(id, { asOf, group: { id: 'wave-1', state } });
    await world.stored.publish(id, { id } as never, summary);
  }
  world.clock.forward(5);
}

async function goes(world: World): Promise<readonly string[]> {
  const all = await Promise.all(
    ['a', 'b', 'c'].map(async (id) => [id, (await world.stored.control(id))?.value.group?.go]),
  );
  return all.filter(([, go]) => go !== undefined).map(([id]) => id as string);
}

const allWait = { a: 'waits', b: 'waits', c: 'waits' } as const;

test('members join, and get the go one by one, as the limit says', async () => {
  const world = await threeReady();
  expect(await makeGroup(world.caps, PLAN, 'ada', ANY)).toEqual({ kind: 'made' });
  for (const id of ['a', 'b', 'c'])
    expect((await world.stored.control(id))?.value.group).toEqual({ id: 'wave-1' });
  await look(world, allWait);
  expect(await advanceGroup(world.caps, 'wave-1')).toMatchObject({ given: ['a'] });
  expect(await goes(world)).toEqual(['a']);
  await look(world, { ...allWait, a: 'go' });
  expect(await advanceGroup(world.caps, 'wave-1')).toMatchObject({ given: [] });
  expect(await goes(world)).toEqual(['a']);
  await set(world, 'a', { attempt: anAttempt({ state: 'sent' }) });
  await advanceGroup(world.caps, 'wave-1');
  expect(await goes(world)).toEqual(['a']);
  await set(world, 'a', { attempt: anAttempt({ state: 'confirmed' }) });
  await advanceGroup(world.caps, 'wave-1');
  expect(await goes(world)).toEqual(['a', 'b']);
  const { items } = await world.stored.journal('b', { top: 10 });
  expect(items.map(({ kind, text }) => [kind, text])).toEqual(
    expect.arrayContaining([
      ['groupChanged', 'Joined group wave-1'],
      ['groupGo', 'Group wave-1 gave its go at log9.final.trn'],
    ]),
  );
  expect(items.map(({ facts }) => facts)).toEqual(
    expect.arrayContaining([
      { group: 'wave-1', joined: true },
      expect.objectContaining({ group: 'wave-1', event: 'goGiven' }),
    ]),
  );
});

test('a member that the others wait for is told as late after 15 minutes, once, in the journal of the group', async () => {
  const world = await threeReady();
  await makeGroup(world.caps, { ...PLAN, strategy: 'together' }, 'ada', ANY);
  for (let minutes = 0; minutes <= 20; minutes += 5) {
    await look(world, { ...allWait, b: 'notReady' });
    await advanceGroup(world.caps, 'wave-1');
    world.clock.forward(290);
  }
  const { items } = await world.stored.journal('!ledger', { top: 9 });
  const late = items.filter(({ facts }) => facts?.event === 'memberLate');
  expect(late).toMatchObject([
    {
      kind: 'groupChanged',
      by: 'group',
      text: expect.stringMatching(/^Group wave-1: Late: b \(.*\): the group has waited for it since 20/),
      facts: { group: 'wave-1', since: expect.any(String) },
    },
  ]);
  expect(eventOf('!ledger', late[0]!)).toMatchObject({
    event: 'memberLate',
    level: 'warning',
    group: 'wave-1',
  });
  expect((await readGroupHistory(world.stored, 'wave-1')).items.at(-1)?.text).toBe(late[0]?.text);
});

test('whom a step gives the go, its watch is woken, and nobody else', async () => {
  const world = await threeReady();
  await makeGroup(world.caps, { ...PLAN, limits: { perInstance: 2 } }, 'ada', ANY);
  await look(world, allWait);
  const step = makeActivities(world.caps).find(({ wakes }) => wakes)!;
  const woken: string[] = [];
  const wake = async (ids: readonly string[]): Promise<void> => void woken.push(...ids);
  await step.handler({ id: 'wave-1' }, wake);
  await step.handler({ id: 'wave-1' }, wake);
  expect(woken).toEqual(['a', 'b']);
});

test('a member that has lost an approval since its look gets no go', async () => {
  const world = await threeReady();
  await makeGroup(world.caps, PLAN, 'ada', ANY);
  await look(world, allWait);
  await set(world, 'a', { policy: { ...DEFAULT_POLICY, mode: 'manual' } });
  await advanceGroup(world.caps, 'wave-1');
  expect(await goes(world)).toEqual([]);
});

test('a failure stops the rest, until an operator releases the group', async () => {
  const world = await threeReady();
  await makeGroup(world.caps, PLAN, 'ada', ANY);
  await look(world, allWait);
  await set(world, 'a', { attempt: anAttempt({ state: 'failed' }) });
  expect(await advanceGroup(world.caps, 'wave-1')).toMatchObject({ standing: 'stopped' });
  expect(await goes(world)).toEqual([]);
  expect(await releaseGroup(world.caps, 'wave-1', ACT)).toEqual({ kind: 'done', given: ['b'] });
  expect(await goes(world)).toEqual(['b']);
});

test('a hold takes the go back before it returns, and a release gives it again', async () => {
  const world = await threeReady();
  await makeGroup(world.caps, PLAN, 'ada', ANY);
  await look(world, allWait);
  await advanceGroup(world.caps, 'wave-1');
  await holdGroup(world.caps, 'wave-1', ACT);
  expect(await goes(world)).toEqual([]);
  const { items } = await world.stored.journal('!ledger', { top: 9 });
  expect(items.map(({ facts }) => facts?.event)).toEqual([
    'groupMade',
    'groupGo',
    'groupHeld',
    'groupGoBack',
  ]);
  expect((await readGroup(world.caps, 'wave-1'))?.standing).toBe('held');
  await look(world, allWait);
  await releaseGroup(world.caps, 'wave-1', ACT);
  expect(await goes(world)).toEqual(['a']);
});

test.each([2, 16, 17])(
  'the board of %i members tells of each what it would be approved for',
  async (count) => {
    const ids = Array.from({ length: count }, (_, number) => `m${number}`);
    const world = await readyMembers(ids);
    await makeGroup(world.caps, { ...PLAN, members: ids.map((id) => ({ id })) }, 'ada', ANY);
    await look(world, Object.fromEntries(ids.map((id) => [id, 'waits'])));
    const { members } = (await readGroup(world.caps, 'wave-1'))!;
    expect(members.map(({ id, target, tail }) => [id, target?.split('/')[1], tail?.blob])).toEqual(
      ids.map((id) => [id, `${TARGET.databaseName}${id}`, aTail().blob]),
    );
  },
);

test('a go that lost its ground frees the place for the next', async () => {
  const world = await threeReady();
  await makeGroup(world.caps, PLAN, 'ada', ANY);
  await look(world, allWait);
  await advanceGroup(world.caps, 'wave-1');
  await look(world, { ...allWait, a: 'notReady' });
  await advanceGroup(world.caps, 'wave-1');
  await advanceGroup(world.caps, 'wave-1');
  expect(await goes(world)).toEqual(['b']);
});

describe('a drop', () => {
  test('lets the member go on by itself, and touches nothing else of it', async () => {
    const world = await threeReady();
    await makeGroup(world.caps, { ...PLAN, strategy: 'together' }, 'ada', ANY);
    const before = (await world.stored.control('c'))!.value;
    await look(world, { a: 'waits', b: 'waits', c: 'notReady' });
    await advanceGroup(world.caps, 'wave-1');
    expect(await goes(world)).toEqual([]);
    expect(await dropMember(world.caps, 'wave-1', 'c', ACT)).toMatchObject({ kind: 'done' });
    expect((await world.stored.control('c'))!.value).toEqual({ ...before, group: undefined });
    expect(await goes(world)).toEqual(['a']);
    await advanceGroup(world.caps, 'wave-1');
    expect((await world.stored.control('c'))!.value.group).toBeUndefined();
  });

  test('of no member is refused', async () => {
    const world = await threeReady();
    await makeGroup(world.caps, PLAN, 'ada', ANY);
    expect(await dropMember(world.caps, 'wave-1', 'd', ACT)).toMatchObject({ kind: 'refused' });
    expect(await dropMember(world.caps, 'wave-2', 'a', ACT)).toEqual({ kind: 'unknownGroup' });
  });

  test('lets a member out of a group that this ledger does not have', async () => {
    const world = await threeReady();
    await set(world, 'a', { group: { id: 'lost' } });
    expect(await dropMember(world.caps, 'lost', 'a', ACT)).toMatchObject({ kind: 'done' });
    expect((await world.stored.control('a'))!.value.group).toBeUndefined();
  });
});

describe('a plan is refused', () => {
  test.each([
    [
      'for one that is not registered',
      (): Promise<void> => Promise.resolve(),
      { id: 'x' },
      /^x is not registered$/,
    ],
    [
      'for one of another group',
      (world: World) => set(world, 'a', { group: { id: 'wave-0' } }),
      { id: 'a' },
      /member of group wave-0: drop it there first/,
    ],
    [
      'for one that is being cut over',
      (world: World) => set(world, 'a', { attempt: anAttempt({ state: 'unknown' }) }),
      { id: 'a' },
      /attempt 1 is unknown/,
    ],
    [
      'for one that has ended',
      (world: World) => set(world, 'a', { ended: { phase: 'canceled', at: 'x', reason: 'x' } }),
      { id: 'a' },
      /has ended \(canceled\)/,
    ],
    [
      'for one that is offline',
      (world: World) => set(world, 'a', { offline: true }),
      { id: 'a' },
      /is offline/,
    ],
  ])('%s', async (_name, prepare, member, message) => {
    const world = await threeReady();
    await prepare(world);
    const outcome = await makeGroup(world.caps, { ...PLAN, members: [member] }, 'ada', ANY);
    expect(outcome).toEqual({
      kind: 'refused',
      problems: [{ field: 'members.0.id', message: expect.stringMatching(message) }],
    });
    expect(await world.stored.group('wave-1')).toBeUndefined();
  });

  test('for one that the caller must not name, in the words of one that is not there', async () => {
    const world = await threeReady();
    const limited = { dryRun: false, mayBeNamed: (id: string) => id !== 'b' };
    expect(await makeGroup(world.caps, PLAN, 'ada', limited)).toMatchObject({
      problems: [{ field: 'members.1.id', message: 'b is not registered' }],
    });
  });

  test('a dry run writes nothing; the same plan again changes nothing; another under the id is refused', async () => {
    const world = await threeReady();
    expect(await makeGroup(world.caps, PLAN, 'ada', { ...ANY, dryRun: true })).toMatchObject({
      kind: 'possible',
      members: [{ id: 'a', engine: 'dms' }, { id: 'b' }, { id: 'c' }],
    });
    expect(await world.stored.group('wave-1')).toBeUndefined();
    await makeGroup(world.caps, PLAN, 'ada', ANY);
    expect(await makeGroup(world.caps, PLAN, 'bob', ANY)).toEqual({ kind: 'same' });
    expect(await makeGroup(world.caps, { ...PLAN, stopAfter: 2 }, 'ada', ANY)).toEqual({ kind: 'taken' });
  });
});

/** Gives every member its go in turn; never two at once. */
async function run(world: World, caps: GroupCaps): Promise<void> {
  await makeGroup(caps, PLAN, 'ada', ANY);
  for (const id of ['a', 'b', 'c']) {
    await look(world, { [id]: 'waits' });
    await advanceGroup(caps, 'wave-1');
    if (id === 'b') await holdGroup(caps, 'wave-1', ACT);
    if (id === 'b') await releaseGroup(caps, 'wave-1', ACT);
    await advanceGroup(caps, 'wave-1');
    if ((await goes(world)).includes(id))
      await set(world, id, { attempt: anAttempt({ state: 'confirmed' }) });
  }
}

test('a death between any two calls leaves what the next step finishes', async () => {
  let isThrough = false;
  for (let call = 1; !isThrough; call += 3) {
    for (const when of ['before', 'after'] as const) {
      const world = await threeReady();
      const mortal = new MortalLedger(world.stored);
      const caps = { ...world.caps, ledger: mortal.ledger };
      mortal.dieAt({ call, when });
      isThrough = await run(world, caps).then(
        () => !mortal.isDead,
        () => false,
      );
      mortal.revive();
      const open = await openGoes(world);
      expect(open.length).toBeLessThanOrEqual(1);
      await run(world, caps);
      for (let step = 0; step < 3; step++) await run(world, caps);
      expect([call, when, await goes(world)]).toEqual([call, when, ['a', 'b', 'c']]);
    }
  }
});

/** Members with a go whose cutover is not confirmed. */
async function openGoes(world: World): Promise<readonly string[]> {
  const ids = await goes(world);
  const states = await Promise.all(
    ids.map(async (id) => (await world.stored.control(id))?.value.attempt?.state),
  );
  return ids.filter((_, n) => states[n] !== 'confirmed');
}

test.each(['changeGroup', 'changeControl'] as const)(
  'a step that is slow at %s gives no go on a place that another step has given away',
  async (place) => {
    const world = await threeReady();
    await makeGroup(world.caps, PLAN, 'ada', ANY);
    await look(world, allWait);
    let isSlow = true;
    const others = async (): Promise<void> => {
      if (!isSlow) return;
      isSlow = false;
      await look(world, { ...allWait, a: 'notReady' });
      await advanceGroup(world.caps, 'wave-1');
      await advanceGroup(world.caps, 'wave-1');
      expect(await goes(world)).toEqual(['b']);
    };
    const { stored } = world;
    const slow = Object.create(stored) as Ledger;
    // Its decision is written; the control rows are not.
    slow.changeGroup = async (...args) => {
      const outcome = await stored.changeGroup(...args);
      if (place === 'changeGroup') await others();
      return outcome;
    };
    slow.changeControl = async (...args) => {
      if (place === 'changeControl') await others();
      return stored.changeControl(...args);
    };
    await advanceGroup({ ...world.caps, ledger: slow }, 'wave-1');
    expect(isSlow).toBe(false);
    expect(await goes(world)).toEqual(['b']);
  },
);

test('of two steps at the same time one decides nothing', async () => {
  const world = await threeReady();
  await makeGroup(world.caps, PLAN, 'ada', ANY);
  await look(world, allWait);
  const outcomes = await Promise.all([
    advanceGroup(world.caps, 'wave-1'),
    advanceGroup(world.caps, 'wave-1'),
  ]);
  expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['advanced', 'overtaken']);
  expect(await goes(world)).toEqual(['a']);
});

describe('the sender', () => {
  const alone = { ...PLAN, members: [{ id: ID }] };

  test('sends nothing for a member without a go, and sends once on it', async () => {
    const world = await readyWorld();
    await makeGroup(world.caps, alone, 'ada', ANY);
    await world.assess();
    expect(await recordIntent(world.caps, ID, 1)).toEqual({
      kind: 'none',
      reason: 'group wave-1 has not given its go',
    });
    expect((await orderWatch(world.caps, ID))?.commands.map(({ kind }) => kind)).toEqual(['wait']);
    world.clock.forward(5);
    await advanceGroup(world.caps, 'wave-1');
    world.clock.forward(5);
    await world.assess();
    expect((await world.stored.status(ID))?.group).toEqual({ id: 'wave-1', state: 'go' });
    await recordIntent(world.caps, ID, 1);
    await triggerCutover(world.caps, ID, 1);
    expect(world.sends).toBe(1);
  });

  test('withdraws an attempt whose go was taken back', async () => {
    const world = await readyWorld();
    await makeGroup(world.caps, alone, 'ada', ANY);
    await world.assess();
    world.clock.forward(5);
    await advanceGroup(world.caps, 'wave-1');
    await recordIntent(world.caps, ID, 1);
    await world.change({ group: { id: 'wave-1' } });
    const { state, reason } = await triggerCutover(world.caps, ID, 1);
    expect([state, reason, world.sends]).toEqual(['withdrawn', 'group wave-1 has not given its go', 0]);
  });

  test('a member that joins while its attempt is prepared sends nothing', async () => {
    const world = await readyWorld();
    await recordIntent(world.caps, ID, 1);
    await makeGroup(world.caps, alone, 'ada', ANY);
    await triggerCutover(world.caps, ID, 1);
    expect(world.sends).toBe(0);
  });

  test('the status says what a member waits for', async () => {
    const world = await readyWorld();
    await makeGroup(world.caps, alone, 'ada', ANY);
    await world.assess();
    const status = await world.stored.status(ID);
    expect(status?.group).toEqual({
      id: 'wave-1',
      state: 'waits',
      reason: 'group wave-1 has not given its go',
    });
    expect(status?.next).toEqual({
      who: 'app',
      what: 'sends the request on the go of its group: group wave-1 has not given its go',
    });
  });

  test('a rehearsal names the group', async () => {
    const world = await readyWorld();
    await makeGroup(world.caps, alone, 'ada', ANY);
    const { facts } = await world.assess('thorough');
    const measure = { steps: [], milliseconds: 1 } as never;
    const { stops } = rehearsalOf(facts, assessReadiness(facts).checks, measure, AZURE_TIMING);
    expect(stops).toEqual([{ what: 'group', reason: 'group wave-1 has not given its go' }]);
  });
});
