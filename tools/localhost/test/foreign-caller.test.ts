import { isForeign } from '../http/foreign-caller';
import { HostProcess, sampleApp } from './host-process';

test.each<[headers: Record<string, string>, foreign: boolean]>([
  [{}, false],
  [{ host: '127.0.0.1:7071' }, false],
  [{ host: 'localhost:7071', origin: 'http://localhost:7071' }, false],
  [{ host: '[::1]:7071' }, false],
  [{ host: 'localhost:7071', origin: 'http://localhost:3000' }, true],
  [{ host: 'localhost:7071', origin: 'null' }, true],
  [{ host: 'evil.example:7071' }, true],
  [{ host: 'localhost.evil.example' }, true],
])('%j: foreign %s', (headers, foreign) => expect(isForeign({ headers })).toBe(foreign));

test('a web page of another site runs nothing and ends nothing', async () => {
  const host = await HostProcess.start({ app: sampleApp('programs') });
  try {
    const paths = ['admin/functions/tick', 'runtime/webhooks/durabletask/instances/x/terminate'];
    for (const path of paths) {
      const init = { method: 'POST', headers: { origin: 'https://evil.example' } };
      expect((await fetch(`${host.url}/${path}`, init)).status).toBe(403);
      expect((await fetch(`${host.url}/${path}`, { method: 'POST' })).status).not.toBe(403);
    }
  } finally {
    await host.stop();
  }
});
