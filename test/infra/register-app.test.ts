/** infra/tools/register-app on a directory that a stand-in for az keeps; its roles are those of the app. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ROLES } from '../../shared/core/access/roles';
import { read, ROOT } from '../docs/support';

/** A run starts twenty processes. */
jest.setTimeout(120_000);

const AZURE_CLI = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';
const CLIENT = '10000000-0000-0000-0000-000000000000';
const APP = '77777777-7777-7777-7777-777777777777';

interface AppRole {
  readonly id: string;
  readonly value: string;
  readonly allowedMemberTypes: readonly string[];
  readonly isEnabled: boolean;
}

interface Directory {
  readonly apps: readonly (Record<string, unknown> & {
    readonly appRoles?: readonly AppRole[];
    readonly api?: Record<string, unknown>;
  })[];
  readonly principals: readonly Record<string, unknown>[];
  readonly assignments: readonly Record<string, string>[];
  readonly grants: readonly Record<string, string>[];
}

const roles = JSON.parse(read('infra/app-roles.json')) as readonly AppRole[];
const roleId = (value: string): string => roles.find((role) => role.value === value)?.id ?? '';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'register-app-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function registerApp(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync('bash', [join(ROOT, 'infra/tools/register-app'), ...args], {
    encoding: 'utf8',
    env: {
      ...process.env,
      PATH: [join(__dirname, 'fake-az'), process.env.PATH].join(delimiter),
      FAKE_AZ_FOLDER: folder,
    },
  });
  return { status, stdout: stdout.trim(), stderr };
}

function directory(): Directory {
  return JSON.parse(readFileSync(join(folder, 'directory.json'), 'utf8')) as Directory;
}

function calls(): readonly (readonly string[])[] {
  const file = join(folder, 'calls.jsonl');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as string[]);
}

/** What changes the directory. */
function isChange(call: readonly string[]): boolean {
  return call.includes('create') || call.includes('PATCH') || call.includes('POST');
}

test('the roles of the registration are those of the app, each under an id of its own', () => {
  expect(roles.map(({ value }) => value)).toEqual(ROLES);
  expect(new Set(roles.map(({ id }) => id)).size).toBe(ROLES.length);
  for (const role of roles)
    expect(role).toMatchObject({ isEnabled: true, allowedMemberTypes: ['User', 'Application'] });
});

test('the first run makes everything, and prints the client id alone on standard output', () => {
  expect(registerApp()).toMatchObject({
    status: 0,
    stdout: CLIENT,
    stderr: expect.stringContaining(`azd env set SIGN_IN_AUDIENCE ${CLIENT}`),
  });
  const { apps, principals, assignments } = directory();
  expect(apps).toEqual([
    expect.objectContaining({
      displayName: 'sqlmi-cutover',
      identifierUris: [`api://${CLIENT}`],
      groupMembershipClaims: 'ApplicationGroup',
      appRoles: roles,
      api: {
        requestedAccessTokenVersion: 2,
        oauth2PermissionScopes: [expect.objectContaining({ value: 'user_impersonation', isEnabled: true })],
        preAuthorizedApplications: [{ appId: AZURE_CLI, delegatedPermissionIds: [expect.any(String)] }],
      },
    }),
  ]);
  expect(principals).toEqual([
    { id: `principal-of-${CLIENT}`, appId: CLIENT, appRoleAssignmentRequired: true },
  ]);
  expect(assignments).toEqual([]);
});

test('roles are assigned to users, groups and applications', () => {
  const asked = [
    ...['--user', 'Cutover.Approve', 'ada@example.com'],
    ...['--group', 'Cutover.Operate', 'dba-team'],
    ...['--app', 'Cutover.Read', APP],
  ];
  expect(registerApp(...asked)).toMatchObject({ status: 0 });
  const resourceId = `principal-of-${CLIENT}`;
  expect(directory().assignments).toEqual([
    { principalId: 'id-of-user', resourceId, appRoleId: roleId('Cutover.Approve') },
    { principalId: 'id-of-group', resourceId, appRoleId: roleId('Cutover.Operate') },
    { principalId: 'id-of-app', resourceId, appRoleId: roleId('Cutover.Read') },
  ]);
});

test('the page may sign in at the addresses that are named; those that are there stay, and consent is given once', () => {
  expect(registerApp('--page', 'https://one.azurewebsites.net')).toMatchObject({ status: 0 });
  const more = [
    '--page',
    'https://two.azurewebsites.us/api/ui',
    '--page',
    'https://one.azurewebsites.net/api/ui/',
  ];
  expect(registerApp(...more)).toMatchObject({ status: 0 });
  expect(registerApp()).toMatchObject({ status: 0 });
  const { apps, grants } = directory();
  expect(apps[0]?.spa).toEqual({
    redirectUris: ['https://one.azurewebsites.net/api/ui', 'https://two.azurewebsites.us/api/ui'],
  });
  const self = `principal-of-${CLIENT}`;
  expect(grants).toEqual([
    { clientId: self, consentType: 'AllPrincipals', resourceId: self, scope: 'user_impersonation' },
  ]);
});

test('without a page nothing is granted, and no redirect is possible', () => {
  registerApp();
  const { apps, grants } = directory();
  expect([apps[0]?.spa, grants]).toEqual([undefined, []]);
});

test('a second run changes nothing, and says what is there', () => {
  const asked = ['--user', 'Cutover.Approve', 'ada@example.com'];
  registerApp(...asked);
  const before = directory();
  const again = registerApp(...asked);
  expect(again).toMatchObject({ status: 0, stdout: CLIENT });
  expect(again.stderr).toContain('ada@example.com has Cutover.Approve already');
  expect(directory()).toEqual(before);
});

test('what others added to the registration stays', () => {
  registerApp();
  const made = directory();
  const [app] = made.apps;
  const theirs = {
    role: { id: 'their-role', value: 'Other.Role' },
    scope: { id: 'their-scope', value: 'other' },
    client: { appId: 'their-client', delegatedPermissionIds: ['their-scope'] },
  };
  const changed = {
    ...app,
    identifierUris: ['api://contoso/cutover'],
    appRoles: [theirs.role],
    api: { oauth2PermissionScopes: [theirs.scope], preAuthorizedApplications: [theirs.client] },
  };
  writeFileSync(join(folder, 'directory.json'), JSON.stringify({ ...made, apps: [changed] }));
  expect(registerApp()).toMatchObject({ status: 0 });
  expect(directory().apps).toEqual([
    expect.objectContaining({
      identifierUris: ['api://contoso/cutover', `api://${CLIENT}`],
      appRoles: [theirs.role, ...roles],
      api: expect.objectContaining({
        oauth2PermissionScopes: [theirs.scope, expect.objectContaining({ value: 'user_impersonation' })],
        preAuthorizedApplications: [theirs.client, expect.objectContaining({ appId: AZURE_CLI })],
      }),
    }),
  ]);
});

test('--dry-run changes nothing and names what it would change, before and after the first run', () => {
  const asked = ['--dry-run', '--group', 'Cutover.Operate', 'dba-team'];
  const first = registerApp(...asked);
  expect(first).toMatchObject({ status: 0, stdout: '' });
  expect(first.stderr).toContain('would run: az ad app create --display-name sqlmi-cutover');
  expect(first.stderr).toContain('would assign Cutover.Operate to group dba-team (id-of-group)');
  expect(calls().filter(isChange)).toEqual([]);
  registerApp();
  const before = directory();
  const second = registerApp(...asked);
  expect(second.stderr).toMatch(/would run: az rest --method POST .*appRoleAssignedTo/);
  expect(directory()).toEqual(before);
});

test.each<[name: string, args: readonly string[], reason: RegExp]>([
  ['an unknown role', ['--user', 'Cutover.Owner', 'ada@example.com'], /there is no role Cutover\.Owner/],
  ['an unknown option', ['--force'], /there is no option --force/],
  ['a role without a holder', ['--user', 'Cutover.Read'], /--user needs a role and whom/],
  [
    'a page without https',
    ['--page', 'http://one.azurewebsites.net/api/ui'],
    /the address of the page is like https:/,
  ],
  [
    'another path',
    ['--page', 'https://one.azurewebsites.net/api/migrations'],
    /the address of the page is like https:/,
  ],
  ['a name that would end the filter', ['--name', "x' or 1 eq '1"], /a name has letters/],
])('%s is refused before az is asked', (_name, args, reason) => {
  const { status, stderr } = registerApp(...args);
  expect([status, stderr]).toEqual([1, expect.stringMatching(reason)]);
  expect(stderr).toMatch(/^Cannot register the app: /);
  expect(calls()).toEqual([]);
});

test.each([
  ['a user', ['--user', 'Cutover.Read', 'eve@example.com'], 'no user eve@example.com'],
  ['a group', ['--group', 'Cutover.Operate', 'nobody'], 'no group nobody'],
  ['an application', ['--app', 'Cutover.Read', CLIENT], `no app ${CLIENT}`],
])(
  '%s that is not in the directory ends it before anything is changed, in a dry run too',
  (_who, asked, reason) => {
    for (const more of [[], ['--dry-run']]) {
      const { status, stdout, stderr } = registerApp(
        '--user',
        'Cutover.Approve',
        'ada@example.com',
        ...asked,
        ...more,
      );
      expect([status, stdout]).toEqual([1, '']);
      expect(stderr).toContain(`Cannot register the app: the directory has ${reason}; nothing was changed`);
      // What az itself says stays to be seen.
      expect(stderr).toContain('ERROR: there is ');
    }
    expect(calls().filter(isChange)).toEqual([]);
  },
);

test('--help teaches, and asks nobody', () => {
  const { status, stdout } = registerApp('--help');
  expect([status, stdout]).toEqual([0, expect.stringContaining('--user <role> <user>')]);
  for (const role of ROLES) expect(stdout).toContain(role);
  expect(calls()).toEqual([]);
});
