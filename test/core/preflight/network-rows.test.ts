import {
  ACCOUNT,
  CLASSIC,
  CONNECTION,
  DMS_SUBNET,
  ENDPOINTS,
  type Estate,
  GATEWAY,
  HEALTHY,
  HUB,
  INSTANCE,
  ISOLATED,
  MAIN,
  NOW,
  OTHER_SUBSCRIPTION,
  ROUTES,
  change,
  changePeering,
  changeSubnet,
  fromContainer,
  hybrid,
  isolated,
  isolatedCloud,
  judge,
  notes,
  outcomeOf,
  rowsThatAre,
  runtimeInAzure,
  set,
  sharedCloud,
  throughHub,
} from './network-estates';

describe.each(Object.entries(HEALTHY))('a healthy estate, %s', (_name, make) => {
  test('has no row that is unmet or unknown', () => {
    const wrong = judge(make()).filter(({ outcome: { state } }) => state === 'unmet' || state === 'unknown');
    expect(wrong.map(({ row, outcome }) => [row.id, outcome])).toEqual([]);
  });

  test.each(['denied', 'failed'] as const)('loses every row that rests on a reading that is %s', (kind) => {
    const keys = new Set(judge(make()).flatMap(({ used }) => used));
    const survivors = [...keys].flatMap((key) => {
      const estate = make();
      const rest = judge(estate).filter(({ used }) => used.includes(key));
      estate.readings.set(
        key,
        kind === 'denied'
          ? { kind, action: 'Some.Provider/things/read', asOf: NOW }
          : { kind, reason: 'no answer', asOf: NOW },
      );
      const after = new Map(judge(estate).map(({ row, outcome }) => [row.id, outcome]));
      return rest.flatMap(({ row: { id } }) =>
        after.get(id)?.state === 'unknown' ? [] : [`${id} without ${key}`],
      );
    });
    expect(survivors).toEqual([]);
  });
});

test.each([
  ['TOP-1', hybrid],
  ['TOP-1', throughHub],
  ['TOP-2', isolated],
  ['TOP-3', sharedCloud],
  ['TOP-4', isolatedCloud],
  ['TOP-1', runtimeInAzure],
])('%s is the only topology that is told', (id, make) => {
  expect(rowsThatAre(make(), 'information').filter((row) => row.startsWith('TOP'))).toEqual([id]);
});

test('no topology is asked for when the backups come from a container', () => {
  expect(outcomeOf(fromContainer(), 'TOP-1')).toMatchObject({
    state: 'notApplicable',
    found: expect.stringContaining('only the way from the instance to the storage account counts'),
  });
});

test('a source in a third network is cloud to cloud with two peerings', () => {
  const estate = isolatedCloud();
  notes(estate, { source: { subnetId: `${HUB}/subnets/sql` } });
  set(estate, 'virtualNetwork', HUB, { ...hubNetwork(), peerings: [] });
  expect(rowsThatAre(estate, 'information')).toContain('TOP-4');
  expect(outcomeOf(estate, 'NET-04')).toMatchObject({
    found: "network 'vnet-main' has no peering to 'vnet-hub'",
  });
});

const hubNetwork = () => ({
  id: HUB,
  location: 'westeurope',
  addressPrefixes: ['10.9.0.0/16'],
  dnsServers: [],
  peerings: [],
  subnets: [{ ...sqlSubnet }],
});
const sqlSubnet = {
  id: `${HUB}/subnets/sql`,
  addressPrefixes: ['10.9.1.0/24'],
  serviceEndpoints: [],
  delegations: [],
  privateEndpointIds: [],
  ipConfigurationIds: [],
};

/** One change each, and the one row that it makes unmet. */
const MUTANTS: [string, string, () => Estate, (estate: Estate) => void, found: string, command: string][] = [
  [
    'NET-01',
    'the subnet of the service is gone',
    hybrid,
    (estate) =>
      set(estate, 'classicService', CLASSIC, {
        id: CLASSIC,
        location: 'westeurope',
        subnetId: `${MAIN}/subnets/gone`,
      }),
    "subnet 'gone' of network 'vnet-main' does not exist",
    'az network vnet create',
  ],
  [
    'NET-02',
    'the instance is in the subnet of the service',
    hybrid,
    (estate) => change(estate, 'managedInstance', INSTANCE, (one) => ({ ...one, subnetId: DMS_SUBNET })),
    "both are in subnet 'dms'",
    'az network vnet subnet list',
  ],
  [
    'NET-02',
    'the subnet of the instance is not delegated',
    hybrid,
    (estate) => changeSubnet(estate, `${MAIN}/subnets/instances`, { delegations: [] }),
    "subnet 'instances' of the instance is not delegated to it",
    '--delegations Microsoft.Sql/managedInstances',
  ],
  [
    'NET-03',
    'the connection is down',
    hybrid,
    (estate) =>
      change(estate, 'gatewayConnection', CONNECTION, (one) => ({ ...one, status: 'NotConnected' })),
    "connection 'to-site' is NotConnected (gateway 'gw')",
    'az network vpn-connection list --subscription 11111111-1111-1111-1111-111111111111 --resource-group shop --vnet-gateway gw',
  ],
  [
    'NET-03',
    'the only connection leads to another virtual network',
    isolated,
    (estate) =>
      change(estate, 'gatewayConnection', CONNECTION, (one) => ({ ...one, connectionType: 'Vnet2Vnet' })),
    "gateway 'gw' of network 'vnet-main' has no connection to a site",
    'az network vpn-connection list',
  ],
  [
    'NET-03',
    'there is no gateway',
    hybrid,
    (estate) =>
      changeSubnet(estate, `${MAIN}/subnets/GatewaySubnet`, {
        id: `${MAIN}/subnets/other`,
        ipConfigurationIds: [],
      }),
    "network 'vnet-main' has no gateway",
    '--name GatewaySubnet --address-prefixes 10.1.0.0/27',
  ],
  [
    'NET-03',
    'the hub does not allow gateway transit',
    throughHub,
    (estate) => changePeering(estate, HUB, { allowsGatewayTransit: false }),
    "network 'vnet-main' uses the gateway of 'vnet-hub', whose peering 'to-vnet-main' does not allow it",
    '--set allowGatewayTransit=true',
  ],
  [
    'NET-03',
    'the hub has no gateway',
    throughHub,
    (estate) => changeSubnet(estate, `${HUB}/subnets/GatewaySubnet`, { ipConfigurationIds: [] }),
    "network 'vnet-hub' has no gateway",
    'az network vnet subnet create',
  ],
  [
    'NET-03',
    'the hub has no peering back',
    throughHub,
    (estate) => change(estate, 'virtualNetwork', HUB, (one) => ({ ...one, peerings: [] })),
    "network 'vnet-hub' has no peering to 'vnet-main'",
    `--remote-vnet ${MAIN} --allow-vnet-access`,
  ],
  [
    'NET-04',
    'the side of the instance is missing',
    isolated,
    (estate) => change(estate, 'virtualNetwork', ISOLATED, (one) => ({ ...one, peerings: [] })),
    "network 'vnet-instance' has no peering to 'vnet-main'",
    `--name vnet-instance-to-vnet-main --remote-vnet ${MAIN} --allow-vnet-access`,
  ],
  [
    'NET-04',
    'one side is only initiated',
    isolatedCloud,
    (estate) => changePeering(estate, MAIN, { state: 'Initiated' }),
    "peering 'to-vnet-instance' of network 'vnet-main' is Initiated",
    'az network vnet peering delete',
  ],
  [
    'NET-04',
    'the side of the instance is disconnected',
    isolated,
    (estate) => changePeering(estate, ISOLATED, { state: 'Disconnected' }),
    "peering 'to-vnet-main' of network 'vnet-instance' is Disconnected",
    'az network vnet peering create',
  ],
  [
    'NET-04',
    'one side lets nothing through',
    isolated,
    (estate) => changePeering(estate, ISOLATED, { allowsNetworkAccess: false }),
    "peering 'to-vnet-main' of network 'vnet-instance' lets no traffic through",
    '--set allowVirtualNetworkAccess=true',
  ],
  [
    'NET-04',
    'an address space has changed since',
    isolated,
    (estate) => changePeering(estate, MAIN, { syncLevel: 'LocalNotInSync' }),
    'is LocalNotInSync',
    'az network vnet peering sync',
  ],
  [
    'NET-05',
    'the address spaces overlap',
    isolated,
    (estate) =>
      change(estate, 'virtualNetwork', ISOLATED, (one) => ({
        ...one,
        addressPrefixes: ['10.2.0.0/16', '10.1.128.0/17'],
      })),
    'share 10.1.128.0/17',
    'az network vnet show',
  ],
  [
    'NET-06',
    'a route sends everything to an appliance, and an endpoint is missing',
    hybrid,
    (estate) => {
      changeSubnet(estate, DMS_SUBNET, { routeTableId: ROUTES, serviceEndpoints: [] });
      const route = { name: 'all', addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance' };
      set(estate, 'routeTable', ROUTES, { id: ROUTES, routes: [route] });
    },
    "route 'all' sends 0.0.0.0/0 to a VirtualAppliance",
    '--service-endpoints Microsoft.Sql Microsoft.Storage Microsoft.ServiceBus',
  ],
  [
    'NET-06',
    'the network uses ExpressRoute, and an endpoint is not in force',
    hybrid,
    (estate) => {
      const failed = ENDPOINTS.map((service) => ({ service, provisioningState: 'Failed' }));
      changeSubnet(estate, DMS_SUBNET, { serviceEndpoints: failed });
      change(estate, 'gateway', GATEWAY, (one) => ({ ...one, gatewayType: 'ExpressRoute' }));
    },
    'the network uses ExpressRoute, and its Microsoft peering cannot be read',
    'az network vnet subnet update',
  ],
  [
    'NET-08',
    'the service is in another subscription that cannot be read',
    isolated,
    (estate) => {
      const other = CLASSIC.replace(/^\/subscriptions\/[^/]+/, OTHER_SUBSCRIPTION);
      const { migration } = estate.plan;
      estate.plan = { ...estate.plan, migration: { ...migration, taskId: `${other}/projects/p/tasks/t` } };
      set(estate, 'classicService', other, { id: other, location: 'westeurope', subnetId: DMS_SUBNET });
      const entry = { actions: ['Microsoft.Sql/*'], notActions: [], dataActions: [], notDataActions: [] };
      for (const id of [INSTANCE, other]) set(estate, 'ownPermissions', id, { entries: [entry] });
    },
    "the right Microsoft.DataMigration/services/read is missing at 'old-dms'",
    'az role assignment create --role Reader',
  ],
];

test.each(MUTANTS)('%s is unmet when %s', (id, _when, make, mutate, found, command) => {
  const estate = make();
  mutate(estate);
  const outcome = outcomeOf(estate, id);
  expect(outcome).toMatchObject({
    state: 'unmet',
    found: expect.stringContaining(found),
    remedy: { command: { language: 'az', text: expect.stringContaining(command) } },
  });
  expect(rowsThatAre(estate, 'unmet')).toEqual([id]);
});

test('NET-04 only warns of a peering that is not in sync', () => {
  const estate = isolated();
  changePeering(estate, MAIN, { syncLevel: 'RemoteNotInSync' });
  expect(outcomeOf(estate, 'NET-04')).toMatchObject({ severity: 'warns' });
});

describe('NET-06', () => {
  test('does not apply without ExpressRoute and without a route elsewhere', () => {
    const estate = hybrid();
    changeSubnet(estate, DMS_SUBNET, { serviceEndpoints: [] });
    expect(outcomeOf(estate, 'NET-06')).toMatchObject({ state: 'notApplicable' });
  });

  test('blocks where a route sends everything elsewhere', () => {
    const estate = hybrid();
    changeSubnet(estate, DMS_SUBNET, { routeTableId: ROUTES, serviceEndpoints: [] });
    const route = { name: 'all', addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualNetworkGateway' };
    set(estate, 'routeTable', ROUTES, { id: ROUTES, routes: [route] });
    expect(outcomeOf(estate, 'NET-06')).toMatchObject({ state: 'unmet', severity: 'blocks' });
    set(estate, 'routeTable', ROUTES, { id: ROUTES, routes: [{ ...route, nextHopType: 'Internet' }] });
    expect(outcomeOf(estate, 'NET-06')).toMatchObject({ state: 'notApplicable' });
  });
});

describe('NET-07', () => {
  test('advises a container when there is no connection', () => {
    const estate = hybrid();
    change(estate, 'gatewayConnections', GATEWAY, () => []);
    expect(outcomeOf(estate, 'NET-07')).toMatchObject({
      state: 'information',
      found: expect.stringContaining('upload the backups to a blob container'),
    });
  });
});

describe('NET-09', () => {
  test('asks an operator when the network has its own name servers', () => {
    const estate = fromContainer();
    change(estate, 'virtualNetwork', MAIN, (one) => ({ ...one, dnsServers: ['10.1.9.4'] }));
    expect(outcomeOf(estate, 'NET-09')).toMatchObject({
      state: 'forYou',
      ask: expect.stringContaining('uses its own name servers (10.1.9.4)'),
      command: { language: 'sql', text: expect.stringContaining('RESTORE HEADERONLY FROM URL') },
    });
  });

  test('asks for the private zone when the account has a private endpoint', () => {
    const estate = fromContainer();
    const id = `${ACCOUNT}/pe`;
    change(estate, 'storageAccount', ACCOUNT, (one) => ({
      ...one,
      privateEndpoints: [{ id, status: 'Approved' }],
    }));
    expect(outcomeOf(estate, 'NET-09')).toMatchObject({
      state: 'forYou',
      ask: expect.stringContaining('private DNS zone'),
    });
  });
});

test('a runtime outside Azure leaves nothing to prove about networks', () => {
  const estate = runtimeInAzure();
  notes(estate, { runtime: { publicAddress: '203.0.113.7' } });
  expect(outcomeOf(estate, 'NET-03')).toMatchObject({ state: 'notApplicable' });
  expect(rowsThatAre(estate, 'forYou')).toEqual(['NSG-07', 'NSG-09', 'NSG-11']);
});
