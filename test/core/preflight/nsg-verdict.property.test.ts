import fc from 'fast-check';
import { type Connection, judgeConnection } from '../../../shared/core/preflight/nsg-verdict';
import { atTag, placesOf, spansOf } from '../../../shared/core/preflight/place';
import type { SecurityRule } from '../../../shared/core/preflight/resources';
import { DEFAULT_RULES, securityRule } from '../../../tools/emulator/estates/security-rules';

/** A small world in which every tag has its addresses, and every packet can be tried. */
const TAGS: Readonly<Record<string, readonly string[]>> = {
  VirtualNetwork: ['10.0.0.0/29', '10.0.1.0/30', '192.168.0.0/30'],
  'Storage.westeurope': ['20.0.0.0/31'],
  'Storage.northeurope': ['20.0.0.2/31'],
  Storage: ['20.0.0.0/30', '20.0.1.0/31'],
  'ServiceBus.westeurope': ['20.0.2.0/31'],
  'AzureCloud.westeurope': ['20.0.0.0/31', '20.0.2.0/31', '20.0.3.0/31'],
  AzureCloud: ['20.0.0.0/30', '20.0.1.0/31', '20.0.2.0/31', '20.0.3.0/31', '20.0.4.0/31'],
  Internet: [
    '20.0.0.0/30',
    '20.0.1.0/31',
    '20.0.2.0/31',
    '20.0.3.0/31',
    '20.0.4.0/31',
    '40.0.0.0/30',
    '140.0.0.0/31',
  ],
  '*': ['0.0.0.0/0'],
};
const AROUND = {
  networks: spansOf(['10.0.0.0/29', '10.0.1.0/30']),
  onPremises: spansOf(['192.168.0.0/30']),
  defaultRoute: false,
};
const PORTS = [441, 442, 443, 444];
const CLIENT_PORTS = [1024, 29_999, 30_000, 65_535];

interface Packet {
  readonly protocol: string;
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly port: number;
}

const bitsOf = (address: string) =>
  address
    .split('.')
    .map((byte) => Number(byte).toString(2).padStart(8, '0'))
    .join('');

const held = new Map<string, boolean>();

function holds(prefix: string, address: string): boolean {
  const key = `${prefix} ${address}`;
  const before = held.get(key);
  if (before !== undefined) return before;
  held.set(key, compare(prefix, address));
  return holds(prefix, address);
}

function compare(prefix: string, address: string): boolean {
  const known = TAGS[prefix];
  if (known !== undefined) return known.some((one) => holds(one, address));
  const [start = '', length = '32'] = prefix.split('/');
  return bitsOf(address).startsWith(bitsOf(start).slice(0, Number(length)));
}

function among(range: string, port: number): boolean {
  const [from = '', to = from] = range.split('-');
  return range === '*' || (Number(from) <= port && port <= Number(to));
}

/** The plainest evaluation: the rules one after the other, for one packet. */
function decide(rules: readonly SecurityRule[], direction: string, packet: Packet): string | undefined {
  return [...rules]
    .sort((a, b) => a.priority - b.priority)
    .find(
      (rule) =>
        rule.direction === direction &&
        ['*', packet.protocol].includes(rule.protocol) &&
        rule.sources.some((prefix) => holds(prefix, packet.source)) &&
        rule.destinations.some((prefix) => holds(prefix, packet.destination)) &&
        rule.sourcePorts.some((range) => among(range, packet.sourcePort)) &&
        rule.destinationPorts.some((range) => among(range, packet.port)),
    )?.access;
}

/** Addresses of a prefix or tag: all of them, there are few. */
function addressesOf(prefix: string): string[] {
  return (TAGS[prefix] ?? [prefix]).flatMap((text) => {
    const [start = '', length = '32'] = text.split('/');
    const last = Number(start.split('.')[3]);
    const size = 2 ** (32 - Number(length));
    return Array.from({ length: size }, (_, index) => start.replace(/\d+$/, `${last + index}`));
  });
}

const LOCAL = [
  '10.0.0.0/29',
  '10.0.0.4/30',
  '10.0.1.0/30',
  '10.0.0.3/32',
  '192.168.0.0/30',
  '192.168.0.1/32',
];
const PUBLIC_TAGS = Object.keys(TAGS).filter((tag) => tag !== 'VirtualNetwork' && tag !== '*');
const ports = fc.subarray(['441', '442-443', '443', '440-450', '444', '*'], { minLength: 1 });

const rulesOver = (prefixes: readonly string[]) => {
  const side = fc.subarray([...prefixes], { minLength: 1, maxLength: 3 });
  const rule = fc.record({
    direction: fc.constantFrom<('Inbound' | 'Outbound')[]>('Inbound', 'Outbound', 'Outbound'),
    access: fc.constantFrom<('Allow' | 'Deny')[]>('Allow', 'Deny'),
    protocol: fc.constantFrom('*', 'Tcp', 'Udp'),
    sources: fc.oneof(fc.constant(['*']), side),
    destinations: fc.oneof(fc.constant(['*']), side),
    destinationPorts: ports,
    sourcePorts: fc.constantFrom(['*'], ['*'], ['1-29999'], ['30000-65535', '5']),
  });
  return fc
    .uniqueArray(fc.tuple(fc.integer({ min: 100, max: 4096 }), rule), {
      maxLength: 7,
      selector: ([priority]) => priority,
    })
    .map((list) => [
      ...list.map(([priority, one]) => securityRule(`r${priority}`, priority, one)),
      ...DEFAULT_RULES,
    ]);
};

const asked = fc.record({
  direction: fc.constantFrom<('Inbound' | 'Outbound')[]>('Inbound', 'Outbound'),
  protocols: fc.constantFrom<('Tcp' | 'Udp')[][]>(['Tcp'], ['Udp'], ['Tcp', 'Udp']),
  source: fc.constantFrom(...LOCAL),
  destination: fc.constantFrom(...LOCAL),
  port: fc.constantFrom({ from: 443, to: 443 }, { from: 441, to: 444 }),
});

type Asked = typeof asked extends fc.Arbitrary<infer Value> ? Value : never;

function packetsOf({ protocols, source, destination, port }: Asked): Packet[] {
  return protocols.flatMap((protocol) =>
    addressesOf(source).flatMap((from) =>
      addressesOf(destination).flatMap((to) =>
        PORTS.filter((one) => one >= port.from && one <= port.to).flatMap((one) =>
          CLIENT_PORTS.map((sourcePort) => ({
            protocol,
            source: from,
            sourcePort,
            destination: to,
            port: one,
          })),
        ),
      ),
    ),
  );
}

function connectionOf({ direction, protocols, source, destination, port }: Asked): Connection {
  const place = (text: string) => (text in TAGS ? [atTag(text)] : placesOf([text]));
  return { direction, protocols, sources: place(source), destinations: place(destination), ports: [port] };
}

/** All that single packets meet: `Allow`, `Deny`, or both. */
function tryPackets(rules: readonly SecurityRule[], one: Asked): string[] {
  return [
    ...new Set(packetsOf(one).map((packet) => decide(rules, one.direction, packet) ?? 'nothing')),
  ].sort();
}

describe('the verdict on a whole connection against every packet of it', () => {
  test('with addresses and VirtualNetwork in the rules it is exact', () => {
    fc.assert(
      fc.property(
        rulesOver([...LOCAL, 'VirtualNetwork', '*', 'Internet', 'Storage']),
        asked,
        (rules, one) => {
          const verdict = judgeConnection(rules, connectionOf(one), AROUND);
          const packets = tryPackets(rules, one);
          const said = {
            allowed: ['Allow'],
            denied: verdict.kind === 'denied' && verdict.whole ? ['Deny'] : ['Allow', 'Deny'],
            unknown: [],
          };
          expect({ verdict: verdict.kind, packets: said[verdict.kind] }).toEqual({
            verdict: verdict.kind,
            packets,
          });
        },
      ),
      { numRuns: 200 },
    );
  });

  test('to services, it claims nothing that one packet disproves', () => {
    const toService = fc
      .tuple(asked, fc.constantFrom(...PUBLIC_TAGS))
      .map(([one, destination]) => ({ ...one, direction: 'Outbound' as const, destination }));
    const prefixes = [
      ...PUBLIC_TAGS,
      'VirtualNetwork',
      '10.0.0.0/29',
      '20.0.0.0/30',
      '40.0.0.0/31',
      '0.0.0.0/1',
    ];
    fc.assert(
      fc.property(rulesOver(prefixes), toService, (rules, one) => {
        const verdict = judgeConnection(rules, connectionOf(one), AROUND);
        const packets = tryPackets(rules, one);
        if (verdict.kind === 'allowed') expect(packets).toEqual(['Allow']);
        if (verdict.kind === 'denied') expect(packets).toContain('Deny');
        if (verdict.kind === 'denied' && verdict.whole) expect(packets).toEqual(['Deny']);
      }),
      { numRuns: 200 },
    );
  });
});
