/** Which role includes which. */
import { hasRole, type Role, ROLES } from '../../../shared/core/access/roles';

const INCLUDES: Readonly<Record<Role, readonly Role[]>> = {
  'Cutover.Read': ['Cutover.Read'],
  'Cutover.Operate': ['Cutover.Read', 'Cutover.Operate'],
  'Cutover.Approve': ['Cutover.Read', 'Cutover.Approve'],
  'Cutover.Admin': ['Cutover.Read', 'Cutover.Admin'],
};

test.each(ROLES)('%s includes itself and reading, and nothing else', (role) => {
  expect(ROLES.filter((one) => hasRole({ roles: [role] }, one))).toEqual(INCLUDES[role]);
});

test('nobody without a role has one, and several roles add up', () => {
  expect(ROLES.filter((role) => hasRole({ roles: [] }, role))).toEqual([]);
  expect(ROLES.filter((role) => hasRole({ roles: ['Cutover.Approve', 'Cutover.Operate'] }, role))).toEqual(
    ROLES.slice(0, 3),
  );
});
