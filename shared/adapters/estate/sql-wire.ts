/** Managed instances, their databases and operations (Microsoft.Sql 2023-08-01). */
import { z } from 'zod';
import type { InstanceOperation, ManagedDatabase, ManagedInstance } from '../../core/preflight/resources';
import { amount, flag, maybe, text } from '../engine-text/wire-values';
import { resource } from './estate-wire';

const identity = maybe(
  z.looseObject({
    principalId: text,
    userAssignedIdentities: maybe(
      z.record(z.string(), maybe(z.looseObject({ principalId: text, clientId: text }))),
    ),
  }),
);

/** A managed instance. */
export const managedInstanceSchema = resource({
  state: text,
  provisioningState: text,
  subnetId: text,
  storageSizeInGB: amount,
  vCores: amount,
  collation: text,
  zoneRedundant: flag,
  databaseFormat: text,
  maintenanceConfigurationId: text,
  primaryUserAssignedIdentityId: text,
})
  .extend({ sku: maybe(z.looseObject({ tier: text })), identity })
  .transform(({ id, location, sku, identity: given, properties }): ManagedInstance => ({
    id,
    location: location ?? '',
    tier: sku?.tier,
    state: properties.state,
    provisioningState: properties.provisioningState,
    subnetId: properties.subnetId,
    storageSizeGb: properties.storageSizeInGB,
    vCores: properties.vCores,
    collation: properties.collation,
    zoneRedundant: properties.zoneRedundant,
    databaseFormat: properties.databaseFormat,
    maintenanceConfigurationId: properties.maintenanceConfigurationId,
    identity: {
      systemPrincipalId: given?.principalId,
      userAssigned: Object.entries(given?.userAssignedIdentities ?? {}).map(([key, one]) => ({
        id: key,
        principalId: one?.principalId,
      })),
      primaryUserAssignedId: properties.primaryUserAssignedIdentityId,
    },
  }));

/** One database of an instance's list. */
export const managedDatabaseSchema = z
  .looseObject({
    name: z.string().min(1),
    properties: maybe(z.looseObject({ status: text, creationDate: text })),
  })
  .transform(({ name, properties }): ManagedDatabase => ({
    name,
    status: properties?.status,
    createdAt: properties?.creationDate,
  }));

/** One operation of an instance's list. */
export const instanceOperationSchema = z
  .looseObject({
    name: text,
    properties: z.looseObject({ operation: text, state: text, percentComplete: amount }),
  })
  .transform(({ name, properties }): InstanceOperation => ({
    name: name ?? '',
    operation: properties.operation,
    state: properties.state,
    percentComplete: properties.percentComplete,
  }));
