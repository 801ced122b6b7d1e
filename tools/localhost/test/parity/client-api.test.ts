import { type HostClient, json, until } from '../host-client';
import { byEngine, fresh, judgedHost } from './parity-host';

let host: HostClient;
beforeAll(async () => {
  host = await judgedHost();
});

const post = { method: 'POST' };
const answer = async (path: string, init?: RequestInit) => {
  const response = await host.webhook(path, init);
  const body = await response.text();
  return [response.status, body === '' ? '' : (JSON.parse(body) as unknown)] as const;
};

test('a refusal is told in Message, a fault with its exception', async () => {
  const id = await host.startNew('waits', {}, fresh('waits'));
  const message = { Message: expect.any(String) };
  const exception = { ExceptionMessage: expect.any(String), ExceptionType: expect.any(String) };
  expect(await answer(`orchestrators/waits/${id}`, json({}))).toEqual([409, message]);
  const text = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'hello' };
  expect(await answer(`instances/${id}/raiseEvent/go`, text)).toEqual([400, message]);
  expect(await answer(`orchestrators/waits`, text)).toMatchObject([400, { ...message, ...exception }]);
  const noBody = { method: 'POST', headers: { 'content-type': 'application/json' } };
  expect(await answer(`instances/${id}/raiseEvent/go`, noBody)).toMatchObject([
    400,
    { ...message, ...exception },
  ]);
});

test('an orchestrator the app does not have is started, and fails', async () => {
  const id = fresh('missing');
  expect((await host.webhook(`orchestrators/nobody/${id}`, json({}))).status).toBe(202);
  expect(await host.finished(id)).toMatchObject({
    name: 'nobody',
    runtimeStatus: 'Failed',
    output: expect.stringMatching(/^Orchestrator function 'nobody' failed: .*'nobody'/),
  });
});

test('with timeout and pollingInterval a start waits for the output, up to the timeout', async () => {
  const start = (name: string, query: string) => answer(`orchestrators/${name}?${query}`, json({ id: 'x' }));
  expect(await start('child', 'timeout=15&pollingInterval=1')).toEqual([
    200,
    expect.stringMatching(/ of null: said x$/),
  ]);
  expect(await start('fails', 'timeout=15&pollingInterval=1')).toMatchObject([
    200,
    { runtimeStatus: 'Failed' },
  ]);
  expect(await start('waits', 'timeout=2&pollingInterval=1')).toMatchObject([
    202,
    { id: expect.any(String) },
  ]);
  expect(await start('waits', 'timeout=1&pollingInterval=2')).toMatchObject([
    400,
    { Message: expect.any(String) },
  ]);
});

test('a start tells no address to rewind, and escapes the id in the others', async () => {
  const id = fresh('grün #1'.replace(' ', ''));
  const response = await host.webhook(`orchestrators/waits/${encodeURIComponent(id)}`, json({}));
  const links = (await response.json()) as Record<string, string>;
  expect(links['id']).toBe(id);
  expect(links['rewindPostUri']).toBeUndefined();
  expect(links['statusQueryGetUri']).toContain(`/instances/${encodeURIComponent(id)}?`);
  expect(
    ((await (await fetch(links['statusQueryGetUri'] ?? '')).json()) as { instanceId: string }).instanceId,
  ).toBe(id);
});

test('ids may be long and hold signs, but no slash', async () => {
  for (const id of [fresh('@at'), fresh('x'.repeat(190))])
    expect((await host.webhook(`orchestrators/waits/${encodeURIComponent(id)}`, json({}))).status).toBe(202);
  expect((await host.webhook(`orchestrators/waits/${fresh('a')}%2Fb`, json({}))).status).toBe(404);
});

test('a restart runs the same again, under a new id or its own', async () => {
  const id = fresh('first');
  await host.run('child', { id: 'x' }, id);
  const [status, links] = await answer(`instances/${id}/restart`, post);
  const { id: second } = links as { id: string };
  expect([status, second === id]).toEqual([202, false]);
  expect(await host.finished(second)).toMatchObject({
    name: 'child',
    input: { id: 'x' },
    output: `${second} of null: said x`,
  });
  const before = (await host.history(id, 'ExecutionStarted'))[0]?.['Timestamp'];
  expect((await answer(`instances/${id}/restart?restartWithNewInstanceId=false`, post))[0]).toBe(202);
  const again = async () => (await host.history(id, 'ExecutionStarted'))[0]?.['Timestamp'];
  await until('the restart', async () => ![before, undefined].includes(await again()));
  expect((await host.finished(id)).runtimeStatus).toBe('Completed');
});

test('a restart of a running instance under its id is refused, one of a missing instance is a fault', async () => {
  const id = await host.startNew('waits', {}, fresh('waits'));
  await host.reaches(id, 'Running');
  expect((await answer(`instances/${id}/restart?restartWithNewInstanceId=false`, post))[0]).toBe(409);
  expect(await answer(`instances/${fresh('nobody')}/restart`, post)).toMatchObject([
    400,
    { ExceptionType: 'System.ArgumentException' },
  ]);
});

test('only a failed instance may be rewound; the bundled host says that it cannot', async () => {
  const id = await host.startNew('waits', {}, fresh('waits'));
  await host.reaches(id, 'Running');
  expect(await answer(`instances/${id}/rewind`, post)).toEqual([412, expect.any(String)]);
  expect(await answer(`instances/${fresh('nobody')}/rewind`, post)).toEqual([404, expect.any(String)]);
  const failed = fresh('failed');
  await host.run('fails', {}, failed);
  const status = byEngine({ bundled: 501, microsoft: 202 });
  expect((await answer(`instances/${failed}/rewind`, post))[0]).toBe(status);
});

test('a child is told with its parent, and history with every member', async () => {
  const [parent, child] = [fresh('parent'), fresh('child')];
  await host.startNew('parentOf', { child: 'waits', id: child }, parent);
  await host.reaches(child, 'Running');
  expect(await host.history(parent, 'SubOrchestrationInstanceCreated')).toMatchObject([
    { Name: 'waits', InstanceId: child, Input: null, ClientSpanId: null, Tags: null },
  ]);
  await host.raise(child, 'go', 'x');
  await host.finished(parent);
  expect((await host.status(child)).parentInstanceId).toBe(parent);
  const start = {
    Correlation: null,
    ParentTraceContext: null,
    ScheduledStartTime: null,
    GenerateNewTrace: false,
  };
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,7}Z$/);
  const events = async (id: string) =>
    (await host.status(id, 'showHistory=true&showHistoryOutput=true')).historyEvents;
  expect(await events(parent)).toEqual([
    {
      EventType: 'ExecutionStarted',
      FunctionName: 'parentOf',
      Input: JSON.stringify({ child: 'waits', id: child }),
      Generation: 0,
      Timestamp: time,
      ...start,
    },
    {
      EventType: 'SubOrchestrationInstanceCompleted',
      FunctionName: 'waits',
      InstanceId: child,
      Input: null,
      Result: 'x',
      ScheduledTime: expect.stringMatching(/\+00:00$/),
      Timestamp: time,
    },
    {
      EventType: 'ExecutionCompleted',
      OrchestrationStatus: 'Completed',
      Result: 'x',
      FailureDetails: null,
      Timestamp: time,
    },
  ]);
  expect(await events(child)).toMatchObject([
    { EventType: 'ExecutionStarted', Generation: null },
    { EventType: 'EventRaised', Name: 'go', Input: '"x"', ParentTraceContext: null },
    { EventType: 'ExecutionCompleted' },
  ]);
});

test('an orchestrator’s trigger is handed what the extension hands it', async () => {
  const [parent, child] = [fresh('parent'), fresh('payload')];
  await host.run('parent', { children: [child] }, parent);
  const seen = await fetch(`${host.url}/api/seen?about=${encodeURIComponent(`payload ${child}`)}`);
  const [first, second] = (await seen.json()) as [Payload, Payload];
  const { history, ...members } = first;
  expect(members).toMatchObject({
    about: `payload ${child}`,
    input: { id: child },
    instanceId: child,
    isReplaying: false,
    parentInstanceId: parent,
    sourceInstanceId: null,
    upperSchemaVersion: 1,
    upperSchemaVersionNew: 3,
  });
  const frame = ['EventId', 'EventType', 'IsPlayed', 'Timestamp'];
  const keys = (event: object | undefined) => Object.keys(event ?? {}).sort();
  expect(history.map(({ EventType }) => EventType)).toEqual([12, 0]);
  expect(keys(history[1])).toEqual(
    [
      ...frame,
      'Correlation',
      'GenerateNewTrace',
      'Generation',
      'Input',
      'Name',
      'OrchestrationInstance',
      'ParentInstance',
      'ParentTraceContext',
      'ScheduledStartTime',
      'Tags',
      'Version',
    ].sort(),
  );
  expect(history[1]).toMatchObject({
    Generation: null,
    ParentInstance: { OrchestrationInstance: { InstanceId: parent }, TaskScheduleId: 0 },
  });
  const played = second.history.map(({ EventType, IsPlayed }) => [EventType, IsPlayed]);
  expect(played).toEqual([
    [12, false],
    [0, true],
    [4, false],
    [13, false],
    [12, false],
    [5, false],
  ]);
  const [scheduled] = second.history.filter(({ EventType }) => EventType === 4);
  expect(scheduled).toMatchObject({ Name: 'say', Version: '', Input: null, Tags: null });
});

interface Payload {
  history: { EventType: number; IsPlayed: boolean }[];
}
