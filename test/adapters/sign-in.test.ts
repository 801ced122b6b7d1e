/** Tokens of our own issuer: what they prove, what is wrong with the others, and when the keys are fetched. */
import { entraSignIn } from '../../shared/adapters/sign-in/entra-sign-in';
import { KEY_TIMES, type KeyTimes } from '../../shared/adapters/sign-in/tenant-keys';
import { ROLES } from '../../shared/core/access/roles';
import type { SignIn } from '../../shared/ports/sign-in';
import { CLIENT, type Claims, Issuer, TENANT } from '../support/issuer';
import { TestClock } from '../support/world';

const OTHER = '99999999-9999-9999-9999-999999999999';

let issuer: Issuer;
let clock: TestClock;
let signIn: SignIn;

function anew(times: KeyTimes = KEY_TIMES): SignIn {
  const audiences = [CLIENT, `api://${CLIENT}`];
  return entraSignIn({ authority: issuer.url, tenants: [TENANT], audiences }, clock, times);
}

beforeEach(async () => {
  clock = new TestClock();
  issuer = await Issuer.start({ nowSeconds: () => clock.now().getTime() / 1000 });
  signIn = anew();
});
afterEach(() => issuer.close());

describe('who a token is for', () => {
  const v1 = (): Claims => ({
    iss: `${issuer.url}/${TENANT}/`,
    aud: `api://${CLIENT}`,
    ver: '1.0',
    azp: undefined,
    appid: OTHER,
  });
  const ofAnApp = { scp: undefined, preferred_username: undefined, azp: OTHER };

  test.each<[name: string, change: () => Claims, operator: string]>([
    ['a person', () => ({}), 'ada@example.com'],
    [
      'a person, version 1',
      () => ({ ...v1(), preferred_username: undefined, upn: 'ada@example.org' }),
      'ada@example.org',
    ],
    [
      'a guest, version 1',
      () => ({ ...v1(), preferred_username: undefined, unique_name: 'live.com#ada@example.com' }),
      'live.com#ada@example.com',
    ],
    [
      'a person without a user name',
      () => ({ preferred_username: undefined }),
      'user:33333333-3333-3333-3333-333333333333',
    ],
    [
      'a person with a name of the app',
      () => ({ preferred_username: 'policy:auto' }),
      'user:33333333-3333-3333-3333-333333333333',
    ],
    [
      'a person with a name of this machine',
      () => ({ preferred_username: 'local:ada@example.com' }),
      'user:33333333-3333-3333-3333-333333333333',
    ],
    ['an application', () => ofAnApp, `app:${OTHER}`],
    [
      'an application, version 1',
      () => ({ ...v1(), scp: undefined, preferred_username: undefined }),
      `app:${OTHER}`,
    ],
    [
      'an application that calls itself a person',
      () => ({ ...ofAnApp, preferred_username: 'ada@example.com' }),
      `app:${OTHER}`,
    ],
  ])('%s', async (_name, change, name) => {
    const outcome = await signIn.identify(await issuer.token(change()));
    expect(outcome).toMatchObject({ kind: 'signedIn', operator: { name, roles: ['Cutover.Read'] } });
  });

  const G = 'AAAAAAAA-4444-4444-4444-444444444444';
  const elsewhere = { _claim_names: { groups: 'src1' }, _claim_sources: { src1: {} } };
  const groups = [G.toLowerCase()];

  test.each<[name: string, change: () => Claims, membership: object]>([
    ['a person in a group', () => ({ groups: [G] }), { kind: 'person', groups }],
    ['a person in none', () => ({}), { kind: 'person', groups: [] }],
    ['groups that are no list', () => ({ groups: G }), { kind: 'person', groups: [] }],
    ['an application', () => ofAnApp, { kind: 'application', clientId: OTHER, groups: [] }],
    [
      'an application in a group',
      () => ({ ...ofAnApp, groups: [G] }),
      { kind: 'application', clientId: OTHER, groups },
    ],
    ['too many groups', () => elsewhere, { kind: 'groupsUntold' }],
    ['too many groups for an address', () => ({ hasgroups: true }), { kind: 'groupsUntold' }],
    ['other claims elsewhere', () => ({ _claim_names: { other: 'src1' } }), { kind: 'person', groups: [] }],
    ['some groups, and more elsewhere', () => ({ ...elsewhere, groups: [G] }), { kind: 'person', groups }],
  ])('what limits go by: %s', async (_name, change, membership) => {
    expect(await signIn.identify(await issuer.token(change()))).toMatchObject({ operator: { membership } });
  });

  test.each<[roles: unknown, kept: readonly string[]]>([
    [undefined, []],
    [[], []],
    [['Cutover.Approve', 'Something.Else', 'cutover.admin'], ['Cutover.Approve']],
    [[...ROLES].reverse(), ROLES],
  ])('roles %j', async (roles, kept) => {
    expect(await signIn.identify(await issuer.token({ roles }))).toMatchObject({ operator: { roles: kept } });
  });
});

describe('what is wrong with a token', () => {
  const now = (): number => clock.now().getTime() / 1000;

  test.each<[name: string, token: () => Promise<string> | string, reason: RegExp]>([
    ['no JWT', () => 'secret', /not a signed token/],
    ['parts that are no JSON', () => 'a.b.c', /not a signed token/],
    ['five parts', () => 'a.b.c.d.e', /not a signed token/],
    ['expired', () => issuer.token({ exp: now() - 61 }), /expired; sign in again/],
    ['without an end', () => issuer.token({ exp: undefined }), /when it expires/],
    ['not valid yet', () => issuer.token({ nbf: now() + 61 }), /not valid yet/],
    ['another app', () => issuer.token({ aud: OTHER }), /another app; ask for one for api:\/\/2222/],
    ['no app', () => issuer.token({ aud: undefined }), /another app/],
    ['the management API', () => issuer.token({ aud: 'https://management.azure.com' }), /another app/],
    [
      'another tenant',
      () => issuer.token({ iss: `${issuer.url}/${OTHER}/v2.0`, tid: OTHER }),
      /another tenant/,
    ],
    [
      'another service',
      () => issuer.token({ iss: `https://login.example.com/${TENANT}/v2.0` }),
      /another service/,
    ],
    ['no issuer', () => issuer.token({ iss: undefined }), /another tenant/],
    [
      'an issuer and a tenant that differ',
      () => issuer.token({ tid: OTHER }),
      /issuer and its tenant differ/,
    ],
    ['no tenant', () => issuer.token({ tid: undefined }), /lacks/],
    ['an ID token', () => issuer.token({ azp: undefined, scp: undefined }), /no access token/],
    ['altered claims', () => issuer.alteredToken({ roles: ['Cutover.Admin'] }), /signature does not fit/],
    ['somebody else’s signature', () => issuer.foreignToken('as ours'), /signature does not fit/],
    ['somebody else’s key', () => issuer.foreignToken('as theirs'), /publishes no key/],
    ['no signature', () => issuer.unsignedToken(), /not signed with RS256|not a signed/],
    ['the public key as a secret', () => issuer.sharedSecretToken(), /not signed with RS256/],
    ['roles that are no list', () => issuer.token({ roles: 'Cutover.Admin' }), /lacks/],
  ])('%s', async (_name, token, reason) => {
    const sent = await token();
    const outcome = await signIn.identify(sent);
    expect(outcome).toEqual({ kind: 'badToken', reason: expect.stringMatching(reason) });
    expect(JSON.stringify(outcome)).not.toContain(sent);
  });

  test('none at all', async () => expect(await signIn.identify(undefined)).toEqual({ kind: 'noToken' }));

  test('clocks may differ by a minute, in both directions', async () => {
    for (const change of [{ exp: now() - 59 }, { nbf: now() + 59 }])
      expect(await signIn.identify(await issuer.token(change))).toMatchObject({ kind: 'signedIn' });
  });

  test('a token of another tenant makes nobody ask for keys', async () => {
    await signIn.identify(await issuer.token({ iss: `${issuer.url}/${OTHER}/v2.0` }));
    expect(issuer.asked).toBe(0);
  });
});

describe('the keys', () => {
  const UNAVAILABLE = { kind: 'unavailable', reason: expect.stringContaining('does not answer') };

  test('are fetched once for many tokens at a time', async () => {
    const token = await issuer.token();
    await Promise.all(Array.from({ length: 20 }, () => signIn.identify(token)));
    expect(issuer.asked).toBe(1);
  });

  test('are fetched again for a token with a new one, and the old one no longer counts', async () => {
    const old = await issuer.token();
    expect(await signIn.identify(old)).toMatchObject({ kind: 'signedIn' });
    await issuer.rotate();
    clock.forward(31);
    expect(await signIn.identify(await issuer.token())).toMatchObject({ kind: 'signedIn' });
    expect(await signIn.identify(old)).toMatchObject({ kind: 'badToken' });
    expect(issuer.asked).toBe(2);
  });

  test('are not fetched again for every token with a made-up one', async () => {
    await signIn.identify(await issuer.token());
    for (let n = 0; n < 5; n++)
      expect(await signIn.identify(await issuer.foreignToken('as theirs'))).toMatchObject({
        kind: 'badToken',
      });
    expect(issuer.asked).toBe(1);
    clock.forward(31);
    for (let n = 0; n < 5; n++) await signIn.identify(await issuer.foreignToken('as theirs'));
    expect(issuer.asked).toBe(2);
  });

  test.each(['failing', 'nonsense'] as const)('serve for a day while the service is %s', async (state) => {
    const change = { exp: clock.now().getTime() / 1000 + 100 * 3600 };
    const token = await issuer.token(change);
    expect(await signIn.identify(token)).toMatchObject({ kind: 'signedIn' });
    issuer.state = state;
    clock.forward(23 * 3600);
    expect(await signIn.identify(token)).toMatchObject({ kind: 'signedIn' });
    clock.forward(3600);
    expect(await signIn.identify(token)).toEqual(UNAVAILABLE);
    issuer.state = 'well';
    clock.forward(31);
    expect(await signIn.identify(token)).toMatchObject({ kind: 'signedIn' });
  });

  test('nobody can say while the service is away and the key is unknown: that is no bad token', async () => {
    issuer.state = 'failing';
    expect(await signIn.identify(await issuer.token())).toEqual(UNAVAILABLE);
    expect(await signIn.identify(await issuer.token())).toEqual(UNAVAILABLE);
    expect(issuer.asked).toBe(1);
    issuer.state = 'well';
    clock.forward(31);
    expect(await signIn.identify(await issuer.token())).toMatchObject({ kind: 'signedIn' });
    issuer.state = 'failing';
    await issuer.rotate();
    clock.forward(31);
    expect(await signIn.identify(await issuer.token())).toEqual(UNAVAILABLE);
  });

  test('are renewed every hour: a withdrawn one stops to count', async () => {
    const token = await issuer.token({ exp: clock.now().getTime() / 1000 + 9000 });
    await signIn.identify(token);
    issuer.withdraw();
    clock.forward(3599);
    expect(await signIn.identify(token)).toMatchObject({ kind: 'signedIn' });
    clock.forward(1);
    expect(await signIn.identify(token)).toMatchObject({ kind: 'badToken' });
  });

  test.each(['silent', 'gone'] as const)('are not waited for where the service is %s', async (how) => {
    const token = await issuer.token();
    const impatient = anew({ ...KEY_TIMES, fetchLimit: 50 });
    if (how === 'gone') await issuer.close();
    else issuer.state = 'silent';
    expect(await impatient.identify(token)).toEqual(UNAVAILABLE);
  });
});
