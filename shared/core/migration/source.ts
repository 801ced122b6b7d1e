/** The source of a migration: which database it is registered for, and what an operator accepted besides. */
import { isSameName } from '../names';
import type { AcceptedSource } from './control';
import type { Registration } from './registration';

/** Names in the header of a backup; one that is absent is not told. */
export interface HeaderNames {
  readonly databaseName?: string;
  readonly serverName?: string;
}

/** How the names in a header compare with the registered ones; `untold` names what the header lacks. */
export type SourceMatch =
  | { readonly kind: 'registered' }
  | { readonly kind: 'accepted'; readonly accepted: AcceptedSource }
  | { readonly kind: 'other' }
  | { readonly kind: 'untold'; readonly what: 'database' | 'server' };

/**
 * The servers that the source may be; empty when none is registered.
 *
 * @example registeredServers({ databaseName: 'Shop', serverName: 'SQL01', serverNames: ['SQL02'] }) // ['SQL01', 'SQL02']
 */
export function registeredServers({
  serverName,
  serverNames = [],
}: Registration['source']): readonly string[] {
  const all = serverName === undefined ? serverNames : [serverName, ...serverNames];
  return all.filter((name, at) => all.findIndex((one) => isSameName(one, name)) === at);
}

/**
 * Compares the names in a header with the registered ones: the database always, the server where servers are registered.
 * Another name counts once an operator accepted it, in that combination.
 *
 * @param accepted what operators accepted, from the control row
 * @example matchSource({ databaseName: 'ODS_Hard' }, { databaseName: 'ODS' }, []).kind // 'other'
 */
export function matchSource(
  names: HeaderNames,
  source: Registration['source'],
  accepted: readonly AcceptedSource[] = [],
): SourceMatch {
  const { databaseName, serverName } = names;
  const servers = registeredServers(source);
  if (databaseName === undefined) return { kind: 'untold', what: 'database' };
  const isServer = serverName !== undefined && servers.some((one) => isSameName(one, serverName));
  const comparesServer = servers.length > 0;
  if (isSameName(databaseName, source.databaseName) && (isServer || !comparesServer))
    return { kind: 'registered' };
  const found = accepted.find(
    (one) =>
      isSameName(one.databaseName, databaseName) &&
      (!comparesServer || isServer || isSameServer(one.serverName, serverName)),
  );
  if (found) return { kind: 'accepted', accepted: found };
  return comparesServer && serverName === undefined && isSameName(databaseName, source.databaseName)
    ? { kind: 'untold', what: 'server' }
    : { kind: 'other' };
}

/** True when both headers name the same server, or none does. */
export function isSameServer(a: string | undefined, b: string | undefined): boolean {
  return a === undefined || b === undefined ? a === b : isSameName(a, b);
}

/** Names in words. @example describeNames({ databaseName: 'ODS', serverName: 'SQL01' }) // 'ODS on SQL01' */
export function describeNames({ databaseName, serverName }: HeaderNames): string {
  const database = databaseName ?? 'a database that the header does not name';
  return serverName === undefined ? database : `${database} on ${serverName}`;
}

/** What is registered, in words. @example describeSource({ databaseName: 'ODS', serverNames: ['A', 'B'] }) // 'ODS on A or B' */
export function describeSource(source: Registration['source']): string {
  const servers = registeredServers(source);
  return servers.length === 0 ? source.databaseName : `${source.databaseName} on ${servers.join(' or ')}`;
}
