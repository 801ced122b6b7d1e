import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type HostClient, until } from '../host-client';
import { HostProcess, sampleApp, temporaryFolder } from '../host-process';
import { fresh, judgedHost, ownHostTest, startParityHost } from './parity-host';

let host: HostClient;
beforeAll(async () => {
  host = await judgedHost();
});

const seenBy = async <T>(from: HostClient, about: string) =>
  (await (await fetch(`${from.url}/api/seen?about=${about}`)).json()) as T[];
const squares = (count: number) => Array.from({ length: count }, (_, number) => number * number);
const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);

describe('event ordering', () => {
  /** Raises numbers one after the other and returns the order in which they arrived. */
  const sendNumbers = async (to: HostClient, count: number) => {
    const id = await to.startNew('collects', { count }, fresh('collects'));
    for (const value of numbers(count)) await to.raise(id, 'value', value);
    return (await to.finished(id)).output;
  };

  test('events one after the other arrive in that order, over many turns', async () => {
    expect(await sendNumbers(host, 20)).toEqual(numbers(20));
  });

  test('events held back together arrive in that order, in one batch', async () => {
    const id = await host.startNew('collects', { count: 10 }, fresh('collects'));
    await host.command(id, 'suspend');
    await host.reaches(id, 'Suspended');
    for (const value of numbers(10)) await host.raise(id, 'value', value);
    await host.command(id, 'resume');
    expect((await host.finished(id)).output).toEqual(numbers(10));
  });

  test('steps of a sequence run one after the other', async () => {
    const about = fresh('sequence');
    await host.run('sequence', { about, steps: 8 });
    const steps = (await seenBy<{ step: number }>(host, about)).map(({ step }) => step);
    expect([...new Set(steps)]).toEqual(numbers(8));
  });

  test('results of a fan-out come in the order of the calls', async () => {
    expect((await host.run('fanOut', { count: 50 })).output).toEqual(squares(50));
  });

  ownHostTest(
    'small batches, duplicates and delays change nothing',
    'starts a host with --chaos',
    async () => {
      const disorderly = await startParityHost({ args: ['--chaos', '11'] });
      const sequences = Array.from({ length: 3 }, () => fresh('sequence'));
      const [events, fanOut] = await Promise.all([
        sendNumbers(disorderly, 20),
        disorderly.run('fanOut', { count: 50 }),
        ...sequences.map((about) => disorderly.run('sequence', { about, steps: 30 })),
      ]);
      expect([events, fanOut.output]).toEqual([numbers(20), squares(50)]);
      const stepsOf = async (about: string) =>
        (await seenBy<{ step: number }>(disorderly, about)).map(({ step }) => step);
      const seen = await Promise.all(sequences.map(stepsOf));
      for (const steps of seen) expect([...new Set(steps)]).toEqual(numbers(30));
      // The switch does what it says: some of the ninety activities were delivered twice.
      expect(seen.flat().length).toBeGreaterThan(90);
      await disorderly.stop();
    },
  );
});

describe('replay purity', () => {
  interface Look {
    step: number;
    at: string;
    guid: string;
  }
  const look = ({ step, at, guid }: Look) => ({ step, at, guid });

  test('currentUtcDateTime and newGuid give in every replay what they gave at first', async () => {
    const about = fresh('pure');
    const id = await host.startNew('pure', { about, steps: 4 }, about);
    await until('every look', async () => (await seenBy<Look>(host, about)).some(({ step }) => step === 3));
    await host.raise(id, 'end', {});
    const final = (await host.finished(id)).output as Look[];
    expect(new Set(final.map(({ guid }) => guid)).size).toBe(4);
    for (const told of await seenBy<Look>(host, about)) expect(look(told)).toEqual(final[told.step]);
  });

  test('isReplaying is false once per position, at first', async () => {
    const about = fresh('pure');
    const id = await host.startNew('pure', { about, steps: 4 }, about);
    await host.raise(id, 'end', {});
    await host.finished(id);
    const told = await seenBy<Look & { isReplaying: boolean }>(host, about);
    for (const step of numbers(4)) {
      const replaying = told.filter((each) => each.step === step).map(({ isReplaying }) => isReplaying);
      expect(replaying.slice(0, 2)).toEqual([false, true]);
      expect(replaying.indexOf(false, 1)).toBe(-1);
    }
  });

  ownHostTest('a replay after a restart asks for the same', 'kills the host', async () => {
    const first = await startParityHost();
    const about = fresh('pure');
    await first.startNew('pure', { about, steps: 3 }, about);
    await until('the last step', async () => (await first.history(about, 'TaskCompleted')).length === 3);
    const before = await first.history(about, 'TaskCompleted');
    const looks = (await seenBy<Look>(first, about)).filter(({ step }) => step === 2).map(look);
    await first.kill();
    const second = await startParityHost({ state: first.state });
    await second.raise(about, 'end', {});
    const final = (await second.finished(about)).output as Look[];
    expect(final[2]).toEqual(looks[0]);
    expect(await second.history(about, 'TaskCompleted')).toEqual(before);
    await second.stop();
  });
});

describe('at-least-once activities', () => {
  ownHostTest('killed between effect and commit, an activity runs again', 'kills the host', async () => {
    const file = join(temporaryFolder(), 'effects');
    const effects = () => {
      try {
        return readFileSync(file, 'utf8').trim().split('\n');
      } catch {
        return [];
      }
    };
    const first = await startParityHost();
    await first.startNew('transfers', { file, line: 'transfer 1' }, 'effect');
    await until('the effect', () => effects().length === 1);
    await first.kill();
    const second = await startParityHost({ state: first.state });
    expect(await second.finished('effect')).toMatchObject({
      runtimeStatus: 'Completed',
      output: 'transfer 1',
    });
    // Twice in the file, once in what a reader keyed by the line sees: effects must be idempotent.
    expect(effects()).toEqual(['transfer 1', 'transfer 1']);
    expect(await second.history('effect', 'TaskCompleted')).toHaveLength(1);
    await second.stop();
  });

  ownHostTest(
    'a worker process that dies is started again, and its activity with it',
    'kills the worker',
    async () => {
      const own = await HostProcess.start({ app: sampleApp('rules') });
      const marker = join(temporaryFolder(), 'died');
      expect(await own.run('killsWorkerOnce', { marker })).toMatchObject({
        runtimeStatus: 'Completed',
        output: 'survived',
      });
      expect(own.output).toContain('worker process ended (exit code 3)');
      const id = await own.startNew('killsWorkerAlways', {});
      expect(await own.finished(id, 30_000)).toMatchObject({
        runtimeStatus: 'Failed',
        output: expect.stringContaining('the worker process ended under it 5 times (last: exit code 3)'),
      });
      await own.stop();
    },
    50_000,
  );
});
