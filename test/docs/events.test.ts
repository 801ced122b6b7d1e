/** docs/events.md lists the events that the code writes, and the fields that a line has. `npm run docs` writes the table. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type EventName, eventLine, EVENTS } from '../../shared/core/migration/events';
import { membersOf, read, ROOT, tableRows } from './support';

const PAGE = 'docs/events.md';
const MARKED = /(<!-- events: [^\n]*-->\n\n)([^]*?)(<!-- \/events -->)/;

const levelOf = (event: EventName): string => {
  const line = { event, migration: 'shop', at: '', by: 'watch', text: '' };
  const states = ['confirmed', 'completed', 'failed', 'unknown', 'nothingUnderWay'];
  const levels = [{ state: 'completed', proven: true } as const, ...states.map((state) => ({ state }))].map(
    (more) => eventLine({ ...line, ...more }).level === 'warning',
  );
  if (levels.every((warning) => warning)) return 'warning';
  return levels.some((warning) => warning) ? 'either' : 'information';
};

const written = [
  ['event', 'level', 'written when'],
  ['---', '---', '---'],
  ...Object.entries(EVENTS).map(([event, when]) => [`\`${event}\``, levelOf(event as EventName), when]),
];

test('the table of events is that of the code; if not, run `npm run docs`', () => {
  const text = `${written.map((cells) => `| ${cells.join(' | ')} |\n`).join('')}\n`;
  if (process.env.WRITE_DOCS !== undefined)
    writeFileSync(
      join(ROOT, PAGE),
      read(PAGE).replace(MARKED, (_all, before: string, _old, after: string) => `${before}${text}${after}`),
    );
  const [, , found = ''] = MARKED.exec(read(PAGE)) ?? [];
  expect(tableRows(found)).toEqual(written.slice(2));
});

test('the table of fields is that of the code', () => {
  const members = membersOf('shared/core/migration/events.ts', 'EventLine').map(({ name }) => name);
  const [fields] = read(PAGE).split('<!-- events');
  expect(tableRows(fields ?? '').map(([field]) => field?.replaceAll('`', ''))).toEqual(members);
});
