/** One answer for each kind of question, with every member that an answer can have; the compiler sees that none is missing. */
import type { Answers, Question, QuestionKind } from '../../shared/core/preflight/question';
import {
  ACCOUNT,
  CLASSIC,
  CONNECTION,
  DMS_RULES,
  ENDPOINT,
  GATEWAY,
  GROUP,
  HUB,
  INSTANCE,
  MAIN,
  PRINCIPAL,
  READER_ROLE,
  ROUTES,
  SERVICE,
  SUBSCRIPTION,
  endpointsIn,
  instancesIn,
} from '../../tools/emulator/estates/places';
import { DEFAULT_RULES, securityRule } from '../../tools/emulator/estates/security-rules';

type Whole<T> = T extends readonly (infer Item)[]
  ? readonly Whole<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]-?: Whole<T[Key]> }
    : T;

type FullAnswers = {
  readonly [K in QuestionKind]: readonly [id: string, value: Whole<Answers[K]>, about?: string];
};

const CONNECTED = {
  id: CONNECTION,
  name: 'to-site',
  status: 'Connected',
  connectionType: 'IPsec',
  gatewayId: GATEWAY,
};
const IDENTITY = `${GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/reader`;
const ASG = `${GROUP}/providers/Microsoft.Network/applicationSecurityGroups/sql`;

const FULL_ACCOUNT: Whole<Answers['storageAccount']> = {
  id: ACCOUNT,
  name: 'shopbackups',
  location: 'westeurope',
  kind: 'StorageV2',
  skuName: 'Standard_LRS',
  skuTier: 'Standard',
  blobEndpoint: 'https://shopbackups.blob.core.windows.net/',
  sharedKeyAccess: false,
  publicNetworkAccess: 'Disabled',
  httpsOnly: true,
  minimumTlsVersion: 'TLS1_2',
  hierarchicalNamespace: true,
  sasExpirationPeriod: '7.00:00:00',
  firewall: {
    defaultAction: 'Deny',
    bypass: 'AzureServices',
    subnets: [{ id: instancesIn(MAIN), action: 'Allow', state: 'Succeeded' }],
    addresses: ['203.0.113.0/24'],
    resourceIds: [INSTANCE],
  },
  privateEndpoints: [{ id: ENDPOINT, status: 'Approved' }],
};

const ANSWERS: FullAnswers = {
  managedInstance: [
    INSTANCE,
    {
      id: INSTANCE,
      location: 'westeurope',
      tier: 'BusinessCritical',
      state: 'Ready',
      provisioningState: 'Succeeded',
      subnetId: instancesIn(MAIN),
      storageSizeGb: 512,
      vCores: 8,
      collation: 'SQL_Latin1_General_CP1_CI_AS',
      zoneRedundant: true,
      databaseFormat: 'SQLServer2022',
      maintenanceConfigurationId: `${SUBSCRIPTION}/providers/Microsoft.Maintenance/publicMaintenanceConfigurations/SQL_Default`,
      identity: {
        systemPrincipalId: PRINCIPAL,
        userAssigned: [{ id: IDENTITY, principalId: PRINCIPAL }],
        primaryUserAssignedId: IDENTITY,
      },
    },
  ],
  managedDatabases: [
    INSTANCE,
    [{ name: 'Shop', status: 'Restoring', createdAt: '2026-11-29T08:00:00.000Z' }],
  ],
  instanceOperations: [
    INSTANCE,
    [{ name: 'op', operation: 'UpdateManagedServer', state: 'InProgress', percentComplete: 40 }],
  ],
  storageAccount: [ACCOUNT, FULL_ACCOUNT],
  storageAccounts: [SUBSCRIPTION, [FULL_ACCOUNT]],
  blobContainers: [ACCOUNT, [{ name: 'sql', leaseState: 'available', immutable: true, legalHold: true }]],
  lifecycleRules: [
    ACCOUNT,
    [{ name: 'tidy', enabled: true, prefixes: ['sql/'], deleteAfterDays: 30, archiveAfterDays: 7 }],
  ],
  virtualNetwork: [
    MAIN,
    {
      id: MAIN,
      location: 'westeurope',
      addressPrefixes: ['10.1.0.0/16', '10.3.0.0/16'],
      dnsServers: ['10.1.9.4'],
      subnets: ['10.1.1.0/24', '10.1.2.0/24'].map((prefix, index) => ({
        id: index === 0 ? instancesIn(MAIN) : endpointsIn(MAIN),
        addressPrefixes: index === 0 ? [prefix] : [prefix, '10.3.1.0/24'],
        networkSecurityGroupId: DMS_RULES,
        routeTableId: ROUTES,
        serviceEndpoints: [{ service: 'Microsoft.Storage', provisioningState: 'Succeeded' }],
        delegations: ['Microsoft.Sql/managedInstances'],
        privateEndpointIds: [ENDPOINT],
        ipConfigurationIds: [`${GATEWAY}/ipConfigurations/default`],
      })),
      peerings: [
        {
          name: 'to-vnet-hub',
          remoteNetworkId: HUB,
          state: 'Connected',
          syncLevel: 'FullyInSync',
          allowsNetworkAccess: true,
          allowsForwardedTraffic: true,
          allowsGatewayTransit: true,
          usesRemoteGateways: true,
        },
      ],
    },
  ],
  networkSecurityGroup: [
    DMS_RULES,
    {
      id: DMS_RULES,
      rules: [
        securityRule('groups', 100, {
          sources: [],
          destinations: [],
          sourceGroups: [ASG],
          destinationGroups: [ASG],
        }),
        securityRule('several', 110, {
          direction: 'Outbound',
          access: 'Deny',
          protocol: 'Tcp',
          sources: ['10.0.0.0/8', '192.168.0.0/16'],
          sourcePorts: ['1-10', '20'],
          destinations: ['Storage', 'Sql'],
          destinationPorts: ['443', '1433'],
        }),
        ...DEFAULT_RULES,
      ],
    },
  ],
  routeTable: [
    ROUTES,
    { id: ROUTES, routes: [{ name: 'all', addressPrefix: '0.0.0.0/0', nextHopType: 'VirtualAppliance' }] },
  ],
  gateway: [GATEWAY, { id: GATEWAY, gatewayType: 'ExpressRoute' }],
  gatewayConnections: [GATEWAY, [CONNECTED]],
  gatewayConnection: [CONNECTION, CONNECTED],
  privateEndpoint: [
    ENDPOINT,
    {
      id: ENDPOINT,
      subnetId: endpointsIn(MAIN),
      targets: [{ resourceId: ACCOUNT, groups: ['blob'] }],
      dnsNames: ['shopbackups.blob.core.windows.net'],
    },
  ],
  classicService: [
    CLASSIC,
    {
      id: CLASSIC,
      location: 'westeurope',
      skuName: 'Premium_4vCores',
      skuTier: 'Premium',
      provisioningState: 'Succeeded',
      subnetId: instancesIn(MAIN),
      networkInterfaceId: `${GROUP}/providers/Microsoft.Network/networkInterfaces/nic`,
    },
  ],
  migrationService: [
    SERVICE,
    { id: SERVICE, location: 'westeurope', provisioningState: 'Succeeded', runtimeState: 'Online' },
  ],
  serviceMigrations: [SERVICE, [{ scopeId: INSTANCE, databaseName: 'Shop', status: 'InProgress' }]],
  resourceProvider: [
    SUBSCRIPTION,
    {
      namespace: 'Microsoft.Sql',
      registrationState: 'Registered',
      resourceTypes: [{ name: 'managedInstances', locations: ['West Europe'] }],
    },
    'Microsoft.Sql',
  ],
  ownPermissions: [
    INSTANCE,
    { entries: [{ actions: ['*'], notActions: ['a/b'], dataActions: ['c/*'], notDataActions: ['c/d'] }] },
  ],
  roleAssignments: [
    ACCOUNT,
    [{ roleDefinitionId: READER_ROLE, scope: ACCOUNT, conditional: true }],
    PRINCIPAL,
  ],
  roleDefinition: [
    READER_ROLE,
    { entries: [{ actions: ['*'], notActions: ['a/b'], dataActions: ['c/*'], notDataActions: ['c/d'] }] },
  ],
};

/** Questions with their full answers. */
export const FULL = Object.entries(ANSWERS).map(([kind, [id, value, about]]) => ({
  question: { kind, id, ...(about !== undefined && { about }) } as Question,
  value: value,
}));

/** Forms that the service has besides the ones that the emulator writes. */
export const MORE_FORMS: readonly { readonly question: Question; readonly body: unknown }[] = [
  {
    question: { kind: 'privateEndpoint', id: ENDPOINT },
    body: {
      id: ENDPOINT,
      properties: {
        manualPrivateLinkServiceConnections: [
          { name: 'by-hand', properties: { privateLinkServiceId: ACCOUNT, groupIds: ['blob'] } },
        ],
      },
    },
  },
  {
    question: { kind: 'lifecycleRules', id: ACCOUNT },
    body: {
      id: `${ACCOUNT}/managementPolicies/default`,
      properties: {
        policy: {
          rules: [
            {
              name: 'by-age',
              type: 'Lifecycle',
              definition: {
                actions: {
                  baseBlob: {
                    delete: { daysAfterCreationGreaterThan: 9 },
                    tierToArchive: { daysAfterCreationGreaterThan: 3 },
                  },
                },
              },
            },
          ],
        },
      },
    },
  },
];
