import type { SecurityRule } from '../../../shared/core/preflight/resources';
import {
  ACCOUNT,
  DMS_RULES,
  DMS_SUBNET,
  type Estate,
  INSTANCE_RULES,
  MACHINE_RULES,
  MAIN,
  addRules,
  change,
  changeSubnet,
  fromContainer,
  hybrid,
  isolated,
  isolatedCloud,
  notes,
  outcomeOf,
  rowsThatAre,
  runtimeInAzure,
  set,
  sharedCloud,
} from './network-estates';
import { DEFAULT_RULES, securityRule } from './security-rules';

const deny = (name: string, rule: Partial<SecurityRule>, priority = 200) =>
  securityRule(name, priority, { access: 'Deny', direction: 'Outbound', ...rule });
const NO_WAY_TO_THE_INTERNET = deny('no-internet', { destinations: ['Internet'] }, 4000);

/** One rule each, the rows that it makes unmet, and the rule that the remedy adds for the first of them. */
const MUTANTS: [string, string, () => Estate, string, SecurityRule[], implied: string[], remedy: string][] = [
  [
    'NSG-01',
    'outbound DNS to the own name server is denied',
    () => {
      const estate = hybrid();
      change(estate, 'virtualNetwork', MAIN, (one) => ({ ...one, dnsServers: ['10.1.9.4'] }));
      return estate;
    },
    DMS_RULES,
    [deny('no-dns', { protocol: 'Udp', destinationPorts: ['53'], destinations: ['10.1.9.0/24'] })],
    [],
    "--name DNS --priority 193 --direction Outbound --access Allow --protocol '*' --source-address-prefixes 10.1.1.0/24 --source-port-ranges '*' --destination-address-prefixes 10.1.9.4 --destination-port-ranges 53",
  ],
  [
    'NSG-01',
    'the name servers of Azure are denied by their tag',
    hybrid,
    DMS_RULES,
    [deny('no-azure-dns', { destinations: ['AzurePlatformDNS'] })],
    [],
    '--name DNS --priority 193',
  ],
  [
    'NSG-01',
    'inbound 9354 from the network is denied',
    isolated,
    DMS_RULES,
    [deny('no-9354', { direction: 'Inbound', destinationPorts: ['9000-9999'], sources: ['10.1.2.0/23'] })],
    [],
    "--name DMS_ports --priority 190 --direction Inbound --access Allow --protocol Tcp --source-address-prefixes 10.1.0.0/16 --source-port-ranges '*' --destination-address-prefixes 10.1.1.0/24 --destination-port-ranges 443 53 9354 445 12000",
  ],
  [
    'NSG-02',
    'inbound traffic inside the subnet is denied on one port',
    hybrid,
    DMS_RULES,
    [deny('no-rpc', { direction: 'Inbound', sources: ['10.1.1.0/25'], destinationPorts: ['135'] })],
    [],
    "--name DMS_subnet --priority 191 --direction Inbound --access Allow --protocol '*' --source-address-prefixes 10.1.1.0/24",
  ],
  [
    'NSG-03',
    'nothing may leave to the internet but Storage',
    hybrid,
    DMS_RULES,
    [
      NO_WAY_TO_THE_INTERNET,
      securityRule('storage', 300, { direction: 'Outbound', destinations: ['Storage'] }),
      securityRule('diagnostics', 301, {
        direction: 'Outbound',
        destinations: ['AzureCloud'],
        destinationPorts: ['12000'],
      }),
    ],
    ['NSG-01'],
    '--name management --priority 3999 --direction Outbound --access Allow --protocol Tcp --source-address-prefixes 10.1.1.0/24',
  ],
  [
    'NSG-03',
    'one of the two ports is denied',
    hybrid,
    DMS_RULES,
    [deny('no-9354', { destinationPorts: ['9354'], destinations: ['AzureCloud'] }, 101)],
    ['NSG-01'],
    '--priority 100',
  ],
  [
    'NSG-04',
    'diagnostics are denied',
    hybrid,
    DMS_RULES,
    [deny('no-12000', { destinationPorts: ['12000'], destinations: ['Internet'] })],
    ['NSG-01'],
    '--destination-address-prefixes AzureCloud --destination-port-ranges 12000',
  ],
  [
    'NSG-05',
    'the port of the source is denied',
    hybrid,
    DMS_RULES,
    [deny('no-sql', { destinationPorts: ['1433'], destinations: ['192.168.0.0/16'] })],
    [],
    '--name SQL_Source_server --priority 197',
  ],
  [
    'NSG-05',
    'the subnet of the source lets nobody in',
    sharedCloud,
    MACHINE_RULES,
    [deny('closed', { direction: 'Inbound', destinationPorts: ['1433'] })],
    [],
    "--nsg-name nsg-machines --name SQL_Source_server --priority 197 --direction Inbound --access Allow --protocol Tcp --source-address-prefixes 10.1.1.0/24 --source-port-ranges '*' --destination-address-prefixes 10.1.4.0/24",
  ],
  [
    'NSG-06',
    'the port of SQL Server Browser is denied',
    () => {
      const estate = hybrid();
      notes(estate, { source: { addressPrefixes: ['192.168.0.0/16'], namedInstance: true } });
      return estate;
    },
    DMS_RULES,
    [deny('no-udp', { protocol: 'Udp', destinationPorts: ['1434'], destinations: ['192.168.0.0/16'] })],
    [],
    '--name SQL_Server_named_instance --priority 196 --direction Outbound --access Allow --protocol Udp',
  ],
  [
    'NSG-07',
    'the share is denied',
    hybrid,
    DMS_RULES,
    [deny('no-smb', { destinationPorts: ['445'], destinations: ['192.168.7.0/24'] })],
    ['NSG-01'],
    '--destination-address-prefixes 192.168.0.0/16 --destination-port-ranges 445',
  ],
  [
    'NSG-07',
    'the share is denied to the runtime',
    runtimeInAzure,
    MACHINE_RULES,
    [deny('no-smb', { destinationPorts: ['445'] })],
    [],
    '--nsg-name nsg-machines --name SMB_share',
  ],
  [
    'NSG-08',
    'outbound traffic inside the subnet is denied on one port',
    hybrid,
    DMS_RULES,
    [deny('no-rpc', { destinations: ['10.1.1.8'], destinationPorts: ['135'] })],
    [],
    '--name DMS_subnet_outbound --priority 194 --direction Outbound',
  ],
  [
    'NSG-11',
    'Data Factory is denied to the runtime',
    runtimeInAzure,
    MACHINE_RULES,
    [deny('no-adf', { destinations: ['DataFactory'] })],
    [],
    '--name integration_runtime --priority 188',
  ],
  [
    'NSG-12',
    'Storage is denied to the instance',
    fromContainer,
    INSTANCE_RULES,
    [NO_WAY_TO_THE_INTERNET],
    [],
    "--name backup_storage --priority 3992 --direction Outbound --access Allow --protocol Tcp --source-address-prefixes 10.1.2.0/24 --source-port-ranges '*' --destination-address-prefixes Storage.westeurope --destination-port-ranges 443",
  ],
];

test.each(MUTANTS)('%s is unmet when %s', (id, _when, make, group, rules, implied, remedy) => {
  const estate = make();
  const before = rowsThatAre(estate, 'unmet');
  addRules(estate, group, rules);
  const outcome = outcomeOf(estate, id);
  expect(before).toEqual([]);
  expect(outcome).toMatchObject({
    state: 'unmet',
    found: expect.stringContaining(`rule '${rules[0]?.name ?? ''}' (${rules[0]?.priority ?? ''}, `),
    remedy: { command: { language: 'az', text: expect.stringContaining(remedy) } },
  });
  expect(rowsThatAre(estate, 'unmet')).toEqual([...implied, id]);
});

test.each(MUTANTS)('%s: what the remedy adds mends it when %s', (id, _when, make, group, rules) => {
  const estate = make();
  addRules(estate, group, rules);
  for (let tries = 0; tries < 4; tries += 1) {
    const outcome = outcomeOf(estate, id);
    if (outcome.state !== 'unmet') break;
    addRules(estate, group, [ruleOf(outcome.remedy.command?.text ?? '')]);
  }
  expect(outcomeOf(estate, id).state).toMatch(/^(met|forYou)$/);
});

/** The rule that a command creates. */
function ruleOf(command: string): SecurityRule {
  const words = (option: string) =>
    (new RegExp(`--${option} (.*?)(?= --|$)`).exec(command)?.[1] ?? '').replaceAll("'", '').split(' ');
  return securityRule(words('name')[0] ?? '', Number(words('priority')[0]), {
    direction: words('direction')[0] as SecurityRule['direction'],
    access: 'Allow',
    protocol: words('protocol')[0] ?? '',
    sources: words('source-address-prefixes'),
    sourcePorts: words('source-port-ranges'),
    destinations: words('destination-address-prefixes'),
    destinationPorts: words('destination-port-ranges'),
  });
}

describe('the rule that a remedy adds', () => {
  const denied = { destinationPorts: ['1433'] };
  const remedyFor = (...rules: SecurityRule[]) => {
    const estate = hybrid();
    addRules(estate, DMS_RULES, rules);
    const outcome = outcomeOf(estate, 'NSG-05');
    if (outcome.state !== 'unmet') throw new Error(`the row is ${outcome.state}`);
    return outcome.remedy;
  };
  const allow = (name: string, priority: number, direction: SecurityRule['direction'] = 'Outbound') =>
    securityRule(name, priority, { direction, destinationPorts: ['80'] });

  test('has a lower number that is free in that direction, the third for the third rule that may be added', () => {
    const remedy = remedyFor(
      deny('no-sql', denied, 110),
      allow('a', 109),
      allow('b', 108),
      allow('c', 107, 'Inbound'),
    );
    expect(remedy.command?.text).toContain('--priority 105 ');
  });

  test('comes before all default rules when one of them decides', () => {
    const estate = hybrid();
    change(estate, 'networkSecurityGroup', DMS_RULES, (group) => ({
      ...group,
      rules: DEFAULT_RULES.filter(({ name }) => name !== 'AllowVnetOutBound'),
    }));
    expect(outcomeOf(estate, 'NSG-05')).toMatchObject({
      found: expect.stringContaining("rule 'DenyAllOutBound' (65500, Outbound)"),
      remedy: { command: { text: expect.stringContaining('--priority 4094 ') } },
    });
  });

  test('has a name that is free, because creating a rule replaces the one of its name', () => {
    expect(remedyFor(deny('no-sql', denied, 110), allow('SQL_source_SERVER', 4000)).command?.text).toContain(
      '--name SQL_Source_server_2 ',
    );
  });

  test('needs a number to be freed first when the deny has the lowest one', () => {
    const remedy = remedyFor(deny('no-sql', denied, 100));
    expect(remedy.text).toBe(
      "no number is free before 'no-sql': give it a higher number first, then add rule SQL_Source_server before it",
    );
    expect(remedy.command?.text).toContain('az network nsg rule list');
  });
});

describe('what the rows ask', () => {
  test('the port that is noted', () => {
    const estate = hybrid();
    notes(estate, { source: { addressPrefixes: ['192.168.0.0/16'], port: 50_001 } });
    addRules(estate, DMS_RULES, [deny('no-1433', { destinationPorts: ['1433'] })]);
    expect(outcomeOf(estate, 'NSG-05').state).toBe('met');
    addRules(estate, DMS_RULES, [deny('no-50001', { destinationPorts: ['50000-50010'] }, 150)]);
    expect(outcomeOf(estate, 'NSG-05').state).toBe('unmet');
  });

  test('the address of the share, when its path names it', () => {
    const estate = hybrid();
    notes(estate, { share: { path: '\\\\192.168.9.9\\backup' } });
    addRules(estate, DMS_RULES, [deny('elsewhere', { destinations: ['192.168.7.0/24'] })]);
    expect(outcomeOf(estate, 'NSG-07').state).toBe('met');
  });

  test('nothing of a subnet without a security group', () => {
    const estate = hybrid();
    changeSubnet(estate, DMS_SUBNET, { networkSecurityGroupId: undefined });
    expect(outcomeOf(estate, 'NSG-03')).toEqual({
      state: 'met',
      found: "subnet 'dms' has no network security group, so nothing is blocked",
    });
  });

  test('a source whose addresses are not told, as long as no rule could decide by them', () => {
    const estate = hybrid();
    notes(estate, { source: {} });
    expect(outcomeOf(estate, 'NSG-05').state).toBe('met');
    addRules(estate, DMS_RULES, [deny('no-site', { destinations: ['192.168.0.0/16'] })]);
    expect(outcomeOf(estate, 'NSG-05')).toMatchObject({
      state: 'unknown',
      found: expect.stringContaining(
        "rule 'no-site' (200) may deny TCP 1433 from 10.1.1.0/24 to the network of the source",
      ),
    });
  });

  test('members of an application security group, which cannot be read', () => {
    const estate = sharedCloud();
    const group = {
      destinations: [],
      destinationGroups: ['/subscriptions/s/asg'],
      destinationPorts: ['1433'],
    };
    addRules(estate, DMS_RULES, [deny('asg', group)]);
    expect(outcomeOf(estate, 'NSG-05')).toMatchObject({
      state: 'unknown',
      found: expect.stringContaining('application security group'),
    });
    expect(outcomeOf(estate, 'NSG-03').state).toBe('met');
  });

  test('the subnet of a private endpoint in the network of the instance, instead of Storage', () => {
    const estate = fromContainer();
    const id = `${ACCOUNT}-pe`;
    change(estate, 'storageAccount', ACCOUNT, (one) => ({
      ...one,
      privateEndpoints: [{ id, status: 'Approved' }],
    }));
    const target = { resourceId: ACCOUNT, groups: ['blob'] };
    set(estate, 'privateEndpoint', id, { id, subnetId: DMS_SUBNET, targets: [target], dnsNames: [] });
    addRules(estate, INSTANCE_RULES, [NO_WAY_TO_THE_INTERNET]);
    expect(outcomeOf(estate, 'NSG-12').state).toBe('met');
    addRules(estate, INSTANCE_RULES, [deny('no-endpoint', { destinations: ['10.1.1.0/24'] })]);
    expect(outcomeOf(estate, 'NSG-12').state).toBe('unmet');
  });

  test.each([
    ['a named instance without a port', { namedInstance: true }, 'forYou'],
    ['a named instance with a port', { namedInstance: true, port: 50_001 }, 'notApplicable'],
    ['a default instance', {}, 'notApplicable'],
  ])('SQL Server Browser: %s', (_name, source, state) => {
    const estate = hybrid();
    notes(estate, { source });
    expect(outcomeOf(estate, 'NSG-06').state).toBe(state);
  });

  test('SQL Server Browser, when the name of the server has an instance in it', () => {
    const estate = hybrid();
    const { migration } = estate.plan;
    const source = { ...migration.source, serverNames: ['SQL01\\SALES'] };
    estate.plan = { ...estate.plan, migration: { ...migration, source } };
    expect(outcomeOf(estate, 'NSG-06').state).toBe('forYou');
  });

  test('a source of SQL Server Express for its protocol', () => {
    const estate = hybrid();
    expect(outcomeOf(estate, 'NSG-10').state).toBe('notApplicable');
    notes(estate, { source: { express: true } });
    expect(outcomeOf(estate, 'NSG-10').state).toBe('forYou');
  });

  test.each([
    ['Online', 'The runtime is Online, so it reaches Data Factory. Does'],
    ['Offline', 'Does the proxy or firewall of its host let it reach *.datafactory.azure.net'],
  ])('an operator about a runtime outside Azure that is %s', (runtimeState, ask) => {
    const estate = runtimeInAzure();
    notes(estate, { runtime: { publicAddress: '203.0.113.7' } });
    const id = estate.plan.notes.migrationServiceId ?? '';
    change(estate, 'migrationService', id, (one) => ({ ...one, runtimeState }));
    expect(outcomeOf(estate, 'NSG-11')).toMatchObject({ state: 'forYou', ask: expect.stringContaining(ask) });
  });

  test('firewalls that Azure knows nothing of', () => {
    expect(outcomeOf(isolatedCloud(), 'NSG-09')).toMatchObject({
      state: 'forYou',
      ask: expect.stringContaining('let 10.1.1.0/24 reach TCP 1433'),
    });
    expect(outcomeOf(fromContainer(), 'NSG-09').state).toBe('notApplicable');
  });
});
