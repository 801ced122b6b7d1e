/**
 * Healthy estates by name: one for each topology of the documents, and one for each of their storage scenarios.
 *
 * The topologies' accounts are open to all networks; the scenarios' networks are those of TOP-1.
 */
import type {
  Peering,
  StorageAccount,
  Subnet,
  VirtualNetwork,
} from '../../../shared/core/preflight/resources';
import { type Estate, set } from './estate';
import {
  gatewaySubnet,
  instanceSubnet,
  machineSubnet,
  network,
  peering,
  serviceSubnet,
  subnet,
} from './networks';
import {
  ACCOUNT,
  CLASSIC,
  CONNECTION,
  CONTAINER,
  DMS_RULES,
  DMS_SUBNET,
  ENDPOINT,
  GATEWAY,
  GROUP,
  HUB,
  INSTANCE,
  INSTANCE_RULES,
  ISOLATED,
  MACHINES,
  MACHINE_RULES,
  MAIN,
  OTHER_CLASSIC,
  OTHER_SUBSCRIPTION,
  PRINCIPAL,
  READER_ROLE,
  RUNTIME_RANGE,
  SERVICE,
  SUBSCRIPTION,
  endpointsIn,
  instancesIn,
} from './places';
import { securityGroup } from './security-rules';
import {
  ALL_RIGHTS,
  classicService,
  firewall,
  managedInstance,
  migrationService,
  resourceProvider,
  storageAccount,
} from './services';

const LOCATION = 'westeurope';
/** As the list of resource providers writes it. */
const LOCATION_NAME = 'West Europe';
const BLOBS = 'Microsoft.Storage/storageAccounts/blobServices/containers';

/** Which network the instance is in, and how the source is reached. */
type Topology = 'hybrid' | 'hub' | 'isolated' | 'sharedCloud' | 'isolatedCloud';
type Scenario = '1a' | '1b' | '2a' | '2b' | '2b-private';

const NAMED = {
  'TOP-1': () => describe('hybrid'),
  'TOP-1-hub': () => describe('hub'),
  'TOP-2': () => describe('isolated'),
  'TOP-2-other': () => withOtherService(describe('isolated')),
  'TOP-3': () => describe('sharedCloud'),
  'TOP-4': () => describe('isolatedCloud'),
  '1a': () => describe('hybrid', '1a'),
  '1b': () => describe('hybrid', '1b'),
  '2a': () => describe('hybrid', '2a'),
  '2b': () => describe('hybrid', '2b'),
  '2b-private': () => describe('hybrid', '2b-private'),
} as const satisfies Readonly<Record<string, () => Estate>>;

/** Name of an estate. */
export type EstateName = keyof typeof NAMED;

/** All names. */
export const ESTATE_NAMES = Object.keys(NAMED) as readonly EstateName[];

/** A new copy of an estate. */
export function namedEstate(name: EstateName): Estate {
  return NAMED[name]();
}

function describe(topology: Topology, scenario?: Scenario): Estate {
  const estate: Estate = new Map();
  const home = topology === 'isolated' || topology === 'isolatedCloud' ? ISOLATED : MAIN;
  for (const one of networksOf(topology)) set(estate, 'virtualNetwork', one.id, one);
  addGateway(estate);
  addServices(estate, home);
  addAccount(estate, storageAccount({ id: ACCOUNT, location: LOCATION }, accountIn(scenario, home)));
  if (scenario === '2b' || scenario === '2b-private')
    set(estate, 'privateEndpoint', ENDPOINT, {
      id: ENDPOINT,
      subnetId: endpointsIn(home),
      targets: [{ resourceId: ACCOUNT, groups: ['blob'] }],
      dnsNames: [],
    });
  addRights(estate);
  return estate;
}

/** A classic service that another subscription pays for, in the same subnet. */
function withOtherService(estate: Estate): Estate {
  const service = classicService({ id: OTHER_CLASSIC, location: LOCATION, subnetId: DMS_SUBNET });
  set(estate, 'classicService', OTHER_CLASSIC, service);
  set(estate, 'ownPermissions', OTHER_CLASSIC, ALL_RIGHTS);
  const namespace = 'Microsoft.DataMigration';
  set(estate, 'resourceProvider', OTHER_SUBSCRIPTION, resourceProvider(namespace, LOCATION_NAME), namespace);
  return estate;
}

/** The networks of a topology, that of the service first. */
function networksOf(topology: Topology): readonly VirtualNetwork[] {
  const gateway = gatewaySubnet(MAIN, '10.1.3.0/27', GATEWAY);
  switch (topology) {
    case 'hybrid':
      return [mainNetwork([...home(MAIN, '10.1'), gateway])];
    case 'sharedCloud':
      return [mainNetwork(home(MAIN, '10.1'))];
    case 'hub': {
      const subnets = [gatewaySubnet(HUB, '10.9.0.0/27', GATEWAY)];
      const back = peering(MAIN, { allowsGatewayTransit: true });
      return [
        mainNetwork(home(MAIN, '10.1'), [peering(HUB, { usesRemoteGateways: true })]),
        network(HUB, at('10.9.0.0/16'), subnets, [back]),
      ];
    }
    case 'isolated':
    case 'isolatedCloud':
      return [
        mainNetwork(topology === 'isolated' ? [gateway] : [], [peering(ISOLATED)]),
        network(ISOLATED, at('10.2.0.0/16'), home(ISOLATED, '10.2'), [peering(MAIN)]),
      ];
  }
}

/** The network of the service and of virtual machines, with what else is in it. */
function mainNetwork(subnets: readonly Subnet[], peerings: readonly Peering[] = []): VirtualNetwork {
  const own = [
    serviceSubnet(DMS_SUBNET, '10.1.1.0/24', DMS_RULES),
    machineSubnet(MACHINES, '10.1.4.0/24', MACHINE_RULES),
  ];
  return network(MAIN, at('10.1.0.0/16'), [...own, ...subnets], peerings);
}

/** The subnets of the instance, and of private endpoints beside it. */
function home(networkId: string, range: string): readonly Subnet[] {
  return [
    instanceSubnet(instancesIn(networkId), `${range}.2.0/24`, INSTANCE_RULES),
    subnet(endpointsIn(networkId), `${range}.5.0/24`),
  ];
}

function at(prefix: string) {
  return { location: LOCATION, prefix };
}

function addGateway(estate: Estate): void {
  for (const id of [DMS_RULES, MACHINE_RULES, INSTANCE_RULES])
    set(estate, 'networkSecurityGroup', id, securityGroup(id));
  set(estate, 'gateway', GATEWAY, { id: GATEWAY, gatewayType: 'Vpn' });
  const connection = { id: CONNECTION, name: 'to-site', connectionType: 'IPsec', gatewayId: GATEWAY };
  set(estate, 'gatewayConnections', GATEWAY, [connection]);
  set(estate, 'gatewayConnection', CONNECTION, { ...connection, status: 'Connected' });
}

function addServices(estate: Estate, networkId: string): void {
  const location = LOCATION;
  const instance = { id: INSTANCE, location, subnetId: instancesIn(networkId), principalId: PRINCIPAL };
  set(estate, 'managedInstance', INSTANCE, managedInstance(instance));
  set(estate, 'managedDatabases', INSTANCE, []);
  set(estate, 'instanceOperations', INSTANCE, []);
  set(estate, 'migrationService', SERVICE, migrationService({ id: SERVICE, location }));
  set(estate, 'serviceMigrations', SERVICE, []);
  set(estate, 'classicService', CLASSIC, classicService({ id: CLASSIC, location, subnetId: DMS_SUBNET }));
  for (const name of ['Sql', 'Network', 'Storage', 'EventGrid', 'DataMigration']) {
    const namespace = `Microsoft.${name}`;
    set(estate, 'resourceProvider', SUBSCRIPTION, resourceProvider(namespace, LOCATION_NAME), namespace);
  }
}

/** What the scenario says of the account; without one it is open to all networks. */
function accountIn(scenario: Scenario | undefined, networkId: string): Partial<StorageAccount> {
  const instances = instancesIn(networkId);
  switch (scenario) {
    case undefined:
      return {};
    case '1a':
      return { firewall: firewall([instances], [RUNTIME_RANGE]) };
    case '1b':
      return { firewall: firewall([instances, MACHINES]) };
    case '2a':
      return { firewall: firewall([instances]) };
    case '2b':
    case '2b-private':
      return {
        firewall: firewall([instances, endpointsIn(networkId)]),
        privateEndpoints: [{ id: ENDPOINT, status: 'Approved' }],
        publicNetworkAccess: scenario === '2b' ? 'Enabled' : 'Disabled',
      };
  }
}

/** The account, by itself and in the list of its subscription. */
export function addAccount(estate: Estate, account: StorageAccount): void {
  set(estate, 'storageAccount', ACCOUNT, account);
  set(estate, 'storageAccounts', SUBSCRIPTION, [account]);
  set(estate, 'blobContainers', ACCOUNT, [{ name: CONTAINER }]);
}

function addRights(estate: Estate): void {
  for (const id of [INSTANCE, ACCOUNT, GROUP, CLASSIC]) set(estate, 'ownPermissions', id, ALL_RIGHTS);
  const assignment = { roleDefinitionId: READER_ROLE, scope: ACCOUNT, conditional: false };
  set(estate, 'roleAssignments', ACCOUNT, [assignment], PRINCIPAL);
  const read = { actions: [`${BLOBS}/read`], dataActions: [`${BLOBS}/blobs/read`] };
  set(estate, 'roleDefinition', READER_ROLE, { entries: [{ ...read, notActions: [], notDataActions: [] }] });
}
