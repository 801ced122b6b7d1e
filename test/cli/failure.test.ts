/** How runs fail: a sentence, or with --json a document, and nothing else, on standard error. */
import { COMPLETED, READY } from './api-documents';
import { FakeApi, problem } from './fake-api';
import { runCli } from './fake-terminal';

const api = new FakeApi();
beforeAll(() => api.start());
beforeEach(() => api.reset());
afterAll(() => api.stop());

const cli = (args: string, world = {}) => runCli([...args.split(' '), '--url', api.url], world);
const errorOf = ({ err }: { readonly err: string }) => (JSON.parse(err) as { error: object }).error;

describe('with --json an error is one document on standard error', () => {
  test.each<[args: readonly string[], exitCode: number, message: RegExp]>([
    [['status', 'sales', '--json'], 1, /^Cannot show migration sales: .* has no such route/],
    [
      ['statsu', '--json'],
      1,
      /^Cannot run the command: unknown command 'statsu'\n\(Did you mean status\?\)$/,
    ],
    [['status', '--jsn', '--json'], 1, /^Cannot run the command: unknown option '--jsn'/],
    [['hold', 'sales', '--json'], 1, /^Cannot run the command: required option '--reason <text>'/],
    [['policy', 'set', 'sales', '--json'], 1, /^Cannot change the policy: state what changes/],
    [['cutover', 'sales', '--tail', 'x', '--json'], 1, /^Cannot cut over sales: confirm it with --confirm/],
    [['register', '/nowhere.json', '--json'], 1, /^Cannot read "\/nowhere.json": there is no such file$/],
    [['inspect', '/nowhere', '--json'], 1, /^Cannot /],
    [['status', '--json', '--url', 'nonsense'], 1, /its address is not a URL/],
  ])('%j', async (args, exitCode, message) => {
    const ran = await runCli(args.includes('--url') ? args : [...args, ...urlFor(args)]);
    expect(ran).toMatchObject({ exitCode, out: '' });
    expect(errorOf(ran)).toEqual({ message: expect.stringMatching(message) as string, exitCode });
  });

  test('a refusal of the app carries its document', async () => {
    const errors = [{ field: 'reason', message: 'say why' }];
    api.on('POST /api/migrations/sales/hold', problem(409, 'Cannot hold: it has ended', errors));
    const ran = await cli('hold sales --reason why --json');
    expect(ran).toMatchObject({ exitCode: 2, out: '' });
    expect(errorOf(ran)).toEqual({
      message: 'Cannot hold: it has ended\n  --reason: say why',
      exitCode: 2,
      problem: { type: 'urn:x', title: 'x', status: 409, detail: 'Cannot hold: it has ended', errors },
    });
  });

  test('what is told on the way does not mix with it', async () => {
    api.on('GET /api/migrations/sales', { json: READY });
    api.on('POST /api/migrations/sales/cancel', problem(409, 'Cannot cancel: too late'));
    expect(errorOf(await cli('cancel sales --confirm mi1/SalesMI --json'))).toMatchObject({
      message: 'Cannot cancel: too late',
    });
    let reading = 0;
    api.on(
      'GET /api/migrations/sales',
      () => [{ json: READY }, { status: 502 }, { json: COMPLETED }][Math.min(reading++, 2)]!,
    );
    expect(await cli('watch sales --json')).toMatchObject({ exitCode: 0, err: '' });
  });
});

test('without --json it is a sentence; behind -- it is no option', async () => {
  expect((await cli('status sales')).err).toMatch(/^Cannot show migration sales: /);
  expect((await runCli(['status', '--', '--json', 'x', 'y'])).err).not.toMatch(/^\{/);
  expect((await runCli(['--help', '--json'])).exitCode).toBe(0);
});

function urlFor([command]: readonly string[]): readonly string[] {
  return command === 'inspect' || command === 'statsu' ? [] : ['--url', api.url];
}

describe('a token that the app refuses', () => {
  const NOW = '2026-11-21T09:32:20.000Z';
  const token = (claims: object) =>
    ['{"alg":"none"}', JSON.stringify(claims), 'signature']
      .map((part) => Buffer.from(part).toString('base64url'))
      .join('.');
  const exp = (secondsFromNow: number) => Date.parse(NOW) / 1000 + secondsFromNow;
  const expired = token({ exp: exp(-140), aud: 'api://0000-1111' });
  const status = (value: string) => cli('status sales', { env: { SQLMI_CUTOVER_TOKEN: value }, now: NOW });

  test.each([
    { status: 401 },
    { status: 403 },
    { status: 302, headers: { location: 'https://login.example' } },
    problem(401, 'Cannot accept the request: it carries no authenticated identity'),
  ])('expired: says when, and how to get another (%j)', async (answer) => {
    api.on('GET /api/migrations/sales', answer);
    const ran = await status(expired);
    expect(ran).toMatchObject({
      exitCode: 1,
      err: 'Cannot show migration sales: the token in SQLMI_CUTOVER_TOKEN expired at 2026-11-21T09:30:00Z: az account get-access-token --resource api://0000-1111 --query accessToken --output tsv\n',
    });
    expect(ran.err).not.toContain(expired.split('.')[1]);
  });

  test('an audience is quoted; without one the command goes without', async () => {
    api.on('GET /api/migrations/sales', { status: 401 });
    expect((await status(token({ exp: exp(-1), aud: 'x; rm y' }))).err).toContain(
      "--resource 'x; rm y' --query",
    );
    expect((await status(token({ exp: exp(-1) }))).err).toContain('get-access-token --query');
  });

  test.each([
    ['still good', token({ exp: exp(60) })],
    ['no JWT', 'abc.def'],
    ['without an end', token({ aud: 'x' })],
  ])('%s: what the app says is said', async (_name, value) => {
    api.on('GET /api/migrations/sales', { status: 401 });
    expect((await status(value)).err).toMatch(/refuses the call \(401\)/);
  });

  test('another trouble has nothing to do with it', async () => {
    api.on('GET /api/migrations/sales', problem(404, 'Cannot find migration sales'));
    expect((await status(expired)).err).toBe('Cannot find migration sales\n');
  });
});
