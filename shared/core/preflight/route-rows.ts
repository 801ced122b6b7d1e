/** Rows NET-06 to NET-09: routes, service endpoints, rights across subscriptions, and names. */
import { ENGINE_KINDS } from '../engine/engine-status';
import { sameResourceId, subscriptionOf } from '../engine/resource-id';
import { quoteName, quoteText } from '../t-sql';
import { createCredential } from './full-backup';
import { missingRights } from './grants';
import { azPlace, gatewaysOf, hubOf, siteLink } from './network-links';
import { ON_INSTANCE, az, forYou, information, met, notApplicable, sql, unmet } from './outcomes';
import type { PreflightPlan } from './plan';
import { type Command, type Proof, ask, end, settle, told } from './proof';
import type { RouteTable, Subnet } from './resources';
import type { PreflightRow } from './row';
import { classicService, migrationService } from './service-location';
import { targetInstance } from './service-rows';
import { backupAccount } from './storage-account';
import { lastName, networkIdOf, subnetOf } from './subnets';
import { shareReader, topologyOf } from './topology';

const ENDPOINTS = ['Microsoft.Sql', 'Microsoft.Storage', 'Microsoft.ServiceBus'] as const;
/** Next hops that take traffic for the internet somewhere else. */
const ELSEWHERE = ['virtualnetworkgateway', 'virtualappliance'];

/** Rows about routes, rights and names. */
export const ROUTE_ROWS: readonly PreflightRow[] = [
  {
    id: 'NET-06',
    engines: ['dms-classic'],
    demand:
      'where the service has no way to the internet, its subnet has service endpoints for SQL, Storage and Service Bus (a service endpoint is a direct route to a service of Azure)',
    why: 'the service is controlled through Service Bus and Storage; without a way to them it hangs',
    severity: 'warns',
    sources: ['S2 Prerequisites, note on ExpressRoute with Microsoft peering'],
    *prove(plan) {
      const subnet = yield* readerSubnet(plan);
      const missing = ENDPOINTS.filter((service) => !hasEndpoint(subnet, service));
      const name = `subnet '${lastName(subnet.id)}'`;
      if (missing.length === 0) return met(`${name} has service endpoints for ${ENDPOINTS.join(', ')}`);
      const remedy = az(
        `network vnet subnet update ${azPlace(subnet.id)} --vnet-name ${lastName(networkIdOf(subnet.id))} --name ${lastName(subnet.id)} --service-endpoints ${ENDPOINTS.join(' ')}`,
      );
      const todo = 'add the service endpoints';
      const route = yield* routeElsewhere(subnet);
      if (route !== undefined)
        return unmet(
          `${name} has no service endpoint for ${missing.join(', ')}, and route '${route.name}' sends 0.0.0.0/0 to a ${route.nextHopType}`,
          todo,
          remedy,
          'blocks',
        );
      if (!(yield* usesExpressRoute(networkIdOf(subnet.id))))
        return notApplicable(
          'no route sends traffic for the internet elsewhere, and there is no ExpressRoute gateway',
        );
      return unmet(
        `${name} has no service endpoint for ${missing.join(', ')}; the network uses ExpressRoute, and its Microsoft peering cannot be read`,
        `${todo}, unless the circuit has no Microsoft peering`,
        remedy,
      );
    },
  },
  {
    id: 'NET-07',
    engines: ['dms-classic'],
    demand: 'the connection to the network of the source is fast enough for the backups',
    why: 'with a thin connection the copy of the full backup takes days',
    severity: 'info',
    sources: ['S2 Prerequisites, note on hybrid mode'],
    *prove(plan) {
      const topology = yield* topologyOf(plan);
      if ('kind' in topology) return notApplicable(topology.reason);
      if (topology.sourceSubnetId !== undefined)
        return notApplicable('the source is on a virtual machine of Azure');
      const link = yield* settle(siteLink(networkIdOf(topology.readerSubnetId)));
      if (link.state === 'unknown') return link;
      const advice = 'upload the backups to a blob container, or let a self-hosted integration runtime do it';
      return information(
        link.state === 'met'
          ? `the networks are connected; how fast cannot be read. If it is slow, ${advice}`
          : `there is no connection that works: ${advice}`,
      );
    },
  },
  {
    id: 'NET-08',
    engines: ENGINE_KINDS,
    demand:
      'who operates the migration may read both subscriptions, where instance and migration service are in two',
    why: 'without it half of the estate stays unknown, and the service cannot be chosen',
    severity: 'warns',
    sources: ['S1 SQL Managed Instance isolated from the on-premises network'],
    *prove(plan) {
      const { managedInstanceId } = plan.migration.target;
      if (plan.migration.engine === 'lrs') return notApplicable('no migration service takes part');
      const classic = plan.migration.engine === 'dms-classic';
      const serviceId = classic ? yield* classicService(plan) : yield* migrationService(plan);
      if (subscriptionOf(serviceId) === subscriptionOf(managedInstanceId))
        return notApplicable('instance and service are in one subscription');
      const service = `Microsoft.DataMigration/${classic ? 'services' : 'sqlMigrationServices'}/read`;
      for (const [id, action] of [
        [managedInstanceId, 'Microsoft.Sql/managedInstances/read'],
        [serviceId, service],
      ] as const) {
        const permissions = yield* ask({ kind: 'ownPermissions', id });
        if (missingRights(permissions, { actions: [action] }).length > 0)
          return unmet(
            `the right ${action} is missing at '${lastName(id)}'`,
            'assign the role Reader there',
            az(
              `role assignment create --role Reader --assignee $(az ad signed-in-user show --query id -o tsv) --scope ${id}`,
            ),
          );
      }
      return met('both subscriptions can be read');
    },
  },
  {
    id: 'NET-09',
    engines: ['dms', 'lrs'],
    demand: 'the instance finds the address of the storage account by its name',
    why: 'a restore from an account whose name is not resolved fails (Ext_RestoreSettingsError)',
    severity: 'warns',
    sources: ['E1 Ext_RestoreSettingsError'],
    *prove(plan) {
      const instance = yield* targetInstance(plan);
      const networkId = networkIdOf(yield* told(instance.subnetId, 'subnet of the instance'));
      const { dnsServers } = yield* ask({ kind: 'virtualNetwork', id: networkId });
      const { name, privateEndpoints } = yield* backupAccount(plan);
      if (dnsServers.length === 0 && privateEndpoints.length === 0)
        return met(
          `network '${lastName(networkId)}' uses the name servers of Azure, and '${name}' has no private endpoint`,
        );
      const why =
        dnsServers.length > 0
          ? `network '${lastName(networkId)}' uses its own name servers (${dnsServers.join(', ')})`
          : `'${name}' has a private endpoint, so its private DNS zone has to be linked to network '${lastName(networkId)}'`;
      return forYou(
        `${why}: does this show the header of a backup? An error about access or a credential says nothing of the name. If the name or path is not found, let privatelink.blob.core.windows.net be answered by Azure (168.63.129.16)`,
        readHeader(plan),
      );
    },
  },
];

/** Reads a backup that is known to be there, with a sign-in to the container: that of the instance, where it is what the services use. */
function readHeader({ migration: { backups, create }, backups: known, notes }: PreflightPlan): Command {
  const { containerUrl, prefix } = backups;
  const name = notes.share === undefined ? known?.files[0]?.name : undefined;
  const credential =
    create?.authType === 'ManagedIdentity'
      ? [
          '-- once, if the instance has no credential for the container yet',
          `CREATE CREDENTIAL ${quoteName(containerUrl)} WITH IDENTITY = 'MANAGED IDENTITY';`,
        ]
      : createCredential(containerUrl, 'the instance', 'read and list');
  const url = `${containerUrl}/${name ?? `${prefix}<name of a backup>`}`;
  return sql(ON_INSTANCE, [...credential, `RESTORE HEADERONLY FROM URL = ${quoteText(url)};`].join('\n'));
}

function* readerSubnet(plan: PreflightPlan): Proof<Subnet> {
  const reader = yield* shareReader(plan);
  return reader.kind === 'none' ? yield* end(notApplicable(reader.reason)) : yield* subnetOf(reader.subnetId);
}

/** `Microsoft.Storage.Global` serves accounts of all regions and counts, too. */
function hasEndpoint({ serviceEndpoints }: Subnet, wanted: string): boolean {
  return serviceEndpoints.some(
    ({ service, provisioningState }) =>
      provisioningState === 'Succeeded' &&
      [wanted, `${wanted}.Global`].some((name) => name.toLowerCase() === service.toLowerCase()),
  );
}

/** The route of a subnet that sends traffic for the internet to a gateway or an appliance. */
export function* routeElsewhere({ routeTableId }: Subnet): Proof<RouteTable['routes'][number] | undefined> {
  if (routeTableId === undefined) return undefined;
  const { routes } = yield* ask({ kind: 'routeTable', id: routeTableId });
  return routes.find(
    ({ addressPrefix, nextHopType }) =>
      addressPrefix === '0.0.0.0/0' && ELSEWHERE.includes(nextHopType.toLowerCase()),
  );
}

function* usesExpressRoute(networkId: string): Proof<boolean> {
  const network = yield* ask({ kind: 'virtualNetwork', id: networkId });
  const remote = yield* hubOf(network);
  const gateways = [
    ...(yield* gatewaysOf(network)),
    ...(remote === undefined || sameResourceId(remote.hub.id, networkId)
      ? []
      : yield* gatewaysOf(remote.hub)),
  ];
  for (const { id, gatewayType } of gateways)
    if ((yield* told(gatewayType, `type of gateway '${lastName(id)}'`)) === 'ExpressRoute') return true;
  return false;
}
