/** One mutant for each rule: it makes exactly its row unmet, and those that the catalogue declares implied by it. */
import type { PreflightFile } from '../../../shared/core/preflight/backup-facts';
import { PREFLIGHT_ROWS } from '../../../shared/core/preflight/catalogue';
import type { PreflightPlan } from '../../../shared/core/preflight/plan';
import { questionKey } from '../../../shared/core/preflight/question';
import type { StorageAccount } from '../../../shared/core/preflight/resources';
import type { SasFacts } from '../../../shared/core/preflight/sas';
import {
  ACCOUNT,
  CLASSIC,
  ENDPOINT,
  type Estate,
  GROUP,
  INSTANCE,
  MI_SUBNET,
  NETWORK,
  PE_SUBNET,
  PRINCIPAL,
  SERVICE,
  SUBSCRIPTION,
  VM_SUBNET,
  account,
  backupSet,
  backups,
  classicEstate,
  classicService,
  dmsEstate,
  file,
  firewall,
  fullFile,
  instance,
  judge,
  lrsEstate,
  migrationService,
  network,
  set,
  setAccount,
  shareEstate,
  subnet,
  withEndpoint,
  withFirewall,
} from './estate';

type Mutant = readonly [row: string, what: string, make: () => Estate, found: RegExp];

const changed = (estate: Estate, change: Partial<PreflightPlan>): Estate => {
  estate.plan = { ...estate.plan, ...change };
  return estate;
};
const migrating = (estate: Estate, change: Partial<PreflightPlan['migration']>): Estate =>
  changed(estate, { migration: { ...estate.plan.migration, ...change } });
const noting = (estate: Estate, change: PreflightPlan['notes']): Estate =>
  changed(estate, { notes: { ...estate.plan.notes, ...change } });
const holding = (files: readonly PreflightFile[], estate = dmsEstate()): Estate =>
  changed(estate, { backups: backups(files) });
const creating = (change: object, estate = dmsEstate()): Estate =>
  migrating(estate, { create: { ...estate.plan.migration.create, ...change } as never });
const keeping = (change: Partial<StorageAccount>, estate = dmsEstate()): Estate => {
  setAccount(estate, account(change));
  return estate;
};
const token = (change: Partial<SasFacts>): Estate =>
  changed(lrsEstate(), {
    sas: {
      rights: 'rl',
      expiresAt: '2027-03-01T00:00:00.000Z',
      hasPolicy: false,
      httpsOnly: true,
      ...change,
    },
  });
const reading =
  (...args: Parameters<typeof set> extends [Estate, ...infer Rest] ? Rest : never) =>
  (estate = dmsEstate()): Estate => {
    set(estate, ...args);
    return estate;
  };
const full = fullFile();
const rights = (
  id: string,
  actions: readonly string[],
  notActions: readonly string[] = [],
  estate = dmsEstate(),
) =>
  reading('ownPermissions', id, {
    entries: [{ actions, notActions, dataActions: ['*'], notDataActions: [] }],
  })(estate);
const provider = (name: string, over: object) =>
  reading(
    'resourceProvider',
    SUBSCRIPTION,
    {
      namespace: name,
      registrationState: 'Registered',
      resourceTypes: [{ name: 'sqlMigrationServices', locations: ['West Europe'] }],
      ...over,
    },
    name,
  );

const MUTANTS: readonly Mutant[] = [
  [
    'STO-01',
    'the firewall of a classic account forgets the instance',
    () => withFirewall(classicEstate(), { firewall: firewall([VM_SUBNET]) }),
    /no rule for subnet 'instances'/,
  ],
  [
    'STO-01',
    'the subnet is not delegated',
    () =>
      reading(
        'virtualNetwork',
        NETWORK,
        network([subnet(MI_SUBNET, { delegations: [] })]),
      )(withFirewall(classicEstate())),
    /not delegated/,
  ],
  [
    'STO-02',
    'the firewall forgets the instance',
    () => withFirewall(dmsEstate(), { firewall: firewall([VM_SUBNET]) }),
    /no rule for subnet 'instances'/,
  ],
  [
    'STO-02',
    'the rule is only being added',
    () =>
      withFirewall(dmsEstate(), {
        firewall: { ...firewall([]), subnets: [{ id: MI_SUBNET, action: 'Allow', state: 'Provisioning' }] },
      }),
    /is Provisioning/,
  ],
  [
    'STO-02',
    'the subnet has no service endpoint',
    () =>
      reading(
        'virtualNetwork',
        NETWORK,
        network([subnet(MI_SUBNET, { serviceEndpoints: [] })]),
      )(withFirewall(lrsEstate())),
    /no service endpoint/,
  ],
  [
    'STO-03',
    'the endpoint waits for approval',
    () => withEndpoint(dmsEstate(), { privateEndpoints: [{ id: ENDPOINT, status: 'Pending' }] }),
    /is Pending/,
  ],
  [
    'STO-03',
    'the endpoint serves files',
    () =>
      reading('privateEndpoint', ENDPOINT, {
        id: ENDPOINT,
        subnetId: PE_SUBNET,
        targets: [{ resourceId: ACCOUNT, groups: ['file'] }],
        dnsNames: [],
      })(withEndpoint(dmsEstate())),
    /does not serve blobs/,
  ],
  [
    'STO-03',
    'the endpoint is in another network',
    () =>
      reading('privateEndpoint', ENDPOINT, {
        id: ENDPOINT,
        subnetId: PE_SUBNET.replace('hub', 'other'),
        targets: [{ resourceId: ACCOUNT, groups: ['blob'] }],
        dnsNames: [],
      })(withEndpoint(dmsEstate())),
    /is in network 'other'/,
  ],
  [
    'STO-03',
    'the firewall forgets the subnet of the endpoint',
    () => withEndpoint(dmsEstate(), { firewall: firewall([MI_SUBNET]) }),
    /no rule for its subnet 'endpoints'/,
  ],
  ['STO-03', 'nothing leads in', () => keeping({ publicNetworkAccess: 'Disabled' }), /no private endpoint/],
  [
    'STO-04',
    'the address of the runtime is not allowed',
    () => withFirewall(shareEstate(), { firewall: firewall([MI_SUBNET], ['198.51.100.0/24']) }),
    /no rule for 203\.0\.113\.7/,
  ],
  [
    'STO-05',
    'the subnet of the runtime is not allowed',
    () =>
      noting(withFirewall(shareEstate(), { firewall: firewall([MI_SUBNET]) }), {
        runtime: { subnetId: VM_SUBNET },
      }),
    /subnet 'machines' of the integration runtime/,
  ],
  ['STO-06', 'a premium account of pages', () => keeping({ skuTier: 'Premium' }), /tier Premium/],
  [
    'STO-06',
    'a premium account for the classic service',
    () => keeping({ skuTier: 'Premium', kind: 'BlockBlobStorage' }, classicEstate()),
    /tier Premium/,
  ],
  [
    'STO-07',
    'an account in another region',
    () => keeping({ location: 'northeurope' }),
    /northeurope, the service in westeurope/,
  ],
  [
    'STO-08',
    'the account refuses its key',
    () => keeping({ sharedKeyAccess: false }, creating({ authType: 'AccountKey' })),
    /refuses its key/,
  ],
  [
    'STO-09',
    'the identity has no role',
    () =>
      reading(
        'roleAssignments',
        ACCOUNT,
        [],
        PRINCIPAL,
      )(reading('roleAssignments', `${ACCOUNT}/blobServices/default/containers/sql`, [], PRINCIPAL)()),
    /lacks 'Microsoft.Storage.*blobs\/read'/,
  ],
  [
    'STO-09',
    'the instance has no identity',
    () => reading('managedInstance', INSTANCE, instance({ identity: { userAssigned: [] } }))(),
    /no managed identity/,
  ],
  ['STO-10', 'a token that may write', () => token({ rights: 'rwl' }), /'rwl', not exactly 'rl'/],
  ['STO-10', 'a token with a policy', () => token({ hasPolicy: true }), /stored access policy/],
  ['STO-10', 'a token for HTTP', () => token({ httpsOnly: false }), /HTTPS/],
  ['STO-10', 'a token that has ended', () => token({ expiresAt: '2026-11-30T07:59:59.000Z' }), /it ended/],
  [
    'STO-10',
    'a token that ends too soon',
    () => token({ expiresAt: '2026-12-05T08:00:00.000Z' }),
    /in 5 days/,
  ],
  ['STO-10', 'a token for later', () => token({ startsAt: '2026-11-30T09:00:00.000Z' }), /still to come/],
  [
    'STO-11',
    'a token and an identity',
    () => creating({ authType: 'ManagedIdentity' }, lrsEstate()),
    /a SAS is set as well/,
  ],
  [
    'STO-12',
    'a classic token that cannot delete',
    () => changed(classicEstate(), { sas: { rights: 'rwl', hasPolicy: false, httpsOnly: true } }),
    /lacks 'd'/,
  ],
  [
    'STO-13',
    'a folder called backups',
    () => migrating(withPrefix(lrsEstate(), 'backups/'), {}),
    /'backups' in/,
  ],
  ['STO-14', 'a nested log', () => holding([full, file('logs/1.trn')]), /1 files are in folders below/],
  [
    'STO-15',
    'two databases in a folder',
    () => holding([full, file('o.bak', { sets: [backupSet({ databaseName: 'Orders' })] })]),
    /2 databases/,
  ],
  [
    'STO-17',
    'a short name',
    () => noting(shareEstate(), { share: { path: '\\\\files\\backup' } }),
    /full name/,
  ],
  [
    'STO-24',
    'an archived log',
    () => holding([full, file('1.trn', { tier: 'Archive' })]),
    /archived: 'shop\/1\.trn'/,
  ],
  [
    'STO-24',
    'a log that grows',
    () => holding([full, file('1.trn'), file('2.trn', { state: 'growing', sets: [] })]),
    /not complete/,
  ],
  [
    'STO-25',
    'no container',
    () => reading('blobContainers', ACCOUNT, [{ name: 'other' }])(),
    /no container 'sql'/,
  ],
  [
    'STO-26',
    'a rule deletes logs',
    () =>
      reading('lifecycleRules', ACCOUNT, [
        { name: 'tidy', enabled: true, prefixes: ['sql/'], deleteAfterDays: 7 },
      ])(),
    /'tidy'.*deletes files 7 days/,
  ],
  [
    'BKP-01',
    'no full',
    () =>
      changed(dmsEstate(), {
        backups: {
          readFrom: 'elsewhere',
          files: [file('1.trn')],
          chain: { status: 'no-full', summary: 'there is no full backup' },
        },
      }),
    /no full backup/,
  ],
  [
    'BKP-02',
    'a log without checksums',
    () => holding([full, file('1.trn', { sets: [backupSet({ hasBackupChecksums: false })] })]),
    /1 of 2 backups/,
  ],
  [
    'BKP-03',
    'an appended log',
    () => holding([full, file('1.trn', { sets: [backupSet(), backupSet({ position: 2 })] })]),
    /more than one backup/,
  ],
  [
    'BKP-04',
    'a stripe is missing',
    () => holding([fullFile({ familyCount: 2, mediaSetGuid: 'm' })]),
    /1 of 2 files/,
  ],
  [
    'BKP-04',
    'a striped log',
    () =>
      holding(
        [
          full,
          ...[1, 2].map((n) =>
            file(`1-${n}.trn`, {
              sets: [backupSet({ familyCount: 2, familySequenceNumber: n, mediaSetGuid: 'm' })],
            }),
          ),
        ],
        lrsEstate(),
      ),
    /log backup is in 2 files/,
  ],
  [
    'BKP-06',
    'simple recovery model',
    () => holding([fullFile({ recoveryModel: 'simple' })]),
    /simple recovery model/,
  ],
  [
    'BKP-06',
    'bulk-logged recovery model',
    () => holding([full, file('1.trn', { sets: [backupSet({ recoveryModel: 'bulk-logged' })] })]),
    /bulk-logged/,
  ],
  [
    'BKP-06',
    'a gap',
    () =>
      changed(dmsEstate(), {
        backups: { ...backups(), chain: { status: 'gap', summary: 'log is missing after 1.trn' } },
      }),
    /missing after/,
  ],
  [
    'BKP-07',
    'another database',
    () => holding([full, file('o.bak', { sets: [backupSet({ databaseName: 'Orders' })] })]),
    /\(Orders\)/,
  ],
  [
    'BKP-07',
    'another database of the same name',
    () => holding([full, file('o.bak', { sets: [backupSet({ familyGuid: 'family-2' })] })]),
    /all called 'Shop'/,
  ],
  [
    'BKP-08',
    'the tail is no backup',
    () =>
      changed(holding([full, file('tail.trn', { state: 'notABackup', sets: [], reason: 'a ZIP archive' })]), {
        tailName: 'shop/tail.trn',
      }),
    /no backup: a ZIP archive/,
  ],
  ['BKP-10', 'SQL Server 2005', () => holding([fullFile({ softwareVersion: '9.0.5000' })]), /2005/],
  [
    'BKP-10',
    'SQL Server 2025 to an instance of 2022',
    () => holding([fullFile({ softwareVersion: '17.0.1000' })]),
    /SQLServer2022/,
  ],
  [
    'BKP-12',
    'two log files',
    () =>
      holding([
        fullFile({
          databaseFiles: [
            { type: 'D', size: 1 },
            { type: 'L', size: 1 },
            { type: 'L', size: 1 },
          ],
        }),
      ]),
    /2 log files/,
  ],
  ['BKP-14', 'an odd extension', () => holding([full, file('1.backup')], lrsEstate()), /another extension/],
  [
    'BKP-14',
    'a file newer than the last',
    () =>
      creating(
        { autoComplete: { lastBackupName: '1.trn' } },
        holding(
          [full, file('1.trn'), file('2.trn', { lastModified: '2026-11-29T21:00:00.000Z' })],
          lrsEstate(),
        ),
      ),
    /newer than the last backup/,
  ],
  [
    'RES-01',
    'not registered for migrations',
    () => provider('Microsoft.DataMigration', { registrationState: 'NotRegistered' })(),
    /not registered for Microsoft\.DataMigration/,
  ],
  [
    'RES-02',
    'not registered for events',
    () => provider('Microsoft.EventGrid', { registrationState: 'NotRegistered' })(),
    /Microsoft\.EventGrid: NotRegistered/,
  ],
  [
    'RES-03',
    'a Standard service',
    () => reading('classicService', CLASSIC, classicService({ skuTier: 'Standard' }))(classicEstate()),
    /tier Standard/,
  ],
  [
    'RES-04',
    'a service in another region',
    () =>
      reading(
        'managedInstance',
        INSTANCE,
        instance({ location: 'francecentral' }),
      )(
        provider('Microsoft.DataMigration', {
          resourceTypes: [{ name: 'sqlMigrationServices', locations: ['France Central'] }],
        })(),
      ),
    /the instance in francecentral/,
  ],
  [
    'RES-05',
    'a region without the service',
    () =>
      provider('Microsoft.DataMigration', {
        resourceTypes: [{ name: 'sqlMigrationServices', locations: ['East US'] }],
      })(),
    /does not offer/,
  ],
  [
    'RES-06',
    'a stopped service',
    () =>
      reading('classicService', CLASSIC, classicService({ provisioningState: 'Stopped' }))(classicEstate()),
    /is Stopped/,
  ],
  [
    'RES-07',
    'a new migration with the retired service',
    () => migrating(classicEstate(), { start: 'create' }),
    /retired since/,
  ],
  [
    'RES-08',
    'a service that failed',
    () => reading('migrationService', SERVICE, migrationService({ provisioningState: 'Failed' }))(),
    /is Failed/,
  ],
  [
    'RES-09',
    'a classic service named',
    () =>
      noting(reading('migrationService', CLASSIC, migrationService({ id: CLASSIC }))(shareEstate()), {
        migrationServiceId: CLASSIC,
      }),
    /is of type services/,
  ],
  [
    'RES-10',
    'a stopped instance',
    () => reading('managedInstance', INSTANCE, instance({ state: 'Stopped' }))(),
    /is Stopped/,
  ],
  [
    'RES-11',
    'too little storage',
    () => noting(dmsEstate(), { sizeGb: 2000 }),
    /2000 GB, the instance has 512 GB/,
  ],
  [
    'RES-12',
    'the name is taken',
    () => reading('managedDatabases', INSTANCE, [{ name: 'shop', status: 'Online' }])(),
    /'shop' exists/,
  ],
  [
    'RES-13',
    'another migration',
    () =>
      reading('serviceMigrations', SERVICE, [
        { databaseName: 'Shop', scopeId: INSTANCE, status: 'InProgress' },
      ])(),
    /InProgress/,
  ],
  [
    'RES-14',
    '100 restores',
    () =>
      reading(
        'managedDatabases',
        INSTANCE,
        Array.from({ length: 100 }, (_, n) => ({ name: `db${n}`, status: 'Restoring' })),
      )(lrsEstate()),
    /100 other databases/,
  ],
  [
    'SHIR-03',
    'the runtime is offline',
    () => reading('migrationService', SERVICE, migrationService({ runtimeState: 'Offline' }))(shareEstate()),
    /is Offline/,
  ],
  [
    'SHIR-03',
    'the runtime was never registered',
    () =>
      reading(
        'migrationService',
        SERVICE,
        migrationService({ runtimeState: 'NeedRegistration' }),
      )(shareEstate()),
    /never registered/,
  ],
  [
    'PERM-02',
    'no key of the account',
    () => rights(ACCOUNT, ['*'], ['Microsoft.Storage/storageAccounts/listKeys/*']),
    /listkeys\/action/,
  ],
  [
    'PERM-03',
    'the group cannot be read',
    () => rights(GROUP, ['Microsoft.Insights/*']),
    /on resource group 'shop'/,
  ],
  [
    'PERM-04',
    'no service, and no right to make one',
    () => {
      const estate = rights(GROUP, ['*/read']);
      estate.readings.delete(questionKey({ kind: 'migrationService', id: SERVICE }));
      return estate;
    },
    /sqlMigrationServices\/write/,
  ],
  [
    'PERM-05',
    'no right to create databases',
    () => rights(INSTANCE, ['*'], ['Microsoft.Sql/managedInstances/databases/write'], lrsEstate()),
    /databases\/write on the instance/,
  ],
  [
    'PERM-09',
    'no cutover',
    () => rights(INSTANCE, ['*'], ['*/cutover/action']),
    /cutover\/action on 'shop-mi'/,
  ],
  ['PERM-09', 'no cancel', () => rights(INSTANCE, ['*'], ['*/cancel/action']), /cancel\/action/],
  [
    'LIM-01',
    'three days left',
    () => changed(shareEstate(), { status: { state: 'running', startedOn: '2026-11-03T08:00:00.000Z' } }),
    /in 3 days/,
  ],
  [
    'LIM-03',
    'the instance is being scaled',
    () =>
      reading('instanceOperations', INSTANCE, [
        { name: 'op', operation: 'UpdateManagedServer', state: 'InProgress' },
      ])(),
    /UpdateManagedServer/,
  ],
  [
    'LIM-05',
    'seeding longer than the downtime',
    () =>
      noting(
        reading('managedInstance', INSTANCE, instance({ tier: 'BusinessCritical', storageSizeGb: 4096 }))(),
        { sizeGb: 2200, downtimeMinutes: 60 },
      ),
    /10 h/,
  ],
  [
    'LIM-07',
    'SSISDB',
    () => migrating(holding([fullFile({ databaseName: 'SSISDB' })]), { source: { databaseName: 'SSISDB' } }),
    /SSISDB/,
  ],
  [
    'LIM-10',
    'a migration that waits',
    () => changed(shareEstate(), { status: { state: 'retriable', startedOn: '2026-11-28T08:00:00.000Z' } }),
    /waits for a retry/,
  ],
  [
    'LIM-15',
    'any certificate is trusted',
    () =>
      creating({
        sourceSqlConnection: {
          dataSource: 'SQL01',
          authentication: 'SqlAuthentication',
          userName: 'u',
          passwordSetting: 'CutoverSecret_P',
          encryptConnection: true,
          trustServerCertificate: true,
        },
      }),
    /trustServerCertificate/,
  ],
  ['LIM-16', 'log backups too seldom', () => noting(dmsEstate(), { downtimeMinutes: 5 }), /every 15 min/],
];

function withPrefix(estate: Estate, prefix: string): Estate {
  const { migration, backups: held } = estate.plan;
  const files = held?.files.map((one) => ({ ...one, name: one.name.replace(/^[^/]*\//, prefix) })) ?? [];
  return changed(migrating(estate, { backups: { ...migration.backups, prefix } }), {
    backups: { ...backups(files) },
  });
}

/** Rows that only tell, or only ask. */
const WITHOUT_MUTANT = [
  'STO-00',
  'STO-18',
  'STO-19',
  'STO-20',
  'STO-21',
  'STO-22',
  'STO-23',
  'STO-16',
  'BKP-05',
  'BKP-09',
  'BKP-11',
  'BKP-13',
  'BKP-15',
  'RES-15',
  'RES-16',
  'SHIR-01',
  'SHIR-02',
  'SHIR-04',
  'SHIR-05',
  'SHIR-06',
  'PERM-01',
  'PERM-06',
  'PERM-07',
  'PERM-08',
  'LIM-02',
  'LIM-04',
  'LIM-08',
  'LIM-09',
  'LIM-11',
  'LIM-12',
  'LIM-13',
  'LIM-14',
];

test.each(MUTANTS)('%s is unmet when there is: %s', (id, _what, make, found) => {
  const unmet = judge(make()).filter(({ outcome }) => outcome.state === 'unmet');
  const row = PREFLIGHT_ROWS.find((one) => one.id === id);
  const allowed = [id, ...(row?.implies ?? [])];
  expect(unmet.map((one) => one.row.id).filter((one) => !allowed.includes(one))).toEqual([]);
  const own = unmet.find((one) => one.row.id === id)?.outcome;
  expect(own).toMatchObject({
    state: 'unmet',
    found: expect.stringMatching(found),
    remedy: { text: expect.any(String) },
  });
});

test('every row has a mutant, or only tells or asks', () => {
  const mutated = new Set(MUTANTS.map(([id]) => id));
  const mine = PREFLIGHT_ROWS.filter(({ id }) => !/^(?:TOP|NET|NSG)-/.test(id)).map(({ id }) => id);
  expect(mine.filter((id) => !mutated.has(id)).sort()).toEqual([...WITHOUT_MUTANT].sort());
});
