/**
 * Rows as Export-Clixml writes them.
 *
 * Source: [MS-PSRP] section 2.2.5, "Serialization": an object holds properties in Props and MS, a list in LST, its text in
 * ToString; BigInteger has its digits in ToString alone.
 */
import type * as XmlParser from 'fast-xml-parser';
import { isRecord } from './exported-row';
import { loadPackage } from './load-package';
import { NumberText } from './number-text';

/** An element, its attributes, and what is in it, in order. */
interface Element {
  readonly tag: string;
  readonly name?: string;
  readonly inner: readonly Element[];
  readonly text: string;
}

/**
 * Reads CLIXML: one object, several, or a list of them.
 *
 * @throws {Error} When it is not such XML.
 */
export function readClixmlExport(text: string): readonly unknown[] {
  if (/<!DOCTYPE/i.test(text)) throw new Error('it declares a document type, which no export does');
  const { XMLParser, XMLValidator } = loadPackage<typeof XmlParser>('fast-xml-parser');
  const checked = XMLValidator.validate(text);
  if (checked !== true) throw new Error(`${checked.err.msg} (line ${checked.err.line})`);
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseTagValue: false,
    trimValues: false,
  });
  const root = toElements(parser.parse(text)).find(({ tag }) => tag === 'Objs');
  if (root === undefined) throw new Error('its root is not <Objs>, as Export-Clixml writes it');
  return root.inner.flatMap((element) => {
    const value = valueOf(element);
    return Array.isArray(value) ? (value as readonly unknown[]) : [value];
  });
}

/** From the parser's shape: `[{ S: [{ '#text': … }], ':@': { N: … } }]`. */
function toElements(nodes: unknown): readonly Element[] {
  if (!Array.isArray(nodes)) return [];
  return nodes.filter(isRecord).flatMap((node) => {
    const tag = Object.keys(node).find((key) => key !== ':@' && key !== '#text' && !key.startsWith('?'));
    if (tag === undefined) return [];
    const attributes = node[':@'];
    const name = isRecord(attributes) && typeof attributes.N === 'string' ? attributes.N : undefined;
    return [{ tag, name: name && decoded(name), inner: toElements(node[tag]), text: textOf(node[tag]) }];
  });
}

function textOf(nodes: unknown): string {
  if (!Array.isArray(nodes)) return '';
  return nodes
    .filter(isRecord)
    .map((node) => (typeof node['#text'] === 'string' ? node['#text'] : ''))
    .join('');
}

/** Characters that XML does not take are written as `_x000A_`. */
function decoded(text: string): string {
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
}

const NUMBERS: ReadonlySet<string> = new Set([
  'I16',
  'I32',
  'I64',
  'U16',
  'U32',
  'U64',
  'By',
  'SB',
  'D',
  'Dc',
  'Db',
  'Sg',
]);

function valueOf(element: Element): unknown {
  const { tag, text } = element;
  if (tag === 'Obj') return objectOf(element);
  if (tag === 'Nil') return null;
  if (tag === 'Ref') return undefined;
  if (tag === 'B') return text === 'true';
  return NUMBERS.has(tag) ? new NumberText(text) : decoded(text);
}

const LISTS: readonly string[] = ['LST', 'IE', 'QUE', 'STK'];
const BESIDE: readonly string[] = ['TN', 'TNRef', 'ToString', 'Props', 'MS', 'DCT', ...LISTS];

function objectOf({ inner }: Element): unknown {
  const list = inner.find(({ tag }) => LISTS.includes(tag));
  if (list) return list.inner.map(valueOf);
  const shown = inner.find(({ tag }) => tag === 'ToString')?.text;
  if (shown !== undefined && /^-?\d+$/.test(shown)) return new NumberText(shown);
  const base = inner.find(({ tag, name }) => name === undefined && !BESIDE.includes(tag));
  if (base) return shown === undefined ? valueOf(base) : decoded(shown);
  const members = inner.filter(({ tag }) => tag === 'Props' || tag === 'MS').flatMap((part) => part.inner);
  if (members.length === 0) return shown === undefined ? null : decoded(shown);
  return Object.fromEntries(members.map((member) => [member.name ?? '', valueOf(member)]));
}
