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

/** One end of a connection: to ask about, and as the rule that allows it names it. */
export interface End {
  readonly places: readonly Place[];
  readonly prefixes: readonly string[];
}

/** A connection that has to be allowed. */
export interface Need {
  readonly direction: SecurityRule['direction'];
  readonly protocols: Connection['protocols'];
  readonly ports: readonly string[];
  readonly source: End;
  readonly destination: End;
  /** Name of the rule to add when it is not allowed. */
  readonly rule: string;
  /** The own rules that apply; all of them when absent. */
  readonly applies?: (rule: SecurityRule) => boolean;
}

/** Numbers that own rules may have; those of the default rules are above. */
const PRIORITIES = { first: 100, last: 4096 };

/** The rules that may have to be added, in the order of their rows; each has a number of its own. */
const ADDED_RULES = [
  'management',
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
  'integration_runtime',
];

/** An end given by address prefixes. */
export function atPrefixes(prefixes: readonly string[]): End {
  return { places: placesOf(prefixes), prefixes };
}

/** An end at services of Azure; a rule has room for one tag, so it names what holds them all. */
export function atServices(tags: readonly string[], prefix: string): End {
  return { places: tags.map(atTag), prefixes: [prefix] };
}

/** The network of the source: its addresses as noted, its subnet in Azure, or wherever it is. */
export function* sourceEnd({ notes: { source } }: PreflightPlan): Proof<End> {
  if (source?.subnetId !== undefined) return atPrefixes((yield* subnetOf(source.subnetId)).addressPrefixes);
  if (source?.addressPrefixes !== undefined) return atPrefixes(source.addressPrefixes);
  return { places: [{ kind: 'onPremises' }], prefixes: ['VirtualNetwork'] };
}

/** The host of the share, when its path names it by its address; otherwise the network of the source. */
export function* shareEnd(plan: PreflightPlan): Proof<End> {
  const host = /^\\\\([^\\]+)/.exec(plan.notes.share?.path ?? '')?.[1];
  return host !== undefined && parsePrefix(host) !== undefined ? atPrefixes([host]) : yield* sourceEnd(plan);
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
      const how = whole ? 'denies' : 'denies a part of it:';
      return unmet(
        `rule '${rule.name}' (${rule.priority}, ${rule.direction}) of security group '${lastName(group.id)}' at subnet '${name}' ${how} ${part}`,
        advice(group, need, rule),
        addRule(group, need, rule),
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

function advice({ rules }: NetworkSecurityGroup, { rule: name }: Need, deny: SecurityRule): string {
  if (freePriority(rules, deny, name) !== undefined) return `add rule ${name} before '${deny.name}'`;
  return `no number is free before '${deny.name}': give it a higher number first, then add rule ${name} before it`;
}

function addRule(group: NetworkSecurityGroup, need: Need, deny: SecurityRule): Command {
  const place = `${azPlace(group.id)} --nsg-name ${lastName(group.id)}`;
  const free = freePriority(group.rules, deny, need.rule);
  if (free === undefined) return az(`network nsg rule list ${place} --include-default -o table`);
  const protocol = need.protocols.length === 1 ? need.protocols[0] : '*';
  return az(
    [
      `network nsg rule create ${place} --name ${unusedName(group, need.rule)} --priority ${free}`,
      `--direction ${need.direction} --access Allow --protocol ${quoted([protocol ?? '*'])}`,
      `--source-address-prefixes ${quoted(need.source.prefixes)} --source-port-ranges '*'`,
      `--destination-address-prefixes ${quoted(need.destination.prefixes)}`,
      `--destination-port-ranges ${quoted(connectionOf(need).ports.map(showPorts))}`,
    ].join(' '),
  );
}

/** A name that no rule of the group has: creating a rule under a name that is taken replaces it. */
function unusedName({ rules }: NetworkSecurityGroup, wanted: string): string {
  const taken = new Set(rules.map(({ name }) => name.toLowerCase()));
  let name = wanted;
  for (let count = 2; taken.has(name.toLowerCase()); count += 1) name = `${wanted}_${count}`;
  return name;
}

function quoted(texts: readonly string[]): string {
  return texts.map((text) => (text === '*' ? "'*'" : text)).join(' ');
}

/** What an outcome of several subnets comes to: the first that is not met. */
export function* allMet(outcomes: readonly Proof[]): Proof {
  const found: string[] = [];
  for (const proof of outcomes) {
    const outcome = yield* proof;
    if (outcome.state !== 'met') return outcome;
    found.push(outcome.found);
  }
  return met(found.join('; '));
}
