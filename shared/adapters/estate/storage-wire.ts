/** Storage accounts, their containers and lifecycle rules (Microsoft.Storage 2023-05-01). */
import { z } from 'zod';
import type { BlobContainer, LifecycleRule, StorageAccount } from '../../core/preflight/resources';
import { amount, flag, maybe, text } from '../engine-text/wire-values';
import { list, reference, resource, texts } from './estate-wire';

const firewall = maybe(
  z.looseObject({
    defaultAction: text,
    bypass: text,
    virtualNetworkRules: list(z.object({ id: z.string(), action: text, state: text })),
    ipRules: list(z.looseObject({ value: z.string(), action: text })),
    resourceAccessRules: list(z.looseObject({ resourceId: text })),
  }),
);

const accountSchema = resource({
  primaryEndpoints: maybe(z.looseObject({ blob: text })),
  // Absent means allowed (Microsoft Learn, "Prevent Shared Key authorization"); of a wrong type it is not absent.
  allowSharedKeyAccess: maybe(z.boolean()),
  // Absent means enabled; absent networkAcls mean all networks (Storage Accounts - Get Properties).
  publicNetworkAccess: maybe(z.string()),
  networkAcls: firewall,
  supportsHttpsTrafficOnly: flag,
  minimumTlsVersion: text,
  isHnsEnabled: flag,
  sasPolicy: maybe(z.looseObject({ sasExpirationPeriod: text })),
  privateEndpointConnections: list(
    z.looseObject({
      properties: maybe(
        z.looseObject({
          privateEndpoint: reference,
          privateLinkServiceConnectionState: maybe(z.looseObject({ status: text })),
        }),
      ),
    }),
  ),
}).extend({ kind: text, sku: maybe(z.looseObject({ name: text, tier: text })) });

/** A storage account; members whose absence Azure documents have their meaning. */
export const storageAccountSchema = accountSchema.transform(
  ({ id, name, location, kind, sku, properties }): StorageAccount => ({
    id,
    name: name ?? id.split('/').at(-1) ?? id,
    location: location ?? '',
    kind,
    skuName: sku?.name,
    skuTier: sku?.tier,
    blobEndpoint: properties.primaryEndpoints?.blob,
    sharedKeyAccess: properties.allowSharedKeyAccess ?? true,
    publicNetworkAccess: properties.publicNetworkAccess ?? 'Enabled',
    httpsOnly: properties.supportsHttpsTrafficOnly,
    minimumTlsVersion: properties.minimumTlsVersion,
    hierarchicalNamespace: properties.isHnsEnabled,
    sasExpirationPeriod: properties.sasPolicy?.sasExpirationPeriod,
    firewall: toFirewall(properties.networkAcls),
    privateEndpoints: properties.privateEndpointConnections.flatMap(({ properties: one }) =>
      one?.privateEndpoint === undefined
        ? []
        : [{ id: one.privateEndpoint, status: one.privateLinkServiceConnectionState?.status }],
    ),
  }),
);

/** A firewall without a default action that this version knows denies: it fails closed. */
function toFirewall(acls: z.infer<typeof firewall>): StorageAccount['firewall'] {
  return {
    defaultAction: acls === undefined || acls.defaultAction === 'Allow' ? 'Allow' : 'Deny',
    bypass: acls?.bypass,
    subnets: acls?.virtualNetworkRules ?? [],
    addresses: acls?.ipRules.map(({ value }) => value) ?? [],
    resourceIds:
      acls?.resourceAccessRules.flatMap(({ resourceId: id }) => (id === undefined ? [] : [id])) ?? [],
  };
}

/** One container of an account's list. */
export const blobContainerSchema = z
  .looseObject({
    name: z.string().min(1),
    properties: maybe(z.looseObject({ leaseState: text, hasImmutabilityPolicy: flag, hasLegalHold: flag })),
  })
  .transform(({ name, properties }): BlobContainer => ({
    name,
    leaseState: properties?.leaseState,
    immutable: properties?.hasImmutabilityPolicy,
    legalHold: properties?.hasLegalHold,
  }));

const afterDays = maybe(
  z.looseObject({
    daysAfterModificationGreaterThan: amount,
    daysAfterCreationGreaterThan: amount,
  }),
).transform((value) => value?.daysAfterModificationGreaterThan ?? value?.daysAfterCreationGreaterThan);

const lifecycleRule = z.looseObject({
  name: text,
  enabled: flag,
  definition: z.looseObject({
    actions: maybe(
      z.looseObject({ baseBlob: maybe(z.looseObject({ delete: afterDays, tierToArchive: afterDays })) }),
    ),
    filters: maybe(z.looseObject({ prefixMatch: texts })),
  }),
});

/** The lifecycle management of an account; a rule without `enabled` is on (Management Policies - Get). */
export const lifecycleSchema = resource({
  policy: z.looseObject({ rules: list(lifecycleRule) }),
}).transform(({ properties }): readonly LifecycleRule[] =>
  properties.policy.rules.map(({ name, enabled, definition }) => ({
    name: name ?? '',
    enabled: enabled ?? true,
    prefixes: definition.filters?.prefixMatch ?? [],
    deleteAfterDays: definition.actions?.baseBlob?.delete,
    archiveAfterDays: definition.actions?.baseBlob?.tierToArchive,
  })),
);
