/** An answer about an estate as the management API writes it: the shapes of core in official JSON. */
import type { Answers, Question, QuestionKind } from '../../../shared/core/preflight/question';
import type { JsonObject } from '../wire/json';
import { listBody } from './bodies/body';
import {
  connectionBody,
  gatewayBody,
  networkBody,
  privateEndpointBody,
  routeTableBody,
  securityGroupBody,
} from './bodies/network-bodies';
import {
  classicServiceBody,
  migrationServiceBody,
  migrationSummaryBody,
  permissionBody,
  providerBody,
  roleAssignmentBody,
  roleDefinitionBody,
} from './bodies/service-bodies';
import { databaseBody, instanceBody, operationBody } from './bodies/sql-bodies';
import { accountBody, containerBody, lifecycleBody } from './bodies/storage-bodies';

type Writers = {
  readonly [K in QuestionKind]: (value: Answers[K], question: Question<K>) => JsonObject;
};

const WRITERS: Writers = {
  managedInstance: instanceBody,
  managedDatabases: (all, { id }) => listBody(all.map((one) => databaseBody(id, one))),
  instanceOperations: (all, { id }) => listBody(all.map((one) => operationBody(id, one))),
  storageAccount: accountBody,
  storageAccounts: (all) => listBody(all.map(accountBody)),
  blobContainers: (all, { id }) => listBody(all.map((one) => containerBody(id, one))),
  lifecycleRules: (rules, { id }) => lifecycleBody(id, rules),
  virtualNetwork: networkBody,
  networkSecurityGroup: securityGroupBody,
  routeTable: routeTableBody,
  gateway: gatewayBody,
  gatewayConnections: (all) => listBody(all.map(connectionBody)),
  gatewayConnection: connectionBody,
  privateEndpoint: privateEndpointBody,
  classicService: classicServiceBody,
  migrationService: migrationServiceBody,
  serviceMigrations: (all) => listBody(all.map(migrationSummaryBody)),
  resourceProvider: (provider, { id }) => providerBody(id, provider),
  ownPermissions: ({ entries }) => listBody(entries.map(permissionBody)),
  roleAssignments: (all, { about = '' }) => listBody(all.map((one) => roleAssignmentBody(about, one))),
  roleDefinition: (role, { id }) => roleDefinitionBody(id, role),
};

/** The body of the answer to a question. */
export function wireBody<K extends QuestionKind>(question: Question<K>, value: Answers[K]): JsonObject {
  return WRITERS[question.kind](value, question);
}
