/** Containers by their URLs: spellings of one place, accounts in every cloud, names that a service does not read. */
import { accountOf, containerKey, reservedPart } from '../../../shared/core/migration/backup-place';

test.each([
  'https://ACCT.blob.core.windows.net/b',
  'https://acct.blob.core.windows.net:443/b/',
  'https://acct.blob.core.windows.net./b',
  'https://acct.privatelink.blob.core.windows.net/b',
])('%s is one container', (url) => {
  expect(containerKey(url)).toBe('acct.blob.core.windows.net/b');
});

test.each(['http://localhost:10000/dev/b', 'http://[::1]:10000/dev/b/'])('%s is on this machine', (url) => {
  expect(containerKey(url)).toBe('127.0.0.1:10000/dev/b');
});

test('other clouds and ports are other containers', () => {
  expect(containerKey('https://acct.blob.core.usgovcloudapi.net/b')).not.toBe(
    containerKey('https://acct.blob.core.windows.net/b'),
  );
  expect(containerKey('https://acct.blob.core.windows.net:444/b')).toContain(':444');
});

test.each([
  ['acct', 'https://acct.blob.core.usgovcloudapi.net/b'],
  ['acct', 'https://acct.blob.core.chinacloudapi.cn/b'],
  ['acct', 'https://acct.privatelink.blob.core.windows.net/b'],
  ['acct', 'https://acct.z12.blob.storage.azure.net/b'],
  ['dev', 'http://127.0.0.1:10000/dev/b'],
  ['backups.example.com', 'https://backups.example.com/b'],
])('the account is %s: %s', (account, url) => {
  expect(accountOf(url)).toBe(account);
});

test.each([
  ['https://a.blob.core.windows.net/backups', '', 'backups'],
  ['https://a.blob.core.windows.net/sql', 'Backup/shop/', 'Backup'],
  ['https://a.blob.core.windows.net/sql-backups', 'my-backup/', undefined],
])('%s, folder "%s": reserved is %s', (containerUrl, prefix, part) => {
  expect(reservedPart({ containerUrl, prefix })).toBe(part);
});
