import type { SecurityRule } from '../../../shared/core/preflight/resources';
import { addRules, change, changeSubnet, set } from '../../../tools/emulator/estates/estate';
import { ACCOUNT, DMS_RULES, DMS_SUBNET, INSTANCE_RULES } from '../../../tools/emulator/estates/places';
import { DEFAULT_RULES, securityRule } from '../../../tools/emulator/estates/security-rules';
import {
  byReplay,
  hybrid,
  isolatedCloud,
  note,
  sharedCloud,
  throughMachine,
} from '../../../tools/estates/cases';
import { RULE_MUTANTS } from '../../../tools/estates/mutants/rule-mutants';
import { outcomeOf } from './judged';

const deny = (name: string, rule: Partial<SecurityRule>, priority = 200) =>
  securityRule(name, priority, { access: 'Deny', direction: 'Outbound', ...rule });
const NO_WAY_TO_THE_INTERNET = deny('no-internet', { destinations: ['Internet'] }, 4000);

test.each(RULE_MUTANTS)(
  '$row: what the remedy adds mends it when $what',
  ({ row: id, healthy, change: to, group }) => {
    const subject = healthy();
    to(subject);
    for (let tries = 0; tries < 4; tries += 1) {
      const outcome = outcomeOf(subject, id);
      if (outcome.state !== 'unmet') break;
      const commands = outcome.remedy.command?.text.split('\n') ?? [];
      addRules(subject.estate, group, commands.map(ruleOf));
    }
    expect(outcomeOf(subject, id).state).toMatch(/^(met|forYou)$/);
  },
);

/** The rule that a command creates. */
function ruleOf(command: string): SecurityRule {
  const words = (option: string) =>
    (new RegExp(`--${option} (.*?)(?= --|$)`).exec(command)?.[1] ?? '').replaceAll('"', '').split(' ');
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
    const subject = hybrid();
    addRules(subject.estate, DMS_RULES, rules);
    const outcome = outcomeOf(subject, 'NSG-05');
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
    const subject = hybrid();
    change(subject.estate, 'networkSecurityGroup', DMS_RULES, (group) => ({
      ...group,
      rules: DEFAULT_RULES.filter(({ name }) => name !== 'AllowVnetOutBound'),
    }));
    expect(outcomeOf(subject, 'NSG-05')).toMatchObject({
      found: expect.stringContaining("rule 'DenyAllOutBound' (65500, Outbound)"),
      remedy: {
        text: expect.not.stringContaining('ask first'),
        command: { text: expect.stringContaining('--priority 4094 ') },
      },
    });
  });

  test('has a name that is free, because creating a rule replaces the one of its name', () => {
    expect(remedyFor(deny('no-sql', denied, 110), allow('SQL_source_SERVER', 4000)).command?.text).toContain(
      '--name SQL_Source_server_2 ',
    );
  });

  test('goes over the rule of somebody, who is to be asked first', () => {
    expect(remedyFor(deny('no-sql', denied, 200)).text).toContain(
      "; it goes over 'no-sql' (priority 200): ask first who owns that rule",
    );
  });

  test('names the network of a host whose address Azure does not tell, and how to narrow it', () => {
    expect(remedyFor(deny('no-sql', denied, 200)).text).toContain(
      'Azure does not report the address of SQL01: give it as preflight.source.addressPrefixes, and the rule names it alone',
    );
    const host = hybrid();
    note(host, { source: { addressPrefixes: ['192.168.7.4/32'] } });
    addRules(host.estate, DMS_RULES, [deny('no-sql', denied, 200)]);
    const outcome = outcomeOf(host, 'NSG-05');
    const remedy = outcome.state === 'unmet' ? outcome.remedy : undefined;
    expect(remedy?.command?.text).toContain('--destination-address-prefixes 192.168.7.4/32 ');
    expect(remedy?.text).not.toContain('does not report');
  });

  test('needs a number to be freed first when the deny has the lowest one', () => {
    const remedy = remedyFor(deny('no-sql', denied, 100));
    expect(remedy.text).toMatch(
      /^no number is free before 'no-sql': give it a higher number first, then add rule SQL_Source_server before it/,
    );
    expect(remedy.command?.text).toContain('az network nsg rule list');
  });
});

describe('what the rows ask', () => {
  test('the port that is noted', () => {
    const subject = hybrid();
    note(subject, { source: { addressPrefixes: ['192.168.0.0/16'], port: 50_001 } });
    addRules(subject.estate, DMS_RULES, [deny('no-1433', { destinationPorts: ['1433'] })]);
    expect(outcomeOf(subject, 'NSG-05').state).toBe('met');
    addRules(subject.estate, DMS_RULES, [deny('no-50001', { destinationPorts: ['50000-50010'] }, 150)]);
    expect(outcomeOf(subject, 'NSG-05').state).toBe('unmet');
  });

  test('the address of the share, when its path names it', () => {
    const subject = hybrid();
    note(subject, { share: { path: '\\\\192.168.9.9\\backup' } });
    addRules(subject.estate, DMS_RULES, [deny('elsewhere', { destinations: ['192.168.7.0/24'] })]);
    expect(outcomeOf(subject, 'NSG-07').state).toBe('met');
  });

  test('nothing of a subnet without a security group', () => {
    const subject = hybrid();
    changeSubnet(subject.estate, DMS_SUBNET, { networkSecurityGroupId: undefined });
    expect(outcomeOf(subject, 'NSG-03')).toEqual({
      state: 'met',
      found: "subnet 'dms' has no network security group, so nothing is blocked",
    });
  });

  test('a source whose addresses are not told, as long as no rule could decide by them', () => {
    const subject = hybrid();
    note(subject, { source: {} });
    expect(outcomeOf(subject, 'NSG-05').state).toBe('met');
    addRules(subject.estate, DMS_RULES, [deny('no-site', { destinations: ['192.168.0.0/16'] })]);
    expect(outcomeOf(subject, 'NSG-05')).toMatchObject({
      state: 'unknown',
      found: expect.stringContaining(
        "rule 'no-site' (200) may deny TCP 1433 from 10.1.1.0/24 to the network of the source",
      ),
    });
  });

  test('members of an application security group, which cannot be read', () => {
    const subject = sharedCloud();
    const group = {
      destinations: [],
      destinationGroups: ['/subscriptions/s/asg'],
      destinationPorts: ['1433'],
    };
    addRules(subject.estate, DMS_RULES, [deny('asg', group)]);
    expect(outcomeOf(subject, 'NSG-05')).toMatchObject({
      state: 'unknown',
      found: expect.stringContaining('application security group'),
    });
    expect(outcomeOf(subject, 'NSG-03').state).toBe('met');
  });

  test('the subnet of a private endpoint in the network of the instance, instead of Storage', () => {
    const subject = byReplay();
    note(subject, { storageAccountId: ACCOUNT });
    const id = `${ACCOUNT}-pe`;
    change(subject.estate, 'storageAccount', ACCOUNT, (one) => ({
      ...one,
      privateEndpoints: [{ id, status: 'Approved' }],
    }));
    const target = { resourceId: ACCOUNT, groups: ['blob'] };
    set(subject.estate, 'privateEndpoint', id, { id, subnetId: DMS_SUBNET, targets: [target], dnsNames: [] });
    addRules(subject.estate, INSTANCE_RULES, [NO_WAY_TO_THE_INTERNET]);
    expect(outcomeOf(subject, 'NSG-12').state).toBe('met');
    addRules(subject.estate, INSTANCE_RULES, [deny('no-endpoint', { destinations: ['10.1.1.0/24'] })]);
    expect(outcomeOf(subject, 'NSG-12').state).toBe('unmet');
  });

  test.each([
    ['a named instance without a port', { namedInstance: true }, 'forYou'],
    ['a named instance with a port', { namedInstance: true, port: 50_001 }, 'notApplicable'],
    ['a default instance', {}, 'notApplicable'],
  ])('SQL Server Browser: %s', (_name, source, state) => {
    const subject = hybrid();
    note(subject, { source });
    expect(outcomeOf(subject, 'NSG-06').state).toBe(state);
  });

  test('SQL Server Browser, when the name of the server has an instance in it', () => {
    const subject = hybrid();
    const { migration } = subject.plan;
    const source = { ...migration.source, serverNames: ['SQL01\\SALES'] };
    subject.plan = { ...subject.plan, migration: { ...migration, source } };
    expect(outcomeOf(subject, 'NSG-06').state).toBe('forYou');
  });

  test('a source of SQL Server Express for its protocol', () => {
    const subject = hybrid();
    expect(outcomeOf(subject, 'NSG-10').state).toBe('notApplicable');
    note(subject, { source: { express: true } });
    expect(outcomeOf(subject, 'NSG-10').state).toBe('forYou');
  });

  test.each([
    ['Online', 'The runtime is Online, so it reaches Data Factory. Does'],
    ['Offline', 'Does the proxy or firewall of its host let it reach *.datafactory.azure.net'],
  ])('an operator about a runtime outside Azure that is %s', (runtimeState, ask) => {
    const subject = throughMachine();
    note(subject, { runtime: { publicAddress: '203.0.113.7' } });
    const id = subject.plan.notes.migrationServiceId ?? '';
    change(subject.estate, 'migrationService', id, (one) => ({ ...one, runtimeState }));
    expect(outcomeOf(subject, 'NSG-11')).toMatchObject({
      state: 'forYou',
      ask: expect.stringContaining(ask),
    });
  });

  test('firewalls that Azure knows nothing of', () => {
    expect(outcomeOf(isolatedCloud(), 'NSG-09')).toMatchObject({
      state: 'forYou',
      ask: expect.stringContaining('let 10.1.1.0/24 reach TCP 1433'),
    });
    expect(outcomeOf(byReplay(), 'NSG-09').state).toBe('notApplicable');
  });
});
