/** Virtual networks and what belongs to them, as Microsoft.Network answers (2024-05-01). */
import type {
  Gateway,
  GatewayConnection,
  NetworkSecurityGroup,
  Peering,
  PrivateEndpoint,
  RouteTable,
  SecurityRule,
  Subnet,
  VirtualNetwork,
} from '../../../../shared/core/preflight/resources';
import type { JsonObject } from '../../wire/json';
import { lastPart, oneOrMany, referenceTo, referencesTo, resourceBody } from './body';

/** Own rules have numbers up to this one; the default rules of a group have higher ones. */
const LAST_OWN_PRIORITY = 4096;

/** A virtual network with its subnets and peerings. */
export function networkBody(network: VirtualNetwork): JsonObject {
  return resourceBody(
    network.id,
    {
      provisioningState: 'Succeeded',
      addressSpace: { addressPrefixes: [...network.addressPrefixes] },
      ...(network.dnsServers.length > 0 && { dhcpOptions: { dnsServers: [...network.dnsServers] } }),
      subnets: network.subnets.map(subnetBody),
      virtualNetworkPeerings: network.peerings.map((one) => peeringBody(network.id, one)),
      enableDdosProtection: false,
    },
    { location: network.location },
  );
}

function subnetBody(subnet: Subnet): JsonObject {
  return resourceBody(subnet.id, {
    provisioningState: 'Succeeded',
    ...oneOrMany('addressPrefix', 'addressPrefixes', subnet.addressPrefixes),
    networkSecurityGroup: referenceTo(subnet.networkSecurityGroupId),
    routeTable: referenceTo(subnet.routeTableId),
    serviceEndpoints: subnet.serviceEndpoints.map(({ service, provisioningState }) => ({
      service,
      locations: ['*'],
      provisioningState,
    })),
    delegations: subnet.delegations.map((serviceName, index) => {
      const id = `${subnet.id}/delegations/${index}`;
      return resourceBody(id, { serviceName, provisioningState: 'Succeeded' });
    }),
    privateEndpoints: referencesTo(subnet.privateEndpointIds),
    ipConfigurations: referencesTo(subnet.ipConfigurationIds),
  });
}

function peeringBody(networkId: string, peering: Peering): JsonObject {
  return resourceBody(`${networkId}/virtualNetworkPeerings/${peering.name}`, {
    provisioningState: 'Succeeded',
    remoteVirtualNetwork: { id: peering.remoteNetworkId },
    peeringState: peering.state,
    peeringSyncLevel: peering.syncLevel,
    allowVirtualNetworkAccess: peering.allowsNetworkAccess,
    allowForwardedTraffic: peering.allowsForwardedTraffic,
    allowGatewayTransit: peering.allowsGatewayTransit,
    useRemoteGateways: peering.usesRemoteGateways,
  });
}

/** A network security group. */
export function securityGroupBody({ id, rules }: NetworkSecurityGroup): JsonObject {
  const own = ({ priority }: SecurityRule) => priority <= LAST_OWN_PRIORITY;
  return resourceBody(id, {
    provisioningState: 'Succeeded',
    securityRules: rules.filter(own).map((rule) => ruleBody(`${id}/securityRules`, rule)),
    defaultSecurityRules: rules
      .filter((rule) => !own(rule))
      .map((rule) => ruleBody(`${id}/defaultSecurityRules`, rule)),
  });
}

function ruleBody(parentId: string, rule: SecurityRule): JsonObject {
  const groups = (ids: readonly string[]) => (ids.length === 0 ? undefined : referencesTo(ids));
  return resourceBody(`${parentId}/${rule.name}`, {
    provisioningState: 'Succeeded',
    direction: rule.direction,
    access: rule.access,
    priority: rule.priority,
    protocol: rule.protocol,
    ...oneOrMany('sourceAddressPrefix', 'sourceAddressPrefixes', rule.sources),
    ...oneOrMany('sourcePortRange', 'sourcePortRanges', rule.sourcePorts),
    ...oneOrMany('destinationAddressPrefix', 'destinationAddressPrefixes', rule.destinations),
    ...oneOrMany('destinationPortRange', 'destinationPortRanges', rule.destinationPorts),
    sourceApplicationSecurityGroups: groups(rule.sourceGroups),
    destinationApplicationSecurityGroups: groups(rule.destinationGroups),
  });
}

/** A route table. */
export function routeTableBody({ id, routes }: RouteTable): JsonObject {
  return resourceBody(id, {
    provisioningState: 'Succeeded',
    routes: routes.map(({ name, addressPrefix, nextHopType }) =>
      resourceBody(`${id}/routes/${name}`, { addressPrefix, nextHopType, provisioningState: 'Succeeded' }),
    ),
  });
}

/** A gateway of a virtual network. */
export function gatewayBody({ id, gatewayType }: Gateway): JsonObject {
  return resourceBody(id, { provisioningState: 'Succeeded', gatewayType });
}

/** A connection, as its gateway's list or the connection itself tells it. */
export function connectionBody({
  id,
  name,
  status,
  connectionType,
  gatewayId,
}: GatewayConnection): JsonObject {
  const body = resourceBody(id, {
    provisioningState: 'Succeeded',
    connectionStatus: status,
    connectionType,
    virtualNetworkGateway1: referenceTo(gatewayId),
  });
  return { ...body, name };
}

/** A private endpoint. */
export function privateEndpointBody({ id, subnetId, targets, dnsNames }: PrivateEndpoint): JsonObject {
  const name = lastPart(id);
  return resourceBody(id, {
    provisioningState: 'Succeeded',
    subnet: referenceTo(subnetId),
    privateLinkServiceConnections: targets.map(({ resourceId, groups }, index) =>
      resourceBody(`${id}/privateLinkServiceConnections/${name}-${index}`, {
        privateLinkServiceId: resourceId,
        groupIds: [...groups],
      }),
    ),
    customDnsConfigs: dnsNames.map((fqdn) => ({ fqdn, ipAddresses: [] })),
  });
}
