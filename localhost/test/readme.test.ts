import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { supportedInputs, supportedOutputs, supportedTriggers } from '../registered/supported';

const readme = readFileSync(join(__dirname, '..', 'README.md'), 'utf8');
const rowOf = (name: string) =>
  readme
    .split('\n')
    .find((line) => line.startsWith(`| ${name} `))
    ?.split('|')[2] ?? '';
const wordsOf = (cell: string) => [...cell.matchAll(/`([\w.]+)`/g)].map(([, word]) => word);

test('says first that it is not Azure', () => {
  expect(readme.split('\n')[2]).toMatch(/^\*\*This is not Azure Functions\.\*\*/);
});

test.each([
  ['triggers', Object.keys(supportedTriggers)],
  ['inputs', supportedInputs],
  ['outputs', supportedOutputs],
])('the table lists the supported %s', (row, supported) => {
  expect(wordsOf(rowOf(row)).sort()).toEqual([...supported].sort());
});

test.each(Object.entries(supportedTriggers).filter(([, { options }]) => options.length > 0))(
  'the table lists the options of %s',
  (trigger, { options }) => {
    expect(wordsOf(rowOf(`\`${trigger}\``))).toEqual(expect.arrayContaining([...options]));
  },
);
