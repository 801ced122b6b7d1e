import { HostProcess, json, sampleApp, until } from './host-process';

let host: HostProcess;
beforeAll(async () => {
  host = await HostProcess.start({ app: sampleApp('rules') });
});

const statusOf = async (path: string, init?: RequestInit) => (await host.webhook(path, init)).status;
const idsOf = async (response: Response) =>
  ((await response.json()) as { instanceId: string }[]).map(({ instanceId }) => instanceId);

test('starting tells the nine management addresses', async () => {
  const response = await host.webhook('orchestrators/child/nine', json({ id: 'x' }));
  expect(response.status).toBe(202);
  const links = (await response.json()) as Record<string, string>;
  expect(Object.keys(links).sort()).toEqual([
    'id',
    'purgeHistoryDeleteUri',
    'restartPostUri',
    'resumePostUri',
    'rewindPostUri',
    'sendEventPostUri',
    'statusQueryGetUri',
    'suspendPostUri',
    'terminatePostUri',
  ]);
  expect(response.headers.get('location')).toBe(links['statusQueryGetUri']);
  expect(response.headers.get('retry-after')).toBe('10');
});

test('an unknown function is 400, a running id 409, a finished id is used again', async () => {
  expect(await statusOf('orchestrators/nobody', json({}))).toBe(400);
  expect(await statusOf('orchestrators/waits/one', json({}))).toBe(202);
  expect(await statusOf('orchestrators/waits/one', json({}))).toBe(409);
  await host.raise('one', 'go', 1);
  await host.finished('one');
  expect(await statusOf('orchestrators/child/one', json({ id: 'again' }))).toBe(202);
  expect(await host.finished('one')).toMatchObject({ name: 'child', input: { id: 'again' } });
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

test('raising an event wants JSON, a known instance, and one that runs', async () => {
  await host.startNew('waits', {}, 'ears');
  const text = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'hi' };
  expect(await statusOf('instances/ears/raiseEvent/go', text)).toBe(400);
  expect(await statusOf('instances/ears/raiseEvent/go', { ...json(1), body: '{' })).toBe(400);
  expect(await statusOf('instances/nobody/raiseEvent/go', json(1))).toBe(404);
  expect(await statusOf('instances/ears/raiseEvent/go', json('heard'))).toBe(202);
  expect((await host.finished('ears')).output).toBe('heard');
  expect(await statusOf('instances/ears/raiseEvent/go', json(1))).toBe(410);
});

test('lists page by token, stable while more are started', async () => {
  for (let n = 0; n < 5; n++) await host.startNew('waits', {}, `page-${n}`);
  const first = await host.webhook('instances/?instanceIdPrefix=page-&top=2');
  const token = first.headers.get('x-ms-continuation-token') ?? '';
  await host.startNew('waits', {}, 'page-5');
  const rest = await host.webhook('instances/?instanceIdPrefix=page-&top=10', {
    headers: { 'x-ms-continuation-token': token },
  });
  expect(await idsOf(first)).toEqual(['page-0', 'page-1']);
  expect(await idsOf(rest)).toEqual(['page-2', 'page-3', 'page-4', 'page-5']);
  expect(rest.headers.get('x-ms-continuation-token')).toBeNull();
});

test('lists filter by status and time', async () => {
  await host.startNew('waits', {}, 'filter-a');
  const from = new Date(Date.now() - 60_000).toISOString();
  await until('the start', async () => (await host.status('filter-a')).runtimeStatus === 'Running');
  expect(
    await idsOf(
      await host.webhook(
        `instances/?instanceIdPrefix=filter-&runtimeStatus=Running,Failed&createdTimeFrom=${from}`,
      ),
    ),
  ).toEqual(['filter-a']);
  expect(
    await idsOf(await host.webhook(`instances/?instanceIdPrefix=filter-&createdTimeTo=${from}`)),
  ).toEqual([]);
});

test('purging takes finished instances only', async () => {
  await host.startNew('waits', {}, 'purge-running');
  await host.finished(await host.startNew('child', { id: 'x' }, 'purge-done'));
  const remove = { method: 'DELETE' };
  expect(await statusOf('instances/purge-running', remove)).toBe(404);
  const purged = await host.webhook('instances/purge-done', remove);
  expect([purged.status, await purged.json()]).toEqual([200, { instancesDeleted: 1 }]);
  expect(await statusOf('instances/purge-done')).toBe(404);
  expect(await statusOf('instances/', remove)).toBe(400);
  expect(
    await statusOf(`instances/?createdTimeFrom=${new Date(Date.now() + 60_000).toISOString()}`, remove),
  ).toBe(404);
  const all = await host.webhook(
    'instances/?createdTimeFrom=2000-01-01T00:00:00Z&runtimeStatus=Completed',
    remove,
  );
  expect(((await all.json()) as { instancesDeleted: number }).instancesDeleted).toBeGreaterThan(0);
  expect(await statusOf('instances/purge-running')).toBe(202);
});

test.each(['rewind', 'restart'])('%s answers 501 with a sentence', async (operation) => {
  const response = await host.webhook(`instances/x/${operation}?reason=y`, { method: 'POST' });
  expect([response.status, await response.json()]).toEqual([
    501,
    { message: `The local host does not support ${operation}.` },
  ]);
});

test('entities answer 501', async () => {
  expect(await statusOf('entities/counter/x')).toBe(501);
});
