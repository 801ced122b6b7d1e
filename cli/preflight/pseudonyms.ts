/**
 * Pseudonyms that judge as the originals do: equal stays equal, a folder stays below its folder, an address stays in its prefix.
 *
 * Each export has a key of its own, so pseudonyms of two exports cannot be compared, and none can be looked up by guessing.
 */
import { createHmac } from 'node:crypto';
import { NOT_PUBLIC } from '../../shared/core/preflight/place';
import { type Span, intersect, parsePrefix } from '../../shared/core/preflight/spans';

/** Gives pseudonyms, always the same one for the same original, whatever its case. */
export interface Pseudonyms {
  /** Of a name. @param kind what it names, for a pseudonym that people can read: `subnet2` */
  name(original: string, kind: string): string;
  /** Of a GUID. */
  guid(original: string): string;
  /** Of an address or prefix; private ones (RFC 1918) and those of the platform stay as they are. */
  address(original: string): string;
  /** Of the name of a container, a folder or a blob: what is below one stays below it, and extensions stay. */
  path(original: string): string;
  /** Pseudonym to original. */
  table(): Readonly<Record<string, string>>;
}

const BITS = 32;

/** Builds a giver of pseudonyms. @param key random, and thrown away with it */
export function createPseudonyms(key: Buffer): Pseudonyms {
  const given = new Map<string, string>();
  const originals: Record<string, string> = {};
  const counts = new Map<string, number>();
  const byte = (text: string) => createHmac('sha256', key).update(text).digest()[0] ?? 0;
  const once = (world: string, original: string, make: () => string): string => {
    const known = given.get(`${world} ${original.toLowerCase()}`);
    if (known !== undefined) return known;
    const pseudonym = make();
    given.set(`${world} ${original.toLowerCase()}`, pseudonym);
    if (pseudonym !== original) originals[pseudonym] = original;
    return pseudonym;
  };
  const next = (kind: string): number => {
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return count;
  };
  return {
    name: (original, kind) => once('name', original, () => `${kind}${next(kind)}`),
    guid: (original) =>
      once('guid', original, () => `00000000-0000-4000-8000-${String(next('guid')).padStart(12, '0')}`),
    address: (original) => once('address', original, () => maskAddress(original, byte)),
    path: (original) =>
      // Case may count in names of blobs, so the pseudonym keeps it.
      record(originals, original, maskPath(original, byte)),
    table: () => originals,
  };
}

function record(originals: Record<string, string>, original: string, pseudonym: string): string {
  if (pseudonym !== original) originals[pseudonym] = original;
  return pseudonym;
}

/**
 * Each bit is kept or turned, as the bits before it say: two addresses share as many bits as their originals.
 *
 * A bit is kept where the addresses that begin so far hold some that are not public, so public ones stay public.
 */
function maskAddress(original: string, byte: (text: string) => number): string {
  const span = parsePrefix(original);
  if (span === undefined || isWithin(span, NOT_PUBLIC)) return original;
  const [address = '', length] = original.trim().split('/');
  const bits = Number(length ?? BITS);
  const value = toNumber(address);
  let masked = 0;
  for (let at = 0; at < BITS; at += 1) {
    const size = 2 ** (BITS - at);
    const from = value - (value % size);
    const bit = Math.floor(value / (size / 2)) % 2;
    const keeps = intersect([{ from, to: from + size - 1 }], NOT_PUBLIC).length > 0;
    const turned = keeps || byte(`address ${at} ${from}`) % 2 === 0 ? bit : 1 - bit;
    const isHostBit = at >= bits;
    masked = masked * 2 + (isHostBit && value % 2 ** (BITS - bits) === 0 ? 0 : turned);
  }
  const dotted = [24, 16, 8, 0].map((shift) => Math.floor(masked / 2 ** shift) % 256).join('.');
  return length === undefined ? dotted : `${dotted}/${length}`;
}

function isWithin(span: Span, spans: readonly Span[]): boolean {
  return spans.some(({ from, to }) => from <= span.from && span.to <= to);
}

function toNumber(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** Names that rows look for: a folder must not be called so, a file has to end so. */
const KEPT_WORDS = new Set(['backup', 'backups', 'bak', 'trn', 'diff', 'log', 'final']);
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';

/**
 * A word between slashes and dots stays where it is kept as a whole, and nothing else becomes one. Of any other, each letter or digit
 * is moved in its alphabet, as the characters before it in its segment say: segments that begin the same still do, and one is the
 * same wherever it stands. So `finance` says nothing of `final`, and does not begin as `final` does.
 */
function maskPath(original: string, byte: (text: string) => number): string {
  let before = '';
  return original
    .split(/([/.])/)
    .map((word) => {
      const masked = maskWord(word.toLowerCase(), before, byte);
      before = word === '/' ? '' : before + word.toLowerCase();
      return masked === undefined ? word : withCaseOf(word, masked);
    })
    .join('');
}

/** Undefined for a word that stays. One that would become a kept word is moved on, so no two become one. */
function maskWord(
  word: string,
  before: string,
  byte: (text: string) => number,
): readonly string[] | undefined {
  if (KEPT_WORDS.has(word)) return undefined;
  let masked = moveCharacters(word, before, byte);
  while (KEPT_WORDS.has(masked.join(''))) masked = moveCharacters(masked.join(''), before, byte);
  return masked;
}

function moveCharacters(word: string, before: string, byte: (text: string) => number): readonly string[] {
  let sofar = before;
  return Array.from(word).map((character) => {
    const moved = moveCharacter(
      character,
      () => byte(`path ${sofar}`),
      () => byte(`path ${sofar}${character}`),
    );
    sofar += character;
    return moved;
  });
}

function moveCharacter(character: string, by: () => number, own: () => number): string {
  const alphabet = [LETTERS, DIGITS].find((one) => one.includes(character));
  if (alphabet === undefined) return /[ -~]/.test(character) ? character : `u${own()}`;
  const { length } = alphabet;
  return alphabet.charAt((alphabet.indexOf(character) + 1 + (by() % (length - 1))) % length);
}

function withCaseOf(word: string, masked: readonly string[]): string {
  const characters = Array.from(word);
  return masked
    .map((one, at) => (characters[at] === characters[at]?.toLowerCase() ? one : one.toUpperCase()))
    .join('');
}
