/** What a web page of somebody else can make an operator's browser send, and what the clients of this API send. */
import { ID, readyWorld } from '../support/world';
import { Api, LOCAL } from './http-api';

const APP = 'cutover.azurewebsites.net';
const AZURE = { ...LOCAL, local: false };
const IN_AZURE = { ...AZURE, apiHosts: [APP] };
const HOLD = { reason: 'not tonight' };

async function hold(config: typeof LOCAL, headers: Record<string, string>) {
  const { caps } = await readyWorld();
  const answer = await new Api(caps, config).send('hold', { body: HOLD, headers });
  const held = (await caps.ledger.control(ID))?.value.holds !== undefined;
  expect(held).toBe(answer.status === 200);
  return answer;
}

test.each<[name: string, headers: Record<string, string>]>([
  ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
  ['a form of text', { 'content-type': 'text/plain' }],
  ['a form of text that looks like JSON', { 'content-type': 'text/plain; application/json' }],
  ['an upload', { 'content-type': 'multipart/form-data; boundary=application/json' }],
  ['nothing said', { 'content-type': '' }],
])('415: a body that is not said to be JSON: %s', async (_name, headers) => {
  const answer = await hold(LOCAL, headers);
  expect(answer).toMatchObject({ status: 415, body: { title: 'The body is not JSON' } });
});

test.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON;charset=utf-8'])(
  'a write of %s is taken',
  async (type) => {
    expect((await hold(LOCAL, { 'content-type': type })).status).toBe(200);
  },
);

test.each<[name: string, config: typeof LOCAL, headers: Record<string, string>]>([
  ['another site, this machine', LOCAL, { host: 'localhost:7071', origin: 'https://evil.example' }],
  ['another program of this machine', LOCAL, { host: 'localhost:7071', origin: 'http://localhost:3000' }],
  ['a page without a site', LOCAL, { host: 'localhost:7071', origin: 'null' }],
  ['a name bound to this machine', LOCAL, { host: 'evil.example:7071' }],
  [
    'a name bound to this machine, with its own page',
    LOCAL,
    { host: 'evil.example:7071', origin: 'http://evil.example:7071' },
  ],
  ['a name that looks like this machine', LOCAL, { host: '127.0.0.1.evil.example:7071' }],
  ['another site, Azure', IN_AZURE, { host: APP, origin: 'https://evil.example' }],
  ['another app, Azure', IN_AZURE, { host: APP, origin: 'https://evil.azurewebsites.net' }],
  ['a page that anybody could change on the way', IN_AZURE, { host: APP, origin: `http://${APP}` }],
  ['this machine, Azure', IN_AZURE, { host: 'localhost' }],
  [
    'another site, where the platform tells no name',
    { ...AZURE, apiHosts: [] },
    { host: 'x.example', origin: 'https://y.example' },
  ],
])('403: %s', async (_name, config, headers) => {
  const answer = await hold(config, headers);
  expect(answer).toMatchObject({ status: 403, body: { title: 'Not allowed' } });
  expect(answer.body.detail).toMatch(/setting ApiHosts/);
});

test.each<[name: string, config: typeof LOCAL, headers: Record<string, string>]>([
  ['the command line', LOCAL, { host: '127.0.0.1:7071' }],
  ['by name', LOCAL, { host: 'localhost:7071' }],
  ['IPv6', LOCAL, { host: '[::1]:7071' }],
  ['its own page', LOCAL, { host: 'localhost:7071', origin: 'http://localhost:7071' }],
  [
    'a forwarded port',
    { ...LOCAL, apiHosts: ['x-7071.app.github.dev'] },
    { host: 'x-7071.app.github.dev', origin: 'https://x-7071.app.github.dev' },
  ],
  ['Azure', IN_AZURE, { host: 'Cutover.AzureWebsites.net' }],
  ['its own page, Azure', IN_AZURE, { host: APP, origin: `https://${APP}` }],
  [
    'a listed page, Azure',
    { ...IN_AZURE, apiHosts: [APP, 'ops.example.com'] },
    { host: APP, origin: 'https://ops.example.com' },
  ],
  ['where the platform tells no name', { ...AZURE, apiHosts: [] }, { host: 'x.example' }],
])('taken: %s', async (_name, config, headers) => {
  expect((await hold(config, headers)).status).toBe(200);
});

test('a name bound to this machine reads nothing either', async () => {
  const { caps } = await readyWorld();
  for (const route of ['list', 'get', 'backups', 'journal', 'evidence', 'runbook'])
    expect(await new Api(caps).send(route, { headers: { host: 'evil.example' } })).toMatchObject({
      status: 403,
    });
});
