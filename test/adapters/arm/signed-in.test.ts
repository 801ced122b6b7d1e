/** Who a credential signs in as. */
import { UnsecuredJWT } from 'jose';
import { loopbackCredential } from '../../../shared/adapters/arm/arm-token';
import { signedInAs } from '../../../shared/adapters/arm/signed-in';

const ENDPOINT = 'https://management.azure.com';
const credential = (token: string | Error | null) => ({
  getToken: () =>
    token instanceof Error
      ? Promise.reject(token)
      : Promise.resolve(token === null ? null : { token, expiresOnTimestamp: 0 }),
});
const tokenOf = (claims: Readonly<Record<string, string>>) => new UnsecuredJWT(claims).encode();

test.each([
  ['a user', tokenOf({ oid: 'o-1', upn: 'ada@example.com' }), { objectId: 'o-1', name: 'ada@example.com' }],
  ['an application', tokenOf({ oid: 'o-2', appid: 'a-2' }), { objectId: 'o-2', name: 'a-2' }],
  ['somebody without a name', tokenOf({ oid: 'o-3' }), { objectId: 'o-3' }],
  ['a token that names nobody', tokenOf({ upn: 'ada@example.com' }), undefined],
  ['what is no token', 'loopback', undefined],
  ['no token', null, undefined],
  ['a credential that fails', new Error('az login'), undefined],
])('%s', async (_, token, expected) => {
  expect(await signedInAs(credential(token), ENDPOINT)).toEqual(expected);
});

test('an emulator names nobody', async () => {
  expect(await signedInAs(loopbackCredential(), 'http://127.0.0.1:7075')).toBeUndefined();
});
