import { HostProcess, sampleApp, until } from './host-process';

let host: HostProcess;
beforeAll(async () => {
  host = await HostProcess.start({ app: sampleApp('samples') });
});

test('hello sequence', async () => {
  const status = await host.finished(await host.startNew('hello', {}));
  expect(status).toMatchObject({
    runtimeStatus: 'Completed',
    output: ['Hello Tokyo', 'Hello Seattle', 'Hello London'],
  });
});

test('fan-out and fan-in', async () => {
  const status = await host.finished(await host.startNew('fanOut', { count: 50 }));
  expect(status.output).toBe(40425);
});

test('human interaction: approved in time', async () => {
  const id = await host.startNew('approval', { milliseconds: 60_000 });
  await until('the custom status', async () => (await host.status(id)).customStatus !== null);
  expect((await host.status(id)).customStatus).toEqual({ waitingFor: 'approve' });
  expect((await host.raise(id, 'approve', { by: 'Ada' })).status).toBe(202);
  expect((await host.finished(id)).output).toEqual({ by: 'Ada' });
  expect((await host.raise(id, 'approve', { by: 'Bob' })).status).toBe(410);
});

test('human interaction: too late', async () => {
  const status = await host.finished(await host.startNew('approval', { milliseconds: 20 }));
  expect(status.output).toBe('too late');
});

test('eternal loop with continueAsNew keeps its id and a short history', async () => {
  const id = await host.startNew('eternal', { round: 1, rounds: 10 }, 'loop');
  expect(await host.finished(id)).toMatchObject({
    instanceId: 'loop',
    output: 10,
    input: { round: 10, rounds: 10 },
  });
  const { historyEvents } = await host.status(id, 'showHistory=true');
  expect(historyEvents?.length).toBeLessThan(10);
});

test('the client inside an HTTP function starts orchestrations', async () => {
  const response = await fetch(`${host.url}/api/start/hello`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  expect(response.status).toBe(202);
  const { id, statusQueryGetUri } = (await response.json()) as { id: string; statusQueryGetUri: string };
  expect(statusQueryGetUri).toContain(`${host.url}/runtime/webhooks/durabletask/instances/${id}?`);
  expect((await host.finished(id)).runtimeStatus).toBe('Completed');
});

test('SIGTERM ends the host with exit code 0, quickly', async () => {
  const asked = Date.now();
  expect(await host.stop()).toBe(0);
  expect(Date.now() - asked).toBeLessThan(2000);
});
