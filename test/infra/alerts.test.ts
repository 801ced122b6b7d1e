/** The alerts look for what the app writes, and their queries are ones that Azure takes. */
import { EVENTS } from '../../shared/core/migration/events';
import type { AttentionKind } from '../../shared/core/migration/status-document';
import { ATTENTION_ORDER } from '../../shared/core/views/attention';
import { assessActivity } from '../../shared/durable/contracts';
import { read, repositoryFiles, section, tableRows } from '../docs/support';
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
/** Functions whose runs are rows of `requests` under this name. */
const FUNCTIONS = new Set([
  assessActivity.name,
  ...[...read('functions/index.ts').matchAll(/df\.app\.client\.timer\('(\w+)'/g)].map(
    ([, name]) => name ?? '',
  ),
]);

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
  const events = [...query.matchAll(/"event":"(\w+)"|e\.event\) == '(\w+)'/g)].map(
    ([, a, b]) => a ?? b ?? '',
  );
  expect(events.filter((name) => !(name in EVENTS))).toEqual([]);
  const kinds = [...query.matchAll(/attention\)? (?:in \(([^)]*)\)|== ('\w+'))/g)].flatMap((match) =>
    literalsOf(match[0]),
  );
  expect(kinds.filter((kind) => !ATTENTION_ORDER.some((known) => known === kind))).toEqual([]);
  const names = [...query.matchAll(/\bname (?:in \(([^)]*)\)|== ('\w+'))/g)].flatMap((match) =>
    literalsOf(match[0]),
  );
  expect(names.filter((name) => !FUNCTIONS.has(name))).toEqual([]);
  expect([...events, ...names]).not.toEqual([]);
});

test('docs/observe.md says of every rule how severe it is, and what to do', () => {
  const rows = tableRows(section(read('docs/observe.md'), 'Alerts'));
  const rules = [...rulesOf('smallest')].map(([name, { severity }]) => [name, String(severity)]);
  expect(rows.map(([name, severity]) => [name, severity]).toSorted()).toEqual(rules.toSorted());
  expect(rows.filter((cells) => cells.length !== 3 || cells.includes(''))).toEqual([]);
});

test('no row that a rule counts is sampled away, and no line is filtered out by its level', () => {
  const { logging } = JSON.parse(read('host.json')) as {
    readonly logging: {
      readonly logLevel: Readonly<Record<string, string>>;
      readonly applicationInsights: { readonly samplingSettings: { readonly excludedTypes: string } };
    };
  };
  const kept = logging.applicationInsights.samplingSettings.excludedTypes.split(';');
  // The names of the host (Microsoft Learn, "host.json reference", samplingSettings).
  const types = ['Dependency', 'Event', 'Exception', 'PageView', 'Request', 'Trace'];
  expect(kept.filter((type) => !types.includes(type))).toEqual([]);
  const counted = { traces: 'Trace', requests: 'Request', exceptions: 'Exception' };
  for (const [table, type] of Object.entries(counted))
    expect({ [table]: kept.includes(type) }).toEqual({ [table]: true });
  const { default: level, ...others } = logging.logLevel;
  expect(level).toBe('Information');
  expect(Object.keys(others).filter((category) => category.startsWith('Function'))).toEqual([]);
});

/** Of these nobody has to be told by an alert: a cutover under way, a hold, an end that is as it should be. */
const NO_TROUBLE: readonly AttentionKind[] = ['cuttingOver', 'held', 'ended'];

test('every reason why a migration deserves a look is in a rule, or is no trouble', () => {
  const queries = QUERIES.map((path) => read(path)).join();
  const told = ATTENTION_ORDER.filter((kind) => queries.includes(`'${kind}'`));
  expect([...new Set([...told, ...NO_TROUBLE])].sort()).toEqual([...ATTENTION_ORDER].sort());
});

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
        name === 'no-look' ? ['LessThan', 1] : ['GreaterThan', 0],
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
