import { type Connection, judgeConnection } from '../../../shared/core/preflight/nsg-verdict';
import { atTag, placesOf, spansOf } from '../../../shared/core/preflight/place';
import type { SecurityRule } from '../../../shared/core/preflight/resources';
import { DEFAULT_RULES, securityRule } from '../../../tools/emulator/estates/security-rules';

const AROUND = {
  networks: spansOf(['10.0.0.0/16', '10.1.0.0/16']),
  onPremises: spansOf(['192.168.0.0/16']),
  defaultRoute: false,
};
const SUBNET = placesOf(['10.0.1.0/24']);
const out = (name: string, priority: number, rule: Partial<SecurityRule>) =>
  securityRule(name, priority, { direction: 'Outbound', ...rule });
const allowOut = (priority: number, rule: Partial<SecurityRule>) => out(`allow${priority}`, priority, rule);
const denyOut = (priority: number, rule: Partial<SecurityRule>) =>
  out(`deny${priority}`, priority, { access: 'Deny', ...rule });
const to = (destinations: Connection['destinations'], port = 443): Connection => ({
  direction: 'Outbound',
  protocols: ['Tcp'],
  sources: SUBNET,
  destinations,
  ports: [{ from: port, to: port }],
});
const SITE = placesOf(['192.168.7.0/24']);
const STORAGE = [atTag('Storage')];

/** Outcome and deciding rule in one word each, as a table shows them. */
function judge(connection: Connection, own: readonly SecurityRule[], around = AROUND): string {
  const verdict = judgeConnection([...own, ...DEFAULT_RULES], connection, around);
  if (verdict.kind === 'allowed') return `allowed by ${verdict.rules.map(({ name }) => name).join(', ')}`;
  if (verdict.kind === 'unknown') return `unknown: ${verdict.reason}`;
  return `${verdict.whole ? 'denied' : 'partly denied'} by ${verdict.rule.name}`;
}

describe('the first rule in order of priority decides', () => {
  const rows: [string, Connection, SecurityRule[], string][] = [
    ['no own rule, to the source', to(SITE), [], 'allowed by AllowVnetOutBound'],
    ['no own rule, to a service', to(STORAGE), [], 'allowed by AllowInternetOutBound'],
    ['no own rule, to a network that is not connected', to(placesOf(['172.20.0.0/16'])), [], 'unknown: rule'],
    ['a lower number wins', to(SITE), [denyOut(200, {}), allowOut(100, {})], 'allowed by allow100'],
    [
      'rules may be listed in any order',
      to(SITE),
      [allowOut(300, {}), denyOut(200, {})],
      'denied by deny200',
    ],
    [
      'a rule of the other direction does not count',
      to(SITE),
      [securityRule('in', 100, { access: 'Deny' })],
      'allowed by AllowVnetOutBound',
    ],
    ['UDP does not match TCP', to(SITE), [denyOut(100, { protocol: 'Udp' })], 'allowed by AllowVnetOutBound'],
    [
      'case of a protocol does not matter',
      to(SITE),
      [denyOut(100, { protocol: 'TCP' })],
      'denied by deny100',
    ],
    [
      'a range holds its ends',
      to(SITE),
      [denyOut(100, { destinationPorts: ['400-443'] })],
      'denied by deny100',
    ],
    [
      'a range ends at its end',
      to(SITE),
      [denyOut(100, { destinationPorts: ['100-442', '444'] })],
      'allowed by AllowVnetOutBound',
    ],
    [
      'one of several prefixes matches',
      to(SITE),
      [denyOut(100, { destinations: ['10.9.0.0/16', '192.168.0.0/16'] })],
      'denied by deny100',
    ],
    [
      'the source counts',
      to(SITE),
      [denyOut(100, { sources: ['10.0.2.0/24'] })],
      'allowed by AllowVnetOutBound',
    ],
    [
      'IPv6 is another network',
      to(SITE),
      [denyOut(100, { destinations: ['::/0'] })],
      'allowed by AllowVnetOutBound',
    ],
    [
      'ports of services are not the ports that clients connect from',
      to(SITE),
      [denyOut(100, { sourcePorts: ['443'] })],
      'allowed by AllowVnetOutBound',
    ],
  ];
  test.each(rows)('%s', (_name, connection, own, expected) => {
    expect(judge(connection, own)).toContain(expected);
  });
});

describe('what is covered in part is not allowed', () => {
  const rows: [string, Connection, SecurityRule[], string][] = [
    [
      'a denied address in the network',
      to(SITE),
      [denyOut(100, { destinations: ['192.168.7.9'] })],
      'partly denied by deny100',
    ],
    [
      'an allowed half before a deny of all',
      to(SITE),
      [allowOut(100, { destinations: ['192.168.7.0/25'] }), denyOut(200, {})],
      'partly denied by deny200',
    ],
    [
      'two allowed halves before a deny of all',
      to(SITE),
      [allowOut(100, { destinations: ['192.168.7.0/25', '192.168.7.128/25'] }), denyOut(200, {})],
      'allowed by allow100',
    ],
    [
      'a part of the subnet',
      to(SITE),
      [denyOut(100, { sources: ['10.0.1.128/25'] })],
      'partly denied by deny100',
    ],
    [
      'some ports that clients connect from',
      to(SITE),
      [denyOut(100, { sourcePorts: ['49152-65535'] })],
      'partly denied by deny100',
    ],
    [
      'one region of a service',
      to(STORAGE),
      [allowOut(100, { destinations: ['Storage.WestEurope'] }), denyOut(200, {})],
      'partly denied by deny200',
    ],
  ];
  test.each(rows)('%s', (_name, connection, own, expected) => {
    expect(judge(connection, own)).toBe(expected);
  });
});

describe('service tags', () => {
  const cases: [string, string, string][] = [
    ['Storage', 'Storage', 'denied by deny100'],
    ['Storage', 'AzureCloud', 'denied by deny100'],
    ['Storage', 'Internet', 'denied by deny100'],
    ['Storage', 'storage', 'denied by deny100'],
    ['Storage', 'INTERNET', 'denied by deny100'],
    ['Storage.westeurope', 'Storage', 'denied by deny100'],
    ['Storage.westeurope', 'AzureCloud.westeurope', 'denied by deny100'],
    ['Storage.westeurope', 'Storage.northeurope', 'allowed by AllowInternetOutBound'],
    ['Storage.westeurope', 'AzureCloud.northeurope', 'allowed by AllowInternetOutBound'],
    ['Storage.germanywestcentral', 'Storage.GermanyWC', 'denied by deny100'],
    ['Storage', 'Storage.westeurope', 'partly denied by deny100'],
    ['Storage', 'AzureCloud.westeurope', 'partly denied by deny100'],
    ['Internet', 'Storage', 'partly denied by deny100'],
    ['AzureCloud', 'ServiceBus', 'partly denied by deny100'],
    ['AzureCloud.westeurope', 'Storage', 'partly denied by deny100'],
    ['Internet', '40.0.0.0/8', 'partly denied by deny100'],
    ['Internet', '10.0.0.0/8', 'allowed by AllowInternetOutBound'],
    ['Storage', '192.168.0.0/16', 'allowed by AllowInternetOutBound'],
    ['Storage', 'VirtualNetwork', 'allowed by AllowInternetOutBound'],
    ['Storage', 'AzureLoadBalancer', 'allowed by AllowInternetOutBound'],
    ['Storage', '0.0.0.0/0', 'denied by deny100'],
    ['Storage', 'Sql', 'allowed by AllowInternetOutBound'],
    ['Storage', 'AzureMonitor', 'unknown'],
    ['ServiceBus', 'EventHub', 'unknown'],
    ['Storage', '20.0.0.0/8', 'unknown'],
    ['Storage', 'SomethingNew', 'unknown'],
    ['192.168.7.0/24', 'VirtualNetwork', 'denied by deny100'],
    ['10.1.4.0/24', 'VirtualNetwork', 'denied by deny100'],
    ['192.168.7.0/24', 'Internet', 'allowed by AllowVnetOutBound'],
    ['192.168.7.0/24', 'Storage', 'allowed by AllowVnetOutBound'],
    ['168.63.129.16', 'AzureLoadBalancer', 'denied by deny100'],
    ['168.63.129.16', 'AzurePlatformDNS', 'denied by deny100'],
    ['52.1.1.1', 'Internet', 'denied by deny100'],
    ['52.1.1.1', 'Sql', 'unknown'],
  ];
  test.each(cases)('to %s, when a rule denies %s: %s', (asked, denied, expected) => {
    const place = /^\d/.test(asked) ? placesOf([asked]) : [atTag(asked)];
    expect(judge(to(place), [denyOut(100, { destinations: [denied] })]).startsWith(expected)).toBe(true);
  });

  test('two halves of all addresses are all addresses', () => {
    const halves = ['0.0.0.0/1', '128.0.0.0/1'];
    expect(judge(to(STORAGE), [denyOut(100, { destinations: halves })])).toBe('denied by deny100');
  });

  test('a tag that may not matter leaves no doubt: both ways the connection is allowed', () => {
    expect(judge(to(STORAGE), [allowOut(100, { destinations: ['AzureMonitor'] })])).toContain('allowed by');
  });

  test('the part of the internet that a rule has allowed is not denied by the next one', () => {
    const rules = [
      allowOut(100, { destinations: ['AzureCloud'] }),
      denyOut(200, { destinations: ['Storage'] }),
    ];
    expect(judge(to([atTag('Internet')]), rules)).toBe('allowed by allow100, AllowInternetOutBound');
  });

  test('a route that sends everything away makes the tag VirtualNetwork doubtful for public addresses', () => {
    const rule = denyOut(100, { destinations: ['VirtualNetwork'] });
    expect(judge(to(STORAGE), [rule], { ...AROUND, defaultRoute: true })).toContain('unknown');
  });
});

describe('what cannot be read is unknown where it could decide', () => {
  const group = { destinations: [], destinationGroups: ['/subscriptions/s/…/applicationSecurityGroups/web'] };
  const unknownSite: Connection['destinations'] = [{ kind: 'onPremises' }];

  test('an application security group in a deny', () => {
    expect(judge(to(placesOf(['10.1.0.0/24'])), [denyOut(100, group)])).toBe(
      "unknown: rule 'deny100' (100) may deny TCP 443 from 10.0.1.0/24 to 10.1.0.0/24: it names an application security group, whose members cannot be read",
    );
  });

  test.each([
    ['outside Azure', SITE],
    ['of a service', STORAGE],
  ])('an application security group holds no addresses %s', (_name, place) => {
    expect(judge(to(place), [denyOut(100, group)])).toContain('allowed by');
  });

  test('an application security group of another port', () => {
    const rule = denyOut(100, { ...group, destinationPorts: ['80'] });
    expect(judge(to(placesOf(['10.1.0.0/24'])), [rule])).toBe('allowed by AllowVnetOutBound');
  });

  test('an application security group in an allow before a deny of all', () => {
    expect(judge(to(placesOf(['10.1.0.0/24'])), [allowOut(100, group), denyOut(200, {})])).toContain(
      "unknown: rule 'allow100'",
    );
  });

  test('prefixes against a source network whose addresses are not told', () => {
    expect(judge(to(unknownSite), [])).toBe('allowed by AllowVnetOutBound');
    expect(judge(to(unknownSite), [denyOut(100, { destinations: ['192.168.0.0/16'] })])).toContain('unknown');
    expect(judge(to(unknownSite), [denyOut(100, { destinations: ['10.1.0.0/16'] })])).toContain('allowed by');
    expect(judge(to(unknownSite), [denyOut(100, { destinations: ['VirtualNetwork'] })])).toContain(
      'denied by',
    );
  });

  test('a rule without addresses, or with ports that are not understood', () => {
    expect(judge(to(SITE), [denyOut(100, { destinations: [] })])).toContain('unknown');
    expect(judge(to(SITE), [denyOut(100, { destinationPorts: ['many'] })])).toContain('unknown');
  });

  test('rules without the default ones', () => {
    expect(judgeConnection([], to(SITE), AROUND)).toEqual({
      kind: 'unknown',
      reason:
        'no rule matches TCP 443 from 10.0.1.0/24 to 192.168.7.0/24; the default rules are not reported',
    });
  });
});

/** Microsoft Learn, "Azure application security groups overview" and "How network security groups filter network traffic". */
describe('documented examples', () => {
  const inbound = (sources: Connection['sources'], port: number): Connection => ({
    direction: 'Inbound',
    protocols: ['Tcp'],
    sources,
    destinations: SUBNET,
    ports: [{ from: port, to: port }],
  });

  test('HTTP from the internet is denied by DenyAllInBound until a rule allows it', () => {
    const web = securityRule('Allow-HTTP-Inbound-Internet', 100, {
      sources: ['Internet'],
      destinationPorts: ['80'],
      protocol: 'Tcp',
    });
    expect(judge(inbound([atTag('Internet')], 80), [])).toBe('denied by DenyAllInBound');
    expect(judge(inbound([atTag('Internet')], 80), [web])).toBe('allowed by Allow-HTTP-Inbound-Internet');
  });

  test('HTTP to the internet is allowed by AllowInternetOutBound unless a rule denies port 80', () => {
    expect(judge(to([atTag('Internet')], 80), [])).toBe('allowed by AllowInternetOutBound');
    expect(judge(to([atTag('Internet')], 80), [denyOut(100, { destinationPorts: ['80'] })])).toBe(
      'denied by deny100',
    );
  });

  test('the business logic reaches the database before Deny-Database-All, everything else does not', () => {
    const rules = [
      securityRule('Allow-Database-BusinessLogic', 110, {
        sources: ['10.0.2.0/28'],
        destinations: ['10.0.1.0/24'],
        destinationPorts: ['1433'],
        protocol: 'Tcp',
      }),
      securityRule('Deny-Database-All', 120, {
        access: 'Deny',
        destinations: ['10.0.1.0/24'],
        destinationPorts: ['1433'],
      }),
    ];
    expect(judge(inbound(placesOf(['10.0.2.0/28']), 1433), rules)).toBe(
      'allowed by Allow-Database-BusinessLogic',
    );
    expect(judge(inbound(placesOf(['10.0.3.0/28']), 1433), rules)).toBe('denied by Deny-Database-All');
    expect(judge(inbound(placesOf(['10.0.2.0/24']), 1433), rules)).toBe('partly denied by Deny-Database-All');
  });

  test('machines of one subnet do not reach each other when a rule denies everything', () => {
    expect(judge(inbound(SUBNET, 1433), [])).toBe('allowed by AllowVnetInBound');
    expect(judge(inbound(SUBNET, 1433), [securityRule('all', 4096, { access: 'Deny' })])).toBe(
      'denied by all',
    );
  });
});
