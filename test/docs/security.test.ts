/** SECURITY.md: each attack that was tried has its row, and each test that it names is there. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describeShared } from '../support/shared-folder';
import { ROLES } from '../../shared/core/access/roles';
import { codeSpans, read, ROOT, section, tableRows } from './support';

const page = read('SECURITY.md');
const attackers = section(page, 'Attackers').replaceAll(/\s+/g, ' ');
const cited = [...attackers.matchAll(/`(test\/[\w./-]+)`: "([^"]+)"/g)].map(([, path = '', name = '']) => ({
  path,
  name,
}));

test('every test that it names is in that file', () => {
  expect(cited.length).toBeGreaterThan(15);
  expect(
    cited.filter(({ path, name }) => !existsSync(join(ROOT, path)) || !read(path).includes(name)),
  ).toEqual([]);
});

test('every attack in its tables has a test', () => {
  const rows = tableRows(section(page, 'Attackers'));
  expect(rows.length).toBeGreaterThan(12);
  expect(rows.filter((cells) => !/`test\/.*`: "/.test(cells[3] ?? ''))).toEqual([]);
});

test('every app role is among those who take part', () => {
  const named = codeSpans(section(page, 'Who takes part'));
  expect(named).toEqual(expect.arrayContaining([...ROLES]));
});

describeShared('the attacks that were recorded', 'cases/attacks', (folder) => {
  test('each has its row', () => {
    const recorded = readdirSync(folder).map((file) => file.replace('.test.ts', ''));
    const listed = tableRows(section(page, 'Attackers')).flatMap(([cell]) => codeSpans(cell ?? ''));
    expect(recorded.length).toBeGreaterThan(10);
    expect(listed.sort()).toEqual(recorded.sort());
  });
});
