/** The workbook is deployed with the queries of `infra/workbook`, and these and those of the pages are ones that Azure takes. */
import { read, repositoryFiles } from '../docs/support';
import { checkQuery } from './kusto';
import { EXAMPLES, ofType, resourcesOf } from './snapshots';

interface Notebook {
  readonly version: string;
  readonly items: readonly { readonly type: number; readonly content: { readonly query?: string } }[];
  readonly fallbackResourceIds: readonly string[];
}

const QUERIES = repositoryFiles(/^infra\/workbook\/.*\.kql$/);

test.each(QUERIES)('%s: is a query of the log', (path) => {
  expect(checkQuery(read(path)).problems).toEqual([]);
});

const BLOCKS = repositoryFiles(/\.md$/).flatMap((page) =>
  [...read(page).matchAll(/^```kusto\n([^]*?)^```/gm)].map(([, query = ''], at) => ({ page, at, query })),
);

test.each(BLOCKS)('$page, query $at: is a query of the log', ({ query }) => {
  expect(checkQuery(query).problems).toEqual([]);
});

test('the pages have queries for people', () => {
  expect(BLOCKS.filter(({ page }) => page === 'docs/observe.md').length).toBeGreaterThan(5);
});

test.each(EXAMPLES)('%s: one workbook, on the log of the app, with every query', (example) => {
  const [workbook, ...others] = ofType(resourcesOf(example), 'Microsoft.Insights/workbooks');
  expect(others).toEqual([]);
  const { sourceId, serializedData } = workbook?.properties as { sourceId: string; serializedData: string };
  const notebook = JSON.parse(serializedData) as Notebook;
  expect(notebook.version).toBe('Notebook/1.0');
  expect(notebook.fallbackResourceIds).toEqual([sourceId]);
  const queries = notebook.items.flatMap(({ type, content }) => (type === 3 ? [content.query] : []));
  expect(queries.toSorted()).toEqual(QUERIES.map(read).toSorted());
});
