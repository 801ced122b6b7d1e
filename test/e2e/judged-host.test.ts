import { readHostFlag } from './judged-host';

test.each<[env: Record<string, string>, flag: string]>([
  [{}, 'local'],
  [{ E2E_HOST: '' }, 'local'],
  [{ E2E_HOST: 'local', E2E_CHAOS: '7' }, 'local'],
  [{ E2E_HOST: 'func' }, 'func'],
])('%j: %s', (env, flag) => {
  expect(readHostFlag(env)).toBe(flag);
});

test.each<[env: Record<string, string>, reason: string]>([
  [{ E2E_HOST: 'http://127.0.0.1:7071' }, 'E2E_HOST is "http://127.0.0.1:7071"; say local'],
  [{ E2E_HOST: 'func', E2E_CHAOS: '7' }, 'E2E_CHAOS is for E2E_HOST=local'],
])('%j is an error', (env, reason) => {
  expect(() => readHostFlag(env)).toThrow(reason);
});
