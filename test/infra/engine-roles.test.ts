/** The custom roles have exactly the actions that the engines' adapters ask for. */
import { ENGINE_KINDS } from '../../shared/core/engine/engine-status';
import { ESTATE_REQUESTS } from '../../shared/adapters/estate/estate-requests';
import { callsOf } from './adapter-calls';
import { ofType, resourcesOf } from './snapshots';

/** Asked for, and in no role: Microsoft's list of operations lacks it, and a role that names it is refused. */
const NOT_GRANTED = ['Microsoft.DataMigration/databaseMigrations/retry/action'];

/** Asked for by the service in the app's name (Microsoft Learn, "Custom roles for SQL Server to Azure SQL Managed Instance migrations"). */
const SERVICE_ASKS: Readonly<Record<string, readonly string[]>> = {
  dms: ['Microsoft.Sql/managedInstances/read', 'Microsoft.Sql/managedInstances/databases/write'],
};

/** Actions by the name of the role. */
const roles = new Map(
  ofType(resourcesOf('several-accounts'), 'Microsoft.Authorization/roleDefinitions').map(({ properties }) => {
    const { roleName, permissions } = properties as {
      roleName: string;
      permissions: { actions: string[] }[];
    };
    return [roleName, permissions.flatMap(({ actions }) => actions).sort()] as const;
  }),
);

describe.each(ENGINE_KINDS)('%s', (engine) => {
  const calls = callsOf(engine);

  test('at an instance: the requests of a migration that is there', async () => {
    const { watch } = await calls;
    const wanted = watch.filter((action) => !NOT_GRANTED.includes(action));
    expect(wanted).not.toEqual([]);
    expect(roles.get(`SQL MI cutover prod: ${engine} on orders-mi`)).toEqual(wanted);
  });
});

test.each(['dms', 'lrs'] as const)('%s, to start migrations: those of the start as well', async (engine) => {
  const { watch, create } = await callsOf(engine);
  const wanted = new Set([...watch, ...create, ...(SERVICE_ASKS[engine] ?? [])]);
  for (const action of NOT_GRANTED) wanted.delete(action);
  expect(create).not.toEqual([]);
  expect(roles.get(`SQL MI cutover prod: ${engine} on shop-mi`)).toEqual([...wanted].sort());
});

test('the classic service: its tasks are all that is asked for elsewhere', async () => {
  const elsewhere = await Promise.all(ENGINE_KINDS.map(async (engine) => (await callsOf(engine)).elsewhere));
  const granted = roles.get('SQL MI cutover prod: classic service old-dms');
  expect(granted).toEqual(['Microsoft.DataMigration/services/projects/tasks/*']);
  expect(elsewhere.flat()).not.toEqual([]);
  for (const action of elsewhere.flat())
    expect(action).toMatch(/^Microsoft\.DataMigration\/services\/projects\/tasks\//);
});

test('a preflight: its reads, and nothing else, in each subscription that is named', () => {
  const wanted = [...new Set(Object.values(ESTATE_REQUESTS).map(({ action }) => action))].sort();
  expect(wanted.filter((action) => !action.endsWith('/read'))).toEqual([]);
  for (const number of [2, 3, 5]) {
    const subscription = '00000000-0000-0000-0000-000000000000'.replaceAll('0', String(number));
    expect(roles.get(`SQL MI cutover prod: preflight in ${subscription}`)).toEqual(wanted);
  }
});
