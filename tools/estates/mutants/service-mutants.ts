/** Mutants of the rows about instances, services, providers and rights. */
import type { Permissions } from '../../../shared/core/preflight/resources';
import { change, remove, set } from '../../emulator/estates/estate';
import { ACCOUNT, CLASSIC, GROUP, INSTANCE, SERVICE, SUBSCRIPTION } from '../../emulator/estates/places';
import { migrationService, resourceProvider } from '../../emulator/estates/services';
import { type Case, NOW, byClassic, byReplay, fromContainer, fromShare, migrate, note } from '../cases';
import { type Mutant, mutantsOf } from './mutant';

const instance =
  (over: object) =>
  ({ estate }: Case): void =>
    change(estate, 'managedInstance', INSTANCE, (one) => ({ ...one, ...over }));
const service =
  (over: object) =>
  ({ estate }: Case): void =>
    change(estate, 'migrationService', SERVICE, (one) => ({ ...one, ...over }));
const classic =
  (over: object) =>
  ({ estate }: Case): void =>
    change(estate, 'classicService', CLASSIC, (one) => ({ ...one, ...over }));

const provider =
  (name: string, over: Parameters<typeof resourceProvider>[2]) =>
  ({ estate }: Case): void =>
    set(estate, 'resourceProvider', SUBSCRIPTION, resourceProvider(name, 'West Europe', over), name);
const offeredIn = (...locations: string[]) =>
  provider('Microsoft.DataMigration', { resourceTypes: [{ name: 'sqlMigrationServices', locations }] });

const rights = (id: string, actions: readonly string[], notActions: readonly string[] = []) => {
  const value: Permissions = { entries: [{ actions, notActions, dataActions: ['*'], notDataActions: [] }] };
  return ({ estate }: Case): void => set(estate, 'ownPermissions', id, value);
};

const both =
  (...changes: ((one: Case) => void)[]) =>
  (one: Case): void =>
    changes.forEach((to) => to(one));

/** After the classic service was retired. */
const today = (one: Case): void => {
  one.plan = { ...one.plan, now: NOW };
};

/** RES-…, SHIR-…, PERM-…, and LIM-… about the instance. */
export const SERVICE_MUTANTS: readonly Mutant[] = mutantsOf([
  [
    'RES-01',
    'not registered for migrations',
    fromContainer,
    provider('Microsoft.DataMigration', { registrationState: 'NotRegistered' }),
    'not registered for Microsoft.DataMigration',
  ],
  [
    'RES-02',
    'not registered for events',
    fromContainer,
    provider('Microsoft.EventGrid', { registrationState: 'NotRegistered' }),
    'Microsoft.EventGrid: NotRegistered',
  ],
  ['RES-03', 'a Standard service', byClassic, classic({ skuTier: 'Standard' }), 'tier Standard'],
  [
    'RES-04',
    'a service in another region',
    fromContainer,
    both(instance({ location: 'francecentral' }), offeredIn('France Central')),
    'the instance in francecentral',
  ],
  ['RES-05', 'a region without the service', fromContainer, offeredIn('East US'), 'does not offer'],
  ['RES-06', 'a stopped service', byClassic, classic({ provisioningState: 'Stopped' }), 'is Stopped'],
  [
    'RES-07',
    'a new migration with the retired service',
    byClassic,
    both(today, (one) => migrate(one, { start: 'create' })),
    'a new migration would begin on it',
  ],
  ['RES-07', 'a migration that runs on the retired service', byClassic, today, 'this migration runs on it'],
  ['RES-08', 'a service that failed', fromContainer, service({ provisioningState: 'Failed' }), 'is Failed'],
  [
    'RES-09',
    'a classic service named',
    fromShare,
    (one) => {
      set(one.estate, 'migrationService', CLASSIC, migrationService({ id: CLASSIC, location: 'westeurope' }));
      note(one, { migrationServiceId: CLASSIC });
    },
    'is of type services',
  ],
  ['RES-10', 'a stopped instance', fromContainer, instance({ state: 'Stopped' }), 'is Stopped'],
  [
    'RES-11',
    'too little storage',
    fromContainer,
    (one) => note(one, { sizeGb: 2000 }),
    '2000 GB, the instance has 512 GB',
  ],
  [
    'RES-12',
    'the name is taken',
    fromContainer,
    ({ estate }) => set(estate, 'managedDatabases', INSTANCE, [{ name: 'shop', status: 'Online' }]),
    "'shop' exists",
  ],
  [
    'RES-13',
    'another migration',
    fromContainer,
    ({ estate }) =>
      set(estate, 'serviceMigrations', SERVICE, [
        { databaseName: 'Shop', scopeId: INSTANCE, status: 'InProgress' },
      ]),
    'InProgress',
  ],
  [
    'RES-14',
    '100 restores',
    byReplay,
    ({ estate }) =>
      set(
        estate,
        'managedDatabases',
        INSTANCE,
        Array.from({ length: 100 }, (_, n) => ({ name: `db${n}`, status: 'Restoring' })),
      ),
    '100 other databases',
  ],
  ['SHIR-03', 'the runtime is offline', fromShare, service({ runtimeState: 'Offline' }), 'is Offline'],
  [
    'SHIR-03',
    'the runtime was never registered',
    fromShare,
    service({ runtimeState: 'NeedRegistration' }),
    'never registered',
  ],
  [
    'PERM-02',
    'no key of the account',
    fromContainer,
    rights(ACCOUNT, ['*'], ['Microsoft.Storage/storageAccounts/listKeys/*']),
    'listkeys/action',
  ],
  [
    'PERM-03',
    'the group cannot be read',
    fromContainer,
    rights(GROUP, ['Microsoft.Insights/*']),
    "on resource group 'shop'",
  ],
  [
    'PERM-04',
    'no service, and no right to make one',
    fromContainer,
    both(rights(GROUP, ['*/read']), ({ estate }) => remove(estate, 'migrationService', SERVICE)),
    'sqlMigrationServices/write',
  ],
  [
    'PERM-05',
    'no right to create databases',
    byReplay,
    rights(INSTANCE, ['*'], ['Microsoft.Sql/managedInstances/databases/write']),
    'databases/write on the instance',
  ],
  [
    'PERM-09',
    'no cutover',
    fromContainer,
    rights(INSTANCE, ['*'], ['*/cutover/action']),
    "cutover/action on 'shop-mi'",
  ],
  ['PERM-09', 'no cancel', fromContainer, rights(INSTANCE, ['*'], ['*/cancel/action']), 'cancel/action'],
  [
    'LIM-03',
    'the instance is being scaled',
    fromContainer,
    ({ estate }) =>
      set(estate, 'instanceOperations', INSTANCE, [
        { name: 'op', operation: 'UpdateManagedServer', state: 'InProgress' },
      ]),
    'UpdateManagedServer',
  ],
  [
    'LIM-05',
    'seeding longer than the downtime',
    fromContainer,
    both(instance({ tier: 'BusinessCritical', storageSizeGb: 4096 }), (one) =>
      note(one, { sizeGb: 2200, downtimeMinutes: 60 }),
    ),
    '10 h',
  ],
  [
    'LIM-15',
    'any certificate is trusted',
    fromContainer,
    (one) =>
      migrate(one, {
        create: {
          ...one.plan.migration.create,
          sourceSqlConnection: {
            dataSource: 'SQL01',
            authentication: 'SqlAuthentication',
            userName: 'u',
            passwordSetting: 'CutoverSecret_P',
            encryptConnection: true,
            trustServerCertificate: true,
          },
        } as never,
      }),
    'trustServerCertificate',
  ],
]);
