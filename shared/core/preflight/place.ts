/**
 * Ends of a connection, and which part of one a rule's addresses or service tag cover.
 *
 * What a service tag holds is documented in words (Microsoft Learn, "Virtual network service tags"); its addresses change weekly
 * and are not read. A tag whose relation to a place is not documented covers it perhaps.
 */
import { type ServiceTag, parseTag, relateTags } from './service-tags';
import { ALL_ADDRESSES, type Span, intersect, minus, parsePrefix, showAddresses } from './spans';

/** One end of a connection. */
export type Place =
  | { readonly kind: 'addresses'; readonly span: Span }
  /** Public addresses of a service, or of the internet, without those that rules have decided. */
  | {
      readonly kind: 'tag';
      readonly tag: ServiceTag;
      readonly withoutTags: readonly ServiceTag[];
      readonly withoutSpans: readonly Span[];
    }
  /** Addresses that are not known, in a network outside Azure that is connected to the virtual network. */
  | { readonly kind: 'onPremises' };

/** What is known of the networks around a security group. */
export interface Surroundings {
  /** Address spaces of the virtual network and of those peered with it. */
  readonly networks: readonly Span[];
  /** Address spaces that are connected from outside Azure. */
  readonly onPremises: readonly Span[];
  /** True when a route sends all traffic away: the tag VirtualNetwork may then hold every address. */
  readonly defaultRoute: boolean;
}

/** Parts of a place: certainly covered, perhaps, and not. */
export interface Cut {
  readonly inside: readonly Place[];
  readonly doubtful: readonly Place[];
  readonly outside: readonly Place[];
}

/** Addresses that no public service has: private, loopback, link-local, shared, multicast, and the host of virtual machines. */
export const NOT_PUBLIC = spansOf([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '224.0.0.0/3',
]);
const PUBLIC = minus([ALL_ADDRESSES], NOT_PUBLIC);
/** The host of virtual machines, which the tag VirtualNetwork holds, too. */
const HOST = spansOf(['168.63.129.16']);
/** Tags of the platform with one documented address. */
const PLATFORM: Readonly<Record<string, readonly Span[]>> = {
  azureloadbalancer: HOST,
  azureplatformdns: HOST,
  azureplatformimds: spansOf(['169.254.169.254']),
};

/** Addresses of IPv4 prefixes; anything else is left out. @example spansOf(['10.0.0.0/8', 'fd00::/8']).length // 1 */
export function spansOf(prefixes: readonly string[]): Span[] {
  return prefixes.flatMap((prefix) => parsePrefix(prefix) ?? []);
}

/** The places of IPv4 prefixes. */
export function placesOf(prefixes: readonly string[]): Place[] {
  return spansOf(prefixes).map(atSpan);
}

/** The place of a service tag. @example atTag('Storage.WestEurope') */
export function atTag(name: string): Place {
  return { kind: 'tag', tag: parseTag(name), withoutTags: [], withoutSpans: [] };
}

/** A place as people write it. */
export function showPlace(place: Place): string {
  if (place.kind === 'addresses') return showAddresses(place.span);
  return place.kind === 'onPremises' ? 'the network of the source' : place.tag.name;
}

/** Cuts a place by the addresses of one side of a rule: prefixes, single addresses, service tags, `*`. */
export function cutByPrefixes(place: Place, prefixes: readonly string[], around: Surroundings): Cut {
  const spans = prefixes.flatMap((prefix) => (prefix === '*' ? [ALL_ADDRESSES] : spansOf([prefix])));
  const tags = prefixes.filter(
    (prefix) => prefix !== '*' && !prefix.includes(':') && spansOf([prefix]).length === 0,
  );
  const steps = [
    (part: Place) => cutBySpans(part, spans, around),
    ...tags.map((tag) => (part: Place) => cutByTag(part, parseTag(tag), around)),
  ];
  return steps.reduce<Cut>(
    (cut, step) => {
      const certain = cut.outside.map(step);
      const perhaps = cut.doubtful.map(step);
      return {
        inside: [...cut.inside, ...[...certain, ...perhaps].flatMap(({ inside }) => inside)],
        doubtful: [
          ...certain.flatMap(({ doubtful }) => doubtful),
          ...perhaps.flatMap(({ doubtful, outside }) => [...doubtful, ...outside]),
        ],
        outside: certain.flatMap(({ outside }) => outside),
      };
    },
    { inside: [], doubtful: [], outside: [place] },
  );
}

function cutBySpans(place: Place, spans: readonly Span[], around: Surroundings): Cut {
  if (place.kind === 'addresses')
    return {
      inside: separate(intersect([place.span], spans)).map(atSpan),
      doubtful: [],
      outside: minus([place.span], spans).map(atSpan),
    };
  if (minus([ALL_ADDRESSES], spans).length === 0) return inside(place);
  if (place.kind === 'onPremises')
    return minus(spans, around.networks).length === 0 ? outside(place) : doubtful(place);
  const open = minus(minus(PUBLIC, around.networks), place.withoutSpans);
  const hit = separate(intersect(open, spans));
  if (hit.length === 0) return outside(place);
  if (minus(open, spans).length === 0) return inside(place);
  // Addresses of a service are not read, so they may be among those that tags have decided already.
  if (place.tag.service !== 'internet' || place.withoutTags.length > 0) return doubtful(place);
  const rest: Place = { ...place, withoutSpans: [...place.withoutSpans, ...spans] };
  return { inside: hit.map(atSpan), doubtful: [], outside: [rest] };
}

function cutByTag(place: Place, tag: ServiceTag, around: Surroundings): Cut {
  const platform = PLATFORM[tag.service];
  if (platform !== undefined)
    return place.kind === 'addresses' ? cutBySpans(place, platform, around) : outside(place);
  if (place.kind === 'addresses') return cutSpanByTag(place.span, tag, around);
  if (tag.service === 'virtualnetwork') {
    if (place.kind === 'onPremises') return inside(place);
    return around.defaultRoute ? doubtful(place) : outside(place);
  }
  if (place.kind === 'onPremises') return outside(place);
  const relation = relateTags(tag, place.tag);
  if (relation.kind !== 'part')
    return { holds: inside, apart: outside, unknown: doubtful }[relation.kind](place);
  if (place.withoutSpans.length > 0) return doubtful(place);
  const { shared } = relation;
  if (place.withoutTags.some((gone) => relateTags(gone, shared).kind === 'holds')) return outside(place);
  return {
    inside: [{ ...place, tag: shared }],
    doubtful: [],
    outside: [{ ...place, withoutTags: [...place.withoutTags, shared] }],
  };
}

function cutSpanByTag(span: Span, tag: ServiceTag, { networks, onPremises }: Surroundings): Cut {
  const known = [...networks, ...onPremises, ...HOST];
  if (tag.service === 'virtualnetwork')
    return {
      inside: separate(intersect([span], known)).map(atSpan),
      doubtful: minus([span], known).map(atSpan),
      outside: [],
    };
  const open = intersect(minus([span], known), PUBLIC);
  const rest = minus([span], open).map(atSpan);
  return tag.service === 'internet'
    ? { inside: open.map(atSpan), doubtful: [], outside: rest }
    : { inside: [], doubtful: open.map(atSpan), outside: rest };
}

/** Ranges that may overlap, as ranges that do not. */
function separate(spans: readonly Span[]): Span[] {
  return spans.reduce<Span[]>((apart, span) => [...apart, ...minus([span], apart)], []);
}

function atSpan(span: Span): Place {
  return { kind: 'addresses', span };
}

function inside(place: Place): Cut {
  return { inside: [place], doubtful: [], outside: [] };
}

function doubtful(place: Place): Cut {
  return { inside: [], doubtful: [place], outside: [] };
}

function outside(place: Place): Cut {
  return { inside: [], doubtful: [], outside: [place] };
}
