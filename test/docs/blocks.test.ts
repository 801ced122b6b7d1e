/** The runbook has a row for every reason for which a migration can be stuck. */
import { read, section, tableRows, unionKindsOf } from './support';

const kinds = unionKindsOf('shared/core/watch/block.ts', ['Block', 'ChainBlock']);
const rows = tableRows(section(read('docs/runbook.md'), 'What blocks it'));

test('every block has its row in the runbook, with what it means and what to do', () => {
  expect(rows.map(([kind]) => kind?.replaceAll('`', '')).sort()).toEqual([...kinds].sort());
  expect(rows.filter((cells) => cells.length !== 3 || cells.includes(''))).toEqual([]);
  expect(kinds.length).toBeGreaterThan(15);
});
