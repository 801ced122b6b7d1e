/** Instances, storage accounts, services and rights in order. */
import type {
  ClassicService,
  ManagedInstance,
  MigrationService,
  Permissions,
  ResourceProvider,
  StorageAccount,
} from '../../../shared/core/preflight/resources';
import { lastPart } from './bodies/body';

/** Where something is. */
interface At {
  readonly id: string;
  readonly location: string;
}

/** A managed instance that is ready. */
export function managedInstance(
  at: At & { readonly subnetId: string; readonly principalId: string },
  over: Partial<ManagedInstance> = {},
): ManagedInstance {
  return {
    id: at.id,
    location: at.location,
    tier: 'GeneralPurpose',
    state: 'Ready',
    provisioningState: 'Succeeded',
    subnetId: at.subnetId,
    storageSizeGb: 512,
    vCores: 8,
    collation: 'SQL_Latin1_General_CP1_CI_AS',
    zoneRedundant: false,
    databaseFormat: 'SQLServer2022',
    identity: { systemPrincipalId: at.principalId, userAssigned: [] },
    ...over,
  };
}

/** A storage account that is open to all networks. */
export function storageAccount({ id, location }: At, over: Partial<StorageAccount> = {}): StorageAccount {
  const name = lastPart(id);
  return {
    id,
    name,
    location,
    kind: 'StorageV2',
    skuName: 'Standard_LRS',
    skuTier: 'Standard',
    blobEndpoint: `https://${name}.blob.core.windows.net/`,
    sharedKeyAccess: true,
    publicNetworkAccess: 'Enabled',
    httpsOnly: true,
    minimumTlsVersion: 'TLS1_2',
    hierarchicalNamespace: false,
    firewall: {
      defaultAction: 'Allow',
      bypass: 'AzureServices',
      subnets: [],
      addresses: [],
      resourceIds: [],
    },
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
    bypass: 'AzureServices',
    subnets: subnets.map((id) => ({ id, action: 'Allow', state: 'Succeeded' })),
    addresses,
    resourceIds: [],
  };
}

/** A service of the new DMS, with its integration runtime online. */
export function migrationService(
  { id, location }: At,
  over: Partial<MigrationService> = {},
): MigrationService {
  return { id, location, provisioningState: 'Succeeded', runtimeState: 'Online', ...over };
}

/** A service of the classic DMS of the tier that migrates online. */
export function classicService(
  { id, location, subnetId }: At & { readonly subnetId: string },
  over: Partial<ClassicService> = {},
): ClassicService {
  return {
    id,
    location,
    skuName: 'Premium_4vCores',
    skuTier: 'Premium',
    provisioningState: 'Succeeded',
    subnetId,
    ...over,
  };
}

/** A provider that the subscription is registered for, with the services of both generations in a region. */
export function resourceProvider(
  namespace: string,
  location: string,
  over: Partial<ResourceProvider> = {},
): ResourceProvider {
  return {
    namespace,
    registrationState: 'Registered',
    resourceTypes: ['services', 'sqlMigrationServices'].map((name) => ({ name, locations: [location] })),
    ...over,
  };
}

/** All rights there are, those on data included. */
export const ALL_RIGHTS: Permissions = {
  entries: [{ actions: ['*'], notActions: [], dataActions: ['*'], notDataActions: [] }],
};
