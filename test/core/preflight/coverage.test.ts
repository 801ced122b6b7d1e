/** docs/preflight-coverage.md holds every demand of the five documents, and the catalogue every row of the reference. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { PREFLIGHT_ROWS } from '../../../shared/core/preflight/catalogue';
import { ROOT, read } from '../../docs/support';
import { type Case, HEALTHY, byClassic, migrate, note } from '../../../tools/estates/cases';
import { judge } from './judged';

const SHARED = [resolve(ROOT, '../shared'), resolve(ROOT, '../../shared')].find(existsSync);
const PAGE = 'docs/preflight-coverage.md';

interface Demand {
  readonly document: string;
  readonly section: string;
  readonly words: string;
  readonly rows: readonly (readonly [id: string, kind: string])[];
}

/** Cells of the page's tables; a line in a cell is written `\|`. */
function cellsBelow(part: string): readonly (readonly string[])[] {
  return part
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .slice(2)
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('\\|', '|').replaceAll('\\\\', '\\')),
    );
}

const parts = read(PAGE).split(/^## /m).slice(1);
const demands = parts
  .filter((part) => /^S\d:/.test(part))
  .flatMap((part) =>
    cellsBelow(part).map(([section = '', words = '', rows = '']): Demand => ({
      document: part.slice(0, 2),
      section,
      words,
      rows: rows.split(', ').map((row) => {
        const [id = '', kind = ''] = row.split(' ');
        return [id, kind] as const;
      }),
    })),
  );
const excused = cellsBelow(parts.at(-1) ?? '').map(([document = '', words = '']) => ({ document, words }));

/** A classic migration with a token, one that is not begun yet, and a source that needs more than others. */
const uploading = (): Case => {
  const { plan, estate } = byClassic();
  return { plan: { ...plan, sas: { rights: 'rwdl', hasPolicy: false, httpsOnly: true } }, estate };
};
const beginning = (): Case => {
  const one = byClassic();
  migrate(one, { start: 'create' });
  return one;
};
const special = (): Case => {
  const one = byClassic();
  note(one, { source: { ...one.plan.notes.source, namedInstance: true, express: true } });
  return one;
};

/** How a row is settled: it is judged in some estate, or asked, or only told. */
function kinds(): ReadonlyMap<string, string> {
  const findings = [...Object.values(HEALTHY), uploading, beginning, special].flatMap((make) =>
    judge(make()),
  );
  const states = new Map<string, Set<string>>();
  for (const { row, outcome } of findings)
    states.set(row.id, (states.get(row.id) ?? new Set()).add(outcome.state));
  return new Map(
    [...states].map(([id, seen]) => {
      if (seen.has('met') || seen.has('unmet')) return [id, 'check'];
      return [id, seen.has('forYou') ? 'question' : 'told'];
    }),
  );
}

test('each demand names rows of the catalogue, and how they are settled', () => {
  const known = kinds();
  const wrong = demands.flatMap(({ words, rows }) =>
    rows
      .filter(([id, kind]) => known.get(id) !== kind)
      .map(([id, kind]) => `${words}: ${id} ${kind}, is ${known.get(id)}`),
  );
  expect(wrong).toEqual([]);
});

test('no more than eight words of a sentence are quoted', () => {
  const long = demands.filter(({ words }) => words.replaceAll('|', ' ').trim().split(/\s+/).length > 8);
  expect(long).toEqual([]);
});

/** Words with which a document demands something. */
const DEMANDS =
  /\b(?:must|needs?|needed|requires?|required|requirements|ensure|make sure|be sure|should|can't|cannot|don't|isn't|aren't|doesn't|does not|won't|recommends?|recommended|only|same|maximum|grace|automatically|depends|ports?|allow|stop|take|put)\b/i;

interface Sentence {
  readonly document: string;
  readonly section: string;
  readonly text: string;
}

function sentencesOf(document: string, text: string): readonly Sentence[] {
  let section = '';
  return text
    .split('---')
    .slice(2)
    .join('---')
    .split('\n')
    .flatMap((line) => {
      const heading = /^#+\s+\[?([^\]]*)/.exec(line)?.[1];
      if (heading !== undefined) section = heading.trim();
      if (heading !== undefined || /^\s*(?:!\[|:::|\|\s?-)/.test(line)) return [];
      const plain = line
        .replaceAll(/\]\([^)]*\)/g, ']')
        .replaceAll(/\s+/g, ' ')
        .trim();
      return plain.split(/(?<=[.!?])\s+(?=[A-Z*])/).map((one) => ({ document, section, text: one }));
    });
}

if (SHARED === undefined) {
  test.skip('the source documents are not here: their demands are not compared', () => undefined);
} else {
  const folder = resolve(SHARED, 'seeds');
  const sentences = readdirSync(folder)
    .filter((name) => name.endsWith('.txt'))
    .sort()
    .flatMap((name, at) => sentencesOf(`S${at}`, readFileSync(resolve(folder, name), 'utf8')));

  test('every sentence that demands something is in a table', () => {
    const stands = ({ document, section, text }: Sentence) =>
      demands.some(
        (one) =>
          one.document === document &&
          one.section === section &&
          text.toLowerCase().includes(one.words.toLowerCase()),
      ) ||
      excused.some(
        (one) => one.document === document && text.toLowerCase().includes(one.words.toLowerCase()),
      );
    expect(sentences.filter((one) => DEMANDS.test(one.text) && !stands(one))).toEqual([]);
    expect(sentences.length).toBeGreaterThan(500);
  });

  test('the words of every table are in the documents', () => {
    const missing = [
      ...demands.filter(
        ({ document, section, words }) =>
          !sentences.some(
            (one) => one.document === document && one.section === section && one.text.includes(words),
          ),
      ),
      ...excused.filter(
        ({ document, words }) =>
          !sentences.some(
            (one) => one.document === document && one.text.toLowerCase().includes(words.toLowerCase()),
          ),
      ),
    ];
    expect(missing).toEqual([]);
  });

  test('every row of the reference is in the catalogue, or another one proves it', () => {
    const reference = readFileSync(resolve(SHARED, 'reference/prerequisites.md'), 'utf8');
    const ids = [...reference.matchAll(/^\| ((?:TOP|NET|NSG|STO|BKP|RES|SHIR|PERM|LIM)-\d+) \|/gm)].map(
      ([, id]) => id ?? '',
    );
    const have = new Set(PREFLIGHT_ROWS.map(({ id }) => id));
    const provenBy: Readonly<Record<string, string>> = { 'LIM-06': 'RES-12' };
    expect(ids.length).toBeGreaterThan(100);
    expect(ids.filter((id) => !have.has(id) && !have.has(provenBy[id] ?? ''))).toEqual([]);
    expect(Object.keys(provenBy).filter((id) => have.has(id))).toEqual([]);
  });
}

test('every row has a source, a demand and a reason, and an id of its own', () => {
  const thin = PREFLIGHT_ROWS.filter(
    ({ sources, demand, why }) => sources.length === 0 || demand.length < 20 || why.length < 20,
  );
  expect(thin.map(({ id }) => id)).toEqual([]);
  expect(new Set(PREFLIGHT_ROWS.map(({ id }) => id)).size).toBe(PREFLIGHT_ROWS.length);
});
