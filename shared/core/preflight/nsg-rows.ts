/**
 * Rows NSG-01 to NSG-08 and NSG-12: the ports that network security groups have to let through.
 *
 * They judge the rules of the subnets; whether the networks are connected is judged by NET-03 and NET-04. Replies need no rule.
 */
import { type End, type Need, allowedAt, atPrefixes, atServices, shareEnd, sourceEnd } from './nsg-check';
import {
  ON_RUNTIME,
  ON_SOURCE_SERVER,
  allMet,
  forYou,
  notApplicable,
  powershell,
  quotePowerShell,
} from './outcomes';
import { isNamedWithoutPort } from './named-instance';
import type { PreflightPlan } from './plan';
import { type Proof, ask, end, told } from './proof';
import type { SecurityRule, Subnet } from './resources';
import type { PreflightRow } from './row';
import { targetInstance } from './service-rows';
import { backupAccount } from './storage-account';
import { networkIdOf, subnetOf } from './subnets';
import { shareReader } from './topology';

const INBOUND = 'S1 Inbound security rules';
const OUTBOUND = 'S1 Outbound security rules';
const PORT_LIST = ['S2 Prerequisites', 'S4 Prerequisites common across migration scenarios'];
const HANGS = 'the migration hangs or fails to connect';

/** What controls the classic service: both have to be reached. */
const MANAGEMENT = atServices('ServiceBus', 'Storage');
const AZURE = atServices('AzureCloud');
/** Azure's own name servers; only rules that name them apply (Microsoft Learn, "Azure platform considerations"). */
const AZURE_DNS: End = { ...atPrefixes(['168.63.129.16']), prefixes: ['AzurePlatformDNS'] };

/** Rows about the rules of network security groups. */
export const NSG_ROWS: readonly PreflightRow[] = [
  {
    id: 'NSG-01',
    engines: ['dms-classic'],
    demand:
      'no network security group (a list of rules that allow or deny traffic at a subnet) blocks the ports 443, 53, 9354, 445 and 12000 of the migration service, in either direction',
    why: HANGS,
    severity: 'blocks',
    sources: PORT_LIST,
    *prove(plan) {
      const subnet = yield* readerSubnet(plan);
      return yield* allowedAt(plan, subnet, yield* portList(plan, subnet));
    },
  },
  {
    id: 'NSG-02',
    engines: ['dms-classic'],
    demand: 'inbound traffic from the subnet of the migration service itself is allowed, on every port',
    why: 'the parts of the service talk to each other inside its subnet',
    severity: 'blocks',
    sources: [INBOUND],
    *prove(plan) {
      const subnet = yield* readerSubnet(plan);
      const itself = atPrefixes(subnet.addressPrefixes);
      return yield* allowedAt(plan, subnet, [
        { direction: 'Inbound', ...ANY_PORT, source: itself, destination: itself, rule: 'DMS_subnet' },
      ]);
    },
  },
  {
    id: 'NSG-03',
    engines: ['dms-classic'],
    demand: 'outbound TCP 443 and 9354 are allowed, to Service Bus and Storage at least',
    why: 'the service is controlled through them; without them it cannot be reached',
    severity: 'blocks',
    sources: [OUTBOUND],
    implies: ['NSG-01'],
    *prove(plan) {
      const subnet = yield* readerSubnet(plan);
      return yield* allowedAt(plan, subnet, [outbound(subnet, 'management', ['443', '9354'], MANAGEMENT)]);
    },
  },
  {
    id: 'NSG-04',
    engines: ['dms-classic'],
    demand: 'outbound TCP 12000 to Azure is allowed',
    why: 'the service sends its diagnostics there; without them nobody can tell why it fails',
    severity: 'warns',
    sources: [OUTBOUND],
    implies: ['NSG-01'],
    *prove(plan) {
      const subnet = yield* readerSubnet(plan);
      return yield* allowedAt(plan, subnet, [diagnostics(subnet)]);
    },
  },
  {
    id: 'NSG-05',
    engines: ['dms-classic'],
    demand:
      'TCP 1433, or the port that the source listens on, is allowed from the migration service to the source: outbound at the service, inbound at the subnet of a source in Azure',
    why: 'the service connects to the source server',
    severity: 'blocks',
    sources: [OUTBOUND, ...PORT_LIST],
    *prove(plan) {
      const port = `${plan.notes.source?.port ?? 1433}`;
      return yield* reachSource(plan, 'SQL_Source_server', 'Tcp', port, yield* sourceEnd(plan));
    },
  },
  {
    id: 'NSG-06',
    engines: ['dms-classic'],
    demand:
      'for a named instance without a fixed port, UDP 1434 is allowed in the same way and SQL Server Browser runs on the source (it tells the port of an instance)',
    why: 'without it the service does not find the instance',
    severity: 'blocks',
    sources: [OUTBOUND, ...PORT_LIST],
    *prove(plan) {
      if (!isNamedWithoutPort(plan)) return notApplicable('the source listens on a fixed port');
      const outcome = yield* reachSource(
        plan,
        'SQL_Server_named_instance',
        'Udp',
        '1434',
        yield* sourceEnd(plan),
      );
      if (outcome.state !== 'met') return outcome;
      return forYou(
        'The rules allow UDP 1434. Does the service SQL Server Browser run on the source server?',
        powershell('Get-Service SQLBrowser', ON_SOURCE_SERVER),
      );
    },
  },
  {
    id: 'NSG-07',
    engines: ['dms-classic', 'dms'],
    demand: 'outbound TCP 445 is allowed to the host of the backup share (SMB)',
    why: 'the backups are read from the share',
    severity: 'blocks',
    sources: [OUTBOUND, 'S3 Prerequisites', ...PORT_LIST],
    implies: ['NSG-01'],
    *prove(plan) {
      const reader = yield* shareReader(plan);
      if (reader.kind === 'none')
        return plan.notes.share === undefined
          ? notApplicable(reader.reason)
          : forYou(
              'Does the host of the integration runtime reach the share on TCP 445?',
              powershell(
                `Test-NetConnection ${quotePowerShell(/^\\\\([^\\]+)/.exec(plan.notes.share.path)?.[1] ?? '')} -Port 445`,
                ON_RUNTIME,
              ),
            );
      return yield* reachSource(plan, 'SMB_share', 'Tcp', '445', yield* shareEnd(plan));
    },
  },
  {
    id: 'NSG-08',
    engines: ['dms-classic'],
    demand: 'outbound traffic to the subnet of the migration service itself is allowed, on every port',
    why: 'the parts of the service talk to each other inside its subnet',
    severity: 'blocks',
    sources: [OUTBOUND],
    *prove(plan) {
      const subnet = yield* readerSubnet(plan);
      const itself = atPrefixes(subnet.addressPrefixes);
      return yield* allowedAt(plan, subnet, [
        {
          direction: 'Outbound',
          ...ANY_PORT,
          source: itself,
          destination: itself,
          rule: 'DMS_subnet_outbound',
        },
      ]);
    },
  },
  {
    id: 'NSG-12',
    engines: ['dms', 'lrs'],
    demand: 'outbound TCP 443 from the subnet of the instance to Storage is allowed',
    why: 'the instance itself reads the backups from the storage account',
    severity: 'blocks',
    sources: ['E5', 'E1 2009'],
    *prove(plan) {
      const { subnetId } = yield* targetInstance(plan);
      const subnet = yield* subnetOf(yield* told(subnetId, 'subnet of the instance'));
      const storage = yield* storageEnd(plan, subnet);
      return yield* allowedAt(plan, subnet, [outbound(subnet, 'backup_storage', ['443'], storage)]);
    },
  },
];

const ANY_PORT = { protocols: ['Tcp', 'Udp'], ports: ['*'] } as const;

function outbound(
  { addressPrefixes }: Subnet,
  rule: string,
  ports: readonly string[],
  destination: End,
  protocols: Need['protocols'] = ['Tcp'],
): Need {
  return { direction: 'Outbound', protocols, ports, source: atPrefixes(addressPrefixes), destination, rule };
}

/** The documents name no address for diagnostic data: Azure's own addresses are the narrowest that hold it. */
function diagnostics(subnet: Subnet): Need {
  return {
    ...outbound(subnet, 'Diagnostics', ['12000'], AZURE),
    width: 'the documents demand this port to any address; the tag AzureCloud holds those of Azure only',
  };
}

function* portList(plan: PreflightPlan, subnet: Subnet): Proof<Need[]> {
  const { addressPrefixes, dnsServers } = yield* ask({ kind: 'virtualNetwork', id: networkIdOf(subnet.id) });
  const inbound: Need = {
    direction: 'Inbound',
    protocols: ['Tcp'],
    ports: ['443', '53', '9354', '445', '12000'],
    source: atPrefixes(addressPrefixes),
    destination: atPrefixes(subnet.addressPrefixes),
    rule: 'DMS_ports',
  };
  const names = outbound(subnet, 'DNS', ['53'], dnsServers.length > 0 ? atPrefixes(dnsServers) : AZURE_DNS, [
    'Tcp',
    'Udp',
  ]);
  return [
    inbound,
    { ...inbound, protocols: ['Udp'], ports: ['53'], rule: 'DMS_DNS' },
    outbound(subnet, 'management', ['443', '9354'], MANAGEMENT),
    diagnostics(subnet),
    outbound(subnet, 'SMB_share', ['445'], yield* shareEnd(plan)),
    dnsServers.length > 0 ? names : { ...names, applies: namesPlatformDns },
  ];
}

function namesPlatformDns({ destinations }: SecurityRule): boolean {
  return destinations.some((prefix) => prefix.toLowerCase() === 'azureplatformdns');
}

/** The way from what reads the share to the source; for a source in Azure the rules at its own subnet count, too. */
function* reachSource(
  plan: PreflightPlan,
  rule: string,
  protocol: 'Tcp' | 'Udp',
  port: string,
  destination: End,
): Proof {
  const subnet = yield* readerSubnet(plan);
  const need = outbound(subnet, rule, [port], destination, [protocol]);
  const there = plan.notes.source?.subnetId;
  if (there === undefined) return yield* allowedAt(plan, subnet, [need]);
  const inbound: Need = { ...need, direction: 'Inbound' };
  return yield* allMet([allowedAt(plan, subnet, [need]), allowedAt(plan, yield* subnetOf(there), [inbound])]);
}

function* readerSubnet(plan: PreflightPlan): Proof<Subnet> {
  const reader = yield* shareReader(plan);
  return reader.kind === 'none' ? yield* end(notApplicable(reader.reason)) : yield* subnetOf(reader.subnetId);
}

/** Storage in the account's region, or the subnet of its private endpoint in the network of the instance. */
function* storageEnd(plan: PreflightPlan, { id }: Subnet): Proof<End> {
  const { location, privateEndpoints } = yield* backupAccount(plan);
  for (const endpoint of privateEndpoints.filter(({ status }) => status === 'Approved')) {
    const { subnetId } = yield* ask({ kind: 'privateEndpoint', id: endpoint.id });
    if (subnetId !== undefined && networkIdOf(subnetId).toLowerCase() === networkIdOf(id).toLowerCase())
      return atPrefixes((yield* subnetOf(subnetId)).addressPrefixes);
  }
  const tag = `Storage.${location}`;
  return atServices(tag);
}
