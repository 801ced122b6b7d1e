import { createServer } from 'node:net';
import { OPERATOR_VERBS } from '../../shared/operator-verbs/verbs';
import { READY } from './api-documents';
import { FakeApi } from './fake-api';
import { runCli } from './fake-terminal';

const TOKEN = 'topsecrettoken';
const api = new FakeApi();
beforeAll(() => api.start());
beforeEach(() => api.reset());
afterAll(() => api.stop());

describe('address and token', () => {
  test('a token travels as bearer token', async () => {
    api.on('GET /api/migrations/sales', { json: READY });
    const env = { SQLMI_CUTOVER_TOKEN: 'abc.def', SQLMI_CUTOVER_URL: api.url };
    const ran = await runCli(['status', 'sales'], { env });
    expect(api.received[0]?.headers.authorization).toBe('Bearer abc.def');
    expect(ran.out + ran.err).not.toContain('abc.def');
  });

  test.each([
    ['http://cutover.example', { SQLMI_CUTOVER_TOKEN: TOKEN }, /the token would be sent over plain http/],
    ['https://cutover.example?code=topsecret', {}, /carries a query, user or fragment/],
    ['https://anna:topsecret@cutover.example', {}, /carries a query, user or fragment/],
    ['cutover.example', {}, /its address is not a URL/],
    ['ftp://cutover.example', {}, /its address is not a URL/],
    [
      'https://cutover.example',
      { SQLMI_CUTOVER_TOKEN: 'topsecret token' },
      /Cannot use SQLMI_CUTOVER_TOKEN: it contains blanks/,
    ],
  ])('%s with %j is refused before anything is sent', async (url, env, message) => {
    const ran = await runCli(['status', '--url', url], { env });
    expect(ran).toMatchObject({ exitCode: 1, out: '' });
    expect(ran.err).toMatch(message);
    expect(ran.err).not.toContain('topsecret');
  });

  test.each([
    [
      { status: 302, headers: { location: 'http://127.0.0.1:9/elsewhere' } },
      /redirects to another address \(302\)/,
    ],
    [{ status: 401 }, /refuses the call \(401\); sign in with npm run cutover -- login/],
    [{ status: 404, text: 'nothing here' }, /has no such route \(404\); is it the address of this product\?/],
    [{ status: 502, text: '<html>' }, /answers 502/],
    [{ text: 'hello' }, /it is not a document of this product/],
    [{ json: { ...READY, readiness: null } }, /readiness is not as expected/],
  ])('an answer that is not ours: %j', async (answer, message) => {
    api.on('GET /api/migrations/sales', answer);
    const ran = await runCli(['status', 'sales', '--url', api.url], { env: { SQLMI_CUTOVER_TOKEN: TOKEN } });
    expect(ran).toMatchObject({ exitCode: 1, out: '' });
    expect(ran.err).toMatch(message);
    expect(api.received).toHaveLength(1);
  });

  test('nobody there: a sentence with the remedy', async () => {
    const gone = new FakeApi();
    await gone.start();
    await gone.stop();
    for (const args of [['status'], ['release', 'sales']]) {
      const ran = await runCli([...args, '--url', gone.url]);
      expect(ran.exitCode).toBe(1);
      expect(ran.err).toMatch(/does not answer \(ECONNREFUSED\)\. Is the app running there \(npm start\)\?/);
    }
  });

  test('an action whose answer is lost: nobody says that it was not done', async () => {
    const server = createServer((socket) => socket.once('data', () => socket.destroy()));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const ran = await runCli(['release', 'sales', '--url', `http://127.0.0.1:${port}`]);
    server.close();
    expect(ran.exitCode).toBe(1);
    expect(ran.err).toContain('It may have received the request');
  });

  test('an id that would lead elsewhere is refused', async () => {
    const ran = await runCli(['status', '../health', '--url', api.url]);
    expect(ran).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('Cannot find migration "../health"'),
    });
    expect(api.received).toEqual([]);
  });
});

describe('help', () => {
  test.each([
    ['status'],
    ['watch'],
    ['board'],
    ['journal'],
    ['evidence'],
    ['register'],
    ...OPERATOR_VERBS.map(({ verb }) => [verb.replace('/', ' ')]),
  ])('%s --help names exit codes and environment', async (command) => {
    const ran = await runCli([...command.split(' '), '--help']);
    expect(ran.exitCode).toBe(0);
    for (const part of ['Exit codes:', 'SQLMI_CUTOVER_URL', 'SQLMI_CUTOVER_TOKEN'])
      expect(ran.out).toContain(part);
  });

  test('the command alone shows its help', async () => {
    const ran = await runCli([]);
    expect(ran.exitCode).toBe(1);
    expect(ran.out + ran.err).toContain('npm run cutover -- inspect /backups/sales');
  });

  test('an unknown command is refused', async () => {
    const ran = await runCli(['cutoff']);
    expect(ran).toMatchObject({ exitCode: 1, err: expect.stringContaining("unknown command 'cutoff'") });
  });
});
