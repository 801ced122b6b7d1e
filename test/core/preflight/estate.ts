/** Estates in the words of core, whole and healthy, for a test to change one thing of. */
import type { BackupFacts, PreflightFile, PreflightSet } from '../../../shared/core/preflight/backup-facts';
import { type Finding, judgeEstate } from '../../../shared/core/preflight/judge';
import type { PreflightPlan } from '../../../shared/core/preflight/plan';
import {
  type Answers,
  type QuestionKind,
  type Reading,
  questionKey,
} from '../../../shared/core/preflight/question';
import type {
  ClassicService,
  ManagedInstance,
  MigrationService,
  StorageAccount,
  Subnet,
} from '../../../shared/core/preflight/resources';

export const NOW = '2026-11-30T08:00:00.000Z';
export const SUBSCRIPTION = '/subscriptions/11111111-1111-1111-1111-111111111111';
export const GROUP = `${SUBSCRIPTION}/resourceGroups/shop`;
export const INSTANCE = `${GROUP}/providers/Microsoft.Sql/managedInstances/shop-mi`;
export const ACCOUNT = `${GROUP}/providers/Microsoft.Storage/storageAccounts/shopbackups`;
export const SERVICE = `${GROUP}/providers/Microsoft.DataMigration/sqlMigrationServices/shop-dms`;
export const CLASSIC = `${GROUP}/providers/Microsoft.DataMigration/services/old-dms`;
export const NETWORK = `${GROUP}/providers/Microsoft.Network/virtualNetworks/hub`;
export const MI_SUBNET = `${NETWORK}/subnets/instances`;
export const PE_SUBNET = `${NETWORK}/subnets/endpoints`;
export const VM_SUBNET = `${NETWORK}/subnets/machines`;
export const ENDPOINT = `${GROUP}/providers/Microsoft.Network/privateEndpoints/backups-pe`;
export const PRINCIPAL = '22222222-2222-2222-2222-222222222222';
export const READER_ROLE = `${SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/reader`;
const CONTAINER_URL = 'https://shopbackups.blob.core.windows.net/sql';

/** What a test changes. */
export interface Estate {
  plan: PreflightPlan;
  readonly readings: Map<string, Reading>;
}

export function set<K extends QuestionKind>(
  estate: Estate,
  kind: K,
  id: string,
  value: Answers[K],
  about?: string,
) {
  estate.readings.set(questionKey({ kind, id, about }), { kind: 'read', value, asOf: NOW });
}

/** Rows about networks have estates of their own. */
const isOfNetworks = (id: string) => /^(?:TOP|NET|NSG)-/.test(id);

/** Judges until nothing is open; what is in no reading is absent. */
export function judge({ plan, readings }: Estate): readonly Finding[] {
  const known = new Map(readings);
  for (let round = 0; round < 30; round += 1) {
    const { findings, open } = judgeEstate(plan, known);
    if (open.length === 0) return findings.filter(({ row }) => !isOfNetworks(row.id));
    for (const question of open) known.set(questionKey(question), { kind: 'absent', asOf: NOW });
  }
  throw new Error('questions were still open after 30 rounds');
}

export function instance(over: Partial<ManagedInstance> = {}): ManagedInstance {
  return {
    id: INSTANCE,
    location: 'westeurope',
    tier: 'GeneralPurpose',
    state: 'Ready',
    provisioningState: 'Succeeded',
    subnetId: MI_SUBNET,
    storageSizeGb: 512,
    databaseFormat: 'SQLServer2022',
    identity: { systemPrincipalId: PRINCIPAL, userAssigned: [] },
    ...over,
  };
}

export function account(over: Partial<StorageAccount> = {}): StorageAccount {
  return {
    id: ACCOUNT,
    name: 'shopbackups',
    location: 'West Europe',
    kind: 'StorageV2',
    skuName: 'Standard_LRS',
    skuTier: 'Standard',
    sharedKeyAccess: true,
    publicNetworkAccess: 'Enabled',
    firewall: { defaultAction: 'Allow', subnets: [], addresses: [], resourceIds: [] },
    privateEndpoints: [],
    ...over,
  };
}

/** A firewall that lets in only these. */
export function firewall(
  subnets: readonly string[],
  addresses: readonly string[] = [],
): StorageAccount['firewall'] {
  return {
    defaultAction: 'Deny',
    subnets: subnets.map((id) => ({ id, action: 'Allow', state: 'Succeeded' })),
    addresses,
    resourceIds: [],
  };
}

export function subnet(id: string, over: Partial<Subnet> = {}): Subnet {
  return {
    id,
    addressPrefixes: ['10.0.0.0/24'],
    serviceEndpoints: [{ service: 'Microsoft.Storage', provisioningState: 'Succeeded' }],
    delegations: id === MI_SUBNET ? ['Microsoft.Sql/managedInstances'] : [],
    privateEndpointIds: [],
    ipConfigurationIds: [],
    ...over,
  };
}

export function network(subnets: readonly Subnet[]) {
  return {
    id: NETWORK,
    location: 'westeurope',
    addressPrefixes: ['10.0.0.0/16'],
    dnsServers: [],
    subnets,
    peerings: [],
  };
}

export function backupSet(over: Partial<PreflightSet> = {}): PreflightSet {
  return {
    position: 1,
    type: 'log',
    databaseName: 'Shop',
    familyGuid: 'family-1',
    familyCount: 1,
    familySequenceNumber: 1,
    recoveryModel: 'full',
    hasBackupChecksums: true,
    isEncrypted: false,
    compressed: true,
    softwareVersion: '16.0.1000',
    startedAt: '2026-11-29T20:00:00',
    ...over,
  };
}

export function file(name: string, over: Partial<PreflightFile> = {}): PreflightFile {
  return {
    name: `shop/${name}`,
    state: 'read',
    size: 50 * 1024 ** 2,
    tier: 'Hot',
    lastModified: '2026-11-29T20:05:00.000Z',
    sets: [backupSet()],
    ...over,
  };
}

export function backups(
  files: readonly PreflightFile[] = [fullFile(), file('1.trn'), laterLog()],
): BackupFacts {
  return {
    readFrom: 'elsewhere',
    files,
    chain: { status: 'complete', summary: 'the chain is gapless up to 2.trn' },
  };
}

export function fullFile(over: Partial<PreflightSet> = {}): PreflightFile {
  const databaseFiles = [
    { type: 'D', size: 100 * 1024 ** 3 },
    { type: 'L', size: 1024 ** 3 },
  ] as const;
  return file('full.bak', { sets: [backupSet({ type: 'full', databaseFiles, ...over })] });
}

function laterLog(): PreflightFile {
  return file('2.trn', { sets: [backupSet({ startedAt: '2026-11-29T20:15:00' })] });
}

const provider = (namespace: string) => ({
  namespace,
  registrationState: 'Registered',
  resourceTypes: ['services', 'sqlMigrationServices'].map((name) => ({ name, locations: ['West Europe'] })),
});

const ALL_RIGHTS = {
  entries: [{ actions: ['*'], notActions: [], dataActions: ['*'], notDataActions: [] }],
};

/** What every healthy estate has. */
function common(plan: PreflightPlan): Estate {
  const estate: Estate = { plan, readings: new Map() };
  set(estate, 'managedInstance', INSTANCE, instance());
  set(estate, 'managedDatabases', INSTANCE, []);
  set(estate, 'instanceOperations', INSTANCE, []);
  set(estate, 'storageAccount', ACCOUNT, account());
  set(estate, 'storageAccounts', SUBSCRIPTION, [account()]);
  set(estate, 'blobContainers', ACCOUNT, [{ name: 'sql' }]);
  set(estate, 'lifecycleRules', ACCOUNT, []);
  set(estate, 'virtualNetwork', NETWORK, network([subnet(MI_SUBNET), subnet(PE_SUBNET), subnet(VM_SUBNET)]));
  for (const name of ['Sql', 'Network', 'Storage', 'EventGrid', 'DataMigration'])
    set(estate, 'resourceProvider', SUBSCRIPTION, provider(`Microsoft.${name}`), `Microsoft.${name}`);
  for (const id of [INSTANCE, ACCOUNT, GROUP, CLASSIC]) set(estate, 'ownPermissions', id, ALL_RIGHTS);
  set(estate, 'migrationService', SERVICE, migrationService());
  set(estate, 'serviceMigrations', SERVICE, []);
  set(estate, 'classicService', CLASSIC, classicService());
  set(
    estate,
    'roleAssignments',
    ACCOUNT,
    [{ roleDefinitionId: READER_ROLE, scope: ACCOUNT, conditional: false }],
    PRINCIPAL,
  );
  set(estate, 'roleDefinition', READER_ROLE, {
    entries: [
      {
        actions: ['Microsoft.Storage/storageAccounts/blobServices/containers/read'],
        notActions: [],
        dataActions: ['Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read'],
        notDataActions: [],
      },
    ],
  });
  return estate;
}

export function migrationService(over: Partial<MigrationService> = {}): MigrationService {
  return {
    id: SERVICE,
    location: 'westeurope',
    provisioningState: 'Succeeded',
    runtimeState: 'Online',
    ...over,
  };
}

export function classicService(over: Partial<ClassicService> = {}): ClassicService {
  return {
    id: CLASSIC,
    location: 'westeurope',
    skuName: 'Premium_4vCores',
    skuTier: 'Premium',
    provisioningState: 'Succeeded',
    ...over,
  };
}

const base = {
  source: { databaseName: 'Shop', serverName: 'SQL01' },
  target: { managedInstanceId: INSTANCE, databaseName: 'Shop' },
  backups: { containerUrl: CONTAINER_URL, prefix: 'shop/' },
} as const;

/** The new DMS, created with backups in a container. */
export function dmsEstate(): Estate {
  return common({
    migration: {
      ...base,
      engine: 'dms',
      start: 'create',
      create: {
        engine: 'dms',
        migrationServiceId: SERVICE,
        storageAccountResourceId: ACCOUNT,
        authType: 'ManagedIdentity',
      },
    },
    notes: {},
    backups: backups(),
    now: NOW,
  });
}

/** The new DMS, adopted, with backups from a share. */
export function shareEstate(): Estate {
  return common({
    migration: { ...base, engine: 'dms', start: 'adopt' },
    notes: {
      share: { path: '\\\\files.shop.local\\backup' },
      runtime: { publicAddress: '203.0.113.7' },
      storageAccountId: ACCOUNT,
      migrationServiceId: SERVICE,
    },
    backups: backups(),
    status: { state: 'running', startedOn: '2026-11-28T08:00:00.000Z' },
    now: NOW,
  });
}

/** The Log Replay Service, created with a SAS. */
export function lrsEstate(): Estate {
  return common({
    migration: {
      ...base,
      engine: 'lrs',
      start: 'create',
      create: { engine: 'lrs', authType: 'Sas', sasTokenSetting: 'CutoverSecret_Sas' },
    },
    notes: {},
    backups: backups(),
    sas: { rights: 'rl', expiresAt: '2027-03-01T00:00:00.000Z', hasPolicy: false, httpsOnly: true },
    now: NOW,
  });
}

/** The classic DMS, adopted. */
export function classicEstate(): Estate {
  return common({
    migration: {
      ...base,
      engine: 'dms-classic',
      start: 'adopt',
      taskId: `${CLASSIC}/projects/p/tasks/t`,
    },
    notes: { share: { path: '\\\\files.shop.local\\backup\\Shop' } },
    backups: backups(),
    status: { state: 'running', startedOn: '2026-11-28T08:00:00.000Z' },
    now: NOW,
  });
}

/** Scenario 2b: private endpoint, selected networks. */
export function withEndpoint(estate: Estate, over: Partial<StorageAccount> = {}): Estate {
  const closed = account({
    firewall: firewall([MI_SUBNET, PE_SUBNET]),
    privateEndpoints: [{ id: ENDPOINT, status: 'Approved' }],
    ...over,
  });
  setAccount(estate, closed);
  set(estate, 'privateEndpoint', ENDPOINT, {
    id: ENDPOINT,
    subnetId: PE_SUBNET,
    targets: [{ resourceId: ACCOUNT, groups: ['blob'] }],
    dnsNames: [],
  });
  return estate;
}

/** Scenarios 1a, 1b, 2a: selected networks. */
export function withFirewall(estate: Estate, over: Partial<StorageAccount> = {}): Estate {
  setAccount(estate, account({ firewall: firewall([MI_SUBNET, VM_SUBNET], ['203.0.113.0/24']), ...over }));
  return estate;
}

export function setAccount(estate: Estate, value: StorageAccount): void {
  set(estate, 'storageAccount', ACCOUNT, value);
  set(estate, 'storageAccounts', SUBSCRIPTION, [value]);
}
