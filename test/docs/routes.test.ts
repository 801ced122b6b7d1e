/** Routes: the app, the contract and docs/api.md list the same. */
import { OPERATOR_VERBS } from '../../shared/operator-verbs/verbs';
import { operations, routes } from './contract';
import { codeSpans, read, tableRows } from './support';

test('the app registers routes', () => {
  expect(routes().length).toBeGreaterThan(10);
});

test('the contract has exactly the routes of the app, under the same names and with the same keys', () => {
  const sorted = (all: readonly unknown[]): string[] => all.map((one) => JSON.stringify(one)).sort();
  expect(sorted(operations())).toEqual(sorted(routes()));
});

test('the table of docs/api.md has exactly the routes of the app, and one line for the operator verbs', () => {
  const listed = tableRows(read('docs/api.md')).map(([route]) => codeSpans(route ?? '')[0]);
  // The verbs stand in the contract and in the help of the command.
  const verbs = OPERATOR_VERBS.map(({ operationId }) => operationId);
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
