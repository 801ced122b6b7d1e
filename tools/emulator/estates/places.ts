/** Ids of the estates that are written by name. */

/** The subscription of everything but OTHER_CLASSIC. */
export const SUBSCRIPTION = '/subscriptions/11111111-1111-1111-1111-111111111111';
/** Another subscription. */
export const OTHER_SUBSCRIPTION = '/subscriptions/22222222-2222-2222-2222-222222222222';
/** The resource group of everything. */
export const GROUP = `${SUBSCRIPTION}/resourceGroups/shop`;
const NETWORKS = `${GROUP}/providers/Microsoft.Network`;
/** The target instance. */
export const INSTANCE = `${GROUP}/providers/Microsoft.Sql/managedInstances/shop-mi`;
/** Principal of the instance's identity. */
export const PRINCIPAL = '22222222-2222-2222-2222-222222222222';
/** The storage account of the backups. */
export const ACCOUNT = `${GROUP}/providers/Microsoft.Storage/storageAccounts/shopbackups`;
/** Name of the container of the backups. */
export const CONTAINER = 'sql';
/** The service of the new DMS. */
export const SERVICE = `${GROUP}/providers/Microsoft.DataMigration/sqlMigrationServices/shop-dms`;
/** The service of the classic DMS. */
export const CLASSIC = `${GROUP}/providers/Microsoft.DataMigration/services/old-dms`;
/** A classic service that another subscription pays for. */
export const OTHER_CLASSIC = CLASSIC.replace(SUBSCRIPTION, OTHER_SUBSCRIPTION);
/** The network of the migration service. */
export const MAIN = `${NETWORKS}/virtualNetworks/vnet-main`;
/** The network of the instance where it has one of its own. */
export const ISOLATED = `${NETWORKS}/virtualNetworks/vnet-instance`;
/** A network with a gateway that others use. */
export const HUB = `${NETWORKS}/virtualNetworks/vnet-hub`;
/** The subnet of the classic service. */
export const DMS_SUBNET = `${MAIN}/subnets/dms`;
/** The subnet of virtual machines. */
export const MACHINES = `${MAIN}/subnets/machines`;
/** The security group of DMS_SUBNET. */
export const DMS_RULES = `${NETWORKS}/networkSecurityGroups/nsg-dms`;
/** The security group of MACHINES. */
export const MACHINE_RULES = `${NETWORKS}/networkSecurityGroups/nsg-machines`;
/** The security group of the subnet of the instance. */
export const INSTANCE_RULES = `${NETWORKS}/networkSecurityGroups/nsg-instance`;
/** The gateway to the network of the source. */
export const GATEWAY = `${NETWORKS}/virtualNetworkGateways/gw`;
/** The connection of GATEWAY. */
export const CONNECTION = `${NETWORKS}/connections/to-site`;
/** A route table for DMS_SUBNET. */
export const ROUTES = `${NETWORKS}/routeTables/rt-dms`;
/** The private endpoint of the account. */
export const ENDPOINT = `${NETWORKS}/privateEndpoints/backups-pe`;
/** Storage Blob Data Reader (Microsoft Learn, "Azure built-in roles"). */
export const READER_ROLE = `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/2a2b9908-6ea1-4ae2-8e65-a410df84e7d1`;
/** Public address of an integration runtime outside Azure. */
export const RUNTIME_ADDRESS = '203.0.113.7';
/** The addresses of the integration runtime that a firewall lets in. */
export const RUNTIME_RANGE = '203.0.113.0/24';

/** The subnet of the instance in its network. */
export function instancesIn(networkId: string): string {
  return `${networkId}/subnets/instances`;
}

/** The subnet of the private endpoint in a network. */
export function endpointsIn(networkId: string): string {
  return `${networkId}/subnets/endpoints`;
}
