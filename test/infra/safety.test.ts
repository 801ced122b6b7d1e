/** What must hold of every deployment: no keys, least rights on data, a ledger that is hard to lose. */
import { read, repositoryFiles } from '../docs/support';
import { EXAMPLES, grantsOf, ofType, resourcesOf, snapshotText, type Resource } from './snapshots';

/** Roles by the id of their definition (Microsoft Learn, "Azure built-in roles"). */
const ROLES: Readonly<Record<string, string>> = {
  'b7e6dc6d-f1e8-4753-8033-0f276bb0955b': 'Storage Blob Data Owner',
  '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1': 'Storage Blob Data Reader',
  '974c5e8b-45b9-4653-ba55-5f855dd0fb88': 'Storage Queue Data Contributor',
  '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3': 'Storage Table Data Contributor',
  '0ad04412-c4d5-4796-b79c-f76d14c8d402': 'Durable Task Data Contributor',
  '4633458b-17de-408a-b874-0445c86b69e6': 'Key Vault Secrets User',
  '3913510d-42f4-4e42-8a64-420c390055eb': 'Monitoring Metrics Publisher',
};

/** What the app may do with data. */
const RIGHTS = [
  'backups: Storage Blob Data Reader',
  'host storage: Storage Blob Data Owner',
  'host storage: Storage Queue Data Contributor',
  'host storage: Storage Table Data Contributor',
  'ledger: Storage Table Data Contributor',
  'log: Monitoring Metrics Publisher',
];

/** What it may do besides, by example. */
const MORE_RIGHTS: Readonly<Record<string, readonly string[]>> = {
  'several-accounts': ['vault ops-vault: Key Vault Secrets User'],
  'durable-task-scheduler': ['task hub cutover: Durable Task Data Contributor'],
};

function placeOf(scope: string): string {
  const name = scope.split('/').at(-1) ?? '';
  if (scope.includes('/Microsoft.KeyVault/')) return `vault ${name}`;
  if (scope.includes('/Microsoft.DurableTask/schedulers/')) return `task hub ${name}`;
  if (scope.includes('/Microsoft.Insights/components/')) return 'log';
  if (name.startsWith('stapp')) return 'host storage';
  if (name.startsWith('stledger')) return 'ledger';
  return scope.includes('/Microsoft.Storage/storageAccounts/') ? 'backups' : scope;
}

function properties(resources: readonly Resource[], type: string): readonly unknown[] {
  return ofType(resources, type).map((resource) => resource.properties);
}

test('no template asks for a key', () => {
  const templates = repositoryFiles(/^infra\/.*\.bicep$/);
  expect(templates.length).toBeGreaterThan(10);
  expect(templates.filter((path) => /\blist\w*\(/i.test(read(path)))).toEqual([]);
});

describe.each(EXAMPLES)('%s', (example) => {
  const resources = resourcesOf(example);

  const customRoles = new Map(
    ofType(resources, 'Microsoft.Authorization/roleDefinitions').map(({ name, properties: of }) => [
      name,
      of as { roleName: string; assignableScopes: string[] },
    ]),
  );

  test('no key is read, stored or accepted', () => {
    expect(snapshotText(example)).not.toMatch(
      /listKeys|listAccountSas|listServiceSas|AccountKey|SharedAccess/i,
    );
    for (const account of properties(resources, 'Microsoft.Storage/storageAccounts'))
      expect(account).toMatchObject({ allowSharedKeyAccess: false, allowBlobPublicAccess: false });
    expect(properties(resources, 'Microsoft.Insights/components')).toEqual([
      expect.objectContaining({ DisableLocalAuth: true }),
    ]);
    const policies = properties(resources, 'Microsoft.Web/sites/basicPublishingCredentialsPolicies');
    expect(policies).toEqual([{ allow: false }, { allow: false }]);
  });

  test('the identity has these roles, each on the one place that needs it', () => {
    const grants = grantsOf(example).filter(({ role }) => !customRoles.has(role));
    const rights = grants.map(({ scope, role }) => `${placeOf(scope)}: ${ROLES[role] ?? role}`);
    expect([...new Set(rights)].sort()).toEqual([...RIGHTS, ...(MORE_RIGHTS[example] ?? [])]);
    expect(new Set(grants.map(({ principalId }) => principalId)).size).toBe(1);
  });

  test('each role of its own is assigned once, on what its name says, within its group', () => {
    const grants = grantsOf(example).filter(({ role }) => customRoles.has(role));
    expect(grants.map(({ role }) => role).sort()).toEqual([...customRoles.keys()].sort());
    for (const { scope, role } of grants) {
      const { roleName = '', assignableScopes = [] } = customRoles.get(role) ?? {};
      expect(roleName.split(' ').at(-1)).toBe(scope.split('/').at(-1));
      expect(assignableScopes).toEqual([scope.split('/').slice(0, 5).join('/')]);
    }
  });

  test('the ledger has a group of its own, locked, and its blobs can be brought back', () => {
    const inLedgerGroup = resources.filter(({ id }) => /\/resourceGroups\/[^/]+-ledger\//.test(id));
    expect(ofType(inLedgerGroup, 'Microsoft.Storage/storageAccounts')).toHaveLength(1);
    expect(properties(inLedgerGroup, 'Microsoft.Authorization/locks')).toEqual([
      expect.objectContaining({ level: 'CanNotDelete' }),
    ]);
    expect(properties(inLedgerGroup, 'Microsoft.Storage/storageAccounts/blobServices')).toEqual([
      {
        isVersioningEnabled: true,
        changeFeed: { enabled: true },
        deleteRetentionPolicy: { enabled: true, days: 30 },
        containerDeleteRetentionPolicy: { enabled: true, days: 30 },
        restorePolicy: { enabled: true, days: 29 },
      },
    ]);
  });

  test('everything that takes tags says whose it is', () => {
    const own = resources.filter(({ tags }) => tags !== undefined);
    expect(own.length).toBeGreaterThanOrEqual(8);
    for (const { tags } of own) expect(tags).toMatchObject({ product: 'sqlmi-cutover' });
  });
});
