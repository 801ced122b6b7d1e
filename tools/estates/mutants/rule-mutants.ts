/** Mutants of the rows about network security groups: rules that deny what a migration needs. */
import type { SecurityRule } from '../../../shared/core/preflight/resources';
import { addRules, change } from '../../emulator/estates/estate';
import { DMS_RULES, INSTANCE_RULES, MACHINE_RULES, MAIN } from '../../emulator/estates/places';
import { securityRule } from '../../emulator/estates/security-rules';
import { type Case, byInstanceName, byReplay, hybrid, isolated, sharedCloud, throughMachine } from '../cases';
import type { Mutant } from './mutant';

/** One mutant of a security group. */
export interface RuleMutant extends Mutant {
  /** The group, and the rules that are added to it; the first one decides. */
  readonly group: string;
  readonly rules: readonly SecurityRule[];
}

const withNameServer = () => {
  const one = hybrid();
  change(one.estate, 'virtualNetwork', MAIN, (main) => ({ ...main, dnsServers: ['10.1.9.4'] }));
  return one;
};

const deny = (name: string, rule: Partial<SecurityRule>, priority = 200) =>
  securityRule(name, priority, { access: 'Deny', direction: 'Outbound', ...rule });
const noWayToTheInternet = deny('no-internet', { destinations: ['Internet'] }, 4000);

type Line = readonly [
  row: string,
  what: string,
  healthy: () => Case,
  group: string,
  rules: readonly SecurityRule[],
  command: string,
];

const LINES: readonly Line[] = [
  [
    'NSG-01',
    'outbound DNS to the own name server is denied',
    withNameServer,
    DMS_RULES,
    [deny('no-dns', { protocol: 'Udp', destinationPorts: ['53'], destinations: ['10.1.9.0/24'] })],
    '--name DNS --priority 193 --direction Outbound --access Allow --protocol "*" --source-address-prefixes 10.1.1.0/24 --source-port-ranges "*" --destination-address-prefixes 10.1.9.4 --destination-port-ranges 53',
  ],
  [
    'NSG-01',
    'the name servers of Azure are denied by their tag',
    hybrid,
    DMS_RULES,
    [deny('no-azure-dns', { destinations: ['AzurePlatformDNS'] })],
    '--name DNS --priority 193',
  ],
  [
    'NSG-01',
    'inbound 9354 from the network is denied',
    isolated,
    DMS_RULES,
    [deny('no-9354', { direction: 'Inbound', destinationPorts: ['9000-9999'], sources: ['10.1.2.0/23'] })],
    '--name DMS_ports --priority 190 --direction Inbound --access Allow --protocol Tcp --source-address-prefixes 10.1.0.0/16 --source-port-ranges "*" --destination-address-prefixes 10.1.1.0/24 --destination-port-ranges 443 53 9354 445 12000',
  ],
  [
    'NSG-02',
    'inbound traffic inside the subnet is denied on one port',
    hybrid,
    DMS_RULES,
    [deny('no-rpc', { direction: 'Inbound', sources: ['10.1.1.0/25'], destinationPorts: ['135'] })],
    '--name DMS_subnet --priority 191 --direction Inbound --access Allow --protocol "*" --source-address-prefixes 10.1.1.0/24',
  ],
  [
    'NSG-03',
    'nothing may leave to the internet but Storage',
    hybrid,
    DMS_RULES,
    [
      noWayToTheInternet,
      securityRule('storage', 300, { direction: 'Outbound', destinations: ['Storage'] }),
      securityRule('diagnostics', 301, {
        direction: 'Outbound',
        destinations: ['AzureCloud'],
        destinationPorts: ['12000'],
      }),
    ],
    '--name management_ServiceBus --priority 3999 --direction Outbound --access Allow --protocol Tcp --source-address-prefixes 10.1.1.0/24',
  ],
  [
    'NSG-03',
    'one of the two ports is denied',
    hybrid,
    DMS_RULES,
    [deny('no-9354', { destinationPorts: ['9354'], destinations: ['AzureCloud'] }, 101)],
    '--priority 100',
  ],
  [
    'NSG-04',
    'diagnostics are denied',
    hybrid,
    DMS_RULES,
    [deny('no-12000', { destinationPorts: ['12000'], destinations: ['Internet'] })],
    '--destination-address-prefixes AzureCloud --destination-port-ranges 12000',
  ],
  [
    'NSG-05',
    'the port of the source is denied',
    hybrid,
    DMS_RULES,
    [deny('no-sql', { destinationPorts: ['1433'], destinations: ['192.168.0.0/16'] })],
    '--name SQL_Source_server --priority 197',
  ],
  [
    'NSG-05',
    'the subnet of the source lets nobody in',
    sharedCloud,
    MACHINE_RULES,
    [deny('closed', { direction: 'Inbound', destinationPorts: ['1433'] })],
    '--nsg-name nsg-machines --name SQL_Source_server --priority 197 --direction Inbound --access Allow --protocol Tcp --source-address-prefixes 10.1.1.0/24 --source-port-ranges "*" --destination-address-prefixes 10.1.4.0/24',
  ],
  [
    'NSG-06',
    'the port of SQL Server Browser is denied',
    byInstanceName,
    DMS_RULES,
    [deny('no-udp', { protocol: 'Udp', destinationPorts: ['1434'], destinations: ['192.168.0.0/16'] })],
    '--name SQL_Server_named_instance --priority 196 --direction Outbound --access Allow --protocol Udp',
  ],
  [
    'NSG-07',
    'the share is denied',
    hybrid,
    DMS_RULES,
    [deny('no-smb', { destinationPorts: ['445'], destinations: ['192.168.7.0/24'] })],
    '--destination-address-prefixes 192.168.0.0/16 --destination-port-ranges 445',
  ],
  [
    'NSG-07',
    'the share is denied to the runtime',
    throughMachine,
    MACHINE_RULES,
    [deny('no-smb', { destinationPorts: ['445'] })],
    '--nsg-name nsg-machines --name SMB_share',
  ],
  [
    'NSG-08',
    'outbound traffic inside the subnet is denied on one port',
    hybrid,
    DMS_RULES,
    [deny('no-rpc', { destinations: ['10.1.1.8'], destinationPorts: ['135'] })],
    '--name DMS_subnet_outbound --priority 194 --direction Outbound',
  ],
  [
    'NSG-11',
    'Data Factory is denied to the runtime',
    throughMachine,
    MACHINE_RULES,
    [deny('no-adf', { destinations: ['DataFactory'] })],
    '--name integration_runtime_DataFactory --priority 188',
  ],
  [
    'NSG-12',
    'Storage is denied to the instance',
    byReplay,
    INSTANCE_RULES,
    [noWayToTheInternet],
    '--name backup_storage --priority 3992 --direction Outbound --access Allow --protocol Tcp --source-address-prefixes 10.1.2.0/24 --source-port-ranges "*" --destination-address-prefixes Storage.westeurope --destination-port-ranges 443',
  ],
];

/** NSG-… */
export const RULE_MUTANTS: readonly RuleMutant[] = LINES.map(
  ([row, what, healthy, group, rules, command]) => ({
    row,
    what,
    healthy,
    group,
    rules,
    command,
    change: ({ estate }) => addRules(estate, group, rules),
    found: `rule '${rules[0]?.name ?? ''}' (${rules[0]?.priority ?? ''}, `,
  }),
);
