import { HostProcess, sampleApp } from './host-process';

let host: HostProcess;
beforeAll(async () => {
  host = await HostProcess.start({ app: sampleApp('impatient') });
});

test('a busy loop is ended by functionTimeout and reported; what ran beside it runs again', async () => {
  const spinning = await host.startNew('spins', {});
  const working = await host.startNew('works', {});
  expect(await host.finished(spinning)).toMatchObject({
    runtimeStatus: 'Failed',
    output: expect.stringContaining('Timeout value was exceeded by function: spin'),
  });
  expect(await host.finished(working)).toMatchObject({ runtimeStatus: 'Completed', output: 'done' });
  expect(host.output).toContain("function 'spin' exceeded functionTimeout: its worker process is restarted");
});

test('an HTTP function that hangs answers 500, and the host goes on', async () => {
  expect((await fetch(`${host.url}/hangs`)).status).toBe(500);
  expect(await (await fetch(`${host.url}/fine`)).text()).toBe('fine');
});
