/** The servers that wrote some backups. */
import { canonicalName } from '../names';
import type { BackupSet } from './collect-sets';

/** The servers that wrote some sets, each once as first written, in order of names. */
export function serversOf(sets: readonly BackupSet[]): readonly string[] {
  const names = new Map<string, string>();
  for (const { head } of sets) {
    const { serverName } = head;
    if (serverName === undefined || serverName === '') continue;
    const key = canonicalName(serverName);
    const known = names.get(key);
    if (known === undefined || serverName < known) names.set(key, serverName);
  }
  return [...names.values()].sort();
}

/** @example serverText(['PROD']) // ' (server PROD)'; nothing when none is known */
export function serverText(servers: readonly string[]): string {
  if (servers.length === 0) return '';
  return ` (server${servers.length > 1 ? 's' : ''} ${servers.join(', ')})`;
}
