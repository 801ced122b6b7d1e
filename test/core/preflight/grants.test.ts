/** What permissions grant: wildcards, exceptions, data actions, case. */
import { readFileSync } from 'node:fs';
import { missingRights, roleDefinition } from '../../../shared/core/preflight/grants';
import { APP_RIGHTS, CREATE_RIGHTS } from '../../../shared/core/preflight/rights';

const entry = (over: object) => ({
  actions: [],
  notActions: [],
  dataActions: [],
  notDataActions: [],
  ...over,
});
const READ = 'Microsoft.Sql/managedInstances/databases/read';
const TASKS = 'Microsoft.DataMigration/services/projects/tasks/*';

test.each<[string, readonly object[], string, boolean]>([
  ['the same name', [{ actions: [READ] }], READ, true],
  ['another case', [{ actions: [READ.toUpperCase()] }], READ, true],
  ['everything', [{ actions: ['*'] }], READ, true],
  ['all reads', [{ actions: ['*/read'] }], READ, true],
  ['a star in the middle', [{ actions: ['Microsoft.Sql/*/read'] }], READ, true],
  ['all of another provider', [{ actions: ['Microsoft.Storage/*'] }], READ, false],
  ['a prefix without a star', [{ actions: ['Microsoft.Sql/managedInstances/databases'] }], READ, false],
  ['a dot is a dot', [{ actions: ['MicrosoftXSql/*'] }], READ, false],
  ['everything but this', [{ actions: ['*'], notActions: [READ] }], READ, false],
  ['everything but reads', [{ actions: ['*'], notActions: ['*/READ'] }], READ, false],
  ['an exception elsewhere', [{ actions: ['*'], notActions: ['*/write'] }], READ, true],
  ['an exception of another entry', [{ actions: ['*'], notActions: ['*'] }, { actions: [READ] }], READ, true],
  ['a data action is no action', [{ dataActions: ['*'] }], READ, false],
  [
    'all of the tasks by all of the service',
    [{ actions: ['Microsoft.DataMigration/services/*'] }],
    TASKS,
    true,
  ],
  [
    'all of the tasks but one',
    [{ actions: ['*'], notActions: [TASKS.replace('*', 'delete')] }],
    TASKS,
    false,
  ],
  ['one of the tasks for all of them', [{ actions: [TASKS.replace('*', 'read')] }], TASKS, false],
  ['nothing', [], READ, false],
])('%s', (_what, entries, action, granted) => {
  const missing = missingRights({ entries: entries.map(entry) }, { actions: [action] });
  expect(missing).toEqual(granted ? [] : [action]);
});

test('a data action needs a data action', () => {
  const rights = { actions: [], dataActions: ['a/blobs/read'] };
  expect(missingRights({ entries: [entry({ actions: ['*'] })] }, rights)).toEqual(['a/blobs/read']);
  expect(
    missingRights({ entries: [entry({ dataActions: ['a/*'], notDataActions: ['*/write'] })] }, rights),
  ).toEqual([]);
});

test('a role definition grants exactly what was asked for', () => {
  const rights = { actions: ['a/read'], dataActions: ['b/read'] };
  const made = JSON.parse(roleDefinition('Role', rights, ['/subscriptions/s'])) as {
    Actions: string[];
    DataActions: string[];
    AssignableScopes: string[];
  };
  expect(
    missingRights({ entries: [entry({ actions: made.Actions, dataActions: made.DataActions })] }, rights),
  ).toEqual([]);
  expect(made.AssignableScopes).toEqual(['/subscriptions/s']);
});

test('the rights that the preflight asks for are those that the deployment grants', () => {
  const bicep = readFileSync('infra/engine-actions.bicep', 'utf8');
  const listed = (name: string) => {
    const block = bicep.slice(bicep.indexOf(`var ${name} = `)).split('\n@export')[0] ?? '';
    return [...block.matchAll(/'(Microsoft\.[^']+)'/g)].map(([, action]) => action);
  };
  const asked = Object.values(APP_RIGHTS).flatMap(({ onInstance }) => onInstance.actions);
  expect(listed('onInstance')).toEqual(asked);
  expect(listed('onInstanceToCreate')).toEqual([...CREATE_RIGHTS.dms.actions, ...CREATE_RIGHTS.lrs.actions]);
  expect(listed('onClassicService')).toEqual(APP_RIGHTS['dms-classic'].onService?.actions);
});
