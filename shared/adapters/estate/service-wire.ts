/** Migration services (Microsoft.DataMigration 2025-06-30), resource providers, and rights (Microsoft.Authorization 2022-04-01). */
import { z } from 'zod';
import type {
  ClassicService,
  MigrationService,
  MigrationSummary,
  Permissions,
  ResourceProvider,
  RoleAssignment,
} from '../../core/preflight/resources';
import { maybe, text } from '../engine-text/wire-values';
import { list, resource, texts } from './estate-wire';

/** A service of the classic DMS. */
export const classicServiceSchema = resource({
  provisioningState: text,
  virtualSubnetId: text,
  virtualNicId: text,
})
  .extend({ sku: maybe(z.looseObject({ name: text, tier: text })) })
  .transform(({ id, location, sku, properties }): ClassicService => ({
    id,
    location: location ?? '',
    skuName: sku?.name,
    skuTier: sku?.tier,
    provisioningState: properties.provisioningState,
    subnetId: properties.virtualSubnetId,
    networkInterfaceId: properties.virtualNicId,
  }));

/** A service of the new DMS. */
export const migrationServiceSchema = resource({
  provisioningState: text,
  integrationRuntimeState: text,
}).transform(({ id, location, properties }): MigrationService => ({
  id,
  location: location ?? '',
  provisioningState: properties.provisioningState,
  runtimeState: properties.integrationRuntimeState,
}));

/** One migration of a service's list; its name is the target database. */
export const migrationSummarySchema = z
  .looseObject({
    name: z.string().min(1),
    properties: maybe(z.looseObject({ scope: text, migrationStatus: text })),
  })
  .transform(({ name, properties }): MigrationSummary => ({
    databaseName: name,
    scopeId: properties?.scope,
    status: properties?.migrationStatus,
  }));

/** A resource provider in a subscription. */
export const resourceProviderSchema = z
  .looseObject({
    namespace: z.string(),
    registrationState: text,
    resourceTypes: list(z.looseObject({ resourceType: z.string(), locations: texts })),
  })
  .transform(({ namespace, registrationState, resourceTypes }): ResourceProvider => ({
    namespace,
    registrationState,
    resourceTypes: resourceTypes.map(({ resourceType, locations }) => ({
      name: resourceType,
      locations: locations ?? [],
    })),
  }));

/** One entry of rights; what it takes away is never lost. */
export const permissionSchema = z
  .looseObject({ actions: texts, notActions: texts, dataActions: texts, notDataActions: texts })
  .transform(({ actions, notActions, dataActions, notDataActions }): Permissions['entries'][number] => ({
    actions: actions ?? [],
    notActions: notActions ?? [],
    dataActions: dataActions ?? [],
    notDataActions: notDataActions ?? [],
  }));

/** One role assignment. */
export const roleAssignmentSchema = z
  .looseObject({
    properties: z.looseObject({
      roleDefinitionId: z.string(),
      scope: text,
      condition: maybe(z.string()),
    }),
  })
  .transform(({ properties }): RoleAssignment => ({
    roleDefinitionId: properties.roleDefinitionId,
    scope: properties.scope,
    conditional: properties.condition !== undefined && properties.condition !== '',
  }));

/** A role definition: what it grants. */
export const roleDefinitionSchema = z
  .looseObject({ properties: z.looseObject({ permissions: list(permissionSchema) }) })
  .transform(({ properties }): Permissions => ({ entries: properties.permissions }));
