/** What every request must have before a provider sees it: a token, a version it knows, and JSON for a body. */
import type { IncomingMessage } from 'node:http';
import { CLASSIC_VERSIONS, DATA_MIGRATION_VERSIONS, SQL_VERSIONS } from '../wire/api-version';
import type { VersionFamily } from './routes';
import { serviceErrors, type ServiceError } from './service-errors';

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
  switch (versions) {
    case undefined:
      return undefined;
    case 'sql':
      return unless(SQL_VERSIONS, version, 'managedInstances/databases');
    case 'classic':
      return unless(CLASSIC_VERSIONS, version, 'services/projects/tasks');
    case 'databaseMigrations':
      return unless(DATA_MIGRATION_VERSIONS, version, 'databaseMigrations');
  }
}

function carriesBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? '0') > 0;
}

function unless(known: readonly string[], version: string, type: string): ServiceError | undefined {
  return known.includes(version) ? undefined : serviceErrors.apiVersionUnknown(version, type, known);
}
