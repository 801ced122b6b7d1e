/** From where to where, as documents show it: source, container, account and target of a registration. */
import { accountOf, containerOf } from '../migration/backup-place';
import type { Registration } from '../migration/registration';
import { registeredServers } from '../migration/source';
import type { MigrationSummary, StatusDocument } from '../migration/status-document';
import { instanceOf } from '../migration/target-name';

type Route = Pick<Registration, 'source' | 'backups' | 'target'>;

/** The route in a status document. @example routeView(registration).target // { instance: 'prod-mi', database: 'Shop' } */
export function routeView({
  source,
  backups,
  target,
}: Route): Required<Pick<StatusDocument, 'source' | 'backups' | 'target'>> {
  return {
    source: { database: source.databaseName, servers: registeredServers(source) },
    backups: {
      account: accountOf(backups.containerUrl),
      container: containerOf(backups.containerUrl),
      prefix: backups.prefix,
    },
    target: { instance: instanceOf(target.managedInstanceId), database: target.databaseName },
  };
}

type RouteColumns =
  'sourceDatabase' | 'targetDatabase' | 'targetInstance' | 'account' | 'container' | 'prefix';

/** The route in a row of the list. @example routeColumns(registration).targetInstance // 'prod-mi' */
export function routeColumns(route: Route): Required<Pick<MigrationSummary, RouteColumns>> {
  const { source, backups, target } = routeView(route);
  return {
    sourceDatabase: source.database,
    targetInstance: target.instance,
    targetDatabase: target.database,
    ...backups,
  };
}
