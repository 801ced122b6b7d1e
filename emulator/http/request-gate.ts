/** What every request must have before a provider sees it: a token and a version it knows. */
import type { IncomingMessage } from 'node:http';
import { CLASSIC_VERSIONS, DATA_MIGRATION_VERSIONS } from '../wire/api-version';
import type { VersionFamily } from './route';
import { serviceErrors, type ServiceError } from './service-errors';

const SQL_VERSION = /^\d{4}-\d{2}-\d{2}(-preview)?$/;

/** Why a request is refused; undefined when it may pass. A path nobody knows is refused later, by name. */
export function gateRefusal(
  request: IncomingMessage,
  query: URLSearchParams,
  versions: VersionFamily | undefined,
): ServiceError | undefined {
  if (!/^Bearer \S+/i.test(request.headers.authorization ?? '')) return serviceErrors.authenticationMissing();
  const version = query.get('api-version');
  if (version === null || version === '') return serviceErrors.apiVersionMissing();
  switch (versions) {
    case undefined:
      return undefined;
    case 'sql':
      if (SQL_VERSION.test(version)) return undefined;
      return serviceErrors.apiVersionUnknown(version, 'managedInstances', ['2023-08-01']);
    case 'classic':
      return unless(CLASSIC_VERSIONS, version, 'services/projects/tasks');
    case 'databaseMigrations':
      return unless(DATA_MIGRATION_VERSIONS, version, 'databaseMigrations');
  }
}

function unless(known: readonly string[], version: string, type: string): ServiceError | undefined {
  return known.includes(version) ? undefined : serviceErrors.apiVersionUnknown(version, type, known);
}
