/** What the emulator is asked about the estate around a migration; every one is a GET. */
import type { QuestionKind } from '../../../shared/core/preflight/question';
import { estateOperation } from '../operations/estate';
import type { OperationName } from './operation-names';
import { route, type Route, type VersionFamily } from './route';

const SUBSCRIPTION = '/subscriptions/{subscription}';
const GROUP = `${SUBSCRIPTION}/resourceGroups/{resourceGroup}/providers`;
const NETWORK = `${GROUP}/Microsoft.Network`;
const ACCOUNT = `${GROUP}/Microsoft.Storage/storageAccounts/{account}`;
const INSTANCE = `${GROUP}/Microsoft.Sql/managedInstances/{server}`;
const RIGHTS = '/{scope...}/providers/Microsoft.Authorization';

/** Where each kind of question is asked, and how many segments stand below the resource that it is about. */
const ASKED: readonly (readonly [QuestionKind, VersionFamily, template: string, below?: number])[] = [
  ['managedInstance', 'sql', INSTANCE],
  ['instanceOperations', 'sql', `${INSTANCE}/operations`, 1],
  ['storageAccount', 'storage', ACCOUNT],
  ['storageAccounts', 'storage', `${SUBSCRIPTION}/providers/Microsoft.Storage/storageAccounts`, 3],
  ['blobContainers', 'storage', `${ACCOUNT}/blobServices/default/containers`, 3],
  ['lifecycleRules', 'storage', `${ACCOUNT}/managementPolicies/default`, 2],
  ['virtualNetwork', 'network', `${NETWORK}/virtualNetworks/{name}`],
  ['networkSecurityGroup', 'network', `${NETWORK}/networkSecurityGroups/{name}`],
  ['routeTable', 'network', `${NETWORK}/routeTables/{name}`],
  ['gateway', 'network', `${NETWORK}/virtualNetworkGateways/{name}`],
  ['gatewayConnections', 'network', `${NETWORK}/virtualNetworkGateways/{name}/connections`, 1],
  ['gatewayConnection', 'network', `${NETWORK}/connections/{name}`],
  ['privateEndpoint', 'network', `${NETWORK}/privateEndpoints/{name}`],
  ['classicService', 'classic', `${GROUP}/Microsoft.DataMigration/services/{service}`],
  [
    'migrationService',
    'databaseMigrations',
    `${GROUP}/Microsoft.DataMigration/sqlMigrationServices/{service}`,
  ],
  ['ownPermissions', 'authorization', `${RIGHTS}/permissions`, 3],
  ['roleAssignments', 'authorization', `${RIGHTS}/roleAssignments`, 3],
  ['roleDefinition', 'authorization', `${RIGHTS}/roleDefinitions/{role}`],
  ['resourceProvider', 'resources', `${SUBSCRIPTION}/providers/{namespace}`, 2],
];

/** Names that these operations had before there was an estate. */
const NAMES: Partial<Record<QuestionKind, OperationName>> = {
  managedInstance: 'instance',
  migrationService: 'service',
};

/** All of them. */
export const ESTATE_ROUTES: readonly Route[] = ASKED.map(([kind, versions, template, below]) =>
  route({ versions }, 'GET', template, NAMES[kind] ?? 'estate', estateOperation(kind, below)),
);
