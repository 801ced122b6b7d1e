/** Finding a subnet and its network by the subnet's id. */
import { sameResourceId } from '../engine/resource-id';
import { type Proof, ask, endUnknown } from './proof';
import type { Subnet } from './resources';

/** The network that a subnet is in. @example networkIdOf('/…/virtualNetworks/v/subnets/s') // '/…/virtualNetworks/v' */
export function networkIdOf(subnetId: string): string {
  return subnetId.replace(/\/subnets\/[^/]*\/*$/i, '');
}

/** The subnet itself, from its network: one read serves all subnets of it. */
export function* subnetOf(subnetId: string): Proof<Subnet> {
  const { subnets } = yield* ask({ kind: 'virtualNetwork', id: networkIdOf(subnetId) });
  const found = subnets.find(({ id }) => sameResourceId(id, subnetId));
  return found ?? (yield* endUnknown(`subnet '${lastName(subnetId)}' is not in its virtual network`));
}

/** The last name of an id. @example lastName('/…/subnets/s') // 's' */
export function lastName(id: string): string {
  return id.replace(/\/+$/, '').split('/').at(-1) ?? id;
}

/** The resource group of an id; the whole id where it names none. */
export function groupName(id: string): string {
  return /\/resourceGroups\/([^/]+)/i.exec(id)?.[1] ?? id;
}

/** The id of the resource group that a resource is in. */
export function groupIdOf(id: string): string {
  return /^\/*subscriptions\/[^/]+\/resourceGroups\/[^/]+/i.exec(id)?.[0] ?? id;
}

/** The id of the subscription that a resource is in. */
export function subscriptionIdOf(id: string): string {
  return /^\/*subscriptions\/[^/]+/i.exec(id)?.[0] ?? id;
}

/** Tells whether two regions are one: `West Europe` is `westeurope`. */
export function isSameRegion(a: string, b: string): boolean {
  return regionKey(a) === regionKey(b);
}

function regionKey(region: string): string {
  return region.replaceAll(' ', '').toLowerCase();
}
