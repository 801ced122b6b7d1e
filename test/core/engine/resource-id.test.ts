import {
  canonicalResourceId,
  databaseMigrationId,
  databaseNameProblem,
  engineScope,
  managedDatabaseId,
  parseResourceId,
  sameResourceId,
  subscriptionOf,
} from '../../../shared/core/engine/resource-id';

const MI =
  '/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/testrg/providers/Microsoft.Sql/managedInstances/mi1';
const VM = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.SqlVirtualMachine/sqlVirtualMachines/vm1';

describe('engineScope', () => {
  test('a managed instance', () => {
    expect(engineScope(MI)).toEqual({
      kind: 'managedInstance',
      id: MI,
      subscriptionId: '00000000-1111-2222-3333-444444444444',
      resourceGroup: 'testrg',
      name: 'mi1',
    });
  });

  test.each([
    ['another case and a slash at the end', `${MI.toUpperCase()}/`, 'managedInstance'],
    ['a SQL virtual machine', VM, 'sqlVm'],
  ])('%s', (_name, id, kind) => expect(engineScope(id).kind).toBe(kind));

  test.each([
    ['an empty text', '', /found "", expected/],
    ['a URL', `https://management.azure.com${MI}`, /expected \/subscriptions/],
    [
      'a database of the instance',
      `${MI}/databases/db`,
      /found a resource of type Microsoft.Sql\/managedInstances\/databases/,
    ],
    [
      'a logical server',
      MI.replace('managedInstances', 'servers'),
      /found a resource of type Microsoft.Sql\/servers \(Azure SQL Database restores no backups, so there is nothing to cut over\)/,
    ],
    [
      'a missing name',
      '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Sql/managedInstances',
      /found "/,
    ],
    ['a way up', MI.replace('testrg', '..'), /found "/],
    ['an empty part', MI.replace('testrg', ''), /found "/],
  ])('refuses %s', (_name, id, reason) => {
    expect(engineScope(id)).toEqual({ kind: 'invalid', reason: expect.stringMatching(reason) });
  });

  test('refuses a query without repeating it, for it may carry a secret', () => {
    const scope = engineScope(`${MI}?sig=HUSH`);
    expect(scope.kind).toBe('invalid');
    expect(JSON.stringify(scope)).not.toContain('HUSH');
  });
});

test('ids are the same whatever their case and end', () => {
  expect(sameResourceId(MI, `${MI.toUpperCase()}/`)).toBe(true);
  expect(sameResourceId(MI.slice(1), MI)).toBe(true);
  expect(sameResourceId(MI, VM)).toBe(false);
  expect(canonicalResourceId(`${VM}/`)).toBe(VM.toLowerCase());
});

test('the subscription of any id', () => {
  expect(subscriptionOf(MI)).toBe('00000000-1111-2222-3333-444444444444');
  expect(subscriptionOf('https://h/subscriptions/ABC/providers/X/locations/l?api-version=1')).toBe('abc');
  expect(subscriptionOf('/providers/x')).toBeUndefined();
});

test('parts of a nested id', () => {
  expect(parseResourceId(`${MI}/databases/db1`)).toEqual(
    expect.objectContaining({
      provider: 'Microsoft.Sql',
      type: 'managedInstances/databases',
      names: ['mi1', 'db1'],
    }),
  );
});

test('database names enter ids encoded', () => {
  expect(managedDatabaseId(MI, 'My db')).toBe(`${MI}/databases/My%20db`);
  expect(databaseMigrationId(VM, 'Größe')).toBe(
    `${VM}/providers/Microsoft.DataMigration/databaseMigrations/Gr%C3%B6%C3%9Fe`,
  );
});

test.each([
  ['', /it is empty/],
  ['x'.repeat(129), /129 characters/],
  ['..', /dots alone/],
  ['MSDB', /a system database, which no service migrates/],
  ['a/b', /does not allow/],
  ['a?b', /does not allow/],
  ['a\u0000b', /control characters/],
])('a database name that cannot be used: %j', (name, reason) =>
  expect(databaseNameProblem(name)).toMatch(reason),
);

test('an ordinary database name has no problem', () =>
  expect(databaseNameProblem('Sales 2026.Q1')).toBeUndefined());
