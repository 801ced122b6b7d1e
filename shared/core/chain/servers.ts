/** Names of servers as headers and people write them. */
import type { BackupSet } from './collect-sets';

/** Brings a server's name to the form names are compared in: no blanks around it, lower case. */
export function normalizeServer(name: string): string {
  return name.trim().toLowerCase();
}

/** The servers that wrote some sets, each once as first written, in order of names. */
export function serversOf(sets: readonly BackupSet[]): readonly string[] {
  const names = new Map<string, string>();
  for (const { head } of sets) {
    const { serverName } = head;
    if (serverName === undefined || serverName === '') continue;
    const key = normalizeServer(serverName);
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
