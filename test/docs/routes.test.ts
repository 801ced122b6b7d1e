/** Routes and who may call them: the table, the app, the contract and the pages say the same. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mayCall, type Need } from '../../shared/api/routes';
import { ROLES } from '../../shared/core/access/roles';
import { OPERATOR_VERBS } from '../../shared/operator-verbs/verbs';
import { operations, registered, routes } from './contract';
import { codeSpans, read, ROOT, tableRows } from './support';

const sorted = (all: readonly unknown[]): string[] => all.map((one) => JSON.stringify(one)).sort();
// The verbs stand in the contract, in the help of the command and on the page of the sign-in.
const verbs = OPERATOR_VERBS.map(({ operationId }) => operationId);

test('the app registers exactly the routes of the table', () => {
  expect(sorted(registered())).toEqual(sorted(routes().map(({ id }) => id)));
  expect(routes().length).toBeGreaterThan(20);
});

test('a verb is called at its own name', () => {
  const called = routes().filter(({ id }) => verbs.includes(id));
  expect(sorted(called.map(({ id, method, path }) => [id, method, path]))).toEqual(
    sorted(OPERATOR_VERBS.map(({ operationId, verb }) => [operationId, 'POST', `/migrations/{id}/${verb}`])),
  );
});

test('the contract has exactly the routes of the table, under the same names and with the same needs', () => {
  expect(sorted(operations())).toEqual(sorted(routes()));
});

test('the table of docs/api.md has exactly the routes of the app, and one line for the operator verbs', () => {
  const listed = tableRows(read('docs/api.md')).map(([route]) => codeSpans(route ?? '')[0]);
  expect([...listed].sort()).toEqual(
    routes()
      .filter(({ id }) => !verbs.includes(id))
      .map(({ method, path }) => `${method} /api${path}`)
      .concat('POST /api/migrations/{id}/<verb>')
      .sort(),
  );
});

test('every parameter in braces is declared', () => {
  for (const { path } of operations())
    for (const [, name] of path.matchAll(/\{(\w+)\}/g)) expect([path, name]).toEqual([path, 'id']);
});

const MARKED = /(<!-- routes: [^\n]*-->\n\n)([^]*?)(<!-- \/routes -->)/;

function rowsText(): string {
  const headings = ['route', ...ROLES.map((role) => `\`${role}\``)];
  const rows = routes().map(({ method, path, needs }) => [
    `\`${method} /api${path}\``,
    ...ROLES.map((role) => mark(needs, mayCall({ roles: [role] }, needs))),
  ]);
  return [headings, headings.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('')
    .concat('\n');
}

function mark(needs: Need, may: boolean): string {
  if (needs === 'nothing') return 'anyone';
  if (needs === 'signIn') return 'any sign-in';
  return may ? 'yes' : '';
}

/** Prettier aligns the columns of a table; the words count. */
function words(text: string): string {
  return text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---');
}

test('docs/sign-in.md says what the table says; if not, run `npm run docs`', () => {
  const page = read('docs/sign-in.md');
  if (process.env.WRITE_DOCS !== undefined)
    writeFileSync(
      join(ROOT, 'docs/sign-in.md'),
      page.replace(MARKED, (_all, before: string, _old, after: string) => before + rowsText() + after),
    );
  else expect(words(MARKED.exec(page)?.[2] ?? '')).toBe(words(rowsText()));
});

test('no route begins with what the Functions host keeps for itself', () => {
  // Azure/azure-functions-host, ScriptHost: "The specified route conflicts with one or more built in routes."
  for (const { path } of routes()) expect(path).not.toMatch(/^\/(?:admin|runtime)/i);
});
