/** Healthy estates of the four topologies in the words of core, for a test to change one thing of. */
import { type Finding, judgeEstate } from '../../../shared/core/preflight/judge';
import type { PreflightPlan } from '../../../shared/core/preflight/plan';
import {
  type Answers,
  type QuestionKind,
  type Reading,
  questionKey,
} from '../../../shared/core/preflight/question';
import type { Peering, SecurityRule, Subnet, VirtualNetwork } from '../../../shared/core/preflight/resources';
import { DEFAULT_RULES } from './security-rules';

export const NOW = '2026-11-30T08:00:00.000Z';
export const SUBSCRIPTION = '/subscriptions/11111111-1111-1111-1111-111111111111';
export const OTHER_SUBSCRIPTION = '/subscriptions/22222222-2222-2222-2222-222222222222';
const GROUP = `${SUBSCRIPTION}/resourceGroups/shop`;
const NETWORKS = `${GROUP}/providers/Microsoft.Network`;
export const INSTANCE = `${GROUP}/providers/Microsoft.Sql/managedInstances/shop-mi`;
export const ACCOUNT = `${GROUP}/providers/Microsoft.Storage/storageAccounts/shopbackups`;
export const CLASSIC = `${GROUP}/providers/Microsoft.DataMigration/services/old-dms`;
export const SERVICE = `${GROUP}/providers/Microsoft.DataMigration/sqlMigrationServices/shop-dms`;
export const MAIN = `${NETWORKS}/virtualNetworks/vnet-main`;
export const ISOLATED = `${NETWORKS}/virtualNetworks/vnet-instance`;
export const HUB = `${NETWORKS}/virtualNetworks/vnet-hub`;
export const DMS_SUBNET = `${MAIN}/subnets/dms`;
export const MACHINES = `${MAIN}/subnets/machines`;
export const DMS_RULES = `${NETWORKS}/networkSecurityGroups/nsg-dms`;
export const MACHINE_RULES = `${NETWORKS}/networkSecurityGroups/nsg-machines`;
export const INSTANCE_RULES = `${NETWORKS}/networkSecurityGroups/nsg-instance`;
export const GATEWAY = `${NETWORKS}/virtualNetworkGateways/gw`;
export const CONNECTION = `${NETWORKS}/connections/to-site`;
export const ROUTES = `${NETWORKS}/routeTables/rt-dms`;
export const ENDPOINTS = ['Microsoft.Sql', 'Microsoft.Storage', 'Microsoft.ServiceBus'];

/** What a test changes. */
export interface Estate {
  plan: PreflightPlan;
  readonly readings: Map<string, Reading>;
}

export function set<K extends QuestionKind>({ readings }: Estate, kind: K, id: string, value: Answers[K]) {
  readings.set(questionKey({ kind, id }), { kind: 'read', value, asOf: NOW });
}

export function change<K extends QuestionKind>(
  estate: Estate,
  kind: K,
  id: string,
  to: (value: Answers[K]) => Answers[K],
) {
  const reading = estate.readings.get(questionKey({ kind, id })) as Reading<K> | undefined;
  if (reading?.kind !== 'read') throw new Error(`the estate has no ${kind} ${id}`);
  set(estate, kind, id, to(reading.value));
}

export function changeSubnet(estate: Estate, id: string, over: Partial<Subnet>) {
  change(estate, 'virtualNetwork', id.replace(/\/subnets\/.*/, ''), (network) => ({
    ...network,
    subnets: network.subnets.map((one) => (one.id === id ? { ...one, ...over } : one)),
  }));
}

export function changePeering(estate: Estate, networkId: string, over: Partial<Peering>) {
  change(estate, 'virtualNetwork', networkId, (network) => ({
    ...network,
    peerings: network.peerings.map((one) => ({ ...one, ...over })),
  }));
}

export function addRules(estate: Estate, groupId: string, rules: readonly SecurityRule[]) {
  change(estate, 'networkSecurityGroup', groupId, (group) => ({
    ...group,
    rules: [...rules, ...group.rules],
  }));
}

export function notes(estate: Estate, over: PreflightPlan['notes']) {
  estate.plan = { ...estate.plan, notes: { ...estate.plan.notes, ...over } };
}

const ABOUT_NETWORKS = /^(TOP|NET|NSG)-/;

/** The findings about networks; what is in no reading is absent. */
export function judge({ plan, readings }: Estate): readonly Finding[] {
  const known = new Map(readings);
  for (let round = 0; round < 30; round += 1) {
    const { findings, open } = judgeEstate(plan, known);
    if (open.length === 0) return findings.filter(({ row }) => ABOUT_NETWORKS.test(row.id));
    for (const question of open) known.set(questionKey(question), { kind: 'absent', asOf: NOW });
  }
  throw new Error('questions were still open after 30 rounds');
}

export function outcomeOf(estate: Estate, id: string): Finding['outcome'] {
  const finding = judge(estate).find(({ row }) => row.id === id);
  if (finding === undefined) throw new Error(`there is no row ${id}`);
  return finding.outcome;
}

/** Ids of the rows in a state. */
export function rowsThatAre(estate: Estate, state: Finding['outcome']['state']): string[] {
  return judge(estate)
    .filter(({ outcome }) => outcome.state === state)
    .map(({ row }) => row.id);
}

function subnet(id: string, prefix: string, over: Partial<Subnet> = {}): Subnet {
  return {
    id,
    addressPrefixes: [prefix],
    serviceEndpoints: [],
    delegations: [],
    privateEndpointIds: [],
    ipConfigurationIds: [],
    ...over,
  };
}

const dmsSubnet = subnet(DMS_SUBNET, '10.1.1.0/24', {
  networkSecurityGroupId: DMS_RULES,
  serviceEndpoints: ENDPOINTS.map((service) => ({ service, provisioningState: 'Succeeded' })),
});
const machines = subnet(MACHINES, '10.1.4.0/24', { networkSecurityGroupId: MACHINE_RULES });
const gatewaySubnet = (networkId: string, prefix: string) =>
  subnet(`${networkId}/subnets/GatewaySubnet`, prefix, {
    ipConfigurationIds: [`${GATEWAY}/ipConfigurations/default`],
  });
const instanceSubnet = (networkId: string, prefix: string) =>
  subnet(`${networkId}/subnets/instances`, prefix, {
    networkSecurityGroupId: INSTANCE_RULES,
    delegations: ['Microsoft.Sql/managedInstances'],
  });

export function network(
  id: string,
  prefix: string,
  subnets: Subnet[],
  peerings: Peering[] = [],
): VirtualNetwork {
  return { id, location: 'westeurope', addressPrefixes: [prefix], dnsServers: [], subnets, peerings };
}

export function peering(remoteNetworkId: string, over: Partial<Peering> = {}): Peering {
  return {
    name: `to-${remoteNetworkId.split('/').at(-1) ?? ''}`,
    remoteNetworkId,
    state: 'Connected',
    syncLevel: 'FullyInSync',
    allowsNetworkAccess: true,
    ...over,
  };
}

/** What every estate has. */
function common(plan: PreflightPlan, instanceSubnetId: string): Estate {
  const estate: Estate = { plan, readings: new Map() };
  set(estate, 'managedInstance', INSTANCE, {
    id: INSTANCE,
    location: 'westeurope',
    subnetId: instanceSubnetId,
    identity: { userAssigned: [] },
  });
  set(estate, 'classicService', CLASSIC, { id: CLASSIC, location: 'westeurope', subnetId: DMS_SUBNET });
  set(estate, 'migrationService', SERVICE, { id: SERVICE, location: 'westeurope', runtimeState: 'Online' });
  for (const id of [DMS_RULES, MACHINE_RULES, INSTANCE_RULES])
    set(estate, 'networkSecurityGroup', id, { id, rules: DEFAULT_RULES });
  set(estate, 'gateway', GATEWAY, { id: GATEWAY, gatewayType: 'Vpn' });
  const connection = { id: CONNECTION, name: 'to-site', connectionType: 'IPsec' };
  set(estate, 'gatewayConnections', GATEWAY, [connection]);
  set(estate, 'gatewayConnection', CONNECTION, { ...connection, status: 'Connected' });
  set(estate, 'storageAccount', ACCOUNT, {
    id: ACCOUNT,
    name: 'shopbackups',
    location: 'westeurope',
    sharedKeyAccess: true,
    publicNetworkAccess: 'Enabled',
    firewall: { defaultAction: 'Allow', subnets: [], addresses: [], resourceIds: [] },
    privateEndpoints: [],
  });
  return estate;
}

const base = {
  source: { databaseName: 'Shop', serverName: 'SQL01' },
  target: { managedInstanceId: INSTANCE, databaseName: 'Shop' },
  backups: { containerUrl: 'https://shopbackups.blob.core.windows.net/sql', prefix: 'shop/' },
} as const;

const classicPlan = (source: PreflightPlan['notes']['source']): PreflightPlan => ({
  migration: { ...base, engine: 'dms-classic', start: 'adopt', taskId: `${CLASSIC}/projects/p/tasks/t` },
  notes: { share: { path: '\\\\files.shop.local\\backup' }, storageAccountId: ACCOUNT, source },
  now: NOW,
});

const ON_PREMISES = { addressPrefixes: ['192.168.0.0/16'] };
const IN_AZURE = { subnetId: MACHINES };

export function hybrid(): Estate {
  const estate = common(classicPlan(ON_PREMISES), `${MAIN}/subnets/instances`);
  const subnets = [dmsSubnet, instanceSubnet(MAIN, '10.1.2.0/24'), gatewaySubnet(MAIN, '10.1.3.0/27')];
  set(estate, 'virtualNetwork', MAIN, network(MAIN, '10.1.0.0/16', subnets));
  return estate;
}

export function isolated(): Estate {
  const estate = common(classicPlan(ON_PREMISES), `${ISOLATED}/subnets/instances`);
  const subnets = [dmsSubnet, gatewaySubnet(MAIN, '10.1.3.0/27')];
  set(estate, 'virtualNetwork', MAIN, network(MAIN, '10.1.0.0/16', subnets, [peering(ISOLATED)]));
  setIsolated(estate);
  return estate;
}

export function sharedCloud(): Estate {
  const estate = common(classicPlan(IN_AZURE), `${MAIN}/subnets/instances`);
  const subnets = [dmsSubnet, machines, instanceSubnet(MAIN, '10.1.2.0/24')];
  set(estate, 'virtualNetwork', MAIN, network(MAIN, '10.1.0.0/16', subnets));
  return estate;
}

export function isolatedCloud(): Estate {
  const estate = common(classicPlan(IN_AZURE), `${ISOLATED}/subnets/instances`);
  set(
    estate,
    'virtualNetwork',
    MAIN,
    network(MAIN, '10.1.0.0/16', [dmsSubnet, machines], [peering(ISOLATED)]),
  );
  setIsolated(estate);
  return estate;
}

function setIsolated(estate: Estate) {
  const subnets = [instanceSubnet(ISOLATED, '10.2.2.0/24')];
  set(estate, 'virtualNetwork', ISOLATED, network(ISOLATED, '10.2.0.0/16', subnets, [peering(MAIN)]));
}

/** The network of the service has no gateway: it uses that of a hub. */
export function throughHub(): Estate {
  const estate = hybrid();
  change(estate, 'virtualNetwork', MAIN, (main) => ({
    ...main,
    subnets: main.subnets.slice(0, 2),
    peerings: [peering(HUB, { usesRemoteGateways: true })],
  }));
  const back = peering(MAIN, { allowsGatewayTransit: true });
  set(
    estate,
    'virtualNetwork',
    HUB,
    network(HUB, '10.9.0.0/16', [gatewaySubnet(HUB, '10.9.0.0/27')], [back]),
  );
  return estate;
}

/** The new DMS, backups from a share, runtime on a virtual machine. */
export function runtimeInAzure(): Estate {
  const estate = hybrid();
  estate.plan = {
    ...estate.plan,
    migration: { ...base, engine: 'dms', start: 'adopt' },
    notes: { ...estate.plan.notes, runtime: { subnetId: MACHINES }, migrationServiceId: SERVICE },
  };
  change(estate, 'virtualNetwork', MAIN, (main) => ({ ...main, subnets: [...main.subnets, machines] }));
  return estate;
}

/** The Log Replay Service. */
export function fromContainer(): Estate {
  const estate = hybrid();
  estate.plan = {
    ...estate.plan,
    migration: {
      ...base,
      engine: 'lrs',
      start: 'create',
      create: { engine: 'lrs', authType: 'ManagedIdentity' },
    },
    notes: { storageAccountId: ACCOUNT },
  };
  return estate;
}

/** Every healthy estate by its name. */
export const HEALTHY: Readonly<Record<string, () => Estate>> = {
  'TOP-1 hybrid': hybrid,
  'TOP-1 through a hub': throughHub,
  'TOP-2 isolated': isolated,
  'TOP-3 shared cloud': sharedCloud,
  'TOP-4 isolated cloud': isolatedCloud,
  'dms, runtime in Azure': runtimeInAzure,
  'lrs from a container': fromContainer,
};
