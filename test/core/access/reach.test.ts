/** Where roles count. */
import {
  type Caller,
  type Grant,
  atPlace,
  below,
  everywhere,
  reachOf,
  somewhere,
} from '../../../shared/core/access/reach';
import { type Membership, type Role, ROLES } from '../../../shared/core/access/roles';

const GROUP = '44444444-4444-4444-4444-444444444444';
const CLIENT = '55555555-5555-5555-5555-555555555555';
const MI = '/subscriptions/s/resourcegroups/rg/providers/microsoft.sql/managedinstances/mi';
const WRITTEN = '/subscriptions/S/resourceGroups/rg/providers/Microsoft.Sql/managedInstances/MI/';
const OTHER = `${MI}2`;
const SHOP = { id: 'sales-shop', managedInstanceId: WRITTEN };

const grant = (where: Partial<Grant>, holder: Grant['holder'] = { kind: 'group', id: GROUP }): Grant => ({
  holder,
  roles: ROLES,
  ...where,
});
const callerWith = (grants: readonly Grant[], roles: readonly Role[] = ROLES): Caller => ({
  name: 'ada',
  roles,
  reach: { kind: 'grants', grants },
});

describe('whom a row is for', () => {
  const byGroup = grant({ ids: ['*'] });
  const byClient = grant({ ids: ['*'] }, { kind: 'application', id: CLIENT });
  const rows = [byGroup, byClient];
  const person = (...groups: string[]): Membership => ({ kind: 'person', groups });
  const application = (clientId: string, ...groups: string[]): Membership => ({
    kind: 'application',
    clientId,
    groups,
  });

  test.each<[who: string, membership: Membership | undefined, grants: readonly Grant[]]>([
    ['a person in the group', person(GROUP, OTHER), [byGroup]],
    ['a person in another group', person(OTHER), []],
    ['a person in none', person(), []],
    ['the application', application(CLIENT), [byClient]],
    ['the application, in the group', application(CLIENT, GROUP), rows],
    ['another application', application(OTHER), []],
    ['an application whose client id is that of the group', application(GROUP), []],
    ['a person in a group whose id is that of the application', person(CLIENT), []],
    ['somebody without a token', undefined, []],
  ])('%s', (_who, membership, grants) => {
    expect(reachOf({ name: 'ada', roles: ROLES, membership }, rows)).toEqual({ kind: 'grants', grants });
  });

  test('who has too many groups reaches nothing', () => {
    const untold = { name: 'ada', roles: ROLES, membership: { kind: 'groupsUntold' } as const };
    expect(reachOf(untold, rows)).toEqual({ kind: 'groupsUntold' });
    const caller: Caller = { ...untold, reach: { kind: 'groupsUntold' } };
    for (const narrowed of [atPlace(caller, SHOP), somewhere(caller), everywhere(caller)])
      expect(narrowed.roles).toEqual([]);
  });

  test('without the setting everybody reaches everything', () => {
    for (const membership of [undefined, person(), { kind: 'groupsUntold' } as const]) {
      const reach = reachOf({ name: 'ada', roles: ['Cutover.Read'], membership }, undefined);
      expect(reach).toEqual({ kind: 'everything' });
      const caller: Caller = { name: 'ada', roles: ['Cutover.Read'], reach };
      for (const narrowed of [atPlace(caller, SHOP), somewhere(caller), everywhere(caller)])
        expect(narrowed.roles).toEqual(['Cutover.Read']);
    }
  });
});

test.each<[where: Partial<Grant>, reached: boolean, all: boolean]>([
  [{ ids: ['*'] }, true, true],
  [{ ids: ['x', '*'] }, true, true],
  [{ instances: [MI] }, true, false],
  [{ instances: [OTHER, MI] }, true, false],
  [{ instances: [OTHER] }, false, false],
  [{ ids: ['sales-*'] }, true, false],
  [{ ids: ['sales-shop'] }, true, false],
  [{ ids: ['sales'] }, false, false],
  [{ ids: ['sales-shop-2', 'ales-*'] }, false, false],
  [{ ids: ['sales-shop-*'] }, false, false],
  [{ instances: [MI], ids: ['*'] }, true, false],
  [{ instances: [MI], ids: ['hr-*'] }, false, false],
  [{ instances: [OTHER], ids: ['sales-*'] }, false, false],
])('%j reaches it: %s; everything: %s', (where, reached, all) => {
  const caller = callerWith([grant(where)]);
  expect(atPlace(caller, SHOP).roles).toEqual(reached ? ROLES : []);
  expect(everywhere(caller).roles).toEqual(all ? ROLES : []);
  expect(somewhere(caller).roles).toEqual(ROLES);
});

test('rows add up, each with its own roles', () => {
  const caller = callerWith([
    grant({ ids: ['*'], roles: ['Cutover.Read'] }),
    grant({ instances: [MI], roles: ['Cutover.Operate'] }),
    grant({ instances: [OTHER], roles: ['Cutover.Approve'] }),
  ]);
  expect(atPlace(caller, SHOP).roles).toEqual(['Cutover.Read', 'Cutover.Operate']);
  expect(everywhere(caller).roles).toEqual(['Cutover.Read']);
  expect(somewhere(caller).roles).toEqual(['Cutover.Read', 'Cutover.Operate', 'Cutover.Approve']);
});

test('a row gives no role that is not assigned, and keeps one that is included', () => {
  const everything = grant({ ids: ['*'] });
  expect(atPlace(callerWith([everything], ['Cutover.Approve']), SHOP).roles).toEqual([
    'Cutover.Read',
    'Cutover.Approve',
  ]);
  expect(atPlace(callerWith([everything], []), SHOP).roles).toEqual([]);
  const reading = grant({ ids: ['*'], roles: ['Cutover.Read'] });
  expect(atPlace(callerWith([reading], ['Cutover.Operate']), SHOP).roles).toEqual(['Cutover.Read']);
});

test.each<[resource: string, where: Partial<Grant>, reached: boolean]>([
  [`${WRITTEN}databases/Shop`, { instances: [MI] }, true],
  [`${MI}/providers/Microsoft.DataMigration/databaseMigrations/Shop`, { instances: [MI] }, true],
  [`${OTHER}/databases/Shop`, { instances: [MI] }, false],
  [
    '/subscriptions/s/resourceGroups/rg/providers/Microsoft.DataMigration/services/d/projects/p/tasks/t',
    { instances: [MI] },
    false,
  ],
  [`${OTHER}/databases/Shop`, { ids: ['sales-*'] }, true],
])('something below %s may be looked for with %j: %s', (resource, where, reached) => {
  expect(below(callerWith([grant(where)]), resource).roles).toEqual(reached ? ROLES : []);
});
