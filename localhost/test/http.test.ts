import { HostProcess, sampleApp } from './host-process';

let host: HostProcess;
beforeAll(async () => {
  const nowhere =
    'DefaultEndpointsProtocol=http;AccountName=a;AccountKey=a2V5;BlobEndpoint=http://127.0.0.1:9/a;';
  host = await HostProcess.start({
    app: sampleApp('triggers'),
    env: { STORAGE: nowhere, OVERRIDDEN: 'environment' },
  });
});

const get = async (path: string) => (await fetch(`${host.url}/${path}`)).json();

test.each([
  ['api/things/special', 'literal', {}],
  ['api/Things/SPECIAL', 'literal', {}],
  ['api/things/42', 'number', { id: '42' }],
  ['api/things/forty%20two', 'text', { id: 'forty two' }],
  ['api/maybe', 'optional', {}],
  ['api/maybe/x', 'optional', { id: 'x' }],
  ['api/files/a/b/c.txt', 'rest', { rest: 'a/b/c.txt' }],
  ['api/files', 'rest', { rest: '' }],
])('GET /%s is for %s', async (path, name, params) => {
  expect(await get(path)).toMatchObject({ name, params });
});

test('a method no route of the path takes is 405, a path no route has is 404', async () => {
  const wrongMethod = await fetch(`${host.url}/api/things/special`, { method: 'PUT' });
  expect([wrongMethod.status, wrongMethod.headers.get('allow')]).toEqual([405, 'GET, DELETE']);
  expect((await fetch(`${host.url}/api/things/a/b`)).status).toBe(404);
  expect((await fetch(`${host.url}/things/42`)).status).toBe(404);
});

test('body, headers, status and cookies go both ways', async () => {
  const response = await fetch(`${host.url}/api/echo`, { method: 'POST', body: 'grüße'.repeat(100_000) });
  expect(response.status).toBe(201);
  expect(response.headers.get('x-length')).toBe('700000');
  expect(response.headers.get('set-cookie')).toBe('seen=yes; HttpOnly; SameSite=Strict');
  expect((await response.text()).length).toBe(500_000);
});

test('a handler that returns nothing is 200, one that throws is 500, both without a body', async () => {
  const nothing = await fetch(`${host.url}/api/nothing`);
  expect([nothing.status, await nothing.text()]).toEqual([200, '']);
  const throws = await fetch(`${host.url}/api/throws`);
  expect([throws.status, await throws.text()]).toEqual([500, '']);
});

test('the app sees local.settings.json below the real environment', async () => {
  expect(await get('api/environment')).toEqual({
    FROM_FILE: 'file',
    OVERRIDDEN: 'environment',
    WEBSITE_HOSTNAME: `localhost:${new URL(host.url).port}`,
    AZURE_FUNCTIONS_ENVIRONMENT: 'Development',
    FUNCTIONS_WORKER_RUNTIME: 'node',
  });
});

test('the host tells its status and its functions', async () => {
  expect(await get('admin/host/status')).toMatchObject({
    state: 'Running',
    versionDetails: 'local host, not Azure Functions',
  });
  expect(await get('admin/functions')).toContainEqual({ name: 'tick', type: 'timerTrigger' });
  expect(host.output.split('\n')[0]).toBe('local host, not Azure Functions');
});
