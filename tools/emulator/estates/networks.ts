/** Networks in order: subnets as each of their users needs them. */
import type { Peering, Subnet, VirtualNetwork } from '../../../shared/core/preflight/resources';
import { lastPart } from './bodies/body';

/** Service endpoints that the documents ask for on the subnet of the classic service (S2 Prerequisites). */
const ENDPOINTS = ['Microsoft.Sql', 'Microsoft.Storage', 'Microsoft.ServiceBus'];

/** A subnet with nothing in it, but for what the caller says. */
export function subnet(id: string, prefix: string, over: Partial<Subnet> = {}): Subnet {
  return {
    id,
    addressPrefixes: [prefix],
    serviceEndpoints: [],
    delegations: [],
    privateEndpointIds: [],
    ipConfigurationIds: [],
    ...over,
  };
}

/** The subnet of a managed instance: delegated to it, with the way to storage that a firewall's rule needs. */
export function instanceSubnet(id: string, prefix: string, securityGroupId: string): Subnet {
  return subnet(id, prefix, {
    networkSecurityGroupId: securityGroupId,
    delegations: ['Microsoft.Sql/managedInstances'],
    serviceEndpoints: [inForce('Microsoft.Storage')],
  });
}

/** The subnet of a service of the classic DMS. */
export function serviceSubnet(id: string, prefix: string, securityGroupId: string): Subnet {
  return subnet(id, prefix, {
    networkSecurityGroupId: securityGroupId,
    serviceEndpoints: ENDPOINTS.map(inForce),
  });
}

/** The subnet of virtual machines: a source, the host of an integration runtime. */
export function machineSubnet(id: string, prefix: string, securityGroupId: string): Subnet {
  return subnet(id, prefix, {
    networkSecurityGroupId: securityGroupId,
    serviceEndpoints: [inForce('Microsoft.Storage')],
  });
}

/** The subnet of a gateway. */
export function gatewaySubnet(networkId: string, prefix: string, gatewayId: string): Subnet {
  return subnet(`${networkId}/subnets/GatewaySubnet`, prefix, {
    ipConfigurationIds: [`${gatewayId}/ipConfigurations/default`],
  });
}

function inForce(service: string): Subnet['serviceEndpoints'][number] {
  return { service, provisioningState: 'Succeeded' };
}

/** A network's side of a peering that lets traffic through. */
export function peering(remoteNetworkId: string, over: Partial<Peering> = {}): Peering {
  return {
    name: `to-${lastPart(remoteNetworkId)}`,
    remoteNetworkId,
    state: 'Connected',
    syncLevel: 'FullyInSync',
    allowsNetworkAccess: true,
    ...over,
  };
}

/** A network of one address range that asks Azure for names. */
export function network(
  id: string,
  place: { readonly location: string; readonly prefix: string },
  subnets: readonly Subnet[],
  peerings: readonly Peering[] = [],
): VirtualNetwork {
  return { id, location: place.location, addressPrefixes: [place.prefix], dnsServers: [], subnets, peerings };
}
