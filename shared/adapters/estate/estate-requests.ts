/**
 * The management API's request for each kind of question: path, version, the right it takes, and how its answer is read.
 *
 * Every one is a GET. Versions are stable ones that the current clients of Azure use (arm-network, arm-storage, arm-sql,
 * arm-authorization, arm-resources); actions are those of Azure's role definitions ("Azure permissions" on Microsoft Learn), but for
 * `privateEndpoints/read` and `subscriptions/providers/read`, which were found only in roles that others use.
 */
import { z } from 'zod';
import { trimResourceId } from '../../core/engine/resource-id';
import type { Answers, Question, QuestionKind } from '../../core/preflight/question';
import { SQL_API_VERSION } from '../sql/managed-database';
import {
  gatewayConnectionSchema,
  gatewaySchema,
  networkSecurityGroupSchema,
  privateEndpointSchema,
  routeTableSchema,
  virtualNetworkSchema,
} from './network-wire';
import {
  classicServiceSchema,
  migrationServiceSchema,
  migrationSummarySchema,
  permissionSchema,
  resourceProviderSchema,
  roleAssignmentSchema,
  roleDefinitionSchema,
} from './service-wire';
import { instanceOperationSchema, managedDatabaseSchema, managedInstanceSchema } from './sql-wire';
import { blobContainerSchema, lifecycleSchema, storageAccountSchema } from './storage-wire';

const STORAGE = '2023-05-01';
const NETWORK = '2024-05-01';
const DATA_MIGRATION = '2025-06-30';
const AUTHORIZATION = '2022-04-01';
const RESOURCES = '2021-04-01';

/** One request. */
export interface EstateRequest<K extends QuestionKind> {
  /** Path and query on the endpoint. */
  readonly path: (question: Question<K>) => string;
  readonly action: string;
  /** The body, or all items of a list: those of its pages are joined. */
  readonly read: z.ZodType<Answers[K]>;
  readonly list?: true;
}

type Requests = { readonly [K in QuestionKind]: EstateRequest<K> };

/** All requests. */
export const ESTATE_REQUESTS: Requests = {
  managedInstance: {
    path: at('', SQL_API_VERSION),
    action: 'Microsoft.Sql/managedInstances/read',
    read: managedInstanceSchema,
  },
  managedDatabases: {
    path: at('/databases', SQL_API_VERSION),
    action: 'Microsoft.Sql/managedInstances/databases/read',
    read: z.array(managedDatabaseSchema),
    list: true,
  },
  instanceOperations: {
    path: at('/operations', SQL_API_VERSION),
    action: 'Microsoft.Sql/managedInstances/operations/read',
    read: z.array(instanceOperationSchema),
    list: true,
  },
  storageAccount: {
    path: at('', STORAGE),
    action: 'Microsoft.Storage/storageAccounts/read',
    read: storageAccountSchema,
  },
  storageAccounts: {
    path: at('/providers/Microsoft.Storage/storageAccounts', STORAGE),
    action: 'Microsoft.Storage/storageAccounts/read',
    read: z.array(storageAccountSchema),
    list: true,
  },
  blobContainers: {
    path: at('/blobServices/default/containers', STORAGE),
    action: 'Microsoft.Storage/storageAccounts/blobServices/containers/read',
    read: z.array(blobContainerSchema),
    list: true,
  },
  lifecycleRules: {
    path: at('/managementPolicies/default', STORAGE),
    action: 'Microsoft.Storage/storageAccounts/managementPolicies/read',
    read: lifecycleSchema,
  },
  virtualNetwork: {
    path: at('', NETWORK),
    action: 'Microsoft.Network/virtualNetworks/read',
    read: virtualNetworkSchema,
  },
  networkSecurityGroup: {
    path: at('', NETWORK),
    action: 'Microsoft.Network/networkSecurityGroups/read',
    read: networkSecurityGroupSchema,
  },
  routeTable: { path: at('', NETWORK), action: 'Microsoft.Network/routeTables/read', read: routeTableSchema },
  gateway: {
    path: at('', NETWORK),
    action: 'Microsoft.Network/virtualNetworkGateways/read',
    read: gatewaySchema,
  },
  gatewayConnections: {
    path: at('/connections', NETWORK),
    action: 'Microsoft.Network/virtualNetworkGateways/connections/read',
    read: z.array(gatewayConnectionSchema),
    list: true,
  },
  gatewayConnection: {
    path: at('', NETWORK),
    action: 'Microsoft.Network/connections/read',
    read: gatewayConnectionSchema,
  },
  privateEndpoint: {
    path: at('', NETWORK),
    action: 'Microsoft.Network/privateEndpoints/read',
    read: privateEndpointSchema,
  },
  classicService: {
    path: at('', DATA_MIGRATION),
    action: 'Microsoft.DataMigration/services/read',
    read: classicServiceSchema,
  },
  migrationService: {
    path: at('', DATA_MIGRATION),
    action: 'Microsoft.DataMigration/sqlMigrationServices/read',
    read: migrationServiceSchema,
  },
  serviceMigrations: {
    path: at('/listMigrations', DATA_MIGRATION),
    action: 'Microsoft.DataMigration/sqlMigrationServices/listMigrations/read',
    read: z.array(migrationSummarySchema),
    list: true,
  },
  resourceProvider: {
    path: ({ id, about = '' }) =>
      `${trimResourceId(id)}/providers/${encodeURIComponent(about)}?api-version=${RESOURCES}`,
    action: 'Microsoft.Resources/subscriptions/providers/read',
    read: resourceProviderSchema,
  },
  ownPermissions: {
    path: at('/providers/Microsoft.Authorization/permissions', AUTHORIZATION),
    action: 'Microsoft.Authorization/permissions/read',
    read: z.array(permissionSchema).transform((entries) => ({ entries })),
    list: true,
  },
  roleAssignments: {
    path: ({ id, about = '' }) =>
      `${trimResourceId(id)}/providers/Microsoft.Authorization/roleAssignments?api-version=${AUTHORIZATION}&$filter=${encodeURIComponent(`assignedTo('${about}')`)}`,
    action: 'Microsoft.Authorization/roleAssignments/read',
    read: z.array(roleAssignmentSchema),
    list: true,
  },
  roleDefinition: {
    path: at('', AUTHORIZATION),
    action: 'Microsoft.Authorization/roleDefinitions/read',
    read: roleDefinitionSchema,
  },
};

/** The resource itself, or a list below it. */
function at(below: string, apiVersion: string): (question: Question) => string {
  return ({ id }) => `${trimResourceId(id)}${below}?api-version=${apiVersion}`;
}
