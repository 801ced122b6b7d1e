import { describeHosts, isAllowedHost } from '../../../shared/core/migration/backup-hosts';

const allows = (url: string, patterns: readonly string[], loopback = false) =>
  isAllowedHost(url, { patterns, loopback });

test.each<[url: string, pattern: string, allowed: boolean]>([
  ['https://prodshop.blob.core.windows.net/b', 'prod*.blob.core.windows.net', true],
  ['https://prod.blob.core.windows.net/b', 'prod*.blob.core.windows.net', true],
  ['https://PRODshop.Blob.Core.Windows.Net/b', 'prod*.blob.core.windows.net', true],
  ['https://anything1.blob.core.windows.net/b', '*.blob.core.windows.net', true],
  ['https://testshop.blob.core.windows.net/b', 'prod*.blob.core.windows.net', false],
  ['https://prod.evil.blob.core.windows.net/b', 'prod*.blob.core.windows.net', false],
  ['https://prod-secondary.blob.core.windows.net/b', 'prod*.blob.core.windows.net', false],
  ['https://prodxblobycore.windows.net/b', 'prod*.blob.core.windows.net', false],
  ['https://evil.example/prod.blob.core.windows.net', 'prod*.blob.core.windows.net', false],
  ['https://prod.blob.core.windows.net@evil.example/b', 'prod*.blob.core.windows.net', false],
  ['https://a.example:10000/b', 'a.example:10000', true],
  ['https://a.example/b', 'a.example:10000', false],
  ['nonsense', '*.blob.core.windows.net', false],
])('%s against %s: %s', (url, pattern, allowed) => expect(allows(url, [pattern])).toBe(allowed));

test.each(['http://127.0.0.1:1/a/b', 'http://localhost:1/a/b', 'https://[::1]/a/b'])(
  'this machine is allowed by itself, never by a pattern: %s',
  (url) => {
    expect(allows(url, [], true)).toBe(true);
    expect(allows(url, [new URL(url).host, '*.0.0.1:1'])).toBe(false);
  },
);

test('many hosts are named in part', () => {
  const patterns = ['a.x.net', 'b.x.net', 'c.x.net', 'd.x.net', 'e.x.net', 'f.x.net'];
  expect(describeHosts({ patterns, loopback: true })).toBe(
    'storage on this machine, a.x.net, b.x.net, c.x.net, d.x.net, and 2 more',
  );
});
