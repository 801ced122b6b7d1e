/** Who signs tokens, by cloud and version. */
import { issuersOf, keysUrlOf } from '../../../shared/core/access/sign-in-settings';

const T = '11111111-1111-1111-1111-111111111111';

test.each([
  ['https://login.microsoftonline.com', `https://sts.windows.net/${T}/`],
  ['https://login.microsoftonline.us', `https://sts.windows.net/${T}/`],
  ['https://login.partner.microsoftonline.cn', `https://sts.chinacloudapi.cn/${T}/`],
  ['http://127.0.0.1:9', `http://127.0.0.1:9/${T}/`],
])('%s', (authority, first) => {
  expect(issuersOf({ authority }, T)).toEqual([`${authority}/${T}/v2.0`, first]);
  expect(keysUrlOf({ authority }, T)).toBe(`${authority}/${T}/discovery/v2.0/keys`);
});
