/** Storage accounts, their containers and lifecycle rules, as Microsoft.Storage answers (2023-05-01). */
import type {
  BlobContainer,
  LifecycleRule,
  StorageAccount,
} from '../../../../shared/core/preflight/resources';
import type { JsonObject } from '../../wire/json';
import { lastPart, resourceBody } from './body';

/** A storage account. */
export function accountBody(account: StorageAccount): JsonObject {
  const body = resourceBody(
    account.id,
    {
      provisioningState: 'Succeeded',
      primaryEndpoints: account.blobEndpoint === undefined ? undefined : { blob: account.blobEndpoint },
      allowSharedKeyAccess: account.sharedKeyAccess,
      publicNetworkAccess: account.publicNetworkAccess,
      supportsHttpsTrafficOnly: account.httpsOnly,
      minimumTlsVersion: account.minimumTlsVersion,
      isHnsEnabled: account.hierarchicalNamespace,
      sasPolicy:
        account.sasExpirationPeriod === undefined
          ? undefined
          : { sasExpirationPeriod: account.sasExpirationPeriod, expirationAction: 'Log' },
      networkAcls: firewallBody(account.firewall),
      privateEndpointConnections: account.privateEndpoints.map((one) => endpointBody(account.id, one)),
    },
    {
      location: account.location,
      kind: account.kind,
      sku: { name: account.skuName, tier: account.skuTier },
    },
  );
  return { ...body, name: account.name };
}

function firewallBody(firewall: StorageAccount['firewall']): JsonObject {
  return {
    defaultAction: firewall.defaultAction,
    bypass: firewall.bypass,
    virtualNetworkRules: firewall.subnets.map(({ id, action, state }) => ({ id, action, state })),
    ipRules: firewall.addresses.map((value) => ({ value, action: 'Allow' })),
    ...(firewall.resourceIds.length > 0 && {
      resourceAccessRules: firewall.resourceIds.map((resourceId) => ({ resourceId })),
    }),
  };
}

function endpointBody(
  accountId: string,
  { id, status }: StorageAccount['privateEndpoints'][number],
): JsonObject {
  return resourceBody(`${accountId}/privateEndpointConnections/${lastPart(id)}`, {
    provisioningState: 'Succeeded',
    privateEndpoint: { id },
    privateLinkServiceConnectionState: { status, actionRequired: 'None' },
  });
}

/** A container, as the list of its account tells it. */
export function containerBody(
  accountId: string,
  { name, leaseState, immutable, legalHold }: BlobContainer,
): JsonObject {
  return resourceBody(`${accountId}/blobServices/default/containers/${name}`, {
    leaseState,
    hasImmutabilityPolicy: immutable,
    hasLegalHold: legalHold,
  });
}

/** The lifecycle management of an account. */
export function lifecycleBody(accountId: string, rules: readonly LifecycleRule[]): JsonObject {
  const body = resourceBody(`${accountId}/managementPolicies/default`, {
    policy: { rules: rules.map(lifecycleRuleBody) },
  });
  return { ...body, name: 'DefaultManagementPolicy' };
}

function lifecycleRuleBody(rule: LifecycleRule): JsonObject {
  const after = (days: number | undefined) =>
    days === undefined ? undefined : { daysAfterModificationGreaterThan: days };
  return {
    name: rule.name,
    enabled: rule.enabled,
    type: 'Lifecycle',
    definition: {
      actions: {
        baseBlob: { delete: after(rule.deleteAfterDays), tierToArchive: after(rule.archiveAfterDays) },
      },
      filters: {
        blobTypes: ['blockBlob'],
        ...(rule.prefixes.length > 0 && { prefixMatch: [...rule.prefixes] }),
      },
    },
  };
}
