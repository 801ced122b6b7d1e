/** Migration services, resource providers and rights, as their providers answer (versions: http/request-gate.ts). */
import type {
  ClassicService,
  MigrationService,
  MigrationSummary,
  Permissions,
  ResourceProvider,
  RoleAssignment,
} from '../../../../shared/core/preflight/resources';
import type { JsonObject } from '../../wire/json';
import { lastPart, resourceBody } from './body';

/** A service of the classic DMS. */
export function classicServiceBody(service: ClassicService): JsonObject {
  return resourceBody(
    service.id,
    {
      provisioningState: service.provisioningState,
      virtualSubnetId: service.subnetId,
      virtualNicId: service.networkInterfaceId,
    },
    {
      location: service.location,
      kind: 'Cloud',
      ...(service.skuTier !== undefined && { sku: { name: service.skuName, tier: service.skuTier } }),
    },
  );
}

/** A service of the new DMS. */
export function migrationServiceBody({
  id,
  location,
  provisioningState,
  runtimeState,
}: MigrationService): JsonObject {
  return resourceBody(id, { provisioningState, integrationRuntimeState: runtimeState }, { location });
}

/** One migration of a service's list. */
export function migrationSummaryBody({ databaseName, scopeId, status }: MigrationSummary): JsonObject {
  return {
    id: `${scopeId ?? ''}/providers/Microsoft.DataMigration/databaseMigrations/${databaseName}`,
    name: databaseName,
    type: 'Microsoft.DataMigration/databaseMigrations',
    properties: { kind: 'SqlMi', scope: scopeId, migrationStatus: status },
  };
}

/** A resource provider in a subscription. */
export function providerBody(
  subscriptionId: string,
  { namespace, registrationState, resourceTypes }: ResourceProvider,
): JsonObject {
  return {
    id: `${subscriptionId}/providers/${namespace}`,
    namespace,
    registrationPolicy: 'RegistrationRequired',
    registrationState,
    resourceTypes: resourceTypes.map(({ name, locations }) => ({
      resourceType: name,
      locations: [...locations],
    })),
  };
}

/** One entry of rights. */
export function permissionBody(entry: Permissions['entries'][number]): JsonObject {
  return {
    actions: [...entry.actions],
    notActions: [...entry.notActions],
    dataActions: [...entry.dataActions],
    notDataActions: [...entry.notDataActions],
  };
}

/** One role assignment of a principal. */
export function roleAssignmentBody(
  principalId: string,
  { roleDefinitionId, scope, conditional }: RoleAssignment,
): JsonObject {
  const role = lastPart(roleDefinitionId);
  return resourceBody(`${scope ?? ''}/providers/Microsoft.Authorization/roleAssignments/${role}`, {
    roleDefinitionId,
    principalId,
    principalType: 'ServicePrincipal',
    scope,
    ...(conditional && {
      condition:
        "(@Resource[Microsoft.Storage/storageAccounts/blobServices/containers:name] StringEquals 'sql')",
      conditionVersion: '2.0',
    }),
  });
}

/** A role definition. */
export function roleDefinitionBody(id: string, { entries }: Permissions): JsonObject {
  return resourceBody(id, {
    roleName: lastPart(id),
    type: 'BuiltInRole',
    permissions: entries.map(permissionBody),
    assignableScopes: ['/'],
  });
}
