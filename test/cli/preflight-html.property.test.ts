/** The preflight's page: whatever the names are, it stays one page that runs and fetches nothing, with the same facts as the text. */
import fc from 'fast-check';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { preflightHtml } from '../../cli/render/preflight-html';
import { preflightHead, sectionsOf } from '../../cli/render/preflight-words';
import type { PreflightReport } from '../../shared/core/preflight/report';
import { addRules } from '../../tools/emulator/estates/estate';
import { DMS_RULES } from '../../tools/emulator/estates/places';
import { securityRule } from '../../tools/emulator/estates/security-rules';
import { WHOLE, reportOf } from '../core/preflight/whole-estates';

const sick = () => {
  const one = WHOLE['classic, TOP-1']!();
  const rule = securityRule('NAME', 200, { direction: 'Outbound', access: 'Deny' });
  addRules(one.estate, DMS_RULES, [rule]);
  return reportOf(one);
};

/** Every text of the report ends in this. */
function spoiltBy(report: PreflightReport, text: string): PreflightReport {
  const spoil = (value: unknown, key = ''): unknown => {
    if (typeof value === 'string')
      return /^(id|state|severity|language|asOf|engine|start)$/.test(key) ? value : `${value}${text}`;
    if (Array.isArray(value))
      return value.map((one) => (key === 'rows' && typeof one === 'string' ? one : spoil(one)));
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, spoil(one, name)]));
    return value;
  };
  return spoil(report) as PreflightReport;
}

const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onload='x",
  '</style><base href="https://example.org">',
  '</title></svg></pre>',
  '&lt;b&gt;',
  ']]>',
  '\u0000\u001b[31m\u202e\ud800',
  'javascript:alert(1)',
  '<!--',
];
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary' })), { maxLength: 4 })
  .map((parts) => parts.join(''));

const elements = (html: string) => [...html.matchAll(/<\/?([a-z!][a-z0-9]*)/gi)].map(([, name]) => name);
/** Names of attributes, and values that could lead elsewhere. */
const attributes = (html: string) =>
  [...html.matchAll(/<[a-z][^<>]*>/gi)].flatMap(([tag]) =>
    [...tag.matchAll(/ ([a-z-]+)=/gi)].map(([, name]) => name),
  );

test('has the same elements and attributes whatever the texts are, and is well-formed', () => {
  const report = sick();
  const plain = preflightHtml(spoiltBy(report, ' x'));
  // A drawing breaks long texts into several elements, so those are compared as a set.
  const shapeOf = (html: string) => new Set([...elements(html), ...attributes(html)]);
  fc.assert(
    fc.property(hostile, (text) => {
      const html = preflightHtml(spoiltBy(report, ` ${text}`));
      expect(shapeOf(html)).toEqual(shapeOf(plain));
      expect(XMLValidator.validate(html.replace('<!doctype html>\n', ''))).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('fetches and runs nothing', () => {
  const html = preflightHtml(sick());
  expect(elements(html)).not.toEqual(
    expect.arrayContaining([expect.stringMatching(/^(script|link|img|iframe|object|base|a|form)$/i)]),
  );
  expect(attributes(html).filter((name = '') => /^(on|src|href|action|style)/i.test(name))).toEqual([]);
  expect(html).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  expect(html.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/url\(|@import|https?:/);
});

test('shows both drawings, with ids of their own', () => {
  const ids = [...preflightHtml(sick()).matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(ids).toEqual(['topology-title', 'topology-description', 'storage-title', 'storage-description']);
});

test('says what the text says: head, sections, every row, every command', () => {
  const report = sick();
  const said = JSON.stringify(
    new XMLParser({ processEntities: true, htmlEntities: true, trimValues: false }).parse(
      preflightHtml(report).replace('<!doctype html>\n', ''),
    ),
  );
  const has = (text: string) => expect(said).toContain(JSON.stringify(text).slice(1, -1));
  const { title, verdict, counts } = preflightHead(report);
  for (const text of [title, verdict.text, counts, ...sectionsOf(report).map((section) => section.title)])
    has(text);
  for (const { id, found, remedy } of report.rows) {
    expect([id, said.includes(JSON.stringify(found).slice(1, -1))]).toEqual([id, true]);
    if (remedy?.command !== undefined) has(remedy.command.text);
  }
});
