import { join } from 'node:path';
import { HostProcess, sampleApp, temporaryFolder, until } from './host-process';

let host: HostProcess;
beforeAll(async () => {
  host = await HostProcess.start({ app: sampleApp('rules') });
});

const run = async (name: string, input: unknown, id?: string) =>
  host.finished(await host.startNew(name, input, id));

test('a retry ends with the first success', async () => {
  expect(await run('retries', { key: 'a', until: 3 })).toMatchObject({
    runtimeStatus: 'Completed',
    output: 3,
  });
});

test('exhausted retries fail the call after one more timer, and the ids still agree', async () => {
  const status = await run('afterExhausted', {}, 'exhausted');
  expect(status.output).toBe("Activity function 'failUntil' failed: try 3 of exhausted | said after");
  const { historyEvents } = await host.status('exhausted', 'showHistory=true');
  expect(historyEvents?.filter(({ EventType }) => EventType === 'TimerFired')).toHaveLength(3);
});

test('an unhandled failure fails the instance with a sentence', async () => {
  expect(await run('fails', {}, 'failing')).toMatchObject({
    runtimeStatus: 'Failed',
    output: expect.stringMatching(
      /^Orchestrator function 'fails' failed: Activity function 'failUntil' failed: try 1 of failing/,
    ),
  });
  expect((await host.webhook('instances/failing?returnInternalServerErrorOnFailure=true')).status).toBe(500);
});

test('properties of an error reach the orchestrator', async () => {
  expect((await run('codes', {})).output).toEqual({ code: 'GAP', type: 'Error', message: 'coded' });
});

test('every JSON type survives the way to an activity and back', async () => {
  expect((await run('types', {})).output).toMatchObject({ same: true });
});

test('sub-orchestrations run under the ids they are given', async () => {
  const { output } = await run('parent', { children: ['c1', 'c2'] }, 'mother');
  expect(output).toEqual(['c1 of mother: said c1', 'c2 of mother: said c2']);
});

test('a failing sub-orchestration is tried again under its id and then fails the call', async () => {
  const { output } = await run('parentOfFailing', {}, 'unlucky');
  expect(output).toMatch(
    /^Orchestrator function 'fails' failed: Activity function 'failUntil' failed: try 3 of unlucky-child/,
  );
});

test('a sub-orchestration whose id is running fails the call', async () => {
  await host.startNew('waits', {}, 'taken');
  const { output } = await run('parentOfRunning', { id: 'taken' });
  expect(output).toBe(
    "Orchestrator function 'waits' failed: Cannot start instance 'taken': an instance of that id is running",
  );
});

test('events that come early wait for their waiter, in order', async () => {
  const id = await host.startNew('twoEvents', {});
  await host.raise(id, 'one', 1);
  await host.raise(id, 'one', 2);
  expect((await host.finished(id)).output).toEqual([1, 2]);
});

test('events sent one by one survive continueAsNew', async () => {
  const id = await host.startNew('collect', { sum: 0, left: 3 });
  for (const value of [1, 10, 100]) {
    const { input } = await host.status(id);
    await host.raise(id, 'add', value);
    if (value < 100)
      await until(
        'the next generation',
        async () => JSON.stringify((await host.status(id)).input) !== JSON.stringify(input),
      );
  }
  expect((await host.finished(id)).output).toBe(111);
});

test('completion waits for an open timer', async () => {
  const started = Date.now();
  expect((await run('openTimer', {})).output).toBe('said first');
  expect(Date.now() - started).toBeGreaterThan(650);
});

test('a plain text given to continueAsNew arrives with extra quotes', async () => {
  expect((await run('stringAgain', {})).output).toBe('"plain"');
});

test.each([
  ['missingActivity', "Cannot call activity 'nobody': the app has no activity function of that name"],
  ['usesEntity', 'Cannot run callEntity: the local host does not support entities'],
  ['usesHttp', 'Cannot run callHttp: the local host does not support it; call from an activity'],
  ['nonDeterministic', 'Non-deterministic workflow detected'],
])('%s fails loudly', async (name, sentence) => {
  expect(await run(name, {})).toMatchObject({
    runtimeStatus: 'Failed',
    output: expect.stringContaining(sentence),
  });
});

describe('the two unsafe patterns reproduce', () => {
  test('hazard A without a failing try looks right', async () => {
    expect(await run('hazardA', { failing: false })).toMatchObject({
      runtimeStatus: 'Completed',
      output: 'said two',
    });
  });

  test('hazard A with a failing try is a non-determinism failure', async () => {
    expect(await run('hazardA', { failing: true })).toMatchObject({
      runtimeStatus: 'Failed',
      output: expect.stringContaining(
        'history has a timer with sequence id 2, but the replay produced an activity',
      ),
    });
  });

  test('hazard B completes with wrong values', async () => {
    expect(await run('hazardB', {})).toMatchObject({
      runtimeStatus: 'Completed',
      output: ['UNDEFINED', 'said one'],
    });
  });
});

describe('suspend, resume, terminate', () => {
  const post = (id: string, operation: string) =>
    host.webhook(`instances/${id}/${operation}?reason=because`, { method: 'POST' });
  const reaches = (id: string, status: string) =>
    until(status, async () => (await host.status(id)).runtimeStatus === status);

  test('a suspended instance holds events until it is resumed', async () => {
    const id = await host.startNew('waits', {});
    expect((await post(id, 'suspend')).status).toBe(202);
    await reaches(id, 'Suspended');
    await host.raise(id, 'go', 'now');
    expect((await post(id, 'suspend')).status).toBe(202);
    expect((await host.status(id)).runtimeStatus).toBe('Suspended');
    await post(id, 'resume');
    expect((await host.finished(id)).output).toBe('now');
  });

  test('a suspended instance can be terminated', async () => {
    const id = await host.startNew('waits', {});
    await post(id, 'suspend');
    await reaches(id, 'Suspended');
    await post(id, 'terminate');
    expect(await host.finished(id)).toMatchObject({ runtimeStatus: 'Terminated', output: 'because' });
    expect((await post(id, 'terminate')).status).toBe(410);
    expect((await post('nobody', 'resume')).status).toBe(404);
  });
});

describe('a worker process that dies', () => {
  test('is started again, and its activity with it', async () => {
    const status = await run('killsWorkerOnce', { marker: join(temporaryFolder(), 'died') });
    expect(status).toMatchObject({ runtimeStatus: 'Completed', output: 'survived' });
    expect(host.output).toContain('worker process ended (exit code 3)');
    expect(await (await fetch(`${host.url}/api/ping`)).text()).toBe('pong');
  });

  test('under the same activity five times fails the activity', async () => {
    expect(await run('killsWorkerAlways', {})).toMatchObject({
      runtimeStatus: 'Failed',
      output: expect.stringContaining('the worker process ended under it 5 times (last: exit code 3)'),
    });
  });
});
