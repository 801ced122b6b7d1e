/** Mutants of the rows about networks: subnets, gateways, peerings, routes. */
import { change, changePeering, changeSubnet, set } from '../../emulator/estates/estate';
import {
  CLASSIC,
  CONNECTION,
  DMS_SUBNET,
  GATEWAY,
  HUB,
  INSTANCE,
  ISOLATED,
  MAIN,
  OTHER_CLASSIC,
  ROUTES,
  instancesIn,
} from '../../emulator/estates/places';
import { type Case, hybrid, inOtherSubscription, isolated, isolatedCloud, throughHub } from '../cases';
import { type Mutant, mutantsOf } from './mutant';

const connection =
  (over: object) =>
  ({ estate }: Case): void =>
    change(estate, 'gatewayConnection', CONNECTION, (one) => ({ ...one, ...over }));
const peerings =
  (networkId: string, over: Parameters<typeof changePeering>[2]) =>
  ({ estate }: Case): void =>
    changePeering(estate, networkId, over);
const network =
  (id: string, over: object) =>
  ({ estate }: Case): void =>
    change(estate, 'virtualNetwork', id, (one) => ({ ...one, ...over }));
const subnet =
  (id: string, over: Parameters<typeof changeSubnet>[2]) =>
  ({ estate }: Case): void =>
    changeSubnet(estate, id, over);

/** Azure shows a side that lost the other one as Disconnected, and one that waits for the other as Initiated (Microsoft Learn, "Create, change, or delete a virtual network peering"). */
const both =
  (one: (subject: Case) => void, other: (subject: Case) => void) =>
  (subject: Case): void => {
    one(subject);
    other(subject);
  };

/** NET-… */
export const NETWORK_MUTANTS: readonly Mutant[] = mutantsOf([
  [
    'NET-01',
    'the subnet of the service is gone',
    hybrid,
    ({ estate }) =>
      change(estate, 'classicService', CLASSIC, (one) => ({ ...one, subnetId: `${MAIN}/subnets/gone` })),
    "subnet 'gone' of network 'vnet-main' does not exist",
    'az network vnet subnet show --ids',
  ],
  [
    'NET-01',
    'the network of the service is gone',
    hybrid,
    ({ estate }) =>
      change(estate, 'classicService', CLASSIC, (one) => ({ ...one, subnetId: `${MAIN}-gone/subnets/dms` })),
    "network 'vnet-main-gone' does not exist",
    'az network vnet subnet show --ids',
  ],
  [
    'NET-02',
    'the instance is in the subnet of the service',
    hybrid,
    ({ estate }) => change(estate, 'managedInstance', INSTANCE, (one) => ({ ...one, subnetId: DMS_SUBNET })),
    "both are in subnet 'dms'",
    'az network vnet subnet list',
  ],
  [
    'NET-02',
    'the subnet of the instance is not delegated',
    hybrid,
    subnet(instancesIn(MAIN), { delegations: [] }),
    "subnet 'instances' of the instance is not delegated to it",
    '--delegations Microsoft.Sql/managedInstances',
  ],
  [
    'NET-03',
    'the connection is down',
    hybrid,
    connection({ status: 'NotConnected' }),
    "connection 'to-site' is NotConnected (gateway 'gw')",
    'az network vpn-connection list --subscription 11111111-1111-1111-1111-111111111111 --resource-group shop --vnet-gateway gw',
  ],
  [
    'NET-03',
    'the only connection leads to another virtual network',
    isolated,
    connection({ connectionType: 'Vnet2Vnet' }),
    "gateway 'gw' of network 'vnet-main' has no connection to a site",
    'az network vpn-connection list',
  ],
  [
    'NET-03',
    'there is no gateway',
    hybrid,
    subnet(`${MAIN}/subnets/GatewaySubnet`, { id: `${MAIN}/subnets/other`, ipConfigurationIds: [] }),
    "network 'vnet-main' has no gateway",
    '--name GatewaySubnet --address-prefixes 10.1.0.0/27',
  ],
  [
    'NET-03',
    'the hub does not allow gateway transit',
    throughHub,
    peerings(HUB, { allowsGatewayTransit: false }),
    "network 'vnet-main' uses the gateway of 'vnet-hub', whose peering 'to-vnet-main' does not allow it",
    '--set allowGatewayTransit=true',
  ],
  [
    'NET-03',
    'the hub has no gateway',
    throughHub,
    subnet(`${HUB}/subnets/GatewaySubnet`, { ipConfigurationIds: [] }),
    "network 'vnet-hub' has no gateway",
    'az network vnet subnet create',
  ],
  [
    'NET-03',
    'the hub has no peering back',
    throughHub,
    both(network(HUB, { peerings: [] }), peerings(MAIN, { state: 'Disconnected' })),
    "network 'vnet-hub' has no peering to 'vnet-main'; the other side, 'to-vnet-hub', is Disconnected",
    `--remote-vnet ${MAIN} --allow-vnet-access --allow-gateway-transit`,
  ],
  [
    'NET-04',
    'the side of the instance is missing',
    isolated,
    both(network(ISOLATED, { peerings: [] }), peerings(MAIN, { state: 'Disconnected' })),
    "network 'vnet-instance' has no peering to 'vnet-main'; the other side, 'to-vnet-instance', is Disconnected",
    '--vnet-name vnet-main --name to-vnet-instance\naz network vnet peering create',
  ],
  [
    'NET-04',
    'the side of the instance was never created',
    isolated,
    both(network(ISOLATED, { peerings: [] }), peerings(MAIN, { state: 'Initiated' })),
    "network 'vnet-instance' has no peering to 'vnet-main'; the other side, 'to-vnet-instance', is Initiated",
    `az network vnet peering create --subscription 11111111-1111-1111-1111-111111111111 --resource-group shop --vnet-name vnet-instance --name vnet-instance-to-vnet-main --remote-vnet ${MAIN}`,
  ],
  [
    'NET-04',
    'neither side is there',
    isolated,
    both(network(ISOLATED, { peerings: [] }), network(MAIN, { peerings: [] })),
    "network 'vnet-main' has no peering to 'vnet-instance', and 'vnet-instance' none to 'vnet-main'",
    '--name vnet-main-to-vnet-instance',
  ],
  [
    'NET-04',
    'one side was created anew, the other is that of before',
    isolatedCloud,
    both(peerings(MAIN, { state: 'Initiated' }), peerings(ISOLATED, { state: 'Disconnected' })),
    "peering 'to-vnet-instance' of network 'vnet-main' is Initiated, and 'to-vnet-main' of 'vnet-instance' is Disconnected",
    'az network vnet peering delete',
  ],
  [
    'NET-04',
    'both sides are disconnected',
    isolated,
    both(peerings(MAIN, { state: 'Disconnected' }), peerings(ISOLATED, { state: 'Disconnected' })),
    "peering 'to-vnet-instance' of network 'vnet-main' is Disconnected, and 'to-vnet-main' of 'vnet-instance' is Disconnected",
    'az network vnet peering create',
  ],
  [
    'NET-04',
    'one side lets nothing through',
    isolated,
    peerings(ISOLATED, { allowsNetworkAccess: false }),
    "peering 'to-vnet-main' of network 'vnet-instance' lets no traffic through",
    '--set allowVirtualNetworkAccess=true',
  ],
  [
    'NET-04',
    'an address space has changed since',
    isolated,
    peerings(MAIN, { syncLevel: 'LocalNotInSync' }),
    'is LocalNotInSync',
    'az network vnet peering sync',
  ],
  [
    'NET-05',
    'the address spaces overlap',
    isolated,
    network(ISOLATED, { addressPrefixes: ['10.2.0.0/16', '10.1.128.0/17'] }),
    'share 10.1.128.0/17',
    'az network vnet show',
  ],
  [
    'NET-06',
    'a route sends everything to an appliance, and an endpoint is missing',
    hybrid,
    throughAppliance,
    "route 'all' sends 0.0.0.0/0 to a VirtualAppliance",
    '--service-endpoints Microsoft.Sql Microsoft.Storage Microsoft.ServiceBus',
  ],
  [
    'NET-06',
    'the network uses ExpressRoute, and an endpoint is not in force',
    hybrid,
    overExpressRoute,
    'the network uses ExpressRoute, and its Microsoft peering cannot be read',
    'az network vnet subnet update',
  ],
  [
    'NET-08',
    'the service is in another subscription that cannot be read',
    inOtherSubscription,
    unreadable,
    "the right Microsoft.DataMigration/services/read is missing at 'old-dms'",
    'az role assignment create --role Reader',
  ],
]);

function throughAppliance({ estate }: Case): void {
  changeSubnet(estate, DMS_SUBNET, { routeTableId: ROUTES, serviceEndpoints: [] });
  const route = { name: 'all', addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance' };
  set(estate, 'routeTable', ROUTES, { id: ROUTES, routes: [route] });
}

function overExpressRoute({ estate }: Case): void {
  change(estate, 'virtualNetwork', MAIN, (main) => ({
    ...main,
    subnets: main.subnets.map((one) => ({
      ...one,
      serviceEndpoints: one.serviceEndpoints.map(({ service }) => ({ service, provisioningState: 'Failed' })),
    })),
  }));
  change(estate, 'gateway', GATEWAY, (one) => ({ ...one, gatewayType: 'ExpressRoute' }));
}

/** The service may be used there, and not be read. */
function unreadable({ estate }: Case): void {
  const actions = ['Microsoft.Sql/*', 'Microsoft.DataMigration/services/projects/tasks/*'];
  const entry = { actions, notActions: [], dataActions: ['*'], notDataActions: [] };
  for (const scope of [INSTANCE, OTHER_CLASSIC]) set(estate, 'ownPermissions', scope, { entries: [entry] });
}
