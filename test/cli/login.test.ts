/** `login`, `logout`, `whoami`: with the real credential of @azure/identity, and a stand-in for az on PATH. */
import childProcess from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { READY } from './api-documents';
import { FakeApi, problem } from './fake-api';
import { type Ran, runCli } from './fake-terminal';

const CLIENT = '22222222-2222-2222-2222-222222222222';
const ME = { name: 'ada@example.com', roles: ['Cutover.Operate'] };
const TOKEN = 'marked-token';
const FAR_AWAY = 4_102_444_800;

const api = new FakeApi();
const other = new FakeApi();
const exec = childProcess.exec as (...args: readonly unknown[]) => childProcess.ChildProcess;
let folder: string;

beforeAll(() => Promise.all([api.start(), other.start()]));
afterAll(() => Promise.all([api.stop(), other.stop()]));

beforeEach(() => {
  api.reset();
  other.reset();
  api.on('GET /api/me', { json: ME }).on('GET /api/migrations/sales', { json: READY });
  other.on('GET /api/migrations/sales', { json: READY });
  folder = mkdtempSync(join(tmpdir(), 'login-'));
  writeAz(`echo '{"accessToken":"${TOKEN}","expires_on":${FAR_AWAY},"tokenType":"Bearer"}'`);
  // A program that a test starts has the environment of the runner, not that of the test.
  const env = { ...process.env, PATH: [folder, process.env.PATH].join(delimiter) };
  jest
    .spyOn(childProcess, 'exec')
    .mockImplementation(((command: string, options: object, done: unknown) =>
      exec(command, { ...options, env }, done)) as typeof childProcess.exec);
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

function writeAz(answer: string): void {
  const file = join(folder, 'az');
  writeFileSync(file, `#!/bin/sh\necho "$@" >> "${folder}/calls"\n${answer}\n`);
  chmodSync(file, 0o755);
}

function cli(...args: readonly string[]): Promise<Ran> {
  return runCli(args, { env: { XDG_CONFIG_HOME: join(folder, 'config') } });
}

const keptFile = (): string => join(folder, 'config', 'sqlmi-cutover', 'sign-in.json');
const login = (...more: readonly string[]): Promise<Ran> =>
  cli('login', '--url', api.url, '--audience', CLIENT, ...more);
const authorizations = (of: FakeApi): unknown[] => of.received.map(({ headers }) => headers.authorization);

test('login shows who the app sees, and every later command gets a token by itself', async () => {
  expect(await login('--tenant', 'contoso.example')).toMatchObject({
    exitCode: 0,
    out: `Signed in to ${api.url} as ada@example.com\nRoles: Cutover.Operate\n`,
  });
  expect((await cli('status', 'sales', '--url', `${api.url}/api/`)).exitCode).toBe(0);
  expect(await cli('whoami', '--url', api.url, '--json')).toMatchObject({
    out: expect.stringContaining('"roles"'),
  });
  expect(authorizations(api)).toEqual(Array(3).fill(`Bearer ${TOKEN}`));
  const [call] = readFileSync(join(folder, 'calls'), 'utf8').split('\n');
  expect(call).toContain(`--resource api://${CLIENT}`);
  expect(call).toContain('contoso.example');
});

test('no token is printed or kept', async () => {
  const ran = await login('--json');
  expect(JSON.parse(ran.out)).toEqual(ME);
  expect(ran.out + ran.err + readFileSync(keptFile(), 'utf8')).not.toContain('marked');
  expect(JSON.parse(readFileSync(keptFile(), 'utf8'))).toEqual({
    [api.url]: { audience: `api://${CLIENT}`, with: 'azure-cli' },
  });
});

test('a token goes to no other address than the one that was signed in to', async () => {
  await login();
  await cli('status', 'sales', '--url', other.url);
  expect(authorizations(other)).toEqual([undefined]);
  api.on('GET /api/migrations/sales', {
    status: 302,
    headers: { location: `${other.url}/api/migrations/sales` },
  });
  expect((await cli('status', 'sales', '--url', api.url)).exitCode).toBe(1);
  expect(other.received).toHaveLength(1);
});

test('logout forgets it', async () => {
  await login();
  expect((await cli('logout', '--url', api.url)).out).toBe(`Signed out of ${api.url}.\n`);
  expect((await cli('logout', '--url', api.url)).out).toBe(`There was no sign-in to ${api.url}.\n`);
  await cli('status', 'sales', '--url', api.url);
  expect(authorizations(api).at(-1)).toBeUndefined();
});

test.each<[name: string, args: readonly string[], reason: RegExp]>([
  ['plain http', ['--url', 'http://cutover.example', '--audience', CLIENT], /would be sent over plain http/],
  ['no audience', ['--url', 'https://cutover.example'], /give the client id .* in --audience/],
  [
    'the management API',
    ['--url', 'https://cutover.example', '--audience', 'https://management.azure.com'],
    /the audience is not that of an app registration/,
  ],
])('%s is refused before a token is asked for', async (_name, args, reason) => {
  const ran = await cli('login', ...args);
  expect(ran).toMatchObject({ exitCode: 1, out: '', err: expect.stringMatching(reason) });
  expect([existsSync(join(folder, 'calls')), existsSync(keptFile())]).toEqual([false, false]);
});

test('a sign-in that the app refuses is not kept', async () => {
  api.on('GET /api/me', problem(401, 'Cannot accept the token: it is for another app'));
  expect(await login()).toMatchObject({ exitCode: 1, err: expect.stringContaining('it is for another app') });
  expect(existsSync(keptFile())).toBe(false);
});

test('without a role it says what is missing', async () => {
  api.on('GET /api/me', { json: { name: 'ada@example.com', roles: [] } });
  expect((await login()).out).toContain('no role yet: have one assigned');
});

test('az that is not signed in: its reason, and what to do', async () => {
  writeAz('echo "Please run \'az login\' to setup account." >&2; exit 1');
  const ran = await login();
  expect(ran).toMatchObject({ exitCode: 1, out: '' });
  expect(ran.err).toMatch(/Cannot get a token for api:\/\/2222.*az login[^]*Run az login/);
});

test('a call without a sign-in that is refused says how to sign in', async () => {
  api.on('GET /api/migrations/sales', problem(401, 'Cannot answer: the request has no token'));
  const ran = await cli('status', 'sales', '--url', api.url);
  expect(ran).toMatchObject({ exitCode: 1, err: expect.stringContaining('Sign in first: ') });
});

test('a token of the environment goes before a sign-in, and login says so', async () => {
  await login();
  const env = { XDG_CONFIG_HOME: join(folder, 'config'), SQLMI_CUTOVER_TOKEN: 'mine' };
  await runCli(['status', 'sales', '--url', api.url], { env });
  expect(authorizations(api).at(-1)).toBe('Bearer mine');
  const again = await runCli(['login', '--url', api.url, '--audience', CLIENT], { env });
  expect(again).toMatchObject({ exitCode: 1, err: expect.stringContaining('SQLMI_CUTOVER_TOKEN is set') });
});

test('a damaged file is named', async () => {
  mkdirSync(join(folder, 'config', 'sqlmi-cutover'), { recursive: true });
  writeFileSync(keptFile(), '{"https://cutover.example": {"audience": "https://management.azure.com"}}');
  const ran = await cli('status', 'sales', '--url', api.url);
  expect(ran).toMatchObject({ exitCode: 1, err: expect.stringContaining(`Cannot read ${keptFile()}`) });
  expect(api.received).toEqual([]);
});

test.each([
  [[], 'Limited: they count for no migration; have yourself added to a group of SignInReach\n'],
  [
    [{ roles: ['Cutover.Read', 'Cutover.Operate'], instances: ['/x/mi'], ids: ['sales-*', 'hr'] }],
    'Limited: Cutover.Read, Cutover.Operate on /x/mi for sales-*, hr\n',
  ],
])('whoami shows limits: %j', async (reach, shown) => {
  await login();
  api.on('GET /api/me', { json: { ...ME, reach } });
  expect((await cli('whoami', '--url', api.url)).out).toContain(`Roles: Cutover.Operate\n${shown}`);
});

test.each(['login', 'logout', 'whoami'])('%s --help teaches', async (command) => {
  const ran = await cli(command, '--help');
  expect([ran.exitCode, ran.out]).toEqual([0, expect.stringContaining('--url <url>')]);
});
