/**
 * Receivers that are away, slow, refuse or lose answers, and processes that die between any two steps: every receiver gets every event at
 * least once and in order, and one that drops known ids sees each once.
 */
import fc from 'fast-check';
import type { JournalEntry } from '../../shared/core/migration/journal';
import type { OpenDigest } from '../../shared/core/notify/digest';
import type { Message } from '../../shared/core/notify/message';
import type { Notifications, Receiver } from '../../shared/core/notify/receivers';
import type { Delivery } from '../../shared/ports/notifier';
import { createDelivery } from '../../shared/use-cases/notify/deliver-notifications';
import { readDigests } from '../../shared/use-cases/notify/receiver-states';
import type { MemoryLedger } from '../support/memory-ledger';
import { type Habit, MemoryNotifier } from '../support/memory-notifier';
import { MortalLedger, SCOPE, World } from '../support/world';

const IDS = ['orders', 'sales', 'shop'];
const NOTIFICATIONS: Notifications = {
  receivers: ['ops', 'team'].map((name) => ({ name, kind: 'webhook', url: `https://${name}.example.com` })),
  rules: [{ receiver: 'ops' }, { receiver: 'team' }],
  hosts: ['*.example.com'],
};

type Act =
  | { readonly kind: 'event'; readonly id: number }
  | { readonly kind: 'behave'; readonly receiver: number; readonly habit: Habit }
  | { readonly kind: 'run'; readonly seconds: number }
  /** A new process, which remembers nothing. */
  | { readonly kind: 'restart' }
  | { readonly kind: 'die'; readonly call: number; readonly when: 'before' | 'after' }
  /** Two runs at the same time. */
  | { readonly kind: 'twoRuns' };

/** It takes every message but digests. */
const OF_DIGESTS: Habit = { kind: 'refuses', status: 413 };

const habit: fc.Arbitrary<Habit> = fc.constantFrom<Habit>(
  { kind: 'takes' },
  { kind: 'lost' },
  { kind: 'slow' },
  { kind: 'refuses', status: 500 },
  { kind: 'refuses', status: 429, retryAfter: 30 },
  OF_DIGESTS,
);

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('event' as const), id: fc.nat(2) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('behave' as const), receiver: fc.nat(1), habit }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('run' as const), seconds: fc.nat(400) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('die' as const),
      call: fc.integer({ min: 1, max: 30 }),
      when: fc.constantFrom('before' as const, 'after' as const),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'twoRuns' as const }) },
);

/** Notes which lines a digest tells. */
class PartsNotifier extends MemoryNotifier {
  readonly parts = new Map<string, OpenDigest['parts']>();

  constructor(private readonly stored: MemoryLedger) {
    super();
  }

  override async deliver(receiver: Receiver, message: Message): Promise<Delivery> {
    const { value } = await readDigests(this.stored, receiver.name);
    if (message.event === 'digest') {
      expect(value?.message).toEqual(message);
      this.parts.set(message.id, value!.parts);
    }
    return super.deliver(receiver, message);
  }
}

class Estate {
  readonly notifier: PartsNotifier;
  readonly habits = new Map<string, Habit>();
  readonly world: World;
  readonly written: string[] = [];
  private readonly mortal: MortalLedger;
  private deliver: () => Promise<void>;

  constructor(private readonly notifications = NOTIFICATIONS) {
    let mortal: MortalLedger | undefined;
    this.world = new World({ ledger: (inner) => (mortal = new MortalLedger(inner)).ledger });
    this.mortal = mortal!;
    this.notifier = new PartsNotifier(this.world.stored);
    this.notifier.habit = (receiver, { event }) => {
      if (this.mortal.isDead) return { kind: 'slow' };
      const own = this.habits.get(receiver) ?? { kind: 'takes' };
      return own === OF_DIGESTS && event !== 'digest' ? { kind: 'takes' } : own;
    };
    this.notifier.pass = () => this.world.clock.forward(10);
    this.deliver = this.start();
  }

  async begin(): Promise<void> {
    for (const [at, id] of IDS.entries())
      await this.world.register({
        id,
        target: { managedInstanceId: SCOPE, databaseName: id },
        backups: { containerUrl: 'https://acct.blob.core.windows.net/backups', prefix: `${at}/` },
      });
    await this.deliver();
  }

  async perform(one: Act): Promise<void> {
    switch (one.kind) {
      case 'event':
        return this.event(IDS[one.id]!);
      case 'behave':
        this.habits.set(NOTIFICATIONS.receivers[one.receiver]!.name, one.habit);
        return;
      case 'run':
        this.world.clock.forward(one.seconds);
        return this.deliver();
      case 'restart':
        this.deliver = this.start();
        return;
      case 'twoRuns':
        await Promise.all([this.deliver(), this.start()()]);
        return;
      case 'die':
        this.mortal.dieAt(one);
        await this.deliver().catch(() => undefined);
        this.mortal.revive();
        this.deliver = this.start();
    }
  }

  /** From now on the migrations are members of a group. */
  async join(group: string): Promise<void> {
    const at = this.world.clock.now().toISOString();
    const line = { at, kind: 'groupChanged' as const, by: 'group', text: 'Joined' };
    for (const id of IDS)
      await this.world.stored.appendJournal(id, [{ ...line, facts: { group, joined: true } }]);
  }

  /** Numbers of the lines that somebody is told of. */
  async eventLines(id: string): Promise<readonly number[]> {
    const { lines } = await this.world.stored.evidence(id);
    return lines.flatMap(({ kind, sequence = 0 }) => (['held', 'trouble'].includes(kind) ? [sequence] : []));
  }

  /** Numbers of the lines that a receiver which drops known ids was told of, in its order; a digest tells up to its part. */
  async toldLines(receiver: string, id: string): Promise<readonly number[]> {
    const lines = await this.eventLines(id);
    const told: number[] = [];
    for (const message of new Map(this.notifier.at(receiver).map((one) => [one.id, one])).values()) {
      const { migration, sequence = 0 } = message;
      // A digest whose answer was lost, and that was refused later, is told apart: a line then comes twice, not out of order.
      if (migration === id && sequence > (told.at(-1) ?? 0)) told.push(sequence);
      const part = this.notifier.parts.get(message.id)?.find((one) => one.id === id);
      if (part !== undefined)
        told.push(...lines.filter((line) => line > (told.at(-1) ?? 0) && line <= part.sequence));
    }
    return told;
  }

  /** Everything works again, for long enough. */
  async recover(): Promise<void> {
    this.habits.clear();
    for (let run = 0; run < 8; run += 1) await this.perform({ kind: 'run', seconds: 400 });
  }

  private async event(id: string): Promise<void> {
    this.world.clock.forward(1);
    const text = `Held for the ${this.written.length}. time`;
    const at = this.world.clock.now().toISOString();
    const by = 'ada@example.com';
    const isUrgent = this.written.length % 3 === 2;
    const line: JournalEntry = isUrgent
      ? { at, kind: 'trouble', by, text, facts: { event: 'blocked' } }
      : { at, kind: 'held', by, text };
    const quiet: JournalEntry = { at, kind: 'phaseChanged', by: 'watch', text: 'No event' };
    await this.world.stored.appendJournal(id, [quiet, line]);
    this.written.push(`${id} ${text}`);
  }

  private start(): () => Promise<void> {
    return createDelivery({ ...this.world.caps, notifier: this.notifier, notifications: this.notifications });
  }
}

test('each event at least once, in order per migration, once by id', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 40 }), async (acts) => {
      const estate = new Estate();
      await estate.begin();
      for (const one of acts) await estate.perform(one);
      await estate.recover();
      for (const { name } of NOTIFICATIONS.receivers) {
        const known = new Map(estate.notifier.at(name).map((message) => [message.id, message]));
        const seen = [...known.values()];
        for (const id of IDS)
          expect(
            seen.filter(({ migration }) => migration === id).map(({ headline }) => `${id} ${headline}`),
          ).toEqual(estate.written.filter((text) => text.startsWith(`${id} `)));
      }
    }),
    { numRuns: 150 },
  );
});

const IN_DIGESTS: Notifications = {
  ...NOTIFICATIONS,
  rules: [{ receiver: 'ops', digestMinutes: 5 }, { receiver: 'team' }],
};

test('in digests: each event at least once, in order per migration, once by id', async () => {
  // Two runs at the same time may tell a line by itself and in a digest.
  const alone = act.filter(({ kind }) => kind !== 'twoRuns');
  await fc.assert(
    fc.asyncProperty(fc.array(alone, { maxLength: 40 }), async (acts) => {
      const estate = new Estate(IN_DIGESTS);
      await estate.begin();
      await estate.join('wave-1');
      for (const one of acts) await estate.perform(one);
      await estate.recover();
      for (const id of IDS) expect(await estate.toldLines('ops', id)).toEqual(await estate.eventLines(id));
    }),
    { numRuns: 150 },
  );
});

test('a receiver that refuses every digest is told each event by itself, and its digests hold nothing for long', async () => {
  const estate = new Estate(IN_DIGESTS);
  await estate.begin();
  await estate.join('wave-1');
  estate.habits.set('ops', OF_DIGESTS);
  for (let minute = 0; minute < 60; minute += 1) {
    await estate.perform({ kind: 'event', id: minute % 3 });
    await estate.perform({ kind: 'run', seconds: 59 });
  }
  for (let run = 0; run < 40; run += 1) await estate.perform({ kind: 'run', seconds: 400 });
  for (const id of IDS) expect(await estate.toldLines('ops', id)).toEqual(await estate.eventLines(id));
  expect(estate.notifier.at('ops').filter(({ event }) => event === 'digest')).toEqual([]);
});

test('a receiver that takes everything waits for none that is away for an hour', async () => {
  const estate = new Estate();
  await estate.begin();
  estate.habits.set('team', { kind: 'refuses', status: 500 });
  for (let minute = 0; minute < 60; minute += 1) {
    await estate.perform({ kind: 'event', id: minute % 3 });
    await estate.perform({ kind: 'run', seconds: 59 });
    expect(estate.notifier.at('ops')).toHaveLength(minute + 1);
  }
  expect(estate.notifier.at('team')).toEqual([]);
  // 12 waits of five minutes at most, three tries each, and those before.
  expect(estate.notifier.calls.get('team')).toBeLessThan(60);
  await estate.recover();
  expect(estate.notifier.at('team').map(({ id }) => id)).toHaveLength(60);
});
