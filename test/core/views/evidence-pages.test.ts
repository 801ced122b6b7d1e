/** The evidence's pages: the same facts in Markdown and HTML, and whatever the texts are, HTML stays one page that runs and fetches nothing. */
import fc from 'fast-check';
import { XMLValidator } from 'fast-xml-parser';
import { chainOn } from '../../../shared/core/evidence/journal-chain';
import { verifyChain } from '../../../shared/core/evidence/verify-chain';
import { escapeMarkdown } from '../../../shared/core/views/escape-markdown';
import type { EvidenceDocument } from '../../../shared/core/views/evidence-document';
import { toEvidenceHtml } from '../../../shared/core/views/evidence-html';
import { toEvidenceMarkdown } from '../../../shared/core/views/evidence-markdown';

const AT = '2026-03-01T22:00:00.000Z';

function evidence(text: string): EvidenceDocument {
  const journal = chainOn('shop', undefined, [
    { at: AT, kind: 'registered', by: `ada${text}`, text: `Registered${text}` },
    { at: AT, kind: 'requestSent', by: 'sender', text: `Sent${text}` },
  ]);
  return {
    migration: {
      id: 'shop',
      source: `Shop${text}`,
      sourceServers: [`SQL01${text}`],
      target: `/t${text}`,
      targetInstance: `mi${text}`,
      targetDatabase: `Shop${text}`,
      engine: 'dms',
      account: 'acct',
      container: 'sql',
      containerUrl: `https://acct/sql${text}`,
      prefix: `shop/${text}`,
      mode: 'manual',
    },
    outcome: 'confirmed',
    ended: { phase: 'completed', at: AT, reason: `confirmed${text}` },
    attempt: {
      number: 1,
      state: 'confirmed',
      requestedBy: `ada${text}`,
      requestedAt: AT,
      reason: `done${text}`,
      tail: { blob: `tail${text}.trn`, lastLsn: '34' },
      operationId: 'op',
    },
    atSending: {
      attempt: 1,
      assessedAt: AT,
      checks: [{ code: 'engine.running', state: 'met', reason: `runs${text}` }] as never,
      path: [`full${text}.bak`, `tail${text}.trn`],
      pathFiles: 2,
      pathSets: { full: `full${text}.bak`, logs: 1 },
    },
    journal: journal.lines,
    chain: {
      ...verifyChain('shop', journal),
      findings: [{ kind: 'altered', entry: 2, text: `Entry 2${text}` }],
    },
  };
}

const tags = (html: string) => [...html.matchAll(/<[^>]*>/g)].map(([tag]) => tag).slice(1);

const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onload='x",
  '</style><base href="https://example.org">',
  '</td></table>',
  ']]>',
  '\u0000\u001b[31m\u202e\ud800',
  '<!--',
];

test('whatever the texts are, the page has the same tags, and is well-formed', () => {
  const plain = tags(toEvidenceHtml(evidence('')));
  expect(plain.join('')).not.toMatch(/<script|<link|<img|<iframe|<form|<base|\son[a-z]+=|\shref=|\ssrc=/i);
  fc.assert(
    fc.property(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary' })), (text) => {
      const html = toEvidenceHtml(evidence(text));
      expect(tags(html)).toEqual(plain);
      expect(XMLValidator.validate(html.replace(/^<!doctype html>\n/, ''))).toBe(true);
    }),
  );
});

/** Lines as any reader of Markdown may see them. */
const linesOf = (page: string) => page.split(/[\n\r\u0085\u2028\u2029]/);

test('whatever the texts are, Markdown has the same lines and cells, and no tag, link or heading of theirs', () => {
  const withoutEscapes = (page: string) => page.replaceAll(/\\[!-/:-@[-`{-~]/g, '');
  const frame = (page: string) =>
    linesOf(withoutEscapes(page)).map((line) => [
      /^(?:#+ |- |1\. |\|---|\| |)/.exec(line)?.[0],
      line.split('|').length,
    ]);
  const plain = toEvidenceMarkdown(evidence(''));
  const hostile = [
    ...HOSTILE,
    'x\r\r## Forged\r\r| 9 | 2026 | eve | Cutover approved |',
    '\u2028# Forged\u2029\u0085- x',
    '[ok](https://example.org) ![i](x) <https://example.org> &lt;b&gt; `code` **b** _i_ ~~s~~ \\| y \\',
  ];
  fc.assert(
    fc.property(fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: 'binary' })), (text) => {
      const page = toEvidenceMarkdown(evidence(text));
      expect(frame(page)).toEqual(frame(plain));
      expect(page).not.toMatch(/[^\P{C}\n]/u);
      expect(withoutEscapes(page).replaceAll(/^#+ /gm, '')).not.toMatch(
        /[<>`*~#[\]\\]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|&#?[A-Za-z0-9]+;/,
      );
    }),
  );
});

test.each([
  ['payroll_log_7.final.trn', 'payroll_log_7.final.trn'],
  ['a|b\r\nc', 'a\\|b c'],
  ['# <b>[x](y)</b>', '\\# \\<b\\>\\[x\\](y)\\</b\\>'],
  ['a\u202eb\u0000\tc', 'a?b??c'],
  ['\\| &amp; & _x_ ~', '\\\\\\| \\&amp; & \\_x\\_ \\~'],
])('%j in Markdown', (text, escaped) => expect(escapeMarkdown(text)).toBe(escaped));

test('has its own style, for paper too, and fetches nothing', () => {
  const html = toEvidenceHtml(evidence(''));
  expect(html).toContain("default-src 'none'; style-src 'unsafe-inline'");
  expect(html).toContain('@media print{');
  expect(html).not.toMatch(/url\(|@import|https?:\/\/(?!acct)/);
});

test('both pages have every fact: each text, and the hashes with their head', () => {
  const document = evidence('');
  const texts = [
    ...document.journal.flatMap(({ text, hash }) => [text, hash!]),
    ...[document.chain.head!, 'Entry 2', 'full.bak', 'tail.trn', 'engine.running'],
    'every entry is as it was written, and none is missing',
  ];
  for (const page of [toEvidenceMarkdown(document), toEvidenceHtml(document)])
    expect(texts.filter((text) => !page.includes(text))).toEqual([]);
});

test('lines that were imported without a hash: both pages say it', () => {
  const document = { ...evidence(''), chain: { ...evidence('').chain, unproven: 3 } };
  for (const page of [toEvidenceMarkdown(document), toEvidenceHtml(document)])
    expect(page).toContain('the first 3: they had no hash when the migration was imported');
});

test.each([
  ['altered', 'the journal is not as it was written'],
  ['unhashed', 'no entry has a hash: nothing proves that they are as they were written'],
] as const)('a journal that is %s: both pages say it', (state, words) => {
  const document = { ...evidence(''), chain: { ...evidence('').chain, state, unhashed: 2 } };
  for (const page of [toEvidenceMarkdown(document), toEvidenceHtml(document)]) {
    expect(page).toContain(words);
    expect(page).toContain('the first 2, by an older version');
  }
});
