import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HostProcess, sampleApp } from './host-process';

test('a second host on one folder is refused, naming the first', async () => {
  const first = await HostProcess.start({ app: sampleApp('samples') });
  const second = HostProcess.spawn({ app: sampleApp('samples'), state: first.state });
  expect(await second.exited).toBe(1);
  expect(second.output).toContain(
    `Cannot use state folder '${first.state}': process ${first.child.pid} has used it since`,
  );
  await first.stop();
});

test('a port in use is named, with what to do', async () => {
  const first = await HostProcess.start({ app: sampleApp('samples') });
  const { port } = new URL(first.url);
  const second = HostProcess.spawn({ app: sampleApp('samples'), port: Number(port) });
  expect(await second.exited).toBe(1);
  expect(second.output).toContain(
    `Cannot listen on 127.0.0.1:${port}: the port is in use. Stop the process that holds it`,
  );
  await first.stop();
});

describe('an app that cannot run stops the start', () => {
  const made = join(__dirname, 'apps', '.made', String(process.pid));
  afterAll(() => rmSync(made, { recursive: true, force: true }));

  const startOf = async (index: string, files: object = {}) => {
    const app = join(made, randomUUID());
    mkdirSync(app, { recursive: true });
    const all = {
      'package.json': '{"main":"index.js"}',
      'host.json': '{"version":"2.0"}',
      'index.js': index,
      ...files,
    };
    for (const [name, content] of Object.entries(all)) writeFileSync(join(app, name), content);
    const host = HostProcess.spawn({ app });
    expect(await host.exited).toBe(1);
    return host.output;
  };
  const header = "const { app } = require('@azure/functions'); const df = require('durable-functions');";

  test.each([
    [
      'entity',
      `${header} df.app.entity('counter', () => 0);`,
      "function 'counter': trigger 'entityTrigger' is not supported",
      {},
    ],
    [
      'queue',
      `${header} app.storageQueue('q', { queueName: 'x', connection: '', handler() {} });`,
      "function 'q': trigger 'queueTrigger' is not supported",
      {},
    ],
    [
      'output',
      `${header} const { output } = require('@azure/functions'); app.http('h', { extraOutputs: [output.storageBlob({ path: 'a/b', connection: '' })], handler() {} });`,
      "function 'h': output binding 'blob' is not supported",
      {},
    ],
    [
      'retry',
      `${header} app.timer('t', { schedule: '* * * * *', retry: { strategy: 'fixedDelay', delayInterval: { seconds: 1 }, maxRetryCount: 2 }, handler() {} });`,
      "function 't': option 'retry' is not supported",
      {},
    ],
    [
      'streaming',
      `${header} app.setup({ enableHttpStream: true }); app.http('h', { handler() {} });`,
      "option 'enableHttpStream' is not supported",
      {},
    ],
    [
      'schedule',
      `${header} app.timer('t', { schedule: 'often', handler() {} });`,
      "Cannot start function 't': schedule 'often'",
      {},
    ],
    [
      'storage',
      `${header} app.storageBlob('b', { path: 'inbox/{name}', connection: 'NOWHERE', handler() {} });`,
      "Cannot start function 'b': there is no setting 'NOWHERE'",
      {},
    ],
    ['throwing', `${header} throw new Error('broken app');`, 'broken app', {}],
    ['main', '', 'matches no file', { 'package.json': '{"main":"dist/*.js"}' }],
    ['host.json', '', 'Cannot read', { 'host.json': '{"version":' }],
  ])('%s', async (_, index, sentence, files: object) => {
    expect(await startOf(index, files)).toContain(sentence);
  });
});
