import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HostProcess, json, sampleApp, temporaryFolder, until } from './host-process';

describe('the CommonJS samples', () => {
  let host: HostProcess;
  beforeAll(async () => {
    host = await HostProcess.start({ app: sampleApp('official-commonjs') });
  });

  /** Starts by the app's own HTTP function and returns the addresses it answers with. */
  const start = async (orchestrator: string, input: unknown) => {
    const response = await fetch(`${host.url}/api/orchestrators/${orchestrator}`, json(input));
    expect(response.status).toBe(202);
    return (await response.json()) as Record<string, string>;
  };

  test('hello sequence, followed by the status address it was given', async () => {
    const { id = '', statusQueryGetUri = '' } = await start('helloSequence', {});
    expect(statusQueryGetUri).toContain(`/runtime/webhooks/durabletask/instances/${id}?`);
    expect(new URL(statusQueryGetUri).port).toBe(new URL(host.url).port);
    await host.finished(id);
    expect(await (await fetch(statusQueryGetUri)).json()).toMatchObject({
      runtimeStatus: 'Completed',
      output: ['Hello, Lisbon!', 'Hello, Nairobi!', 'Hello, Auckland!'],
    });
    expect(host.output).toContain(`Orchestration 'helloSequence' has id '${id}'.`);
  });

  test('hello sequence, waited for in one request', async () => {
    const response = await fetch(`${host.url}/api/orchestrators/wait/helloSequence`, json({}));
    expect([response.status, await response.json()]).toEqual([
      200,
      ['Hello, Lisbon!', 'Hello, Nairobi!', 'Hello, Auckland!'],
    ]);
  });

  test('fan-out and fan-in', async () => {
    const folder = join(temporaryFolder(), 'files');
    mkdirSync(folder);
    for (let size = 1; size <= 40; size++) writeFileSync(join(folder, `${size}.txt`), 'x'.repeat(size));
    const { id = '' } = await start('backupFolder', { folder });
    expect((await host.finished(id)).output).toEqual({ files: 40, bytes: 820 });
  });

  test('human interaction: a wrong answer, then the right one', async () => {
    const { id = '', sendEventPostUri = '' } = await start('phoneVerification', {
      phoneNumber: '1',
      milliseconds: 60_000,
    });
    const answer = (code: number) =>
      fetch(sendEventPostUri.replace('{eventName}', 'SmsChallengeResponse'), json(code));
    expect((await answer(1)).status).toBe(202);
    expect((await answer(1049)).status).toBe(202);
    expect((await host.finished(id)).output).toBe(true);
    expect((await answer(1049)).status).toBe(410);
  });

  test('human interaction: three wrong answers, and none in time', async () => {
    const wrong = (await start('phoneVerification', { phoneNumber: '1', milliseconds: 60_000 }))['id'] ?? '';
    for (const code of [1, 2, 3]) await host.raise(wrong, 'SmsChallengeResponse', code);
    const late = (await start('phoneVerification', { phoneNumber: '1', milliseconds: 30 }))['id'] ?? '';
    expect((await host.finished(wrong)).output).toBe(false);
    expect((await host.finished(late)).output).toBe(false);
  });

  test('SIGTERM ends the host with exit code 0, quickly', async () => {
    const asked = Date.now();
    expect(await host.stop()).toBe(0);
    expect(Date.now() - asked).toBeLessThan(2000);
  });
});

describe('the ES module samples', () => {
  let host: HostProcess;
  beforeAll(async () => {
    host = await HostProcess.start({ app: sampleApp('official-esm') });
  });

  test('monitor: until the weather is clear', async () => {
    const input = { city: 'Porto', expiresAfter: 60_000, pollingInterval: 20 };
    const id = await host.startNew('monitor', input);
    await until('the first look', async () => (await host.status(id)).customStatus !== null);
    expect((await host.status(id)).customStatus).toEqual({ lastLook: expect.stringMatching(/Z$/) });
    await fetch(`${host.url}/api/weather/Porto`, { method: 'PUT', body: 'clear' });
    expect((await host.finished(id)).output).toBe('clear');
    await until('the alert', () => host.output.includes('The weather in Porto is clear.'));
  });

  test('monitor: until the time is over', async () => {
    const input = { city: 'Bergen', expiresAfter: 100, pollingInterval: 20 };
    expect((await host.run('monitor', input)).output).toBe('expired');
  });

  test('eternal loop: one id, a short history, ended from outside', async () => {
    const started = await fetch(`${host.url}/api/startEternal`, { method: 'POST' });
    expect(((await started.json()) as { id: string }).id).toBe('StaticId');
    const cleanups = async () => {
      const response = await fetch(`${host.url}/api/cleanups`);
      return ((await response.json()) as { cleanups: number }).cleanups;
    };
    await until('ten rounds', async () => (await cleanups()) >= 10);
    const { historyEvents, runtimeStatus } = await host.status('StaticId', 'showHistory=true');
    expect(runtimeStatus).toBe('Running');
    expect(historyEvents?.length).toBeLessThan(6);
    await fetch(`${host.url}/api/stopEternal`, { method: 'POST' });
    expect(await host.finished('StaticId')).toMatchObject({ runtimeStatus: 'Terminated', output: 'enough' });
    await host.stop();
  });
});
