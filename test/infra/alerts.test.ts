/** The alerts look for what the app writes, and their queries are ones that Azure takes. */
import { EVENTS } from '../../shared/core/migration/events';
import { read, repositoryFiles } from '../docs/support';
import { checkQuery } from './kusto';
import { EXAMPLES, ofType, resourcesOf } from './snapshots';

interface Rule {
  readonly severity: number;
  readonly scopes: readonly string[];
  readonly criteria: { readonly allOf: readonly Criterion[] };
  readonly actions: { readonly actionGroups: readonly string[] };
}

interface Criterion {
  readonly query: string;
  readonly operator: string;
  readonly threshold: number;
  readonly dimensions?: readonly { readonly name: string }[];
}

function rulesOf(example: string): ReadonlyMap<string, Rule> {
  return new Map(
    ofType(resourcesOf(example), 'Microsoft.Insights/scheduledQueryRules').map(({ name, properties }) => [
      name.replace(/^alert-cutover-[a-z]+-/, ''),
      properties as unknown as Rule,
    ]),
  );
}

const QUERIES = repositoryFiles(/^infra\/alerts\/.*\.kql$/);
const CODE = repositoryFiles(/^(functions|shared)\/.*\.ts$/).map(read);

/** Texts in a query between single quotes, without the signs of a regular expression. */
function literalsOf(query: string): readonly string[] {
  return [...query.matchAll(/'([^']+)'/g)].map((match) => match[1] ?? '');
}

test('the checker names what a table does not have', () => {
  expect(checkQuery('traces | where mesage == "x"').problems).toEqual([expect.stringContaining("'mesage'")]);
  expect(checkQuery('traces | project timestamp')).toEqual({ problems: [], columns: ['timestamp'] });
});

test.each(QUERIES)('%s: is a query of the log', (path) => {
  const { problems, columns } = checkQuery(read(path));
  expect(problems).toEqual([]);
  expect(columns).toContain('timestamp');
});

test.each(QUERIES)('%s: looks for words that the app writes', (path) => {
  const query = read(path);
  const events = /event in \(([^)]*)\)|event == '\w+'/g;
  const named = [...query.matchAll(events)].flatMap((match) => literalsOf(match[0]));
  expect(named.filter((name) => !(name in EVENTS))).toEqual([]);
  const texts = [...query.matchAll(/message !?startswith ('[^']+')|name == ('\w+')|name in \(([^)]*)\)/gi)]
    .flatMap((match) => literalsOf(match[0]))
    .filter((text) => text !== '{"event":');
  const unwritten = texts.filter(
    (text) =>
      !CODE.some(
        (code) => code.includes(`'${text}'`) || code.includes(`\`${text}`) || code.includes(`'${text}`),
      ),
  );
  expect(unwritten).toEqual([]);
  expect([...named, ...texts]).not.toEqual([]);
});

test('the sweep tells what it has ingested in the words that events-silent looks for', () => {
  const pattern = /matches regex @'([^']+)'/.exec(read('infra/alerts/events-silent.kql'))?.[1] ?? '';
  const written =
    /context\.info\(`(.*blobs ingested.*)`\)/.exec(read('functions/triggers/sweep.ts'))?.[1] ?? '';
  const line = (count: number) =>
    written.replace('${id}', 'shop').replace('${swept.recorded}', String(count));
  expect(line(12)).toMatch(new RegExp(pattern));
  expect(line(0)).not.toMatch(new RegExp(pattern));
});

test('every warning among the events is in a rule for one migration', () => {
  const rules = rulesOf('smallest');
  const perMigration = [...rules.values()].filter(
    ({ criteria: { allOf } }) => allOf[0]?.dimensions?.length === 1,
  );
  const watched = perMigration.flatMap(({ criteria: { allOf } }) => literalsOf(allOf[0]?.query ?? ''));
  const warnings = tableOfEvents().filter(({ level }) => level !== 'information');
  expect(warnings.length).toBeGreaterThan(5);
  expect(warnings.map(({ event }) => event).filter((event) => !watched.includes(event))).toEqual([]);
});

/** Events and their level, as docs/events.md tells them from the code. */
function tableOfEvents(): readonly { event: string; level: string }[] {
  return [...read('docs/events.md').matchAll(/^\| `(\w+)` +\| (\w+) +\|/gm)].map(([, event, level]) => ({
    event: event ?? '',
    level: level ?? '',
  }));
}

describe.each(EXAMPLES)('%s', (example) => {
  const rules = rulesOf(example);

  test('has a rule for each query, except about events where there are none', () => {
    const wanted = QUERIES.map((path) => path.replace(/^infra\/alerts\/(.*)\.kql$/, '$1'));
    const deployed = wanted.filter((name) => name !== 'events-silent' || example !== 'sweep-only');
    expect([...rules.keys()].sort()).toEqual(deployed.sort());
  });

  test('a rule is about the log of the app, and split by what its query gives', () => {
    for (const [name, { scopes, criteria }] of rules) {
      expect(scopes).toEqual([expect.stringMatching(/\/Microsoft\.Insights\/components\/log$/)]);
      const [criterion] = criteria.allOf;
      expect(criterion?.query).toBe(read(`infra/alerts/${name}.kql`));
      const { columns } = checkQuery(criterion?.query ?? '');
      for (const dimension of criterion?.dimensions ?? []) expect(columns).toContain(dimension.name);
      expect([criterion?.operator, criterion?.threshold]).toEqual(
        name === 'sweep-silent' ? ['LessThan', 1] : ['GreaterThan', 0],
      );
    }
  });
});

test('an alert reaches the groups that are named, and the one that is made of addresses', () => {
  const [made] = ofType(resourcesOf('several-accounts'), 'Microsoft.Insights/actionGroups');
  const [, onCall = ''] =
    /'([^']*\/actionGroups\/on-call)'/.exec(read('infra/examples/several-accounts.bicepparam')) ?? [];
  for (const { actions } of rulesOf('several-accounts').values())
    expect(actions.actionGroups).toEqual([onCall, made?.id]);
  expect(ofType(resourcesOf('smallest'), 'Microsoft.Insights/actionGroups')).toEqual([]);
});
