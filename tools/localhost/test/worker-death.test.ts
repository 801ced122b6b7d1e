import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../clock';
import type * as SupervisorModule from '../worker-process/worker-supervisor';
import { builtHost } from './build';
import { HostProcess, sampleApp, temporaryFolder, until } from './host-process';

const start = (env: Record<string, string> = {}) => HostProcess.start({ app: sampleApp('fragile'), env });
const die = (host: HostProcess, way: string) => fetch(`${host.url}/die/${way}`, { method: 'POST' });
const pidOf = async (host: HostProcess) => (await fetch(`${host.url}/pid`)).text();

describe('when user code takes its process down', () => {
  let host: HostProcess;
  beforeAll(async () => {
    host = await start();
  });
  afterAll(() => host.stop());

  test.each([
    ['exit', 'exit code 3'],
    ['kill', 'signal SIGKILL'],
    ['throwLater', 'exit code 1'],
    ['rejectUnheard', 'exit code 1'],
    ['spin', 'signal SIGKILL'],
  ])('by %s, the request is 500, the log says how, and the next one is answered', async (way, how) => {
    const before = await pidOf(host);
    const from = host.output.length;
    expect((await die(host, way)).status).toBe(500);
    expect(await pidOf(host)).not.toBe(before);
    expect(host.output.slice(from)).toContain(
      `worker process ended (${how}) under ${way === 'spin' ? 0 : 1} running functions: restarting`,
    );
  });

  test('an activity that ran beside it runs again', async () => {
    const id = await host.startNew('patient', {});
    await until('the activity to run', async () => {
      const { historyEvents = [] } = await host.status(id, 'showHistory=true');
      return historyEvents.length > 0;
    });
    await die(host, 'exit');
    expect(await host.finished(id)).toMatchObject({ runtimeStatus: 'Completed', output: 'slow' });
  });
});

test.concurrent(
  'every request around the instant of a death is answered, 200 or 500, never left hanging',
  async () => {
    const host = await start();
    let ended = false;
    const statuses = new Set<number>();
    const hammer = async () => {
      while (!ended) {
        const answer = await fetch(`${host.url}/pid`, { signal: AbortSignal.timeout(30_000) });
        statuses.add(answer.status);
      }
    };
    const hammers = Array.from({ length: 8 }, hammer);
    for (let death = 0; death < 4; death++) {
      const pid = Number(await pidOf(host).then((text) => text || '0'));
      if (pid > 0) process.kill(pid, 'SIGKILL');
      await until('the next process', async () => !['', String(pid)].includes(await pidOf(host)));
    }
    ended = true;
    await Promise.all(hammers);
    expect([...statuses].sort()).toEqual([200, 500]);
    await host.stop();
  },
  120_000,
);

test.concurrent('a process in a busy loop does not outlive a host that is killed', async () => {
  const host = await start();
  const pid = await pidOf(host);
  const answers = (signal: AbortSignal) =>
    fetch(`${host.url}/pid`, { signal }).then(
      ({ ok }) => ok,
      () => false,
    );
  const spin = die(host, 'spin').catch(() => 'unanswered');
  await until('the busy loop', async () => !(await answers(AbortSignal.timeout(200))));
  await host.kill();
  expect(await spin).toBe('unanswered');
  // A process that is gone may be there for a while as a zombie (Z), when nobody asks how it ended.
  const runs = () =>
    existsSync(`/proc/${pid}/stat`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  await until('its end', () => !runs());
});

test.concurrent(
  'an app that does not load again is tried ten times a minute, then the host ends and says so',
  async () => {
    const host = await start({ FRAGILE_MARKER: join(temporaryFolder(), 'loaded') });
    await die(host, 'exit');
    const restarts = () => host.output.match(/: restarting/g)?.length ?? 0;
    await until('three restarts', () => restarts() >= 3);
    const { pid } = host.child;
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
    expect(children.length).toBeLessThanOrEqual(1);
    expect(await host.exited).toBe(1);
    expect(restarts()).toBe(10);
    expect(host.output).toMatch(
      /Cannot keep the app running: its process died too often \(last: Error: it does not load twice\)/,
    );
  },
  120_000,
);

test.concurrent('an app that never ends loading is ended after a minute', async () => {
  const marker = join(temporaryFolder(), 'loaded');
  writeFileSync(marker, '');
  const built = join(builtHost(), '../worker-process/worker-supervisor.js');
  const { WorkerSupervisor } = jest.requireActual<typeof SupervisorModule>(built);
  const minutesLikeMoments = {
    ...systemClock,
    after: (milliseconds: number, action: () => void) => systemClock.after(milliseconds / 100, action),
  };
  const nobody = () => undefined;
  const supervisor = new WorkerSupervisor({
    appFolder: sampleApp('fragile'),
    env: { ...process.env, FRAGILE_MARKER: marker, FRAGILE_LOAD: 'spins' },
    timeout: undefined,
    clock: minutesLikeMoments,
    log: { info: nobody, warn: nobody, error: nobody, run: nobody, app: nobody, always: nobody },
    onGiveUp: nobody,
  });
  await expect(supervisor.start()).rejects.toThrow(
    /Cannot start the app in .*: it was still loading after 60 s/,
  );
  await supervisor.stop();
});
