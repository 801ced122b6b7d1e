/** How clients sign in, by the settings. */
import { signInOffer } from '../../../shared/core/access/sign-in-offer';
import { readSignIn } from '../../../shared/core/access/sign-in-settings';

const T = '11111111-1111-1111-1111-111111111111';
const OTHER = '99999999-9999-9999-9999-999999999999';
const C = '22222222-2222-2222-2222-222222222222';
const COM = 'https://login.microsoftonline.com';

const offerOf = (SignInTenant: string, SignInAudience: string, SignInAuthority = COM) => {
  const reading = readSignIn({ SignInTenant, SignInAudience, SignInAuthority }, true);
  return signInOffer(reading.kind === 'on' ? reading.settings : undefined, false);
};

test.each([
  ['a client id', T, C, COM],
  ['a URI with the client id in it', T, `api://${C}`, COM],
  ['another URI before it', T, `https://cutover.example.com ${C}`, COM],
  ['capital letters', T, C.toUpperCase(), COM],
  ['several tenants: the first one', `${T},${OTHER}`, C, COM],
  ['the cloud for the government of the USA', T, C, 'https://login.microsoftonline.us'],
  ['the cloud in China', T, C, 'https://login.partner.microsoftonline.cn'],
])('%s', (_name, tenants, audiences, authority) => {
  const scope = `${C}/user_impersonation`;
  expect(offerOf(tenants, audiences, authority)).toEqual({
    kind: 'entra',
    authority: `${authority}/${T}`,
    clientId: C,
    scope,
  });
});

test.each([
  ['no client id', offerOf(T, 'https://cutover.example.com'), 'SignInAudience names no client id'],
  ['a sign-in service without https', offerOf(T, C, 'http://127.0.0.1:9'), 'is no https address'],
  ['no settings', signInOffer(undefined, false), 'sign-in is not configured'],
])('%s: closed, with the reason', (_name, offer, reason) => {
  expect(offer).toEqual({ kind: 'closed', detail: expect.stringContaining(reason) });
});

test('on one machine there is nothing to sign in to', () => {
  expect(signInOffer(undefined, true)).toEqual({ kind: 'none' });
});
