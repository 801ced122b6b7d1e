/** Routes: the app, the contract and the README's table list the same. */
import { operations, routes } from './contract';
import { codeSpans, read, section, tableRows } from './support';

test('the app registers routes', () => {
  expect(routes().length).toBeGreaterThan(10);
});

test('the contract has exactly the routes of the app, under the same names and with the same keys', () => {
  const sorted = (all: readonly unknown[]): string[] => all.map((one) => JSON.stringify(one)).sort();
  expect(sorted(operations())).toEqual(sorted(routes()));
});

test("the README's table has exactly the routes of the app", () => {
  const listed = tableRows(section(read('README.md'), 'API')).map(([route]) => codeSpans(route ?? '')[0]);
  expect([...listed].sort()).toEqual(
    routes()
      .map(({ method, path }) => `${method} /api${path}`)
      .sort(),
  );
});

test('every parameter in braces is declared', () => {
  for (const { path } of operations())
    for (const [, name] of path.matchAll(/\{(\w+)\}/g)) expect([path, name]).toEqual([path, 'id']);
});
