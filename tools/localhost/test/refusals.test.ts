import { HostProcess } from './host-process';
import { makeApp, refusedStart } from './refused-start';

const by = 'is not supported by the local host';

describe('an app that asks for more than is supported does not start', () => {
  test.concurrent.each([
    ['an entity', "df.app.entity('counter', () => 0);", `function 'counter': trigger 'entityTrigger' ${by}`],
    [
      'a queue',
      "app.storageQueue('q', { queueName: 'x', connection: '', handler() {} });",
      `function 'q': trigger 'queueTrigger' ${by}`,
    ],
    [
      'Service Bus',
      "app.serviceBusQueue('s', { queueName: 'x', connection: '', handler() {} });",
      `function 's': trigger 'serviceBusTrigger' ${by}`,
    ],
    [
      'Cosmos DB',
      "app.cosmosDB('c', { databaseName: 'd', containerName: 'c', connection: '', handler() {} });",
      `function 'c': trigger 'cosmosDBTrigger' ${by}`,
    ],
    ['warm-up', 'app.warmup("w", { handler() {} });', `function 'w': trigger 'warmupTrigger' ${by}`],
    [
      'an output',
      "app.http('h', { extraOutputs: [output.storageBlob({ path: 'a/b', connection: '' })], handler() {} });",
      `function 'h': output binding 'blob' ${by}`,
    ],
    [
      'an output for a return value',
      "app.timer('t', { schedule: '0 * * * * *', return: output.storageQueue({ queueName: 'q', connection: '' }), handler() {} });",
      `function 't': output binding 'queue' ${by}`,
    ],
    [
      'an input',
      "app.http('h', { extraInputs: [input.storageBlob({ path: 'a/b', connection: '' })], handler() {} });",
      `function 'h': input binding 'blob' ${by}`,
    ],
    [
      'an option of the client input',
      "app.http('h', { extraInputs: [input.generic({ type: 'durableClient', taskHub: 'other' })], handler() {} });",
      `function 'h': option 'taskHub' of 'durableClient' ${by}`,
    ],
    [
      'an option of a trigger',
      "app.storageBlob('b', { path: 'a/b', connection: '', dataType: 'stream', handler() {} });",
      `function 'b': option 'dataType' of 'blobTrigger' ${by}`,
    ],
    [
      'a retry policy',
      "app.timer('t', { schedule: '* * * * *', retry: { strategy: 'fixedDelay', delayInterval: { seconds: 1 }, maxRetryCount: 2 }, handler() {} });",
      `function 't': option 'retry' ${by}`,
    ],
    [
      'streaming',
      "app.setup({ enableHttpStream: true }); app.http('h', { handler() {} });",
      `option 'enableHttpStream' ${by}`,
    ],
    [
      'an identity',
      "app.storageBlob('b', { path: 'inbox/{name}', connection: 'LAKE', handler() {} });",
      "function 'b': connection 'LAKE' is by identity, which the local host does not support",
    ],
  ])('%s', async (_, index, sentence) => {
    expect(await refusedStart(index, {}, { LAKE__accountName: 'x' })).toContain(sentence);
  });

  test.concurrent('every complaint is told at once', async () => {
    const output = await refusedStart(
      "df.app.entity('counter', () => 0); app.storageQueue('q', { queueName: 'x', connection: '', handler() {} });",
    );
    expect(output).toContain("function 'counter': trigger 'entityTrigger'");
    expect(output).toContain("function 'q': trigger 'queueTrigger'");
  });
});

describe('an unsupported webhook answers 501 with a sentence', () => {
  let host: HostProcess;
  beforeAll(async () => {
    host = await HostProcess.start({ app: makeApp("df.app.orchestration('o', function* () {});") });
  });

  test.each([
    ['entities/counter/x', 'GET', 'entities'],
    ['entities/counter/x?op=add', 'POST', 'entities'],
    ['entities/counter/x', 'DELETE', 'entities'],
    ['entities/', 'GET', 'entities'],
  ])('%s by %s', async (path, method, what) => {
    const response = await host.webhook(path, { method });
    expect([response.status, await response.json()]).toEqual([
      501,
      { message: `The local host does not support ${what}.` },
    ]);
  });

  test('a webhook of another extension, and running an orchestrator by hand', async () => {
    const other = await fetch(`${host.url}/runtime/webhooks/mcp`, { method: 'POST' });
    expect([other.status, await other.json()]).toEqual([
      501,
      { message: "The local host does not support the webhook 'mcp'." },
    ]);
    expect((await fetch(`${host.url}/admin/functions/o`, { method: 'POST' })).status).toBe(501);
  });
});
