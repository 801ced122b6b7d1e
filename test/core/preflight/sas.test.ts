/** What a SAS token says of itself, and what is no token. */
import { readSas } from '../../../shared/core/preflight/sas';

test('rights, times, policy and protocol are read, the signature is not', () => {
  const token = '?sv=2024-11-04&sp=rl&st=2026-11-01T00:00:00Z&se=2027-01-01&spr=https&sr=c&sig=secret';
  expect(readSas(token)).toEqual({
    rights: 'rl',
    startsAt: '2026-11-01T00:00:00.000Z',
    expiresAt: '2027-01-01T00:00:00.000Z',
    hasPolicy: false,
    httpsOnly: true,
  });
  expect(JSON.stringify(readSas(token))).not.toContain('secret');
});

test('a token of a policy tells no rights, and one for HTTP is not for HTTPS only', () => {
  expect(readSas('si=reading&spr=https,http&sig=x')).toEqual({
    rights: '',
    startsAt: undefined,
    expiresAt: undefined,
    hasPolicy: true,
    httpsOnly: false,
  });
});

test.each([
  ['no text', ''],
  ['no signature', 'sp=rl&se=2027-01-01'],
  ['neither rights nor policy', 'se=2027-01-01&sig=x'],
  ['a time in no known form', 'sp=rl&se=tomorrow&sig=x'],
  ['a start that does not exist', 'sp=rl&st=2026-13-45&se=2027-01-01&sig=x'],
])('%s is no token that can be judged', (_what, text) => {
  expect(readSas(text)).toBeUndefined();
});
