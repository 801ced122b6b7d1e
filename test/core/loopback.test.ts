import { isLoopbackUrl } from '../../shared/core/loopback';

test.each([
  ['https://127.0.0.1', true],
  ['http://localhost:1/x', true],
  ['http://[::1]:7130', true],
  ['https://management.azure.com', false],
  ['http://localhost@example.com', false],
  ['nonsense', false],
])('isLoopbackUrl(%s) is %s', (url, expected) => expect(isLoopbackUrl(url)).toBe(expected));
