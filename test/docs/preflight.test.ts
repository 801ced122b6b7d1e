/** docs/preflight.md lists the rows of the catalogue, and the documents that they come from. `npm run docs` writes the rows. */
import { ENGINE_KINDS } from '../../shared/core/engine/engine-status';
import { PREFLIGHT_ROWS } from '../../shared/core/preflight/catalogue';
import type { PreflightRow } from '../../shared/core/preflight/row';
import { markedTable } from './marked-table';
import { membersOf, read, section, tableRows } from './support';

const PAGE = 'docs/preflight.md';

function severityText({ severity, severityIn = {}, engines }: PreflightRow): string {
  const others = engines.flatMap((engine) =>
    (severityIn[engine] ?? severity) === severity ? [] : [`${severityIn[engine]} in \`${engine}\``],
  );
  return [severity, ...others].join(', ');
}

const cell = (text: string) => text.replaceAll('|', '\\|');

const written = [
  ['id', 'demand', 'severity', 'engines', 'source'],
  ...PREFLIGHT_ROWS.map((row) => [
    row.id,
    cell(row.demand),
    severityText(row),
    row.engines.length === ENGINE_KINDS.length
      ? 'all'
      : row.engines.map((engine) => `\`${engine}\``).join(', '),
    cell(row.sources.join('; ')),
  ]),
];

test('the table of rows is that of the catalogue; if not, run `npm run docs`', () => {
  expect(markedTable(PAGE, 'rows', written)).toEqual(written.slice(1));
});

test('the table of sources has every short name that a row uses, and no other', () => {
  const listed = tableRows(section(read(PAGE), 'Sources')).map(([short]) => short ?? '');
  // A page of Microsoft Learn that only one row rests on is named in full.
  const used = PREFLIGHT_ROWS.flatMap(({ sources }) =>
    sources
      .filter((source) => !source.startsWith('Microsoft Learn'))
      .map((source) => source.split(' ')[0] ?? ''),
  );
  expect([...listed].sort()).toEqual([...new Set(used)].sort());
});

test('every member of the notes has its line', () => {
  const lines = section(read(PAGE), 'Tell it more');
  const members = membersOf('shared/core/migration/estate-notes.ts', 'EstateNotes').flatMap(
    ({ name, inline = [] }) => (inline.length === 0 ? [name] : inline.map((one) => one.name)),
  );
  expect(members.length).toBeGreaterThan(10);
  expect(members.filter((name) => !lines.includes(`${name}\``))).toEqual([]);
});
