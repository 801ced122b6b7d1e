import { loadConfig } from '../../shared/config';

/** Keys that the app asks its environment for. */
export function keysRead(values: Readonly<Record<string, string>>): ReadonlySet<string> {
  const seen = new Set<string>();
  const env = new Proxy(values, {
    get: (target, key: string) => {
      seen.add(key);
      return target[key];
    },
  });
  loadConfig(env);
  return seen;
}
