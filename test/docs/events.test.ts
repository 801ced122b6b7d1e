/** docs/events.md lists the events that the code writes, and the fields that a line has. `npm run docs` writes the table. */
import { type EventName, eventLine, EVENTS } from '../../shared/core/migration/events';
import { markedTable } from './marked-table';
import { membersOf, read, tableRows } from './support';

const PAGE = 'docs/events.md';

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
  ...Object.entries(EVENTS).map(([event, when]) => [`\`${event}\``, levelOf(event as EventName), when]),
];

test('the table of events is that of the code; if not, run `npm run docs`', () => {
  expect(markedTable(PAGE, 'events', written)).toEqual(written.slice(1));
});

test('the table of fields is that of the code', () => {
  const members = membersOf('shared/core/migration/events.ts', 'EventLine').map(({ name }) => name);
  const [fields] = read(PAGE).split('<!-- events');
  expect(tableRows(fields ?? '').map(([field]) => field?.replaceAll('`', ''))).toEqual(members);
});
