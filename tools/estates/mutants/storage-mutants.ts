/** Mutants of the rows about the storage account, its firewall, its keys and tokens. */
import type { StorageAccount } from '../../../shared/core/preflight/resources';
import type { SasFacts } from '../../../shared/core/preflight/sas';
import { change, changeSubnet, set } from '../../emulator/estates/estate';
import {
  ACCOUNT,
  CONTAINER,
  ENDPOINT,
  INSTANCE,
  ISOLATED,
  MACHINES,
  MAIN,
  PRINCIPAL,
  SUBSCRIPTION,
  endpointsIn,
  instancesIn,
} from '../../emulator/estates/places';
import { firewall } from '../../emulator/estates/services';
import { file, fullFile, backups, backupSet } from '../backups';
import {
  type Case,
  byClassic,
  byReplay,
  fromContainer,
  fromShare,
  migrate,
  note,
  throughMachine,
} from '../cases';
import { type Mutant, mutantsOf } from './mutant';

const INSTANCES = instancesIn(MAIN);
const ENDPOINTS = endpointsIn(MAIN);

/** The account, by itself and in the list of its subscription. */
const account =
  (over: Partial<StorageAccount>) =>
  ({ estate }: Case): void => {
    const to = (one: StorageAccount): StorageAccount => ({ ...one, ...over });
    change(estate, 'storageAccount', ACCOUNT, to);
    change(estate, 'storageAccounts', SUBSCRIPTION, (all) => all.map(to));
  };

const endpoint =
  (over: object) =>
  ({ estate }: Case): void =>
    change(estate, 'privateEndpoint', ENDPOINT, (one) => ({ ...one, ...over }));

const token =
  (over: Partial<SasFacts>) =>
  (one: Case): void => {
    const valid = { rights: 'rl', expiresAt: '2027-03-01T00:00:00.000Z', hasPolicy: false, httpsOnly: true };
    one.plan = { ...one.plan, sas: { ...valid, ...over } };
  };

const creating =
  (over: object) =>
  (one: Case): void =>
    migrate(one, { create: { ...one.plan.migration.create, ...over } as never });

const holding =
  (...files: Parameters<typeof backups>[0] & object) =>
  (one: Case): void => {
    one.plan = { ...one.plan, backups: backups([fullFile(), ...files]) };
  };

const in2a = () => fromContainer('2a');
const in2b = () => fromContainer('2b');
const replayIn2a = () => byReplay('2a');
const classicIn2a = () => byClassic('2a');
/** The instance has a network of its own, which the firewall lets in. */
const classicElsewhere = () => {
  const one = byClassic('TOP-2');
  account({ firewall: firewall([instancesIn(ISOLATED)]) })(one);
  return one;
};
const shareIn1a = () => fromShare('1a');
const shareIn1b = () => throughMachine('1b');

/** STO-… */
export const STORAGE_MUTANTS: readonly Mutant[] = mutantsOf([
  [
    'STO-01',
    'the firewall of a classic account forgets the instance',
    classicIn2a,
    account({ firewall: firewall([MACHINES]) }),
    "no rule for subnet 'instances'",
  ],
  [
    'STO-01',
    'the subnet is not delegated',
    classicElsewhere,
    ({ estate }) => changeSubnet(estate, instancesIn(ISOLATED), { delegations: [] }),
    'not delegated',
  ],
  [
    'STO-02',
    'the firewall forgets the instance',
    in2a,
    account({ firewall: firewall([MACHINES]) }),
    "no rule for subnet 'instances'",
  ],
  [
    'STO-02',
    'the rule is only being added',
    in2a,
    account({
      firewall: { ...firewall([]), subnets: [{ id: INSTANCES, action: 'Allow', state: 'Provisioning' }] },
    }),
    'is Provisioning',
  ],
  [
    'STO-02',
    'the subnet has no service endpoint',
    replayIn2a,
    ({ estate }) => changeSubnet(estate, INSTANCES, { serviceEndpoints: [] }),
    'no service endpoint',
  ],
  [
    'STO-03',
    'the endpoint waits for approval',
    in2b,
    account({ privateEndpoints: [{ id: ENDPOINT, status: 'Pending' }] }),
    'is Pending',
  ],
  [
    'STO-03',
    'the endpoint serves files',
    in2b,
    endpoint({ targets: [{ resourceId: ACCOUNT, groups: ['file'] }] }),
    'does not serve blobs',
  ],
  [
    'STO-03',
    'the endpoint is in another network',
    in2b,
    endpoint({ subnetId: ENDPOINTS.replace('vnet-main', 'other') }),
    "is in network 'other'",
  ],
  [
    'STO-03',
    'the firewall forgets the subnet of the endpoint',
    in2b,
    account({ firewall: firewall([INSTANCES]) }),
    "no rule for its subnet 'endpoints'",
  ],
  [
    'STO-03',
    'nothing leads in',
    fromContainer,
    account({ publicNetworkAccess: 'Disabled' }),
    'no private endpoint',
  ],
  [
    'STO-04',
    'the address of the runtime is not allowed',
    shareIn1a,
    account({ firewall: firewall([INSTANCES], ['198.51.100.0/24']) }),
    'no rule for 203.0.113.7',
  ],
  [
    'STO-05',
    'the subnet of the runtime is not allowed',
    shareIn1b,
    account({ firewall: firewall([INSTANCES]) }),
    "subnet 'machines' of the integration runtime",
  ],
  ['STO-06', 'a premium account of pages', fromContainer, account({ skuTier: 'Premium' }), 'tier Premium'],
  [
    'STO-06',
    'a premium account for the classic service',
    byClassic,
    account({ skuTier: 'Premium', kind: 'BlockBlobStorage' }),
    'tier Premium',
  ],
  [
    'STO-07',
    'an account in another region',
    fromContainer,
    account({ location: 'northeurope' }),
    'northeurope, the service in westeurope',
  ],
  [
    'STO-08',
    'the account refuses its key',
    fromContainer,
    (one) => {
      account({ sharedKeyAccess: false })(one);
      creating({ authType: 'AccountKey' })(one);
    },
    'refuses its key',
  ],
  [
    'STO-09',
    'the identity has no role',
    fromContainer,
    ({ estate }) => {
      for (const id of [ACCOUNT, `${ACCOUNT}/blobServices/default/containers/${CONTAINER}`])
        set(estate, 'roleAssignments', id, [], PRINCIPAL);
    },
    "lacks 'Microsoft.Storage",
  ],
  [
    'STO-09',
    'the instance has no identity',
    fromContainer,
    ({ estate }) =>
      change(estate, 'managedInstance', INSTANCE, (one) => ({ ...one, identity: { userAssigned: [] } })),
    'no managed identity',
  ],
  ['STO-10', 'a token that may write', byReplay, token({ rights: 'rwl' }), "'rwl', not exactly 'rl'"],
  ['STO-10', 'a token with a policy', byReplay, token({ hasPolicy: true }), 'stored access policy'],
  ['STO-10', 'a token for HTTP', byReplay, token({ httpsOnly: false }), 'HTTPS'],
  [
    'STO-10',
    'a token that has ended',
    byReplay,
    token({ expiresAt: '2026-11-30T07:59:59.000Z' }),
    'it ended',
  ],
  [
    'STO-10',
    'a token that ends too soon',
    byReplay,
    token({ expiresAt: '2026-12-05T08:00:00.000Z' }),
    'in 5 days',
  ],
  [
    'STO-10',
    'a token for later',
    byReplay,
    token({ startsAt: '2026-11-30T09:00:00.000Z' }),
    'still to come',
    'az storage container generate-sas --account-name shopbackups -n sql --permissions rl',
  ],
  [
    'STO-11',
    'a token and an identity',
    byReplay,
    creating({ authType: 'ManagedIdentity' }),
    'a SAS is set as well',
  ],
  ['STO-13', 'a folder called backups', byReplay, (one) => inFolder(one, 'backups/'), "'backups' in"],
  ['STO-14', 'a nested log', fromContainer, holding(file('logs/1.trn')), '1 files are in folders below'],
  [
    'STO-15',
    'two databases in a folder',
    fromContainer,
    holding(file('o.bak', { sets: [backupSet({ databaseName: 'Orders' })] })),
    '2 databases',
  ],
  [
    'STO-17',
    'a short name',
    fromShare,
    (one) => note(one, { share: { path: '\\\\files\\backup' } }),
    'full name',
  ],
  [
    'STO-24',
    'an archived log',
    fromContainer,
    holding(file('1.trn', { tier: 'Archive' })),
    "archived: 'shop/1.trn'",
  ],
  [
    'STO-24',
    'a log that grows',
    fromContainer,
    holding(file('1.trn'), file('2.trn', { state: 'growing', sets: [] })),
    'not complete',
  ],
  [
    'STO-25',
    'no container',
    fromContainer,
    ({ estate }) => set(estate, 'blobContainers', ACCOUNT, [{ name: 'other' }]),
    "no container 'sql'",
  ],
  [
    'STO-26',
    'a rule deletes logs',
    fromContainer,
    ({ estate }) =>
      set(estate, 'lifecycleRules', ACCOUNT, [
        { name: 'pictures', enabled: true, prefixes: ['pictures/'], deleteAfterDays: 1 },
        { name: 'tidy', enabled: true, prefixes: ['sql/'], deleteAfterDays: 7 },
      ]),
    "lifecycle rule 'tidy' of 'shopbackups' (for 'sql/') deletes files 7 days",
    `--account-name shopbackups --set "policy.rules[name='tidy'].enabled=false"`,
  ],
]);

function inFolder(one: Case, prefix: string): void {
  migrate(one, { backups: { ...one.plan.migration.backups, prefix } });
  const files = (one.plan.backups?.files ?? []).map((held) => ({
    ...held,
    name: held.name.replace(/^[^/]*\//, prefix),
  }));
  one.plan = { ...one.plan, backups: backups(files) };
}
