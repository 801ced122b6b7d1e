import { redact } from '../../../shared/adapters/arm/redact';

test.each([
  ['GET https://h/p?sig=HUSH failed', 'GET https://h/p?[hidden] failed'],
  ['"http://127.0.0.1:1/p?t=1&s=HUSH"', '"http://127.0.0.1:1/p?[hidden]"'],
  ['https://user:HUSH@h/p', 'https://[hidden]@h/p'],
  ['Authorization: Bearer HUSH.HUSH-1', 'Authorization: Bearer [hidden]'],
  ['token eyJHUSH.eyJHUSH.HUSH here', 'token [hidden] here'],
  ['AccountName=a;AccountKey=HUSH==;X=1', 'AccountName=a;AccountKey=[hidden];X=1'],
  ['{"password":"HUSH","user":"u"}', '{"password":[hidden],"user":"u"}'],
  ['{"password":"HU, \\"SH","user":"u"}', '{"password":[hidden],"user":"u"}'],
  ["password='HU SH' failed", 'password=[hidden] failed'],
  ['Pwd: "HUSH', 'Pwd: [hidden]'],
  ['sv=2024&sig=HUSH%3D&se=x', 'sv=2024&sig=[hidden]&se=x'],
])('%s', (text, clean) => expect(redact(text)).toBe(clean));

test.each([
  'Cannot read a.trn: it is missing',
  'firstLsn 5 is not <= lastLsn 4',
  'https://aka.ms/dms-issues#error-code-2009---x',
])('leaves "%s"', (text) => expect(redact(text)).toBe(text));

test('hides what was sent, the longer ones first, and leaves very short ones', () => {
  expect(redact('a ABC ABCDEF', ['ABC', 'ABCDEF', 'a', ''])).toBe('a [hidden] [hidden]');
});

test('cuts endless texts', () => expect(redact('x'.repeat(9000)).length).toBeLessThanOrEqual(2001));
