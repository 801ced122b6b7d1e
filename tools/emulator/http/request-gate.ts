/** What every request must have before a provider sees it: a token, a version it knows, and JSON for a body. */
import type { IncomingMessage } from 'node:http';
import {
  AUTHORIZATION_VERSIONS,
  CLASSIC_VERSIONS,
  DATA_MIGRATION_VERSIONS,
  NETWORK_VERSIONS,
  RESOURCES_VERSIONS,
  SQL_VERSIONS,
  STORAGE_VERSIONS,
} from '../wire/api-version';
import type { VersionFamily } from './route';
import { serviceErrors, type ServiceError } from './service-errors';

/** The versions of each family, and the type that a refusal names. */
const FAMILIES: Readonly<
  Record<VersionFamily, { readonly type: string; readonly known: readonly string[] }>
> = {
  sql: { type: 'managedInstances/databases', known: SQL_VERSIONS },
  classic: { type: 'services/projects/tasks', known: CLASSIC_VERSIONS },
  databaseMigrations: { type: 'databaseMigrations', known: DATA_MIGRATION_VERSIONS },
  network: { type: 'virtualNetworks', known: NETWORK_VERSIONS },
  storage: { type: 'storageAccounts', known: STORAGE_VERSIONS },
  authorization: { type: 'roleAssignments', known: AUTHORIZATION_VERSIONS },
  resources: { type: 'providers', known: RESOURCES_VERSIONS },
};

/** Why a request is refused; undefined when it may pass. A path nobody knows is refused later, by name. */
export function gateRefusal(
  request: IncomingMessage,
  query: URLSearchParams,
  versions: VersionFamily | undefined,
): ServiceError | undefined {
  if (!/^Bearer \S+/i.test(request.headers.authorization ?? '')) return serviceErrors.authenticationMissing();
  if (carriesBody(request) && !/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
    return serviceErrors.unsupportedMediaType(request.headers['content-type']);
  const version = query.get('api-version');
  if (version === null || version === '') return serviceErrors.apiVersionMissing();
  if (versions === undefined) return undefined;
  const { type, known } = FAMILIES[versions];
  return known.includes(version) ? undefined : serviceErrors.apiVersionUnknown(version, type, known);
}

function carriesBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? '0') > 0;
}
