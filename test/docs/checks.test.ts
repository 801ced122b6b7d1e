/**
 * What docs and contract say about the readiness checks is what the rows in shared/core/readiness say. Where the texts are
 * written from the rows, `npm run docs` writes them (it runs this file with WRITE_DOCS set).
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckRow } from '../../shared/core/readiness/check';
import { CHECKS } from '../../shared/core/readiness/checks';
import { UNKNOWNS, type UnknownRow } from '../../shared/core/readiness/unknowns';
import { wayOutText } from '../support/way-out-text';
import { read, repositoryFiles, ROOT } from './support';

interface Written {
  readonly file: string;
  /** Three groups: what stands before the text, the text, what stands behind it. */
  readonly place: RegExp;
  readonly text: string;
}

const MARKED = /(<!-- checks: [^\n]*-->\n\n)([^]*?)(<!-- \/checks -->)/;

const UNKNOWN_MARK = /(<!-- unknowns: [^\n]*-->\n\n)([^]*?)(<!-- \/unknowns -->)/;

const WHO = { operator: 'an operator', service: 'the service', app: 'the app' } as const;

const WRITTEN: readonly Written[] = [
  {
    file: 'docs/cutover.md',
    place: MARKED,
    text: table(['check', 'demands', 'who acts while it is not met'], ({ code, demands, next }) => [
      `\`${code}\``,
      demands,
      WHO[next.who],
    ]),
  },
  {
    file: 'docs/runbook.md',
    place: MARKED,
    text: table(['check', 'demands', 'what to do'], ({ code, demands, remedy }) => [
      `\`${code}\``,
      demands,
      remedy,
    ]),
  },
  {
    file: 'docs/engines.md',
    place: UNKNOWN_MARK,
    text: unknowns(['check', 'engine', 'why it may stay unknown', 'what settles it', 'way out'], (row) => [
      row.engines.map((engine) => `\`${engine}\``).join(', '),
      row.why,
      row.settledBy,
      row.wayOut.kind === 'verb' ? `\`${row.wayOut.verb}\`` : 'none',
    ]),
  },
  {
    file: 'docs/runbook.md',
    place: UNKNOWN_MARK,
    text: unknowns(['check', 'why it may stay unknown', 'what to do'], (row) => [
      row.why,
      wayOutText(row.wayOut),
    ]),
  },
  {
    file: 'openapi.yaml',
    place: /(\n {4}CheckCode:\n {6}type: string\n {6}enum:\n)((?: {8}- .*\n)*)(\n? {4}\w)/,
    text: CHECKS.map(({ code }) => `        - ${code}\n`).join(''),
  },
];

function table(headings: readonly string[], cellsOf: (row: CheckRow) => readonly string[]): string {
  return markdown(headings, CHECKS.map(cellsOf));
}

function unknowns(headings: readonly string[], cellsOf: (row: UnknownRow) => readonly string[]): string {
  const rows: readonly UnknownRow[] = Object.values(UNKNOWNS);
  return markdown(
    headings,
    rows.map((row) => [row.checks.map((check) => `\`${check}\``).join(', '), ...cellsOf(row)]),
  );
}

function markdown(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [headings, headings.map(() => '---'), ...rows];
  return `${lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('')}\n`;
}

/** Prettier aligns the columns of a table; the words count. */
function words(text: string): string {
  return text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---');
}

test.each(WRITTEN)('$file says what the rows say; if not, run `npm run docs`', ({ file, place, text }) => {
  if (process.env.WRITE_DOCS !== undefined)
    writeFileSync(
      join(ROOT, file),
      read(file).replace(place, (_all, before: string, _old, after: string) => `${before}${text}${after}`),
    );
  const [, , found = 'no place for them'] = place.exec(read(file)) ?? [];
  expect(words(found)).toBe(words(text));
});

test('a row is a clause and sentences without the last full stop, each its own', () => {
  const texts = CHECKS.flatMap(({ demands, remedy, next }) => [demands, remedy, next.what]);
  expect(texts.filter((text) => /^\s*$|\.$|\||\n/.test(text))).toEqual([]);
  expect(new Set(CHECKS.map(({ code }) => code)).size).toBe(CHECKS.length);
  expect(new Set(CHECKS.map(({ demands }) => demands)).size).toBe(CHECKS.length);
});

test('every count of checks on a page is that of those that are always asked', () => {
  const asked = CHECKS.filter(({ isOptional }) => isOptional !== true);
  const wrong = repositoryFiles(/\.(md|svg)$/)
    .filter((page) => page !== 'CHANGELOG.md')
    .flatMap((page) =>
      [...read(page).matchAll(/\b(?:of )?(\d+) checks\b/g)].map((match) => ({
        page,
        count: Number(match[1]),
      })),
    )
    .filter(({ count }) => count !== asked.length);
  expect(wrong).toEqual([]);
});
