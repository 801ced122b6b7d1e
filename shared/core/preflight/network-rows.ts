/** Rows NET-01 to NET-05: the networks that a topology needs, and how they are connected. */
import { sameResourceId } from '../engine/resource-id';
import { azPlace, peeringLink, siteLink } from './network-links';
import { az, met, notApplicable, unmet } from './outcomes';
import { spansOf } from './place';
import type { PreflightPlan } from './plan';
import { type Proof, ask, askIfThere, end, settle, told } from './proof';
import type { PreflightRow } from './row';
import { classicService } from './service-location';
import { intersect, showAddresses } from './spans';
import { lastName, networkIdOf, subnetOf } from './subnets';
import { type Topology, pairsOf, topologyOf } from './topology';

const TOPOLOGIES = 'S1 Network topologies';
const PREREQUISITES = 'S2 Prerequisites';
const INSTANCE_DELEGATION = 'microsoft.sql/managedinstances';

/** Rows about networks and their connections. */
export const NETWORK_ROWS: readonly PreflightRow[] = [
  {
    id: 'NET-01',
    engines: ['dms-classic'],
    demand: 'the migration service is in a subnet of a virtual network that exists (Resource Manager model)',
    why: 'without it the service reaches neither the source nor the instance',
    severity: 'blocks',
    sources: [PREREQUISITES, 'S4 Prerequisites common across migration scenarios'],
    implies: [
      'NET-02',
      'NET-03',
      'NET-04',
      'NET-05',
      'NSG-01',
      'NSG-02',
      'NSG-03',
      'NSG-04',
      'NSG-05',
      'NSG-07',
      'NSG-08',
    ],
    *prove(plan) {
      const service = yield* ask({ kind: 'classicService', id: yield* classicService(plan) });
      const subnetId = yield* told(service.subnetId, 'subnet of the classic service');
      const networkId = networkIdOf(subnetId);
      const network = yield* askIfThere({ kind: 'virtualNetwork', id: networkId });
      const subnet = lastName(subnetId);
      const where = `subnet '${subnet}' of network '${lastName(networkId)}'`;
      if (network?.subnets.some(({ id }) => sameResourceId(id, subnetId)) === true)
        return met(`the service is in ${where}`);
      return unmet(
        network === undefined ? `network '${lastName(networkId)}' does not exist` : `${where} does not exist`,
        'read it again first: Azure deletes no subnet that a service is in. If it is gone all the same, move the migration to engine dms or lrs: a subnet made anew does not take the service in, and a new classic service cannot be created',
        az(`network vnet subnet show --ids ${subnetId}`),
      );
    },
  },
  {
    id: 'NET-02',
    engines: ['dms-classic'],
    demand: 'in one virtual network, instance and migration service are in different subnets',
    why: 'the subnet of an instance belongs to it alone; nothing else can be put into it',
    severity: 'blocks',
    sources: [TOPOLOGIES],
    *prove(plan) {
      const topology = yield* neededTopology(plan);
      if (topology.id !== 'TOP-1' && topology.id !== 'TOP-3')
        return notApplicable('instance and service are in different virtual networks');
      const { readerSubnetId, instanceSubnetId } = topology;
      if (sameResourceId(readerSubnetId, instanceSubnetId))
        return unmet(
          `both are in subnet '${lastName(readerSubnetId)}'`,
          'create another subnet, and create the migration service again in it',
          az(
            `network vnet subnet list ${azPlace(instanceSubnetId)} --vnet-name ${lastName(networkIdOf(instanceSubnetId))} -o table`,
          ),
        );
      return yield* delegatedToInstance(instanceSubnetId, readerSubnetId);
    },
  },
  {
    id: 'NET-03',
    engines: ['dms-classic', 'dms'],
    demand:
      'the network is connected to that of the source by ExpressRoute or VPN, itself or through a peered hub',
    why: 'otherwise nothing in Azure reaches the source server and its share',
    severity: 'blocks',
    sources: [TOPOLOGIES, PREREQUISITES, 'S4 Prerequisites common across migration scenarios'],
    *prove(plan) {
      const { id, readerSubnetId } = yield* neededTopology(plan);
      if (id === 'TOP-3' || id === 'TOP-4')
        return notApplicable('the source is on a virtual machine of Azure');
      return yield* siteLink(networkIdOf(readerSubnetId));
    },
  },
  {
    id: 'NET-04',
    engines: ['dms-classic', 'dms'],
    demand:
      'the virtual networks are peered, on both sides (peering connects two virtual networks; each has its own side of it)',
    why: 'without it packets between the migration service, the instance and a source in Azure are dropped',
    severity: 'blocks',
    sources: [TOPOLOGIES],
    *prove(plan) {
      const pairs = yield* neededPairs(plan);
      const found: string[] = [];
      for (const [one, other] of pairs) {
        const outcome = yield* settle(peeringLink(one, other));
        if (outcome.state !== 'met') return outcome;
        found.push(outcome.found);
      }
      return met(found.join('; '));
    },
  },
  {
    id: 'NET-05',
    engines: ['dms-classic'],
    demand: 'the address spaces of peered networks do not overlap',
    why: 'Azure refuses to peer networks that overlap',
    severity: 'blocks',
    sources: [`${TOPOLOGIES} (implied)`],
    *prove(plan) {
      const found: string[] = [];
      for (const [oneId, otherId] of yield* neededPairs(plan)) {
        const one = yield* ask({ kind: 'virtualNetwork', id: oneId });
        const other = yield* ask({ kind: 'virtualNetwork', id: otherId });
        const [shared] = intersect(spansOf(one.addressPrefixes), spansOf(other.addressPrefixes));
        const names = `'${lastName(oneId)}' (${one.addressPrefixes.join(', ')}) and '${lastName(otherId)}' (${other.addressPrefixes.join(', ')})`;
        if (shared !== undefined)
          return unmet(
            `${names} share ${showAddresses(shared)}`,
            'move one of the networks to another address space',
            az(`network vnet show --ids ${otherId} --query addressSpace`),
          );
        found.push(`${names} share no address`);
      }
      return met(found.join('; '));
    },
  },
];

/** The topology; ends the proof as not applicable where none is asked for. */
function* neededTopology(plan: PreflightPlan): Proof<Topology> {
  const topology = yield* topologyOf(plan);
  return 'kind' in topology ? yield* end(notApplicable(topology.reason)) : topology;
}

function* neededPairs(plan: PreflightPlan): Proof<[string, string][]> {
  const pairs = pairsOf(yield* neededTopology(plan));
  return pairs.length > 0 ? pairs : yield* end(notApplicable('everything is in one virtual network'));
}

function* delegatedToInstance(instanceSubnetId: string, readerSubnetId: string): Proof {
  const { delegations, id } = yield* subnetOf(instanceSubnetId);
  if (delegations.some((service) => service.toLowerCase() === INSTANCE_DELEGATION))
    return met(
      `the instance has subnet '${lastName(id)}' for itself, the service is in '${lastName(readerSubnetId)}'`,
    );
  return unmet(
    `subnet '${lastName(id)}' of the instance is not delegated to it`,
    'delegate the subnet to Microsoft.Sql/managedInstances',
    az(
      `network vnet subnet update ${azPlace(id)} --vnet-name ${lastName(networkIdOf(id))} --name ${lastName(id)} --delegations Microsoft.Sql/managedInstances`,
    ),
  );
}
