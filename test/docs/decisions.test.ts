/** docs/decisions: every record is in the index under its title, with its status and what else was considered. */
import { read, repositoryFiles } from './support';

const INDEX = read('docs/decisions/README.md');
const RECORDS = repositoryFiles(/^docs\/decisions\/\d{4}-.*\.md$/).map((path) => [path, read(path)] as const);

test.each(RECORDS)('%s has its status, and its sections in order', (_path, text) => {
  expect(text).toMatch(/^# \d{4} .+\n\nStatus: (accepted|superseded by \[\d{4}\]\(.+\))\.\n/);
  expect(text.match(/^## .+$/gm)).toEqual([
    '## Context',
    '## Decision',
    '## Alternatives considered',
    '## Consequences',
  ]);
});

test('the index lists each record once, under its title and in order', () => {
  const rows = [...INDEX.matchAll(/^\| (\d{4}) +\| \[(.+)\]\((.+)\) +\|$/gm)].map(
    ([, number, title, file]) => [`docs/decisions/${file}`, `# ${number} ${title}`],
  );
  expect(rows).toEqual(RECORDS.map(([path, text]) => [path, text.split('\n')[0]]));
});
