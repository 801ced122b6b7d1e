/** Every route × every role × every defect of a token, through the handlers that the app registers. */
import { KEY_TIMES } from '../../shared/adapters/sign-in/tenant-keys';
import { mayCall, type Need, ROUTES, type RouteName } from '../../shared/api/routes';
import { ROLES } from '../../shared/core/access/roles';
import { type Claims, Issuer, TENANT } from '../support/issuer';
import { readyWorld, type World } from '../support/world';
import { call, loadApp, type RegisteredRoute } from './registered-routes';

/** The clock of this machine moves by hand; sockets and timers go on. */
const EVERYTHING_BUT_DATE = [
  ...([
    'nextTick',
    'queueMicrotask',
    'setImmediate',
    'clearImmediate',
    'setInterval',
    'clearInterval',
  ] as const),
  ...(['setTimeout', 'clearTimeout', 'hrtime', 'performance'] as const),
];

const OTHER = '99999999-9999-9999-9999-999999999999';
const DEVELOPMENT = { AZURE_FUNCTIONS_ENVIRONMENT: 'Development' };
const EVERY_ROLE = { roles: ROLES };
const NAMES = Object.keys(ROUTES) as RouteName[];
const CLOSED = NAMES.filter((name) => ROUTES[name].needs !== 'nothing');
const OPEN = NAMES.filter((name) => ROUTES[name].needs === 'nothing');

let issuer: Issuer;
let world: World;
let inAzure: ReadonlyMap<string, RegisteredRoute>;
let routes: ReadonlyMap<string, RegisteredRoute>;

const byName = (all: readonly RegisteredRoute[]): ReadonlyMap<string, RegisteredRoute> =>
  new Map(all.map((route) => [route.name, route]));

function route(name: string, among = routes): RegisteredRoute {
  const found = among.get(name);
  if (found === undefined) throw new Error(`Cannot call ${name}: the app does not register it`);
  return found;
}

beforeAll(async () => {
  issuer = await Issuer.start();
  world = await readyWorld();
  routes = byName(loadApp({ ...DEVELOPMENT, ...issuer.settings }, world.caps));
  inAzure = byName(loadApp({ WEBSITE_INSTANCE_ID: '1', WEBSITE_AUTH_ENABLED: 'True' }, world.caps));
});
afterAll(() => issuer.close());

test('the app registers the routes of the table, none of them behind a key of the platform', () => {
  const registered = [...routes.values()].map(({ name, method, path, authLevel }) => [
    name,
    { method, path, authLevel },
  ]);
  expect(Object.fromEntries(registered)).toEqual(
    Object.fromEntries(
      Object.entries(ROUTES).map(([name, { method, path }]) => [
        name,
        { method, path, authLevel: 'anonymous' },
      ]),
    ),
  );
  expect(OPEN).toEqual(['health', 'getSignIn']);
});

const now = (): number => Math.floor(Date.now() / 1000);

/** What is wrong with a token that otherwise has every role. */
const DEFECTS: readonly (readonly [defect: string, token: () => Promise<string> | string | undefined])[] = [
  ['no token', () => undefined],
  ['malformed', () => 'not-a-token'],
  ['a name of one machine', () => 'as:ada'],
  ['expired', () => issuer.token({ ...EVERY_ROLE, exp: now() - 120 })],
  ['not yet valid', () => issuer.token({ ...EVERY_ROLE, nbf: now() + 120 })],
  ['another audience', () => issuer.token({ ...EVERY_ROLE, aud: OTHER })],
  ['another tenant', () => issuer.token({ ...EVERY_ROLE, iss: `${issuer.url}/${OTHER}/v2.0`, tid: OTHER })],
  ['another issuer', () => issuer.token({ ...EVERY_ROLE, iss: `https://login.example.com/${TENANT}/v2.0` })],
  ['another tenant than its issuer', () => issuer.token({ ...EVERY_ROLE, tid: OTHER })],
  ['an altered payload', () => issuer.alteredToken(EVERY_ROLE)],
  ['unsigned', () => issuer.unsignedToken(EVERY_ROLE)],
  ['signed with the public key as a secret', () => issuer.sharedSecretToken(EVERY_ROLE)],
  ['signed by somebody else under our key’s name', () => issuer.foreignToken('as ours', EVERY_ROLE)],
  ['signed with an unknown key', () => issuer.foreignToken('as theirs', EVERY_ROLE)],
  ['an ID token', () => issuer.token({ ...EVERY_ROLE, azp: undefined, scp: undefined })],
];

/** What a caller can add to a request without a token. */
const FORGED = {
  'x-ms-client-principal': Buffer.from(
    JSON.stringify({ auth_typ: 'aad', claims: ROLES.map((val) => ({ typ: 'roles', val })) }),
  ).toString('base64'),
  'x-ms-client-principal-id': OTHER,
  'x-ms-client-principal-name': 'eve@example.com',
  'x-ms-client-principal-idp': 'aad',
  'x-ms-token-aad-access-token': 'anything',
  'x-functions-key': 'anything',
};

describe.each(CLOSED)('%s', (name) => {
  test.each(DEFECTS)('401: %s', async (_defect, token) => {
    const answer = await call(route(name), { token: await token(), headers: FORGED });
    expect(answer).toMatchObject({ status: 401, headers: { 'WWW-Authenticate': 'Bearer' } });
  });

  test('401: a token that is in the query, or of another scheme', async () => {
    const token = await issuer.token(EVERY_ROLE);
    const query = { access_token: token, code: token };
    expect((await call(route(name), { query })).status).toBe(401);
    const headers = { authorization: `Basic ${token}` };
    expect((await call(route(name), { headers })).status).toBe(401);
  });

  const { needs }: { readonly needs: Need } = ROUTES[name];

  test.each([[], ...ROLES.map((role) => [role])])('with the roles %j', async (...roles) => {
    const answer = await call(route(name), { token: await issuer.token({ roles }) });
    if (mayCall({ roles }, needs)) expect([401, 403]).not.toContain(answer.status);
    else {
      expect(answer.status).toBe(403);
      expect(answer.text).toMatch(/needs the role Cutover\.\w+/);
    }
  });

  test('403 with the remedy where sign-in is not configured, with the best of tokens', async () => {
    const answer = await call(route(name, inAzure), {
      token: await issuer.token(EVERY_ROLE),
      headers: FORGED,
    });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('set SignInTenant and SignInAudience');
  });
});

describe('health', () => {
  const name = 'health';

  test.each(DEFECTS)('answers in one word: %s', async (_defect, token) => {
    const answer = await call(route(name), { token: await token(), headers: FORGED });
    expect(answer).toMatchObject({ status: 200, text: '{"status":"up"}' });
  });

  test.each([[[], false], ...ROLES.map((role) => [[role], true] as const)] as const)(
    'with the roles %j in detail: %s',
    async (roles, detailed) => {
      const answer = await call(route(name), { token: await issuer.token({ roles } satisfies Claims) });
      expect(answer.status).toBe(200);
      expect(answer.text.includes('version')).toBe(detailed);
    },
  );
});

describe('a sign-in service that is away', () => {
  let away: Issuer;
  let cold: ReadonlyMap<string, RegisteredRoute>;

  beforeAll(async () => {
    away = await Issuer.start();
    cold = byName(loadApp({ ...DEVELOPMENT, ...away.settings }, world.caps));
    away.state = 'failing';
  });
  afterAll(() => away.close());

  test.each(CLOSED)('%s: 503, not 401, for a token that nobody can judge', async (name) => {
    const answer = await call(route(name, cold), { token: await away.token(EVERY_ROLE) });
    expect(answer).toMatchObject({ status: 503, headers: { 'Retry-After': '15' } });
  });

  test.each(CLOSED)('%s: 401 for a request without a token all the same', async (name) => {
    expect((await call(route(name, cold))).status).toBe(401);
  });

  test('health says all the same that the app is up', async () => {
    const answer = await call(route('health', cold), { token: await away.token(EVERY_ROLE) });
    expect(answer).toMatchObject({ status: 200, text: '{"status":"up"}' });
  });

  test('keys that were read before serve on', async () => {
    expect((await call(route('me'), { token: await issuer.token() })).status).toBe(200);
    issuer.state = 'failing';
    const answer = await call(route('me'), { token: await issuer.token() });
    issuer.state = 'well';
    expect(answer.status).toBe(200);
  });
});

describe('how to sign in', () => {
  test.each(DEFECTS)('is told to anyone, whatever the token: %s', async (_defect, token) => {
    const answer = await call(route('getSignIn', inAzure), { token: await token(), headers: FORGED });
    expect(answer).toMatchObject({ status: 200, text: expect.stringContaining('"closed"') });
  });
});

describe('a key that was rotated while the old one was kept', () => {
  let rotating: Issuer;
  let app: ReadonlyMap<string, RegisteredRoute>;

  beforeAll(async () => {
    jest.useFakeTimers({ doNotFake: EVERYTHING_BUT_DATE });
    rotating = await Issuer.start();
    app = byName(loadApp({ ...DEVELOPMENT, ...rotating.settings }, world.caps));
  });
  afterAll(async () => {
    jest.useRealTimers();
    await rotating.close();
  });

  /** A token of the key that was kept, and one of the key that took its place. */
  async function rotatedTokens(): Promise<{ readonly retired: string; readonly fresh: string }> {
    const retired = await rotating.token(EVERY_ROLE);
    expect((await call(route('me', app), { token: retired })).status).toBe(200);
    await rotating.rotate();
    jest.setSystemTime(Date.now() + KEY_TIMES.pause + 1_000);
    return { retired, fresh: await rotating.token(EVERY_ROLE) };
  }

  test.each(CLOSED)('%s: the new one is fetched and taken, the retired one refused', async (name) => {
    const { retired, fresh } = await rotatedTokens();
    const asked = rotating.asked;
    expect([401, 403, 503]).not.toContain((await call(route(name, app), { token: fresh })).status);
    expect(rotating.asked).toBe(asked + 1);
    expect(await call(route(name, app), { token: retired })).toMatchObject({
      status: 401,
      text: expect.stringContaining('publishes no key of that name') as string,
    });
  });

  test('health: the new one gets the details, the retired one a word', async () => {
    const { retired, fresh } = await rotatedTokens();
    const name = 'health';
    expect((await call(route(name, app), { token: fresh })).text).toContain('version');
    expect((await call(route(name, app), { token: retired })).text).toBe('{"status":"up"}');
  });
});

test('on a developer’s machine without the settings no token is asked for', async () => {
  const local = byName(loadApp({ ...DEVELOPMENT, USER: 'ada' }, world.caps));
  const answer = await call(route('me', local), { headers: FORGED });
  expect(JSON.parse(answer.text)).toEqual({ name: expect.stringMatching(/^local:/), roles: ROLES });
});
