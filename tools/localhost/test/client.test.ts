import { type HostProcess, json } from './host-process';
import { startParityHost } from './parity/parity-host';

let host: HostProcess;
beforeAll(async () => {
  host = await startParityHost();
});

const statusOf = async (path: string, init?: RequestInit) => (await host.webhook(path, init)).status;

test('starting tells the eight management addresses', async () => {
  const response = await host.webhook('orchestrators/child/nine', json({ id: 'x' }));
  expect(response.status).toBe(202);
  const links = (await response.json()) as Record<string, string>;
  expect(Object.keys(links).sort()).toEqual([
    'id',
    'purgeHistoryDeleteUri',
    'restartPostUri',
    'resumePostUri',
    'sendEventPostUri',
    'statusQueryGetUri',
    'suspendPostUri',
    'terminatePostUri',
  ]);
  expect(response.headers.get('location')).toBe(links['statusQueryGetUri']);
  expect(response.headers.get('retry-after')).toBe('10');
});

test('a running instance is 202 with Location and Retry-After, a finished one 200, a missing one 404', async () => {
  await host.startNew('waits', {}, 'running');
  const running = await host.webhook('instances/running');
  expect([running.status, running.headers.get('retry-after')]).toEqual([202, '5']);
  expect(running.headers.get('location')).toContain('/instances/running');
  await host.raise('running', 'go', { a: 1 });
  await host.finished('running');
  expect(await statusOf('instances/running')).toBe(200);
  expect(await statusOf('instances/missing')).toBe(404);
});

test('the history is told on demand, with results on further demand', async () => {
  await host.finished(await host.startNew('child', { id: 'x' }, 'told'));
  expect((await host.status('told')).historyEvents).toBeUndefined();
  const events = (await host.status('told', 'showHistory=true&showHistoryOutput=true&showInput=false'))
    .historyEvents;
  expect(events).toMatchObject([
    { EventType: 'ExecutionStarted', FunctionName: 'child' },
    { EventType: 'TaskCompleted', FunctionName: 'say', Result: 'said x', ScheduledTime: expect.any(String) },
    { EventType: 'ExecutionCompleted', OrchestrationStatus: 'Completed', Result: 'told of null: said x' },
  ]);
  expect((await host.status('told', 'showInput=false')).input).toBeNull();
});

test('the host tells its status', async () => {
  const get = async (path: string) => (await fetch(`${host.url}/${path}`)).json();
  expect(await get('admin/host/status')).toMatchObject({
    state: 'Running',
    versionDetails: 'local host, not Azure Functions',
  });
  expect(host.output.split('\n')[0]).toBe('local host, not Azure Functions');
});
