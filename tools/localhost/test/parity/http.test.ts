import { createHash } from 'node:crypto';
import { type HostClient, until } from '../host-client';
import { HostProcess, sampleApp } from '../host-process';
import { refusedStart } from '../refused-start';
import { judgedHost, ownHostTest } from './parity-host';

let host: HostClient;
beforeAll(async () => {
  host = await judgedHost();
});

const call = (path: string, method = 'GET') => fetch(`${host.url}/${path}`, { method });

describe('HTTP', () => {
  test.each([
    ['api/things/special', 'literal', {}],
    ['api/Things/SPECIAL', 'literal', {}],
    ['api/things/42', 'number', { id: '42' }],
    ['api/things/forty%20two', 'text', { id: 'forty two' }],
    ['api/things/4.2', 'text', { id: '4.2' }],
    ['api/maybe', 'optional', {}],
    ['api/maybe/x', 'optional', { id: 'x' }],
    ['api/files/a/b/c.txt', 'rest', { rest: 'a/b/c.txt' }],
    ['api/files/A%2Fb/ü', 'rest', { rest: 'A%2Fb/ü' }],
    ['api/things/A%2Fb%25', 'text', { id: 'A%2Fb%' }],
  ])('GET /%s is for %s', async (path, name, params) => {
    expect(await (await call(path)).json()).toMatchObject({ name, params });
  });

  test('a constraint that does not hold is 404, not 400', async () => {
    const statuses = ['7', '3', 'seven', '99999999999'].map(
      async (id) => (await call(`api/numbers/${id}`)).status,
    );
    expect(await Promise.all(statuses)).toEqual([200, 404, 404, 404]);
  });

  test('the query reaches the function, a path without a route does not', async () => {
    const told = (await (await call('api/things/special?a=1&b=%C3%BC&a=2')).json()) as { query: object };
    expect(told.query).toMatchObject({ a: '1,2', b: 'ü' });
    const unknown = await call('api/things/a/b');
    expect([unknown.status, await unknown.text()]).toEqual([404, '']);
    expect((await call('things/42')).status).toBe(404);
  });

  test('a method no route of the path takes is 404', async () => {
    const statuses = ['PUT', 'OPTIONS', 'HEAD'].map(
      async (method) => (await call('api/things/special', method)).status,
    );
    expect(await Promise.all(statuses)).toEqual([404, 404, 404]);
  });

  test('a method one route does not take goes to the next that does', async () => {
    expect(await (await call('api/things/special', 'DELETE')).json()).toMatchObject({
      name: 'text',
      params: { id: 'special' },
    });
  });

  test('HEAD runs the function and sends its headers without the body', async () => {
    const response = await call('api/head', 'HEAD');
    expect([response.status, response.headers.get('x-method')]).toEqual([200, 'HEAD']);
    expect(await response.text()).toBe('');
    expect(await (await call('api/head')).text()).toBe('twelve bytes');
  });

  test('OPTIONS is for the function, not answered by the host', async () => {
    const response = await call('api/options', 'OPTIONS');
    expect([response.status, response.headers.get('x-answered-by')]).toEqual([204, 'the function']);
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
  });

  test('body, headers, status and cookies go both ways', async () => {
    const response = await fetch(`${host.url}/api/mirror`, { method: 'POST', body: 'grüße'.repeat(100_000) });
    expect([response.status, response.headers.get('x-length')]).toEqual([201, '700000']);
    expect(response.headers.getSetCookie()).toEqual([
      'seen=yes; samesite=strict; httponly',
      'twice=a%20b; max-age=60; path=/; secure',
    ]);
    expect((await response.text()).length).toBe(500_000);
  });

  test('a handler that returns nothing is 200, one that throws is 500, both without a body', async () => {
    const answers = ['nothing', 'throws'].map(async (name) => {
      const response = await call(`api/${name}`);
      return [response.status, await response.text()];
    });
    expect(await Promise.all(answers)).toEqual([
      [200, ''],
      [500, ''],
    ]);
    const teapot = await call('api/teapot');
    expect([teapot.status, await teapot.json()]).toEqual([418, { short: 'stout' }]);
  });

  test('a big upload arrives whole, beside other requests', async () => {
    const upload = Buffer.alloc(40 * 1024 * 1024, 'not all the same, so that a shift would be seen ');
    const [digest, ping] = await Promise.all([
      fetch(`${host.url}/api/digest`, { method: 'POST', body: upload }).then((response) => response.text()),
      call('api/parity').then((response) => response.status),
    ]);
    expect(ping).toBe(200);
    expect(digest).toBe(createHash('sha256').update(upload).digest('hex'));
  });

  ownHostTest('streaming is refused at the start, by name', 'starts a host', async () => {
    expect(
      await refusedStart("app.setup({ enableHttpStream: true }); app.http('h', { handler() {} });"),
    ).toContain("option 'enableHttpStream' is not supported by the local host");
  });

  ownHostTest(
    'the app sees local.settings.json below the real environment',
    'sets the environment',
    async () => {
      expect(await (await call('api/environment')).json()).toEqual({
        FROM_FILE: 'file',
        OVERRIDDEN: 'environment',
        WEBSITE_HOSTNAME: `localhost:${new URL(host.url).port}`,
        AZURE_FUNCTIONS_ENVIRONMENT: 'Development',
        FUNCTIONS_WORKER_RUNTIME: 'node',
      });
    },
  );
});

describe('functionTimeout', () => {
  const why = 'starts an app with a limit of two seconds';
  let impatient: HostProcess | undefined;
  const started = async () => (impatient ??= await HostProcess.start({ app: sampleApp('impatient') }));

  ownHostTest('a long activity is ended and reported; what ran beside it runs again', why, async () => {
    const own = await started();
    const spinning = await own.startNew('spins', {});
    await until('spin to begin', () => own.output.includes('spin begins'));
    const working = await own.startNew('works', {});
    expect(await own.finished(spinning)).toMatchObject({
      runtimeStatus: 'Failed',
      output: expect.stringContaining('Timeout value was exceeded by function: spin'),
    });
    expect(await own.finished(working)).toMatchObject({ runtimeStatus: 'Completed', output: 'done' });
    expect(own.output).toContain("function 'spin' exceeded functionTimeout: its worker process is restarted");
  });

  ownHostTest('an HTTP function that hangs answers 500, and the host goes on', why, async () => {
    const own = await started();
    expect((await fetch(`${own.url}/hangs`)).status).toBe(500);
    expect(await (await fetch(`${own.url}/fine`)).text()).toBe('fine');
  });
});
