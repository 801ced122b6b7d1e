/** Virtual networks and what belongs to them (Microsoft.Network 2024-05-01). */
import { z } from 'zod';
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
} from '../../core/preflight/resources';
import { flag, maybe, text } from '../engine-text/wire-values';
import { both, list, reference, references, resource, texts } from './estate-wire';

const subnetSchema = resource({
  addressPrefix: text,
  addressPrefixes: texts,
  networkSecurityGroup: reference,
  routeTable: reference,
  serviceEndpoints: list(z.object({ service: z.string(), provisioningState: text })),
  delegations: list(z.looseObject({ properties: maybe(z.looseObject({ serviceName: text })) })),
  privateEndpoints: references,
  ipConfigurations: references,
}).transform(({ id, properties }): Subnet => ({
  id,
  addressPrefixes: both(properties.addressPrefix, properties.addressPrefixes),
  networkSecurityGroupId: properties.networkSecurityGroup,
  routeTableId: properties.routeTable,
  serviceEndpoints: properties.serviceEndpoints,
  delegations: properties.delegations.flatMap(({ properties: one }) =>
    one?.serviceName === undefined ? [] : [one.serviceName],
  ),
  privateEndpointIds: properties.privateEndpoints,
  ipConfigurationIds: properties.ipConfigurations,
}));

const peeringSchema = z
  .looseObject({
    name: text,
    properties: z.looseObject({
      remoteVirtualNetwork: z.looseObject({ id: z.string().min(1) }),
      peeringState: text,
      peeringSyncLevel: text,
      allowVirtualNetworkAccess: flag,
      allowForwardedTraffic: flag,
      allowGatewayTransit: flag,
      useRemoteGateways: flag,
    }),
  })
  .transform(({ name, properties }): Peering => ({
    name: name ?? '',
    remoteNetworkId: properties.remoteVirtualNetwork.id,
    state: properties.peeringState,
    syncLevel: properties.peeringSyncLevel,
    allowsNetworkAccess: properties.allowVirtualNetworkAccess,
    allowsForwardedTraffic: properties.allowForwardedTraffic,
    allowsGatewayTransit: properties.allowGatewayTransit,
    usesRemoteGateways: properties.useRemoteGateways,
  }));

/** A virtual network with its subnets and peerings. */
export const virtualNetworkSchema = resource({
  addressSpace: maybe(z.looseObject({ addressPrefixes: texts })),
  dhcpOptions: maybe(z.looseObject({ dnsServers: texts })),
  subnets: list(subnetSchema),
  virtualNetworkPeerings: list(peeringSchema),
}).transform(({ id, location, properties }): VirtualNetwork => ({
  id,
  location: location ?? '',
  addressPrefixes: properties.addressSpace?.addressPrefixes ?? [],
  dnsServers: properties.dhcpOptions?.dnsServers ?? [],
  subnets: properties.subnets,
  peerings: properties.virtualNetworkPeerings,
}));

/** A rule of which anything cannot be read makes the group unreadable: it could be the one that denies. */
const ruleSchema = z
  .looseObject({
    name: text,
    properties: z.looseObject({
      direction: z.enum(['Inbound', 'Outbound']),
      access: z.enum(['Allow', 'Deny']),
      priority: z.number().int(),
      protocol: z.string(),
      sourceAddressPrefix: maybe(z.string()),
      sourceAddressPrefixes: texts,
      sourcePortRange: maybe(z.string()),
      sourcePortRanges: texts,
      destinationAddressPrefix: maybe(z.string()),
      destinationAddressPrefixes: texts,
      destinationPortRange: maybe(z.string()),
      destinationPortRanges: texts,
      sourceApplicationSecurityGroups: references,
      destinationApplicationSecurityGroups: references,
    }),
  })
  .transform(({ name, properties }): SecurityRule => ({
    name: name ?? '',
    direction: properties.direction,
    access: properties.access,
    priority: properties.priority,
    protocol: properties.protocol,
    sources: both(properties.sourceAddressPrefix, properties.sourceAddressPrefixes),
    sourcePorts: both(properties.sourcePortRange, properties.sourcePortRanges),
    destinations: both(properties.destinationAddressPrefix, properties.destinationAddressPrefixes),
    destinationPorts: both(properties.destinationPortRange, properties.destinationPortRanges),
    sourceGroups: properties.sourceApplicationSecurityGroups,
    destinationGroups: properties.destinationApplicationSecurityGroups,
  }));

/** A network security group: its own rules and the default ones. */
export const networkSecurityGroupSchema = resource({
  securityRules: list(ruleSchema),
  defaultSecurityRules: list(ruleSchema),
}).transform(({ id, properties }): NetworkSecurityGroup => ({
  id,
  rules: [...properties.securityRules, ...properties.defaultSecurityRules],
}));

/** A route table. */
export const routeTableSchema = resource({
  routes: list(
    z.looseObject({
      name: text,
      properties: z.looseObject({ addressPrefix: z.string(), nextHopType: z.string() }),
    }),
  ),
}).transform(({ id, properties }): RouteTable => ({
  id,
  routes: properties.routes.map(({ name, properties: route }) => ({
    name: name ?? '',
    addressPrefix: route.addressPrefix,
    nextHopType: route.nextHopType,
  })),
}));

/** A gateway of a virtual network. */
export const gatewaySchema = resource({ gatewayType: text }).transform(({ id, properties }): Gateway => ({
  id,
  gatewayType: properties.gatewayType,
}));

/** A connection of a gateway. Lists leave the status out, so each is also read by itself. */
export const gatewayConnectionSchema = resource({
  connectionStatus: text,
  connectionType: text,
  virtualNetworkGateway1: reference,
}).transform(({ id, name, properties }): GatewayConnection => ({
  id,
  name: name ?? id,
  status: properties.connectionStatus,
  connectionType: properties.connectionType,
  gatewayId: properties.virtualNetworkGateway1,
}));

/** A private endpoint; connections that were approved by hand stand in a list of their own. */
const linkConnections = list(
  z.looseObject({
    properties: z.looseObject({ privateLinkServiceId: z.string(), groupIds: texts }),
  }),
);

/** A private endpoint. */
export const privateEndpointSchema = resource({
  subnet: reference,
  privateLinkServiceConnections: linkConnections,
  manualPrivateLinkServiceConnections: linkConnections,
  customDnsConfigs: list(z.looseObject({ fqdn: text })),
}).transform(({ id, properties }): PrivateEndpoint => ({
  id,
  subnetId: properties.subnet,
  targets: [
    ...properties.privateLinkServiceConnections,
    ...properties.manualPrivateLinkServiceConnections,
  ].map(({ properties: one }) => ({ resourceId: one.privateLinkServiceId, groups: one.groupIds ?? [] })),
  dnsNames: properties.customDnsConfigs.flatMap(({ fqdn }) => (fqdn === undefined ? [] : [fqdn])),
}));
