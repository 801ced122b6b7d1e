/** Rows about the network of the storage account: who gets through its firewall (S3, scenarios 1a to 2b). */
import { ENGINE_KINDS } from '../engine/engine-status';
import { sameResourceId } from '../engine/resource-id';
import { az, information, met, notApplicable, unmet } from './outcomes';
import type { PreflightPlan } from './plan';
import { type Outcome, type Proof, ask, endUnknown, settle, told } from './proof';
import type { StorageAccount } from './resources';
import type { PreflightRow } from './row';
import { targetInstance } from './service-rows';
import { parsePrefix } from './spans';
import { backupAccount, hasStorageEndpoint, publicAccessOf, subnetRule } from './storage-account';
import { SCENARIO_SECTION as SECTION, describeScenario, storageScenario } from './storage-scenario';
import { groupName, lastName, networkIdOf, subnetOf } from './subnets';

const MANAGED_INSTANCES = 'microsoft.sql/managedinstances';

/** Rows STO-00 to STO-05. */
export const STORAGE_NETWORK_ROWS: readonly PreflightRow[] = [
  {
    id: 'STO-00',
    engines: ENGINE_KINDS,
    demand: 'which network scenario of the documents the storage account is in',
    why: 'the scenario decides which firewall rules and private endpoints the restore needs',
    severity: 'info',
    sources: [SECTION],
    *prove(plan) {
      const scenario = yield* storageScenario(plan);
      return information(describeScenario(scenario));
    },
  },
  {
    id: 'STO-01',
    engines: ['dms-classic'],
    demand: 'the storage account is open to all networks, or its firewall lets the subnet of the instance in',
    why: 'the instance restores from this account; a firewall that keeps it out stops the restore',
    severity: 'blocks',
    sources: ['S2 Prerequisites'],
    *prove(plan) {
      const account = yield* backupAccount(plan);
      const outcome = openOrClosed(account);
      if (outcome !== undefined) return outcome;
      const subnetId = yield* instanceSubnet(plan);
      const { delegations } = yield* subnetOf(subnetId);
      if (!delegations.some((service) => service.toLowerCase() === MANAGED_INSTANCES))
        return unmet(
          `subnet '${lastName(subnetId)}' of the instance is not delegated to managed instances`,
          'delegate the subnet, so that the firewall of the account can name it',
          az(`network vnet subnet update --ids ${subnetId} --delegations Microsoft.Sql/managedInstances`),
        );
      return yield* letsIn(account, subnetId, 'of the instance');
    },
  },
  {
    id: 'STO-02',
    engines: ['dms', 'lrs'],
    demand: 'the firewall of the storage account lets the subnet of the managed instance in (scenario 2a)',
    why: 'the instance itself reads the backups; when it is kept out, the restore fails with error 2009 or never begins',
    severity: 'blocks',
    sources: [`${SECTION}, 2a`, 'E1 error 2009'],
    *prove(plan) {
      const account = yield* backupAccount(plan);
      if (publicAccessOf(account) === 'none')
        return notApplicable('the public endpoint is off; only a private endpoint leads in (STO-03)');
      const outcome = openOrClosed(account);
      if (outcome !== undefined) return outcome;
      const subnetId = yield* instanceSubnet(plan);
      return yield* letsIn(account, subnetId, 'of the instance');
    },
  },
  {
    id: 'STO-03',
    engines: ['dms', 'lrs'],
    demand:
      'where the storage account has private endpoints (a private address of the account inside a network), one of them is in the network of the instance (scenario 2b)',
    why: 'an endpoint in another network does not help the instance: it resolves the name to an address that it cannot reach',
    severity: 'warns',
    sources: [`${SECTION}, 2b`],
    *prove(plan) {
      const account = yield* backupAccount(plan);
      const closed = publicAccessOf(account) === 'none';
      if (!closed && account.privateEndpoints.length === 0)
        return notApplicable('the account has no private endpoint');
      const network = networkIdOf(yield* instanceSubnet(plan));
      return yield* endpointIn(network, account, closed);
    },
  },
  {
    id: 'STO-04',
    engines: ['dms'],
    demand:
      'the firewall of the storage account allows the public address of the self-hosted integration runtime, the program on your own machine that uploads the backups (scenario 1a)',
    why: 'the runtime cannot upload a single backup through a closed firewall',
    severity: 'blocks',
    sources: [`${SECTION}, 1a`],
    *prove(plan) {
      const { share, runtime } = plan.notes;
      if (share === undefined) return notApplicable('the backups are in a container: nothing is uploaded');
      if (runtime?.subnetId !== undefined)
        return notApplicable('the runtime is on a virtual machine in Azure (STO-05)');
      const account = yield* backupAccount(plan);
      const outcome = openOrClosed(account);
      if (outcome !== undefined) return outcome;
      const address = yield* told(
        runtime?.publicAddress,
        'public address of the integration runtime (runtime.publicAddress of the notes)',
      );
      return yield* allowsAddress(account, address);
    },
  },
  {
    id: 'STO-05',
    engines: ['dms'],
    demand:
      'the firewall of the storage account lets the subnet of the integration runtime in, when the runtime is on a virtual machine in Azure (scenario 1b)',
    why: 'a private address cannot be allowed by an address rule, so the upload is refused without a rule for the subnet',
    severity: 'blocks',
    sources: [`${SECTION}, 1b`],
    *prove(plan) {
      const { share, runtime } = plan.notes;
      if (share === undefined) return notApplicable('the backups are in a container: nothing is uploaded');
      if (runtime?.subnetId === undefined)
        return notApplicable('the notes name no subnet of an integration runtime (STO-04)');
      const account = yield* backupAccount(plan);
      return (
        openOrClosed(account) ?? (yield* letsIn(account, runtime.subnetId, 'of the integration runtime'))
      );
    },
  },
];

/** What the public endpoint comes to, unless it depends on who calls. */
function openOrClosed(account: StorageAccount): Outcome | undefined {
  switch (publicAccessOf(account)) {
    case 'all':
      return met(`storage account '${account.name}' is open to all networks`);
    case 'none':
      return unmet(
        `the public endpoint of storage account '${account.name}' is off`,
        'turn it on for selected networks',
        az(
          `storage account update --ids ${account.id} --public-network-access Enabled --default-action Deny`,
        ),
      );
    case 'perimeter':
    case 'unknown':
      return {
        state: 'unknown',
        found: `public network access of storage account '${account.name}' is ${account.publicNetworkAccess}, whose rules are not read`,
      };
    case 'selected':
      return undefined;
  }
}

function* instanceSubnet(plan: PreflightPlan): Proof<string> {
  const instance = yield* targetInstance(plan);
  return yield* told(instance.subnetId, 'subnet of the instance');
}

function* letsIn(account: StorageAccount, subnetId: string, whose: string): Proof {
  const rule = subnetRule(account, subnetId);
  const subnet = lastName(subnetId);
  if (rule === undefined || (rule.state ?? 'Succeeded') !== 'Succeeded')
    return unmet(
      rule === undefined
        ? `the firewall of '${account.name}' has no rule for subnet '${subnet}' ${whose}`
        : `the rule of '${account.name}' for subnet '${subnet}' ${whose} is ${rule.state}`,
      'add the subnet to the firewall of the account, after its service endpoint for storage is on',
      az(
        `storage account network-rule add --account-name ${account.name} -g ${groupName(account.id)} --subnet ${subnetId}`,
      ),
    );
  const found = yield* subnetOf(subnetId);
  if (hasStorageEndpoint(found))
    return met(`the firewall of '${account.name}' lets subnet '${subnet}' ${whose} in`);
  const services = found.serviceEndpoints.map(({ service }) => service);
  return unmet(
    `subnet '${subnet}' ${whose} has no service endpoint for storage, so the rule of the firewall does not apply`,
    'turn on the service endpoint Microsoft.Storage of the subnet',
    az(
      `network vnet subnet update --ids ${subnetId} --service-endpoints ${[...services, 'Microsoft.Storage'].join(' ')}`,
    ),
  );
}

function* endpointIn(network: string, account: StorageAccount, closed: boolean): Proof {
  const severity = closed ? 'blocks' : 'warns';
  const failed: Outcome[] = [];
  for (const { id, status } of account.privateEndpoints) {
    const outcome = yield* settle(endpointServes(id, status, network, account));
    if (outcome.state === 'met') return outcome;
    failed.push(outcome);
  }
  const nearest =
    failed.find(({ state }) => state === 'unknown') ??
    failed.find((outcome) => outcome.state === 'unmet' && outcome.severity !== undefined);
  if (nearest !== undefined) return nearest;
  const reasons = failed.map((outcome) => ('found' in outcome ? outcome.found : ''));
  return unmet(
    reasons.join('; ') || `the account is closed to all networks and has no private endpoint`,
    'create a private endpoint for blobs of the account in a subnet of the network of the instance, and link its DNS zone',
    az(
      `network private-endpoint create -n ${account.name}-blob -g ${groupName(network)} --vnet-name ${lastName(network)} --subnet "<subnet>" --private-connection-resource-id ${account.id} --group-id blob --connection-name ${account.name}-blob`,
    ),
    severity,
  );
}

function* endpointServes(
  id: string,
  status: string | undefined,
  network: string,
  account: StorageAccount,
): Proof {
  const name = lastName(id);
  if ((yield* told(status, `state of private endpoint '${name}'`)) !== 'Approved')
    return unmet(`private endpoint '${name}' is ${status}`, 'approve it');
  const endpoint = yield* ask({ kind: 'privateEndpoint', id });
  const subnetId = yield* told(endpoint.subnetId, `subnet of private endpoint '${name}'`);
  const ofBlobs = endpoint.targets.some(
    ({ resourceId, groups }) => sameResourceId(resourceId, account.id) && groups.includes('blob'),
  );
  if (!ofBlobs) return unmet(`private endpoint '${name}' does not serve blobs`, 'create one for blobs');
  if (!sameResourceId(networkIdOf(subnetId), network))
    return unmet(
      `private endpoint '${name}' is in network '${lastName(networkIdOf(subnetId))}', the instance in '${lastName(network)}'`,
      'create another one',
    );
  if (publicAccessOf(account) === 'selected' && subnetRule(account, subnetId) === undefined)
    return unmet(
      `private endpoint '${name}' is right, but the firewall of '${account.name}' has no rule for its subnet '${lastName(subnetId)}'`,
      'add the subnet to the firewall of the account',
      az(
        `storage account network-rule add --account-name ${account.name} -g ${groupName(account.id)} --subnet ${subnetId}`,
      ),
      'warns',
    );
  return met(`private endpoint '${name}' serves blobs in the network of the instance`);
}

function* allowsAddress(account: StorageAccount, address: string): Proof {
  const wanted = parsePrefix(address);
  if (wanted === undefined)
    return yield* endUnknown(`runtime.publicAddress '${address}' is not an IPv4 address`);
  const allowed = account.firewall.addresses.some((rule) => {
    const span = parsePrefix(rule);
    return span !== undefined && span.from <= wanted.from && wanted.to <= span.to;
  });
  if (allowed) return met(`the firewall of '${account.name}' allows ${address}`);
  return unmet(
    `the firewall of '${account.name}' has no rule for ${address}`,
    'add the public address of the runtime to the firewall of the account',
    az(
      `storage account network-rule add --account-name ${account.name} -g ${groupName(account.id)} --ip-address ${address}`,
    ),
  );
}
