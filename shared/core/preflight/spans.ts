/** Closed ranges of numbers: IPv4 addresses and ports. */

/** A closed range. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** All IPv4 addresses. */
export const ALL_ADDRESSES: Span = { from: 0, to: 0xffff_ffff };

/** All ports. */
export const ALL_PORTS: Span = { from: 0, to: 65_535 };

const ADDRESS = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?$/;

/** Reads an IPv4 address or prefix; anything else is `undefined`. @example parsePrefix('10.0.1.0/24') // { from: 167772416, to: 167772671 } */
export function parsePrefix(text: string): Span | undefined {
  const match = ADDRESS.exec(text.trim());
  if (match === null) return undefined;
  const bytes = match.slice(1, 5).map(Number);
  const bits = Number(match[5] ?? 32);
  if (bits > 32 || bytes.some((byte) => byte > 255)) return undefined;
  const address = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  const size = 2 ** (32 - bits);
  const from = address - (address % size);
  return { from, to: from + size - 1 };
}

/** Reads a port or a range of ports; `*` is all of them. @example parsePorts('100-200') // { from: 100, to: 200 } */
export function parsePorts(text: string): Span | undefined {
  if (text.trim() === '*') return ALL_PORTS;
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text.trim());
  if (match === null) return undefined;
  const from = Number(match[1]);
  const to = Number(match[2] ?? match[1]);
  return from <= to && to <= ALL_PORTS.to ? { from, to } : undefined;
}

/** What two ranges share. */
export function overlap(a: Span, b: Span): Span | undefined {
  const from = Math.max(a.from, b.from);
  const to = Math.min(a.to, b.to);
  return from <= to ? { from, to } : undefined;
}

/** What is in both lists. */
export function intersect(these: readonly Span[], those: readonly Span[]): Span[] {
  return these.flatMap((a) =>
    those.flatMap((b) => {
      const shared = overlap(a, b);
      return shared === undefined ? [] : [shared];
    }),
  );
}

/** What is left of the ranges without the others. */
export function minus(these: readonly Span[], those: readonly Span[]): Span[] {
  return those.reduce<Span[]>(
    (left, { from, to }) => {
      return left.flatMap((span) => [
        ...(span.from < from ? [{ from: span.from, to: Math.min(span.to, from - 1) }] : []),
        ...(span.to > to ? [{ from: Math.max(span.from, to + 1), to: span.to }] : []),
      ]);
    },
    [...these],
  );
}

/** A range of addresses as people write it. @example showAddresses({ from: 167772416, to: 167772671 }) // '10.0.1.0/24' */
export function showAddresses({ from, to }: Span): string {
  const bits = 32 - Math.log2(to - from + 1);
  if (!Number.isInteger(bits) || from % (to - from + 1) !== 0) return `${dotted(from)}-${dotted(to)}`;
  return bits === 32 ? dotted(from) : `${dotted(from)}/${bits}`;
}

/** Ports as rules write them. @example showPorts({ from: 443, to: 443 }) // '443' */
export function showPorts({ from, to }: Span): string {
  if (from === 0 && to === ALL_PORTS.to) return '*';
  return from === to ? `${from}` : `${from}-${to}`;
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}
