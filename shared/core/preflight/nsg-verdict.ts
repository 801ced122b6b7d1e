/**
 * What the rules of a network security group do with a connection, and which rule decides.
 *
 * Rules apply in order of priority, the first that matches decides, replies need no rule (Microsoft Learn, "Azure network security
 * groups overview"). A connection is usually asked about as a whole (a subnet, all addresses of a service), and rules may
 * cover parts of it: it is allowed only when every part is. Not seen here: security groups of single network interfaces, and security
 * admin rules of Azure Virtual Network Manager. The effective rules of an interface would show both, but reading them is a
 * POST that starts an operation, and the preflight only reads.
 */
import { type Cut, type Place, type Surroundings, cutByPrefixes, showPlace } from './place';
import type { SecurityRule } from './resources';
import { ALL_PORTS, type Span, intersect, minus, parsePorts, showPorts } from './spans';

/** A connection to ask about; every combination of its members is meant. */
export interface Connection {
  readonly direction: SecurityRule['direction'];
  readonly protocols: readonly Protocol[];
  readonly sources: readonly Place[];
  readonly destinations: readonly Place[];
  readonly ports: readonly Span[];
}

/** Transport protocols that migrations use. */
export type Protocol = 'Tcp' | 'Udp';

/** What the rules come to; `rules` and `rule` are the deciding ones. */
export type Verdict =
  | { readonly kind: 'allowed'; readonly rules: readonly SecurityRule[] }
  /** `part` is one denied part in words; `whole` when nothing of the connection is allowed. */
  | { readonly kind: 'denied'; readonly rule: SecurityRule; readonly part: string; readonly whole: boolean }
  | { readonly kind: 'unknown'; readonly reason: string };

interface Piece {
  readonly protocol: Protocol;
  readonly source: Place;
  readonly destination: Place;
  readonly sourcePorts: Span;
  readonly ports: Span;
  /** Rules that perhaps decided it before. */
  readonly doubts: readonly SecurityRule[];
}

interface Decided {
  readonly piece: Piece;
  readonly rule: SecurityRule;
}

/** Clients connect from ports above the well-known ones (RFC 6335). */
const CLIENT_PORTS: Span = { from: 1024, to: ALL_PORTS.to };

/** Judges a connection by the rules of one security group, own and default ones together. */
export function judgeConnection(
  rules: readonly SecurityRule[],
  connection: Connection,
  around: Surroundings,
): Verdict {
  const inOrder = rules
    .filter(({ direction }) => direction === connection.direction)
    .sort((a, b) => a.priority - b.priority);
  const decided: Decided[] = [];
  let open = piecesOf(connection);
  for (const rule of inOrder) {
    const cuts = open.map((piece) => cutByRule(piece, rule, around));
    decided.push(...cuts.flatMap(({ hit }) => hit.map((piece) => ({ piece, rule }))));
    open = cuts.flatMap(({ rest }) => rest);
  }
  return verdictOf(decided, open);
}

function verdictOf(decided: readonly Decided[], open: readonly Piece[]): Verdict {
  const certain = decided.filter(({ piece, rule }) =>
    piece.doubts.every(({ access }) => access === rule.access),
  );
  const denied = certain.find(({ rule }) => rule.access === 'Deny');
  if (denied !== undefined) {
    const whole =
      open.length === 0 && decided.every((one) => certain.includes(one) && one.rule.access === 'Deny');
    return { kind: 'denied', rule: denied.rule, part: showPiece(denied.piece), whole };
  }
  const doubtful = decided.find((one) => !certain.includes(one));
  if (doubtful !== undefined) return { kind: 'unknown', reason: explainDoubt(doubtful) };
  if (open[0] !== undefined)
    return {
      kind: 'unknown',
      reason: `no rule matches ${showPiece(open[0])}; the default rules are not reported`,
    };
  return { kind: 'allowed', rules: [...new Set(decided.map(({ rule }) => rule))] };
}

function explainDoubt({ piece, rule }: Decided): string {
  const doubt = piece.doubts.find(({ access }) => access !== rule.access) ?? rule;
  const groups = [...doubt.sourceGroups, ...doubt.destinationGroups];
  const why =
    groups.length > 0
      ? 'it names an application security group, whose members cannot be read'
      : 'which addresses its service tags hold cannot be read';
  const verb = doubt.access === 'Deny' ? 'deny' : 'allow';
  return `rule '${doubt.name}' (${doubt.priority}) may ${verb} ${showPiece(piece)}: ${why}`;
}

function piecesOf({ protocols, sources, destinations, ports }: Connection): Piece[] {
  return protocols.flatMap((protocol) =>
    sources.flatMap((source) =>
      destinations.flatMap((destination) =>
        ports.map((span) => ({
          protocol,
          source,
          destination,
          sourcePorts: CLIENT_PORTS,
          ports: span,
          doubts: [],
        })),
      ),
    ),
  );
}

/** What a rule decides of a piece, and what goes on to the next rule: the parts outside it, and those it covers only perhaps. */
function cutByRule(piece: Piece, rule: SecurityRule, around: Surroundings): { hit: Piece[]; rest: Piece[] } {
  if (rule.protocol !== '*' && rule.protocol.toLowerCase() !== piece.protocol.toLowerCase())
    return { hit: [], rest: [piece] };
  const { sources, sourceGroups, destinations, destinationGroups } = rule;
  let covered: readonly Covered[] = [{ piece, doubt: false }];
  const rest: Piece[] = [];
  const narrow = <K extends keyof Piece>(member: K, { inside, doubtful, outside }: Parts<Piece[K]>): void => {
    const set = (value: Piece[K]) => (one: Covered) => ({ ...one, piece: { ...one.piece, [member]: value } });
    rest.push(...outside.flatMap((value) => covered.map(set(value)).map((one) => one.piece)));
    covered = [
      ...inside.flatMap((value) => covered.map(set(value))),
      ...doubtful.flatMap((value) => covered.map(set(value)).map((one) => ({ ...one, doubt: true }))),
    ];
  };
  narrow('ports', cutByPorts(piece.ports, rule.destinationPorts));
  narrow('sourcePorts', cutByPorts(piece.sourcePorts, rule.sourcePorts));
  narrow('source', cutByEnd(piece.source, sources, sourceGroups, around));
  narrow('destination', cutByEnd(piece.destination, destinations, destinationGroups, around));
  const perhaps = covered.filter(({ doubt }) => doubt).map((one) => one.piece);
  return {
    hit: covered.filter(({ doubt }) => !doubt).map((one) => one.piece),
    rest: [...rest, ...perhaps.map((one) => ({ ...one, doubts: [...one.doubts, rule] }))],
  };
}

/** A part of a piece that a rule covers, or covers perhaps. */
interface Covered {
  readonly piece: Piece;
  readonly doubt: boolean;
}

interface Parts<Value> {
  readonly inside: readonly Value[];
  readonly doubtful: readonly Value[];
  readonly outside: readonly Value[];
}

function cutByPorts(span: Span, texts: readonly string[]): Parts<Span> {
  const ranges = texts.map(parsePorts);
  const spans = ranges
    .flatMap((range) => range ?? [])
    .reduce<Span[]>((apart, one) => [...apart, ...minus([one], apart)], []);
  const outside = minus([span], spans);
  const unreadable = ranges.length === 0 || ranges.includes(undefined);
  return {
    inside: intersect([span], spans),
    doubtful: unreadable ? outside : [],
    outside: unreadable ? [] : outside,
  };
}

/** One side of a rule: its prefixes, and application security groups, which hold interfaces of virtual networks. */
function cutByEnd(
  place: Place,
  prefixes: readonly string[],
  groups: readonly string[],
  around: Surroundings,
): Cut {
  const cut = cutByPrefixes(place, prefixes, around);
  const unreported = prefixes.length + groups.length === 0;
  const perhaps = cut.outside.filter(
    (part) => unreported || (groups.length > 0 && mayBeInAzure(part, around)),
  );
  return {
    inside: cut.inside,
    doubtful: [...cut.doubtful, ...perhaps],
    outside: cut.outside.filter((part) => !perhaps.includes(part)),
  };
}

function mayBeInAzure(place: Place, { onPremises }: Surroundings): boolean {
  return place.kind === 'addresses' && minus([place.span], onPremises).length > 0;
}

function showPiece({ protocol, source, destination, ports }: Piece): string {
  return `${protocol.toUpperCase()} ${showPorts(ports)} from ${showPlace(source)} to ${showPlace(destination)}`;
}
