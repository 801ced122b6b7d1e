/** Telling receivers: from when, what waits, and what one receiver's or one message's trouble costs the others. */
import type { JournalEntry } from '../../shared/core/migration/journal';
import type { NotifyRule } from '../../shared/core/notify/receivers';
import { createDelivery } from '../../shared/use-cases/notify/deliver-notifications';
import type { NotifyCapabilities } from '../../shared/use-cases/notify/lane';
import { makeGroup } from '../../shared/use-cases/groups/make-group';
import { readReceiverState } from '../../shared/use-cases/notify/receiver-states';
import { MemoryNotifier } from '../support/memory-notifier';
import { CONTAINER_URL, ID, SCOPE, World } from '../support/world';

async function watched(rules: readonly NotifyRule[] = [{ receiver: 'ops' }]) {
  const world = new World();
  await world.register({ backups: { containerUrl: CONTAINER_URL, prefix: 'shop/' } });
  const notifier = new MemoryNotifier();
  const names = [...new Set(rules.map(({ receiver }) => receiver))];
  const caps: NotifyCapabilities = {
    ...world.caps,
    notifier,
    notifications: {
      receivers: names.map((name) => ({ name, kind: 'webhook', url: `https://${name}.example.com` })),
      rules,
      hosts: ['*.example.com'],
    },
  };
  const deliver = createDelivery(caps);
  const tell = async (kind: JournalEntry['kind'], id = ID, facts?: JournalEntry['facts']): Promise<void> => {
    world.clock.forward(1);
    const at = world.clock.now().toISOString();
    await world.stored.appendJournal(id, [{ at, kind, by: 'ada@example.com', text: kind, facts }]);
  };
  const events = (name = 'ops') => notifier.at(name).map(({ migration, event }) => `${migration} ${event}`);
  return { world, notifier, caps, deliver, tell, events };
}

test('a receiver is told from the first run on, not of what was before', async () => {
  const { world, deliver, tell, events } = await watched();
  await tell('held');
  await tell('released');
  world.clock.forward(1);
  await deliver();
  await tell('settled');
  await deliver();
  await deliver();
  expect(events()).toEqual(['shop settled']);
});

test('a migration that is registered later is told from its beginning', async () => {
  const { world, deliver, tell, events } = await watched();
  await deliver();
  world.clock.forward(60);
  await world.register({
    id: 'orders',
    target: { managedInstanceId: SCOPE, databaseName: 'Orders' },
    backups: { containerUrl: CONTAINER_URL, prefix: 'orders/' },
  });
  await tell('held', 'orders');
  await tell('held');
  await deliver();
  expect(events()).toEqual(['orders held', 'shop held']);
});

test('a cursor that was left by a deleted migration is none of the journal that begins anew', async () => {
  const { world, deliver, tell, events } = await watched();
  await deliver();
  for (const kind of ['held', 'released', 'held', 'released'] as const) await tell(kind);
  await deliver();
  const left = await world.stored.workingState(ID, 'told-ops');
  await world.stored.remove(ID);
  world.clock.forward(60);
  await world.register();
  // A delivery that was under way during the deletion writes its cursor late.
  await world.stored.saveWorkingState(ID, 'told-ops', undefined, left!.value);
  await tell('settled');
  await deliver();
  expect(events().at(-1)).toBe('shop settled');
});

async function group(world: World, id: string, ...events: readonly string[]): Promise<void> {
  for (const event of events) {
    world.clock.forward(1);
    const at = world.clock.now().toISOString();
    const line = { at, kind: 'groupChanged' as const, by: 'ada@example.com', text: event };
    await world.stored.appendJournal('!ledger', [{ ...line, facts: { group: id, event } }]);
  }
}

test('a group is told of beside its members, and a refused message holds no other group', async () => {
  const { world, notifier, deliver, tell } = await watched([{ receiver: 'ops', groups: ['wave-*'] }]);
  await deliver();
  await tell('held');
  await tell('groupChanged', ID, { group: 'wave-1', joined: true });
  await tell('released');
  await tell('groupChanged', ID, { group: 'wave-1', joined: false });
  await tell('settled');
  await group(world, 'wave-1', 'groupMade', 'groupHeld');
  await group(world, 'wave-2', 'groupMade');
  await group(world, 'other', 'groupMade');
  notifier.habit = (_, message) =>
    message.group === 'wave-1' && message.event === 'groupHeld'
      ? { kind: 'refuses', status: 400 }
      : { kind: 'takes' };
  await deliver();
  const told = () => notifier.at('ops').map((one) => [one.group, one.migration, one.event]);
  const first = [
    ['wave-1', undefined, 'groupMade'],
    ['wave-2', undefined, 'groupMade'],
    ['wave-1', 'shop', 'released'],
  ];
  expect(told()).toEqual(first);
  notifier.habit = () => ({ kind: 'takes' });
  await deliver();
  await deliver();
  expect(told()).toEqual([...first, ['wave-1', undefined, 'groupHeld']]);
  const state = await readReceiverState(world.stored, 'ops');
  expect(state?.value.failure).toBeUndefined();
});

describe('a digest', () => {
  const RULES = [{ receiver: 'ops', digestMinutes: 15 }];
  const IDS = ['a', 'b', 'c'];

  async function wave() {
    const all = await watched(RULES);
    for (const id of IDS)
      await all.world.register({
        id,
        target: { managedInstanceId: SCOPE, databaseName: id },
        backups: { containerUrl: CONTAINER_URL, prefix: `${id}/` },
      });
    const plan = { strategy: 'each' as const, limits: {}, stopAfter: 1 };
    const members = IDS.map((id) => ({ id }));
    await all.deliver();
    await makeGroup(all.world.caps, { id: 'wave-1', ...plan, members }, 'ada@example.com', {
      dryRun: false,
      mayBeNamed: () => true,
    });
    return all;
  }

  test('one message for the group after the time, and then nothing more of it', async () => {
    const { world, notifier, deliver, tell } = await wave();
    for (const id of IDS) await tell('held', id);
    await deliver();
    expect(notifier.at('ops')).toEqual([]);
    world.clock.forward(900);
    await deliver();
    await deliver();
    expect(notifier.at('ops')).toEqual([
      expect.objectContaining({
        event: 'digest',
        group: 'wave-1',
        events: { groupMade: 1, held: 3 },
        counts: { notReady: 3 },
      }),
    ]);
    world.clock.forward(900);
    await deliver();
    expect(notifier.calls.get('ops')).toBe(1);
  });

  test('what is urgent goes at once, with what came before it of the same migration', async () => {
    const { world, notifier, deliver, tell, events } = await wave();
    for (const id of IDS) await tell('held', id);
    await tell('trouble', 'b', { event: 'blocked' });
    await deliver();
    expect(events()).toEqual(['b held', 'b blocked']);
    world.clock.forward(900);
    await deliver();
    expect(notifier.at('ops').at(-1)).toMatchObject({ events: { groupMade: 1, held: 2 } });
  });

  test('one that is not taken is sent again as it was, and holds what comes behind it', async () => {
    const { world, notifier, caps, deliver, tell } = await wave();
    await tell('held', 'a');
    await deliver();
    world.clock.forward(900);
    notifier.habit = (_, { event }) => (event === 'digest' ? { kind: 'lost' } : { kind: 'takes' });
    await deliver();
    await tell('trouble', 'a', { event: 'blocked' });
    await tell('trouble', 'b', { event: 'blocked' });
    world.clock.forward(20);
    await createDelivery(caps)();
    const seen = notifier.at('ops').map(({ id, event, migration }) => [event, migration, id]);
    expect(seen.map(([event, migration]) => [event, migration])).toEqual([
      ['digest', undefined],
      ['digest', undefined],
      ['blocked', 'b'],
    ]);
    expect(notifier.at('ops')[0]).toEqual(notifier.at('ops')[1]);
    notifier.habit = () => ({ kind: 'takes' });
    world.clock.forward(20);
    await createDelivery(caps)();
    expect(notifier.at('ops').map(({ event }) => event)).toEqual([
      ...['digest', 'digest', 'blocked', 'digest', 'blocked'],
    ]);
  });

  test('one that is refused five times is told apart: each event by itself, and one that is refused holds its own migration alone', async () => {
    const { world, notifier, caps, deliver, tell, events } = await wave();
    for (const id of IDS) await tell('held', id);
    await deliver();
    notifier.habit = (_, { event, migration }) =>
      event === 'digest' || migration === 'b' ? { kind: 'refuses', status: 413 } : { kind: 'takes' };
    for (let run = 0; run < 5; run += 1) {
      world.clock.forward(900);
      expect(events()).toEqual([]);
      // What waits is remembered; what is open is stored.
      await (run === 0 ? deliver : createDelivery(caps))();
    }
    expect(notifier.at('ops').map(({ event, migration }) => [migration, event])).toEqual([
      [undefined, 'groupMade'],
      ['a', 'held'],
      ['c', 'held'],
    ]);
    expect((await readReceiverState(world.stored, 'ops'))?.value.refusedDigest).toMatchObject({
      group: 'wave-1',
      code: 'Http413',
      id: expect.stringMatching(/^digest:wave-1:/),
    });
    notifier.habit = () => ({ kind: 'takes' });
    world.clock.forward(900);
    await deliver();
    expect(events().at(-1)).toBe('b held');
    // What comes later waits for a digest again; one that is taken ends the trouble.
    await tell('released', 'a');
    await deliver();
    world.clock.forward(900);
    await deliver();
    expect(notifier.at('ops').at(-1)).toMatchObject({ event: 'digest', events: { released: 1 } });
    expect((await readReceiverState(world.stored, 'ops'))?.value.refusedDigest).toBeUndefined();
  });

  test('one that was begun by a rule that is gone is still sent, and then the rules that stand hold', async () => {
    const { world, notifier, caps, deliver, tell } = await wave();
    for (const id of IDS) await tell('held', id);
    await deliver();
    notifier.habit = () => ({ kind: 'refuses', status: 503 });
    world.clock.forward(900);
    await deliver();
    notifier.habit = () => ({ kind: 'takes' });
    world.clock.forward(900);
    const rules = [{ receiver: 'ops', events: ['released' as const] }];
    const changed = createDelivery({ ...caps, notifications: { ...caps.notifications, rules } });
    await changed();
    await tell('released', 'a');
    await tell('held', 'a');
    await changed();
    await changed();
    expect(notifier.at('ops').map(({ event, events }) => [event, events])).toEqual([
      ['digest', { groupMade: 1, held: 3 }],
      ['released', undefined],
    ]);
  });

  test('while everything waits, a run reads no journal and no cursor', async () => {
    const { world, deliver, tell } = await wave();
    for (const id of IDS) await tell('held', id);
    await deliver();
    const evidence = jest.spyOn(world.stored, 'evidence');
    const states = jest.spyOn(world.stored, 'workingState');
    await deliver();
    expect(evidence).not.toHaveBeenCalled();
    expect(states.mock.calls.map(([, name]) => name)).toEqual(['ops', 'ops!digest']);
  });

  test('what another process has told since is told no more', async () => {
    const { world, notifier, caps, deliver, tell } = await wave();
    for (const id of IDS) await tell('held', id);
    await deliver();
    const other = createDelivery(caps);
    await other();
    world.clock.forward(900);
    await other();
    await deliver();
    expect(notifier.calls.get('ops')).toBe(1);
  });

  test('quiet hours keep it until they end', async () => {
    const quietHours = { timeZone: 'UTC', from: '21:00', to: '23:00' };
    const { world, notifier, deliver, tell } = await watched([
      { receiver: 'ops', digestMinutes: 15, quietHours },
    ]);
    await deliver();
    await tell('groupChanged', ID, { group: 'wave-1', joined: true });
    await tell('held');
    world.clock.forward(1_800);
    await deliver();
    await deliver();
    expect(notifier.at('ops')).toEqual([]);
    world.clock.forward(1_800);
    await deliver();
    expect(notifier.at('ops').map(({ event }) => event)).toEqual(['digest']);
  });
});

test('quiet hours hold a message until they end, or until one that does not wait', async () => {
  const quietHours = { timeZone: 'UTC', from: '21:00', to: '23:00' };
  const { world, deliver, tell, events } = await watched([
    { receiver: 'ops', quietHours },
    { receiver: 'team', quietHours },
    { receiver: 'team', level: 'warning' },
  ]);
  await deliver();
  await tell('held');
  await deliver();
  expect([events(), events('team')]).toEqual([[], []]);
  await tell('trouble', ID, { event: 'blocked' });
  await tell('released');
  await deliver();
  expect([events(), events('team')]).toEqual([[], ['shop held', 'shop blocked']]);
  world.clock.forward(3_600);
  await deliver();
  const all = ['shop held', 'shop blocked', 'shop released'];
  expect([events(), events('team')]).toEqual([all, all]);
});

test('a message that is refused for good holds its own migration alone', async () => {
  const { world, notifier, caps, deliver, tell, events } = await watched();
  await world.register({
    id: 'orders',
    target: { managedInstanceId: SCOPE, databaseName: 'Orders' },
    backups: { containerUrl: CONTAINER_URL, prefix: 'orders/' },
  });
  await deliver();
  notifier.habit = (_, { event }) =>
    event === 'held' ? { kind: 'refuses', status: 400 } : { kind: 'takes' };
  await tell('held');
  await tell('released');
  await tell('settled', 'orders');
  await deliver();
  await tell('released', 'orders');
  await deliver();
  expect(events()).toEqual(['orders settled', 'orders released']);
  const state = (await readReceiverState(caps.ledger, 'ops'))?.value;
  expect(state).toMatchObject({ failure: { code: 'Http400', migration: 'shop' } });
});

test('a slow receiver ends its own run after fifteen seconds; the others have had their turn', async () => {
  const { world, notifier, deliver, tell, events } = await watched([
    { receiver: 'ops' },
    { receiver: 'team' },
  ]);
  await deliver();
  notifier.pass = () => world.clock.forward(10);
  for (const id of ['a', 'b', 'c'])
    await world.register({
      id,
      target: { managedInstanceId: SCOPE, databaseName: id },
      backups: { containerUrl: CONTAINER_URL, prefix: `${id}/` },
    });
  for (const id of ['a', 'b', 'c']) await tell('held', id);
  notifier.habit = (name) => ({ kind: name === 'team' ? 'slow' : 'takes' });
  await deliver();
  expect(notifier.calls.get('team')).toBe(2);
  notifier.habit = () => ({ kind: 'takes' });
  world.clock.forward(60);
  await deliver();
  expect(events('ops').toSorted()).toEqual(['a held', 'b held', 'c held']);
  // The next run began behind the one that was tried last.
  expect(events('team')).toEqual(['c held', 'a held', 'b held']);
});

test('a journal without news costs one read in a run', async () => {
  const { world, caps, deliver, tell } = await watched();
  await deliver();
  await tell('held');
  await deliver();
  const evidence = jest.spyOn(world.stored, 'evidence');
  const states = jest.spyOn(world.stored, 'workingState');
  await deliver();
  expect(evidence).not.toHaveBeenCalled();
  expect(states.mock.calls).toEqual([['!notify', 'ops']]);
  await createDelivery(caps)();
  expect(evidence).toHaveBeenCalledTimes(1);
});

test.each([
  ['one receiver', [{ receiver: 'ops' }], 1],
  ['two receivers', [{ receiver: 'ops' }, { receiver: 'team' }], 2],
  ['one with digests', [{ receiver: 'ops', digestMinutes: 15 }], 2],
])('what a run without news costs, with %s: docs/operate.md', async (_, rules, states) => {
  const { world, caps, tell } = await watched(rules);
  for (const id of ['a', 'b', 'c', 'd'])
    await world.register({
      id,
      target: { managedInstanceId: SCOPE, databaseName: id },
      backups: { containerUrl: CONTAINER_URL, prefix: `${id}/` },
    });
  const calls: string[] = [];
  const ledger = new Proxy(world.stored, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...args: readonly unknown[]): unknown => {
        calls.push(String(name));
        return Reflect.apply(member, target, args);
      };
    },
  });
  const deliver = createDelivery({ ...caps, ledger });
  await deliver();
  await tell('held');
  await deliver();
  await deliver();
  calls.length = 0;
  await deliver();
  const migrations = 5;
  expect(calls.toSorted()).toEqual([
    ...Array.from({ length: migrations + 1 }, () => 'journalHead'),
    'registrations',
    ...Array.from({ length: states }, () => 'workingState'),
  ]);
});

test('a ledger that does not answer fails the run, and the next one catches up', async () => {
  const { world, deliver, tell, events } = await watched();
  await deliver();
  await tell('held');
  world.stored.failNext(1);
  await expect(deliver()).rejects.toThrow("ledger's storage does not answer");
  await deliver();
  expect(events()).toEqual(['shop held']);
});
