/** A terminal that does not know its size, and one that has hardly any room. */
import { paintFor } from '../../cli/render/paint';
import { renderTable } from '../../cli/render/table';
import { terminalSize } from '../../cli/terminal-size';

test.each([
  ['its own size', { columns: 120, rows: 50 }, { columns: 120, rows: 50 }],
  ['80 by 24 where it says 0', { columns: 0, rows: 0 }, { columns: 80, rows: 24 }],
  ['80 by 24 where it says nothing', {}, { columns: 80, rows: 24 }],
  ['the usual for what is missing alone', { columns: 100, rows: 0 }, { columns: 100, rows: 24 }],
])('a terminal has %s', (_what, said, expected) => {
  expect(terminalSize(said)).toEqual(expected);
});

test.each([0, 1, 4, 5, 9])('a table on %i columns keeps every character', (width) => {
  const columns = [{ title: 'MEMBER' }, { title: 'LSN', align: 'right' }, { title: 'REASON' }] as const;
  const rows = [[{ text: 'sales' }, { text: '34000' }, { text: 'late' }]];
  const lines = renderTable(columns, rows, paintFor({ env: {}, outIsTty: false }), width);
  expect(lines.join('').replaceAll(' ', '')).toContain('sales34000late');
});
