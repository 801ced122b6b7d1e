/** The storage account that holds the backups, and what its firewall lets through. */
import { sameResourceId } from '../engine/resource-id';
import { accountOf } from '../migration/backup-place';
import type { PreflightPlan } from './plan';
import { type Proof, ask, endUnknown } from './proof';
import type { StorageAccount, Subnet } from './resources';
import { subscriptionIdOf } from './subnets';

/** The account: as noted, as the registration names it, or the one of that name in the target's subscription. */
export function* backupAccount({ migration, notes }: PreflightPlan): Proof<StorageAccount> {
  const { create, target, backups } = migration;
  const id =
    notes.storageAccountId ?? (create?.engine === 'dms' ? create.storageAccountResourceId : undefined);
  if (id !== undefined) return yield* ask({ kind: 'storageAccount', id });
  const subscription = subscriptionIdOf(target.managedInstanceId);
  const name = accountOf(backups.containerUrl).toLowerCase();
  const accounts = yield* ask({ kind: 'storageAccounts', id: subscription });
  const found = accounts.find((account) => account.name.toLowerCase() === name);
  return (
    found ??
    (yield* endUnknown(
      `storage account '${name}' is not in the subscription of the instance: give its id as storageAccountId in the notes`,
    ))
  );
}

/** Says how the firewall answers the public endpoint, whoever calls. */
export type PublicAccess = 'all' | 'selected' | 'none' | 'perimeter' | 'unknown';

/** How far the account's public endpoint is open (Microsoft Learn, "Configure Azure Storage firewalls and virtual networks"). */
export function publicAccessOf({ publicNetworkAccess, firewall }: StorageAccount): PublicAccess {
  switch (publicNetworkAccess.toLowerCase()) {
    case 'enabled':
      return firewall.defaultAction === 'Allow' ? 'all' : 'selected';
    case 'disabled':
      return 'none';
    case 'securedbyperimeter':
      return 'perimeter';
    default:
      return 'unknown';
  }
}

/** The firewall's rule for a subnet, when it allows it; `state` other than Succeeded is a rule that is not in force. */
export function subnetRule({ firewall }: StorageAccount, subnetId: string) {
  return firewall.subnets.find(
    ({ id, action }) => sameResourceId(id, subnetId) && (action ?? 'Allow').toLowerCase() === 'allow',
  );
}

/** True when the subnet reaches storage accounts by a service endpoint, as a firewall's rule for it needs. */
export function hasStorageEndpoint({ serviceEndpoints }: Subnet): boolean {
  return serviceEndpoints.some(
    ({ service, provisioningState }) =>
      /^microsoft\.storage(?:\.global)?$/i.test(service) &&
      (provisioningState ?? 'Succeeded').toLowerCase() === 'succeeded',
  );
}
