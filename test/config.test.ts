import { InvalidSettingsError, loadConfig } from '../shared/config';
import { ROLES } from '../shared/core/access/roles';
import { AZURE_TIMING } from '../shared/core/timing';

const GOOD = {
  BackupContainer: 'backups',
  BackupStorage: 'UseDevelopmentStorage=true',
  LedgerStorage: 'UseDevelopmentStorage=true',
};

function problemsOf(env: Record<string, string | undefined>): readonly string[] {
  try {
    loadConfig(env);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidSettingsError)) throw error;
    for (const { setting } of error.problems) expect(error.message).toContain(setting);
    return error.problems.map(({ setting }) => setting).sort();
  }
}

test('what is left out has its default', () => {
  expect(loadConfig(GOOD)).toEqual({
    local: false,
    localUser: 'unknown',
    apiHosts: [],
    backupStorage: { kind: 'connectionString', value: 'UseDevelopmentStorage=true' },
    backupContainer: 'backups',
    backupHosts: { patterns: [], loopback: true },
    ledgerStorage: { kind: 'connectionString', value: 'UseDevelopmentStorage=true' },
    ledgerTablePrefix: 'SqlMiCutover',
    armEndpoint: 'https://management.azure.com',
    timing: AZURE_TIMING,
  });
});

test('storage by identity', () => {
  const config = loadConfig({
    BackupContainer: 'backups',
    BackupStorage__blobServiceUri: 'https://acct.blob.core.windows.net',
    LedgerStorage__tableServiceUri: 'https://acct.table.core.windows.net',
  });
  expect(config.backupStorage).toEqual({
    kind: 'identity',
    serviceUri: 'https://acct.blob.core.windows.net',
  });
  expect(config.ledgerStorage).toEqual({
    kind: 'identity',
    serviceUri: 'https://acct.table.core.windows.net',
  });
});

describe('G5: the storage accounts that registrations may name', () => {
  const AZURE = {
    BackupContainer: 'backups',
    BackupStorage__blobServiceUri: 'https://acct.blob.core.windows.net',
    LedgerStorage: 'UseDevelopmentStorage=true',
  };
  const hosts = (env: Record<string, string>) => loadConfig({ ...AZURE, ...env }).backupHosts;

  test.each<[name: string, env: Record<string, string>, patterns: readonly string[]]>([
    ['the configured one alone', {}, []],
    ['names', { BackupAccounts: 'shop, Other;third' }, ['shop', 'other', 'third']],
    ['a pattern of names', { BackupAccounts: 'prod*' }, ['prod*']],
    ['all of the cloud', { BackupAccounts: '*' }, ['*']],
    ['the configured one again', { BackupAccounts: 'acct' }, []],
  ])('%s', (_name, env, names) => {
    const patterns = ['acct', ...names].map((name) => `${name}.blob.core.windows.net`);
    expect(hosts(env)).toEqual({ patterns, loopback: false });
  });

  test('hosts, also of zones, with a port, and of another cloud', () => {
    const listed = 'a.z01.blob.storage.azure.net b.blob.core.usgovcloudapi.net:443 c.example.com:10000';
    expect(hosts({ BackupAccounts: listed }).patterns.slice(1)).toEqual([
      'a.z01.blob.storage.azure.net',
      'b.blob.core.usgovcloudapi.net',
      'c.example.com:10000',
    ]);
    const gov = { BackupAccounts: 'shop', ArmEndpoint: 'https://management.usgovcloudapi.net' };
    expect(hosts(gov).patterns).toContain('shop.blob.core.usgovcloudapi.net');
  });

  test.each([
    ['DefaultEndpointsProtocol=https;AccountName=Shop;AccountKey=a2V5', 'shop.blob.core.windows.net'],
    [
      'AccountName=shop;AccountKey=a2V5==;EndpointSuffix=core.chinacloudapi.cn',
      'shop.blob.core.chinacloudapi.cn',
    ],
    [
      'BlobEndpoint=https://shop.blob.core.windows.net/;SharedAccessSignature=sig',
      'shop.blob.core.windows.net',
    ],
  ])('the account of a connection string: %s', (BackupStorage, host) => {
    expect(loadConfig({ ...GOOD, BackupStorage }).backupHosts).toEqual({ patterns: [host], loopback: false });
  });

  test.each([
    'UseDevelopmentStorage=true',
    'AccountName=devstoreaccount1;BlobEndpoint=http://127.0.0.1:1/devstoreaccount1',
  ])('storage on this machine only where it is the configured one: %s', (BackupStorage) => {
    const settings = { ...GOOD, BackupStorage, BackupAccounts: 'shop' };
    expect(loadConfig(settings).backupHosts).toEqual({
      patterns: ['shop.blob.core.windows.net'],
      loopback: true,
    });
  });

  test.each([
    ['https://shop.blob.core.windows.net', 'https://management.azure.com'],
    ['*.com', 'https://management.azure.com'],
    ['shop_1', 'https://management.azure.com'],
    ['shop.*.core.windows.net', 'https://management.azure.com'],
    ['shop', 'https://management.local.azurestack.external'],
    [Array(101).fill('a').join(), 'https://management.azure.com'],
  ])('refused: %s with %s', (BackupAccounts, ArmEndpoint) => {
    expect(problemsOf({ ...AZURE, BackupAccounts, ArmEndpoint })).toEqual(['BackupAccounts']);
    expect(() => loadConfig({ ...AZURE, BackupAccounts, ArmEndpoint })).not.toThrow(/shop/);
  });
});

test.each<[env: Record<string, string>, hosts: readonly string[]]>([
  [{ WEBSITE_HOSTNAME: 'Cutover.azurewebsites.net' }, ['cutover.azurewebsites.net']],
  [
    { WEBSITE_HOSTNAME: 'a.azurewebsites.net', ApiHosts: 'ops.example.com, b.example:8443' },
    ['a.azurewebsites.net', 'ops.example.com', 'b.example:8443'],
  ],
  [{ AZURE_FUNCTIONS_ENVIRONMENT: 'Development', WEBSITE_HOSTNAME: 'localhost:7071' }, []],
])('the API is called by the names of %j', (env, hosts) => {
  expect(loadConfig({ ...GOOD, ...env }).apiHosts).toEqual(hosts);
});

test.each(['https://ops.example.com', 'ops.example.com/', '*.example.com'])(
  'ApiHosts takes no %s',
  (ApiHosts) => expect(problemsOf({ ...GOOD, ApiHosts })).toEqual(['ApiHosts']),
);

test('every bad key is listed, whatever else is wrong', () => {
  expect(problemsOf({})).toEqual(['BackupContainer', 'BackupStorage', 'LedgerStorage']);
  expect(
    problemsOf({
      BackupContainer: 'Not Valid',
      LedgerTablePrefix: '1st',
      ArmEndpoint: 'http://example.com',
      BackupStorage: 'a secret by mistake',
      LedgerStorage__tableServiceUri: 'https://acct.table.core.windows.net?sv=secret',
      StableReadGapSeconds: '1',
      SenderSeconds: 'soon',
      LeastPollSeconds: '-1',
    }),
  ).toEqual([
    'ArmEndpoint',
    'BackupContainer',
    'BackupStorage',
    'LeastPollSeconds',
    'LedgerStorage__tableServiceUri',
    'LedgerTablePrefix',
    'SenderSeconds',
    'StableReadGapSeconds',
  ]);
});

test('G5: no value of a setting is repeated', () => {
  const env = { ...GOOD, BackupStorage: 'marked-secret', ArmEndpoint: 'http://u:marked-secret@example.com' };
  expect(() => loadConfig(env)).toThrow(InvalidSettingsError);
  expect(() => loadConfig(env)).not.toThrow(/marked-secret/);
});

describe('G1: the floors are lowered on loopback only', () => {
  const lowered = {
    StableReadGapSeconds: '1',
    NotReceivedFirstSeconds: '2',
    NotReceivedGapSeconds: '1',
    AbsenceSeconds: '5',
    ClocksApartSeconds: '1',
    WatchLateSeconds: '9',
    SenderSeconds: '2',
    ObserveSeconds: '1',
    LeastPollSeconds: '1',
    NotifySeconds: '1',
  };

  test.each(['http://127.0.0.1:7071', 'http://localhost:7071', 'http://[::1]:7071', 'https://localhost'])(
    '%s',
    (ArmEndpoint) => {
      expect(loadConfig({ ...GOOD, ...lowered, ArmEndpoint }).timing).toMatchObject({
        stableReadGap: 1,
        notReceivedFirst: 2,
        notReceivedGap: 1,
        absence: 5,
        clocksApart: 1,
        watchLate: 9,
        senderValid: 2,
        observeFirst: 1,
        leastPoll: 1,
        notifyEvery: 1,
        assessmentValid: 10,
      });
    },
  );

  test.each([
    undefined,
    'https://management.azure.com',
    'https://localhost.example.com',
    'https://127.0.0.1.example.com',
  ])('%s', (ArmEndpoint) => {
    expect(problemsOf({ ...GOOD, ...lowered, ArmEndpoint })).toEqual(Object.keys(lowered).sort());
  });

  test('raised they may be, and empty counts as not set', () => {
    const { timing } = loadConfig({ ...GOOD, StableReadGapSeconds: '45', SenderSeconds: '' });
    expect(timing).toEqual({ ...AZURE_TIMING, stableReadGap: 45 });
  });

  test.each(['NaN', '0', '1e9', 'Infinity', '30s'])('"%s" is no number of seconds', (text) => {
    expect(problemsOf({ ...GOOD, StableReadGapSeconds: text })).toEqual(['StableReadGapSeconds']);
  });
});

test.each<[env: Record<string, string>, local: boolean]>([
  [{}, false],
  [{ AZURE_FUNCTIONS_ENVIRONMENT: 'Development' }, true],
  [{ AZURE_FUNCTIONS_ENVIRONMENT: 'Development', WEBSITE_INSTANCE_ID: 'i' }, false],
  [{ AZURE_FUNCTIONS_ENVIRONMENT: 'Development', CONTAINER_NAME: 'c', WEBSITE_SITE_NAME: 's' }, false],
  [{ AZURE_FUNCTIONS_ENVIRONMENT: 'Development', CONTAINER_NAME: 'c' }, true],
  [{ AZURE_FUNCTIONS_ENVIRONMENT: 'Production' }, false],
])('G6: with %j a caller counts as local: %s', (env, local) => {
  expect(loadConfig({ ...GOOD, ...env }).local).toBe(local);
});

const TENANT = '11111111-1111-1111-1111-111111111111';
const CLIENT = 'AAAAAAAA-2222-3333-4444-555555555555';
const client = CLIENT.toLowerCase();

describe('whose tokens are accepted', () => {
  test('nobody’s without the settings', () => expect(loadConfig(GOOD).signIn).toBeUndefined());

  test.each<[audience: string, audiences: readonly string[]]>([
    [CLIENT, [client, `api://${client}`]],
    [`api://${client}`, [`api://${client}`]],
    [`${CLIENT}, api://contoso.com/cutover`, [client, `api://${client}`, 'api://contoso.com/cutover']],
  ])('made out for %s', (SignInAudience, audiences) => {
    expect(loadConfig({ ...GOOD, SignInTenant: TENANT, SignInAudience }).signIn).toEqual({
      authority: 'https://login.microsoftonline.com',
      tenants: [TENANT],
      audiences,
    });
  });

  test.each<[change: Record<string, string>, settings: readonly string[]]>([
    [{ SignInTenant: TENANT, SignInAudience: '' }, ['SignInAudience']],
    [{ SignInTenant: '', SignInAudience: CLIENT }, ['SignInTenant']],
    [{ SignInTenant: 'common' }, ['SignInTenant']],
    [{ SignInTenant: 'contoso.onmicrosoft.com' }, ['SignInTenant']],
    [{ SignInTenant: `${TENANT},organizations` }, ['SignInTenant']],
    [{ SignInAudience: 'cutover' }, ['SignInAudience']],
    [{ SignInAudience: '*' }, ['SignInAudience']],
    [{ SignInAuthority: 'https://login.example.com' }, ['SignInAuthority']],
    [{ SignInAuthority: 'http://login.microsoftonline.com' }, ['SignInAuthority']],
    [{ SignInAuthority: 'https://login.microsoftonline.com.example.com' }, ['SignInAuthority']],
    [{ SignInAuthority: 'http://127.0.0.1:9000' }, ['SignInAuthority']],
  ])('refused: %j', (change, settings) => {
    expect(problemsOf({ ...GOOD, SignInTenant: TENANT, SignInAudience: CLIENT, ...change })).toEqual(
      settings,
    );
  });

  test.each(['https://login.microsoftonline.us', 'https://login.partner.microsoftonline.cn/'])(
    'of another cloud: %s',
    (SignInAuthority) => {
      const { signIn } = loadConfig({
        ...GOOD,
        SignInTenant: TENANT,
        SignInAudience: CLIENT,
        SignInAuthority,
      });
      expect(signIn?.authority).toBe(SignInAuthority.replace(/\/$/, ''));
    },
  );

  test('of a service on this machine, on a developer’s machine only', () => {
    const env = {
      ...GOOD,
      SignInTenant: TENANT,
      SignInAudience: CLIENT,
      SignInAuthority: 'http://localhost:9',
    };
    expect(loadConfig({ ...env, AZURE_FUNCTIONS_ENVIRONMENT: 'Development' }).signIn?.authority).toBe(
      'http://localhost:9',
    );
    const inAzure = { ...env, AZURE_FUNCTIONS_ENVIRONMENT: 'Development', WEBSITE_INSTANCE_ID: '1' };
    expect(problemsOf(inAzure)).toEqual(['SignInAuthority']);
  });
});

describe('where roles count', () => {
  const ON = { ...GOOD, SignInTenant: TENANT, SignInAudience: CLIENT };
  const GROUP = 'BBBBBBBB-2222-3333-4444-555555555555';
  const MI = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Sql/managedInstances/Prod';
  const reachOf = (rows: unknown) => ({ ...ON, SignInReach: JSON.stringify(rows) });

  test('everywhere without the setting', () => expect(loadConfig(ON).limits).toBeUndefined());

  test('in their one spelling, all roles unless some are listed', () => {
    const rows = [
      { group: GROUP, instances: [`${MI}/`], ids: ['sales-*', 'hr'] },
      { application: CLIENT, roles: ['Cutover.Read'], ids: ['*'] },
    ];
    expect(loadConfig(reachOf(rows)).limits).toEqual([
      {
        holder: { kind: 'group', id: GROUP.toLowerCase() },
        roles: ROLES,
        instances: [MI.toLowerCase()],
        ids: ['sales-*', 'hr'],
      },
      { holder: { kind: 'application', id: client }, roles: ['Cutover.Read'], ids: ['*'] },
    ]);
  });

  test.each<[rows: unknown, message: string]>([
    ['dba-team', 'a list of rows'],
    [[], 'at least one row'],
    [{}, 'a list of rows'],
    [[{ group: GROUP, ids: ['*'] }, { ids: ['*'] }], 'row 2: give either group or application'],
    [[{ group: GROUP, application: CLIENT, ids: ['*'] }], 'row 1: give either group or application'],
    [[{ group: GROUP }], 'row 1: give instances, ids or both'],
    [[{ group: 'dba-team', ids: ['*'] }], 'row 1, group: the object id of a group, a GUID'],
    [[{ group: GROUP, ids: [] }], 'row 1, ids: a list of ids of migrations, at least one'],
    [[{ group: GROUP, ids: '*' }], 'row 1, ids: a list of ids of migrations'],
    [[{ group: GROUP, ids: ['*', '*-prod'] }], 'row 1, ids 2: an id of a migration'],
    [[{ group: GROUP, ids: ['Sales'] }], 'row 1, ids 1: an id of a migration'],
    [[{ group: GROUP, instances: ['prod'] }], 'row 1, instances 1: the ARM id of an instance'],
    [[{ group: GROUP, instances: [`${MI}/databases/Shop`] }], 'row 1, instances 1: the ARM id'],
    [[{ group: GROUP, roles: ['Read'], ids: ['*'] }], 'row 1, roles 1: one of Cutover.Read'],
    [[{ group: GROUP, instance: [MI], ids: ['*'] }], 'row 1: unknown field instance; a row has'],
  ])('refused: %j', (rows, message) => {
    expect(() => loadConfig(reachOf(rows))).toThrow(`SignInReach: ${message}`);
  });

  test('refused: what is no JSON, and never repeated', () => {
    const env = { ...ON, SignInReach: '[{"group": marked' };
    expect(() => loadConfig(env)).toThrow('SignInReach: not JSON; expected a list of rows');
    expect(() => loadConfig(env)).not.toThrow('marked');
  });

  test('refused without tokens, which groups are in', () => {
    const env = { ...GOOD, SignInReach: JSON.stringify([{ group: GROUP, ids: ['*'] }]) };
    expect(() => loadConfig(env)).toThrow('SignInReach: only with SignInTenant and SignInAudience');
  });
});
