/** A watch that stands still is noticed by the sweep, shown, nudged, and then terminated and started anew. */
import type { Timer } from '@azure/functions';
import type { DurableClient } from 'durable-functions';
import { makeSweep } from '../../functions/triggers/sweep';
import { orderWatch } from '../../shared/use-cases/assess/assess-migration';
import { cancelMigration } from '../../shared/use-cases/cutover/cancel-and-retry';
import { observeCutover } from '../../shared/use-cases/cutover/observe-cutover';
import { recordIntent } from '../../shared/use-cases/cutover/record-intent';
import { triggerCutover } from '../../shared/use-cases/cutover/trigger-cutover';
import { requestCancel } from '../../shared/use-cases/operate/request-cancel';
import { createMigration } from '../../shared/use-cases/register/create-migration';
import { ADA, ID, readyWorld, toCreate, type World } from '../support/world';

const WATCH = `${ID}:watch`;
const SWEEP_SECONDS = 300;

/** Instances as the durable client shows them; a terminated one shows it after `lag` looks. */
class Instances {
  readonly calls: string[] = [];
  readonly status = new Map<string, string>([[WATCH, 'Running']]);
  customStatus: unknown = null;
  lag = 0;

  readonly client = {
    getStatus: async (id: string) => {
      const runtimeStatus = this.status.get(id);
      if (runtimeStatus === 'Terminating') {
        if (this.lag > 0) this.lag -= 1;
        else this.status.set(id, 'Terminated');
      }
      if (runtimeStatus === undefined) throw new Error('not found');
      const shown = runtimeStatus === 'Terminating' ? 'Running' : runtimeStatus;
      return { runtimeStatus: shown, customStatus: this.customStatus };
    },
    startNew: async (_name: string, { instanceId }: { instanceId: string }) => {
      this.calls.push(`start ${instanceId}`);
      this.status.set(instanceId, 'Running');
    },
    raiseEvent: async (id: string) => void this.calls.push(`nudge ${id}`),
    terminate: async (id: string) => {
      this.calls.push(`terminate ${id}`);
      this.status.set(id, 'Terminating');
    },
  } as unknown as DurableClient;
}

async function sweep(world: World, instances: Instances): Promise<readonly string[]> {
  instances.calls.length = 0;
  await makeSweep(world.caps, () => Promise.resolve())({} as Timer, instances.client);
  return [...instances.calls];
}

async function watched(): Promise<World> {
  const world = await readyWorld({}, { mode: 'manual' });
  await orderWatch(world.caps, ID);
  return world;
}

test.each(['Suspended', 'Running', 'Pending'])(
  '%s, ten sweeps: shown, nudged, replaced, and no more',
  async (state) => {
    const world = await watched();
    const instances = new Instances();
    instances.status.set(WATCH, state);
    const done: string[] = [];
    for (let sweeps = 0; sweeps < 10; sweeps++) {
      world.clock.forward(SWEEP_SECONDS);
      const calls = await sweep(world, instances);
      const summary = (await world.stored.summaries({ top: 1, blocked: true })).items[0];
      done.push(`${calls.join(', ')}${summary ? ' blocked' : ''}`);
      // The watch that was started looks.
      if (calls.includes(`start ${WATCH}`)) break;
    }
    expect(done).toEqual([
      '',
      `nudge ${WATCH} blocked`,
      `nudge ${WATCH}, terminate ${WATCH}, start ${WATCH} blocked`,
    ]);
    await orderWatch(world.caps, ID);
    expect((await world.stored.summaries({ top: 1, blocked: true })).items).toEqual([]);
    for (let sweeps = 0; sweeps < 5; sweeps++) {
      world.clock.forward(SWEEP_SECONDS);
      await orderWatch(world.caps, ID);
      expect(await sweep(world, instances)).toEqual([]);
    }
    expect((await world.journal()).join('\n')).toMatch(/The watch was stuck .* terminated and restarted/);
  },
);

test('a watch that stood for as long as a crash can leave it (301 s) is left alone', async () => {
  const world = await watched();
  const instances = new Instances();
  world.clock.forward(15 + 301);
  expect(await sweep(world, instances)).toEqual([]);
});

test('a nudge that helps is all', async () => {
  const world = await watched();
  const instances = new Instances();
  world.clock.forward(900);
  expect(await sweep(world, instances)).toEqual([`nudge ${WATCH}`]);
  await orderWatch(world.caps, ID);
  world.clock.forward(SWEEP_SECONDS);
  expect(await sweep(world, instances)).toEqual([]);
});

test('its own custom status saves the look at the ledger', async () => {
  const world = await watched();
  const instances = new Instances();
  world.clock.forward(3_600);
  instances.customStatus = { nextCheckAt: world.clock.now().toISOString() };
  expect(await sweep(world, instances)).toEqual([]);
});

test('a cutover that is observed shows that the watch waits, and does not stand still', async () => {
  const world = await readyWorld();
  await orderWatch(world.caps, ID);
  await recordIntent(world.caps, ID, 1);
  await triggerCutover(world.caps, ID, 1);
  const instances = new Instances();
  for (let looks = 0; looks < 30; looks++) {
    world.clock.forward(60);
    await observeCutover(world.caps, ID, 1);
    if (looks % 5 === 0) expect(await sweep(world, instances)).toEqual([]);
  }
});

test('a cutover that stands still as well is put out of the way, after the watch', async () => {
  const world = await readyWorld();
  await orderWatch(world.caps, ID);
  await recordIntent(world.caps, ID, 1);
  await triggerCutover(world.caps, ID, 1);
  const instances = new Instances();
  instances.status.set(`${ID}:cutover:1`, 'Suspended');
  world.clock.forward(900);
  await sweep(world, instances);
  world.clock.forward(SWEEP_SECONDS);
  expect(await sweep(world, instances)).toEqual([
    `nudge ${WATCH}`,
    `terminate ${WATCH}`,
    `terminate ${ID}:cutover:1`,
    `start ${WATCH}`,
  ]);
});

test('one that does not end at once is started by a later sweep', async () => {
  const world = await watched();
  const instances = new Instances();
  instances.lag = 20;
  world.clock.forward(900);
  await sweep(world, instances);
  world.clock.forward(SWEEP_SECONDS);
  expect(await sweep(world, instances)).toEqual([`nudge ${WATCH}`, `terminate ${WATCH}`]);
  instances.lag = 0;
  instances.status.set(WATCH, 'Terminated');
  expect(await sweep(world, instances)).toEqual([`start ${WATCH}`]);
});

describe('two watches at once never act twice: whatever they do is claimed in the control row by its ETag', () => {
  /** Lets the request of a kind hang until `answer` is called. */
  function hanging(world: World, kind: 'cutover' | 'cancel' | 'create') {
    let answer = (): void => undefined;
    const reached = new Promise<void>((arrived) => {
      const send = world.engine[kind].bind(world.engine) as (...args: readonly unknown[]) => Promise<unknown>;
      let first = true;
      Object.assign(world.engine, {
        [kind]: async (...args: readonly unknown[]) => {
          if (!first) return send(...args);
          first = false;
          arrived();
          await new Promise<void>((resume) => (answer = resume));
          return send(...args);
        },
      });
    });
    return { reached, answer: () => answer() };
  }

  /** What a new watch does, turn by turn, for as long as it is told. */
  async function newWatch(world: World, turns: number): Promise<void> {
    for (let turn = 0; turn < turns; turn++) {
      world.clock.forward(1);
      for (const command of (await orderWatch(world.caps, ID))?.commands ?? [])
        if (command.kind === 'create') await createMigration(world.caps, ID);
        else if (command.kind === 'cancel') await cancelMigration(world.caps, ID);
        else if (command.kind === 'cutOver') {
          const intent = await recordIntent(world.caps, ID, command.attempt);
          if (intent.kind === 'none') continue;
          await triggerCutover(world.caps, ID, command.attempt);
          await observeCutover(world.caps, ID, command.attempt);
        }
    }
  }

  test('a cutover', async () => {
    const world = await readyWorld();
    await orderWatch(world.caps, ID);
    const { reached, answer } = hanging(world, 'cutover');
    await recordIntent(world.caps, ID, 1);
    const first = triggerCutover(world.caps, ID, 1);
    await reached;
    await newWatch(world, 5);
    answer();
    await first;
    await newWatch(world, 5);
    expect(world.sends).toBe(1);
    expect((await world.control()).attempt?.number).toBe(1);
  });

  test('a cancel', async () => {
    const world = await watched();
    await requestCancel(world.caps, ADA);
    const { reached, answer } = hanging(world, 'cancel');
    const first = cancelMigration(world.caps, ID);
    await reached;
    await newWatch(world, 5);
    answer();
    await first;
    await newWatch(world, 5);
    expect(world.engine.count('cancel')).toBe(1);
  });

  test('a creation', async () => {
    const world = await toCreate();
    const { reached, answer } = hanging(world, 'create');
    const first = createMigration(world.caps, ID);
    await reached;
    await newWatch(world, 5);
    answer();
    await first;
    await newWatch(world, 5);
    expect(world.engine.count('create')).toBe(1);
  });
});
