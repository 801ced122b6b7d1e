/** docs/engines.md: every check and every engine has its place in the tables, and their words are those of the code. */
import { ENGINE_KINDS } from '../../shared/core/engine/engine-status';
import { CHECKS } from '../../shared/core/readiness/checks';
import { codeSpans, read, repositoryFiles, section, tableRows } from './support';

const CHECK_CODES = CHECKS.map(({ code }) => code);
const page = read('docs/engines.md');
const checks = section(page, 'How each check is fed');
const glance = [
  ['tell', section(page, 'What each can tell')],
  ['do', section(page, 'What each can do')],
] as const;

/** Cells of a table's heading. */
function headings(table: string): readonly string[] {
  const [line = ''] = table.split('\n').filter((one) => one.startsWith('|'));
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

/** What an engine's adapter, the reading of a target and the engine-neutral names say. */
function sourceOf(engine: string): string {
  const files = repositoryFiles(new RegExp(`^shared/(adapters/(${engine}|sql)/|core/engine/).*\\.ts$`));
  return files.map(read).join('\n');
}

const CHECK_LIKE = new RegExp(
  `^(${[...new Set(CHECK_CODES.map((code) => code.split(/[.-]/)[0]))].join('|')})[.-][a-z-]+$`,
);

test('every readiness check has its row, in order, and no other row is there', () => {
  expect(tableRows(checks).map(([code]) => codeSpans(code ?? ''))).toEqual(CHECK_CODES.map((code) => [code]));
});

test('the picture shows every readiness check once', () => {
  const [picture = ''] = page.match(/```mermaid[^]*?```/) ?? [];
  const shown = picture.split(/<br\/>|["[\]]/).filter((text) => CHECK_LIKE.test(text));
  expect(shown.toSorted()).toEqual([...CHECK_CODES].toSorted());
});

test('no check is named on the page that is none', () => {
  const named = codeSpans(page).filter((span) => CHECK_LIKE.test(span));
  expect(named.filter((span) => !CHECK_CODES.some((code) => code === span))).toEqual([]);
});

test('every engine has its column, and says how it feeds every check', () => {
  const columns = headings(checks).map((heading) => codeSpans(heading));
  for (const engine of ENGINE_KINDS) {
    const at = columns.findIndex(([span, ...more]) => span === engine && more.length === 0);
    expect([engine, at > 0]).toEqual([engine, true]);
    const empty = tableRows(checks).filter((cells) => (cells[at] ?? '') === '');
    expect([engine, empty]).toEqual([engine, []]);
  }
});

test.each(glance)(
  'what each can %s has a column for each engine, online and offline, without a hole',
  (_what, table) => {
    const columns = headings(table).slice(1);
    const wanted = ENGINE_KINDS.flatMap((engine) =>
      engine === 'dms-classic' ? [`\`${engine}\` online`] : [`\`${engine}\` online`, `\`${engine}\` offline`],
    );
    expect([...columns].toSorted()).toEqual(wanted.toSorted());
    expect(tableRows(table).length).toBeGreaterThan(5);
    expect(tableRows(table).filter((cells) => cells.some((cell) => cell === ''))).toEqual([]);
  },
);

test.each(ENGINE_KINDS.map((engine) => [engine]))(
  'what feeds the checks of %s is read by its adapter',
  (engine) => {
    const at = headings(checks).findIndex((heading) => heading === `\`${engine}\``);
    const named = tableRows(checks)
      .flatMap((cells) => codeSpans(cells[at] ?? ''))
      .filter((span) => span !== 'dms');
    const source = sourceOf(engine);
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((name) => !new RegExp(`\\b${name}\\b`).test(source))).toEqual([]);
  },
);
