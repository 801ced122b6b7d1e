/** Every route × every reach of a caller who has every role, through the handlers that the app registers. */
import { type Concern, type Need, ROUTES, type RouteName } from '../../shared/api/routes';
import { ROLES } from '../../shared/core/access/roles';
import { OF_THE_LEDGER } from '../../shared/core/migration/ledger-state';
import { anAttempt } from '../support/facts';
import { type Claims, Issuer } from '../support/issuer';
import { ID, SCOPE, World } from '../support/world';
import { call, loadApp, type RegisteredRoute } from './registered-routes';

const OTHER_MI = SCOPE.replace(/mi$/, 'other');
const group = (n: number): string => `00000000-0000-4000-8000-00000000000${n}`;
const [UNLIMITED, ON_INSTANCE, BY_ID, ELSEWHERE, READS_HERE, APP, STRANGER] = [1, 2, 3, 4, 5, 6, 7].map(
  group,
) as [string, string, string, string, string, string, string];

const ROWS = [
  { group: UNLIMITED, ids: ['*'] },
  { group: ON_INSTANCE, instances: [SCOPE.toUpperCase()] },
  { group: BY_ID, ids: ['sho*'] },
  { group: ELSEWHERE, instances: [OTHER_MI] },
  { group: READS_HERE, instances: [SCOPE], roles: ['Cutover.Read'] },
  { application: APP, instances: [SCOPE] },
];

const NAMES = Object.keys(ROUTES) as RouteName[];
/** A migration of which the callers out of reach must not learn. */
const SECRETS = [ID, 'Shop', 'acct', SCOPE];
const OVERAGE = /does not list the groups .*\(groupMembershipClaims: ApplicationGroup/;
const LIMITED = /SignInReach (limits the role|gives)|concerns all/;
const NO_GROUP = /SignInReach gives the role Cutover\.\w+( or Cutover\.\w+)? to no group of/;

let issuer: Issuer;
let world: World;
let routes: ReadonlyMap<string, RegisteredRoute>;

const load = (settings: Readonly<Record<string, string>>): ReadonlyMap<string, RegisteredRoute> =>
  new Map(
    loadApp({ AZURE_FUNCTIONS_ENVIRONMENT: 'Development', ...issuer.settings, ...settings }, world.caps).map(
      (one) => [one.name, one],
    ),
  );

async function ask(name: string, claims: Claims, { id = ID, body = {} } = {}) {
  const route = routes.get(name);
  if (route === undefined) throw new Error(`Cannot call ${name}: the app does not register it`);
  const token = await issuer.token({ roles: ROLES, ...claims });
  return call(route, { token, id, body });
}

beforeAll(async () => {
  issuer = await Issuer.start();
  world = new World();
  routes = load({ SignInReach: JSON.stringify(ROWS) });
});
afterAll(() => issuer.close());
beforeEach(async () => {
  if (await world.stored.registration(ID)) return;
  await world.register({}, { mode: 'manual' });
  await world.change({ attempt: anAttempt({ state: 'sent' }) });
});

/** An answer's meaning: `in` is whatever the handler answers. */
type Expected = 'in' | 'notThere' | 'forbidden';

const isReading = (needs: Need): boolean => typeof needs !== 'string' && needs.includes('Cutover.Read');

/** What a route answers to a caller, by what it concerns. */
type Answers = (route: { readonly concerns: string; readonly needs: Need }) => Expected;

const inReach: Answers = ({ concerns }) => (concerns === 'all' ? 'forbidden' : 'in');
const outOfReach: Answers = ({ concerns }) =>
  concerns === 'one' ? 'notThere' : concerns === 'all' ? 'forbidden' : 'in';
const nowhere: Answers = ({ concerns }) => (concerns === 'app' ? 'in' : 'forbidden');
const onlyReading: Answers = ({ concerns, needs }) =>
  concerns === 'app' || (concerns !== 'all' && isReading(needs)) ? 'in' : 'forbidden';

const ofAnApp = (azp: string): Claims => ({ scp: undefined, preferred_username: undefined, azp });

const CALLERS: readonly (readonly [who: string, claims: Claims, answers: Answers, reason: RegExp])[] = [
  ['without limits', { groups: [UNLIMITED] }, () => 'in', LIMITED],
  [
    'without limits, in the case of another directory',
    { groups: [UNLIMITED.toUpperCase()] },
    () => 'in',
    LIMITED,
  ],
  ['with the instance', { groups: [STRANGER, ON_INSTANCE] }, inReach, LIMITED],
  ['with the beginning of the id', { groups: [BY_ID] }, inReach, LIMITED],
  ['with another instance', { groups: [ELSEWHERE] }, outOfReach, LIMITED],
  ['who reads here, and has every role elsewhere', { groups: [READS_HERE, ELSEWHERE] }, readsHere, LIMITED],
  ['who reads here', { groups: [READS_HERE] }, onlyReading, LIMITED],
  ['in no listed group', { groups: [STRANGER] }, nowhere, NO_GROUP],
  ['in no group', { groups: [] }, nowhere, /names no group at all/],
  ['whose token has no groups', {}, nowhere, /names no group at all/],
  ['whose groups are no list', { groups: UNLIMITED }, nowhere, /names no group at all/],
  ['whose groups are elsewhere', { _claim_names: { groups: 'src1' } }, nowhere, OVERAGE],
  ['who has groups that are not told', { hasgroups: true }, nowhere, OVERAGE],
  ['an application that is listed', ofAnApp(APP), inReach, LIMITED],
  ['an application that is not', ofAnApp(STRANGER), nowhere, NO_GROUP],
  ['an application in a listed group', { ...ofAnApp(STRANGER), groups: [ON_INSTANCE] }, inReach, LIMITED],
  ['a user with the client of a listed application', { azp: APP }, nowhere, /names no group at all/],
];

function readsHere(route: Parameters<Answers>[0]): Expected {
  if (route.concerns === 'one' && !isReading(route.needs)) return 'forbidden';
  return route.concerns === 'all' ? 'forbidden' : 'in';
}

describe.each(CALLERS)('a caller %s', (_who, claims, answers, reason) => {
  test.each(NAMES)('%s', async (name) => {
    const expected = answers(ROUTES[name]);
    const answer = await ask(name, claims);
    if (expected === 'in') {
      expect([401, 403]).not.toContain(answer.status);
      expect(answer.text).not.toContain(`Cannot find migration ${ID}"`);
    } else expect(answer.status).toBe(expected === 'notThere' ? 404 : 403);
    if (expected === 'forbidden') expect(answer.text).toMatch(reason);
  });
});

test('what a route concerns: a new one is listed here, or is about one migration', () => {
  const concerning = (concern: Concern) => NAMES.filter((name) => ROUTES[name].concerns === concern);
  expect(concerning('app')).toEqual(['health', 'getSignIn', 'me', 'openApi']);
  expect(concerning('new')).toEqual(['registerMigration', 'judgeRegistration', 'listRunning']);
  expect(concerning('listed')).toEqual(['listMigrations', 'getLedger']);
  expect(concerning('group')).toEqual(NAMES.filter((name) => ROUTES[name].path.startsWith('groups')));
  expect(concerning('all')).toEqual(NAMES.filter((name) => ROUTES[name].needs === ROUTES.thawLedger.needs));
});

describe('what is out of reach', () => {
  const claims = { groups: [ELSEWHERE] };

  test.each(NAMES)('%s answers as if it were not there', async (name) => {
    const [there, nowhereAtAll] = [await ask(name, claims), await ask(name, claims, { id: 'nope' })];
    const text = there.text.replaceAll(new RegExp(`(migration|group) ${ID}`, 'g'), '$1 nope');
    expect({ ...there, text }).toEqual(nowhereAtAll);
    if (name === 'openApi') return;
    for (const secret of SECRETS) expect(text).not.toContain(secret);
  });

  test.each(['listMigrations', 'getLedger'])('%s names it to those who reach it', async (name) => {
    for (const one of [UNLIMITED, ON_INSTANCE, BY_ID, READS_HERE])
      expect((await ask(name, { groups: [one] })).text).toContain(`"${ID}"`);
  });

  test('a list goes by registrations: rows of 0.1.0 name no instance, and one may be left over', async () => {
    const { items } = await world.stored.summaries({ top: 1 });
    const row = { ...items[0]!, targetInstance: undefined };
    const rows = jest.spyOn(world.stored, 'summaries');
    rows.mockResolvedValue({ items: [row, { ...row, id: 'shoes' }] });
    const listed = async (groups: readonly string[]) =>
      (JSON.parse((await ask('listMigrations', { groups })).text) as { items: { id: string }[] }).items
        .map(({ id }) => id)
        .sort();
    expect(await listed([UNLIMITED])).toEqual(['shoes', ID].sort());
    expect(await listed([ON_INSTANCE])).toEqual([ID]);
    expect(await listed([BY_ID])).toEqual([ID]);
    expect(await listed([ELSEWHERE])).toEqual([]);
    rows.mockRestore();
  });

  test('the history of the ledger names what was deleted to those who read everything', async () => {
    const line = { at: '2026-03-01T22:00:00.000Z', by: 'ada', text: 'Deleted sales (prod-mi/Sales)' };
    await world.stored.appendJournal(OF_THE_LEDGER, [
      { ...line, kind: 'deleted' },
      { ...line, kind: 'frozen', text: 'Frozen: upgrade' },
    ]);
    expect((await ask('getLedger', { groups: [UNLIMITED] })).text).toContain('Deleted sales');
    const limited = (await ask('getLedger', { groups: [ON_INSTANCE] })).text;
    expect(limited).toContain('Frozen: upgrade');
    expect(limited).not.toContain('Deleted');
  });

  test('health tells its parts to those who read everything', async () => {
    expect((await ask('health', { groups: [UNLIMITED] })).text).toContain('version');
    for (const groups of [[ON_INSTANCE], [ELSEWHERE], []])
      expect((await ask('health', { groups })).text).toBe('{"status":"up"}');
  });
});

test('the caller sees the limits, and nobody else’s', async () => {
  const me = async (claims: Claims) =>
    (JSON.parse((await ask('me', claims)).text) as { reach?: unknown }).reach;
  expect(await me({ groups: [BY_ID] })).toEqual([{ roles: ROLES, ids: ['sho*'] }]);
  expect(await me({ groups: [STRANGER] })).toEqual([]);
  expect(await me({ hasgroups: true })).toEqual([]);
});

test('without the setting nothing is limited, whatever the groups', async () => {
  const unlimited = load({}).get('getMigration')!;
  for (const claims of [{}, { groups: [STRANGER] }, { hasgroups: true }]) {
    const token = await issuer.token({ roles: ['Cutover.Read'], ...claims });
    expect((await call(unlimited, { token })).status).toBe(200);
  }
});
