/** Proves that the network security group of a subnet allows what a row needs, or says which rule to add. */
import { azPlace } from './network-links';
import { type Connection, judgeConnection } from './nsg-verdict';
import { az, met, someOf, unmet } from './outcomes';
import { type Place, type Surroundings, atTag, placesOf, spansOf } from './place';
import type { PreflightPlan } from './plan';
import { type Command, type Proof, ask, endUnknown } from './proof';
import type { NetworkSecurityGroup, SecurityRule, Subnet } from './resources';
import { routeElsewhere } from './route-rows';
import { type Span, parsePorts, parsePrefix, showPorts } from './spans';
import { lastName, networkIdOf, subnetOf } from './subnets';
import { registeredServers } from '../migration/source';

/** One end of a connection: to ask about, and as the rules that allow it name it. */
export interface End {
  readonly places: readonly Place[];
  /** Address prefixes, which one rule takes together, or service tags, of which a rule takes one. */
  readonly prefixes: readonly string[];
  readonly tagged?: true;
  /** Why a rule for it is wider than the host that is meant. */
  readonly width?: string;
}

/** A connection that has to be allowed. */
export interface Need {
  readonly direction: SecurityRule['direction'];
  readonly protocols: Connection['protocols'];
  readonly ports: readonly string[];
  readonly source: End;
  readonly destination: End;
  /** Name of the rule to add when it is not allowed; with several service tags the first part of the names. */
  readonly rule: string;
  /** Why the rule to add is as wide as it is, where that is not plain. */
  readonly width?: string;
  /** The own rules that apply; all of them when absent. */
  readonly applies?: (rule: SecurityRule) => boolean;
}

/** Numbers that own rules may have; those of the default rules are above. */
const PRIORITIES = { first: 100, last: 4096 };

/** The rules that may have to be added, in the order of their rows; each has a number of its own. */
const ADDED_RULES = [
  'management_ServiceBus',
  'Diagnostics',
  'SQL_Source_server',
  'SQL_Server_named_instance',
  'SMB_share',
  'DMS_subnet_outbound',
  'DNS',
  'backup_storage',
  'DMS_subnet',
  'DMS_ports',
  'DMS_DNS',
  'integration_runtime_DataFactory',
  'management_Storage',
  'integration_runtime_Storage',
];

/** An end given by address prefixes. */
export function atPrefixes(prefixes: readonly string[]): End {
  return { places: placesOf(prefixes), prefixes };
}

/** An end at services of Azure, by their service tags. */
export function atServices(...tags: readonly string[]): End {
  return { places: tags.map(atTag), prefixes: tags, tagged: true };
}

/** The network of the source: its addresses as noted, its subnet in Azure, or wherever it is. */
export function* sourceEnd({ notes: { source }, migration }: PreflightPlan): Proof<End> {
  const network = yield* networkOf(source);
  return withWidth(network, registeredServers(migration.source).join(', ') || 'the source server', source);
}

/** The host of the share, when its path names it by its address; otherwise the network of the source. */
export function* shareEnd({ notes: { source, share } }: PreflightPlan): Proof<End> {
  const host = /^\\\\([^\\]+)/.exec(share?.path ?? '')?.[1];
  if (host !== undefined && parsePrefix(host) !== undefined) return atPrefixes([host]);
  return withWidth(yield* networkOf(source), host ?? 'the server of the share', source);
}

type Source = PreflightPlan['notes']['source'];

function* networkOf(source: Source): Proof<End> {
  if (source?.subnetId !== undefined) return atPrefixes((yield* subnetOf(source.subnetId)).addressPrefixes);
  if (source?.addressPrefixes !== undefined) return atPrefixes(source.addressPrefixes);
  return { places: [{ kind: 'onPremises' }], prefixes: ['VirtualNetwork'] };
}

/** A network outside Azure, of which one host is meant whose address Azure does not tell. */
function withWidth(network: End, host: string, source: Source): End {
  const isOneHost = network.prefixes.every((prefix) => {
    const span = parsePrefix(prefix);
    return span !== undefined && span.from === span.to;
  });
  if (isOneHost || source?.subnetId !== undefined) return network;
  return {
    ...network,
    width: `Azure does not report the address of ${host}: give it as preflight.source.addressPrefixes, and the rule names it alone`,
  };
}

/** Proves that the subnet's security group allows all of it; a subnet without one blocks nothing. */
export function* allowedAt(plan: PreflightPlan, subnet: Subnet, needs: readonly Need[]): Proof {
  const name = lastName(subnet.id);
  if (subnet.networkSecurityGroupId === undefined)
    return met(`subnet '${name}' has no network security group, so nothing is blocked`);
  const group = yield* ask({ kind: 'networkSecurityGroup', id: subnet.networkSecurityGroupId });
  const around = yield* surroundings(plan, subnet);
  const deciding = new Set<string>();
  let doubt: string | undefined;
  for (const need of needs) {
    const rules = group.rules.filter((rule) => isDefault(rule) || (need.applies?.(rule) ?? true));
    const verdict = judgeConnection(rules, connectionOf(need), around);
    if (verdict.kind === 'denied') {
      const { rule, part, whole } = verdict;
      const how = whole ? 'denies' : 'denies a part of what is needed:';
      return unmet(
        `rule '${rule.name}' (${rule.priority}, ${rule.direction}) of security group '${lastName(group.id)}' at subnet '${name}' ${how} ${part}`,
        advice(group, need, rule),
        addRules(group, need, rule),
      );
    }
    if (verdict.kind === 'unknown') doubt ??= verdict.reason;
    else for (const rule of verdict.rules) deciding.add(rule.name);
  }
  if (doubt !== undefined) return yield* endUnknown(`security group '${lastName(group.id)}': ${doubt}`);
  return met(`security group '${lastName(group.id)}' allows it by ${someOf([...deciding])}`);
}

/** Where the rules are read from: networks that the tag VirtualNetwork certainly holds. */
function* surroundings({ notes: { source } }: PreflightPlan, subnet: Subnet): Proof<Surroundings> {
  const own = yield* ask({ kind: 'virtualNetwork', id: networkIdOf(subnet.id) });
  const inAzure = source?.subnetId;
  const networks = [own];
  if (inAzure !== undefined) networks.push(yield* ask({ kind: 'virtualNetwork', id: networkIdOf(inAzure) }));
  return {
    networks: spansOf(networks.flatMap(({ addressPrefixes }) => addressPrefixes)),
    onPremises: inAzure === undefined ? spansOf(source?.addressPrefixes ?? []) : [],
    defaultRoute: (yield* routeElsewhere(subnet)) !== undefined,
  };
}

function connectionOf({ direction, protocols, ports, source, destination }: Need): Connection {
  return {
    direction,
    protocols,
    sources: source.places,
    destinations: destination.places,
    ports: ports.flatMap((text): Span[] => {
      const span = parsePorts(text);
      return span === undefined ? [] : [span];
    }),
  };
}

function isDefault({ priority }: SecurityRule): boolean {
  return priority > PRIORITIES.last;
}

/**
 * A free number before a rule: the highest for the first of the rules that may have to be added, the next for the second, so that
 * all of them can be added one after the other.
 */
function freePriority(
  rules: readonly SecurityRule[],
  before: SecurityRule,
  added: string,
): number | undefined {
  const taken = rules
    .filter(({ direction }) => direction === before.direction)
    .map(({ priority }) => priority);
  const free: number[] = [];
  for (let number = Math.min(before.priority - 1, PRIORITIES.last); number >= PRIORITIES.first; number -= 1)
    if (!taken.includes(number)) free.push(number);
  return free[Math.max(0, ADDED_RULES.indexOf(added))] ?? free.at(-1);
}

/** The rules that allow a connection: their names, and what each names as the destination. */
function rulesFor({
  rule,
  destination,
}: Need): readonly { readonly name: string; readonly to: readonly string[] }[] {
  const { prefixes, tagged } = destination;
  return tagged && prefixes.length > 1
    ? prefixes.map((tag) => ({ name: `${rule}_${tag}`, to: [tag] }))
    : [{ name: rule, to: prefixes }];
}

function advice({ rules }: NetworkSecurityGroup, need: Need, deny: SecurityRule): string {
  const added = rulesFor(need).map(({ name }) => name);
  const what = `add ${added.length === 1 ? 'rule' : 'the rules'} ${added.join(' and ')} before`;
  const width = need.width ?? need.destination.width;
  const why = `${width === undefined ? '' : ` (${width})`}${isDefault(deny) ? '' : `; it goes over '${deny.name}' (priority ${deny.priority}): ask first who owns that rule`}`;
  return added.every((name) => freePriority(rules, deny, name) !== undefined)
    ? `${what} '${deny.name}'${why}`
    : `no number is free before '${deny.name}': give it a higher number first, then ${what} it${why}`;
}

function addRules(group: NetworkSecurityGroup, need: Need, deny: SecurityRule): Command {
  const place = `${azPlace(group.id)} --nsg-name ${lastName(group.id)}`;
  const lines = rulesFor(need).map(({ name, to }) => {
    const free = freePriority(group.rules, deny, name);
    return free === undefined
      ? `network nsg rule list ${place} --include-default -o table`
      : [
          `network nsg rule create ${place} --name ${unusedName(group, name)} --priority ${free}`,
          `--direction ${need.direction} --access Allow --protocol ${quoted([protocolOf(need)])}`,
          `--source-address-prefixes ${quoted(need.source.prefixes)} --source-port-ranges "*"`,
          `--destination-address-prefixes ${quoted(to)}`,
          `--destination-port-ranges ${quoted(connectionOf(need).ports.map(showPorts))}`,
        ].join(' ');
  });
  return { language: 'az', text: [...new Set(lines)].map((line) => az(line).text).join('\n') };
}

function protocolOf({ protocols }: Need): string {
  return protocols.length === 1 ? (protocols[0] ?? '*') : '*';
}

/** A name that no rule of the group has: creating a rule under a name that is taken replaces it. */
function unusedName({ rules }: NetworkSecurityGroup, wanted: string): string {
  const taken = new Set(rules.map(({ name }) => name.toLowerCase()));
  let name = wanted;
  for (let count = 2; taken.has(name.toLowerCase()); count += 1) name = `${wanted}_${count}`;
  return name;
}

function quoted(texts: readonly string[]): string {
  return texts.map((text) => (text === '*' ? '"*"' : text)).join(' ');
}
