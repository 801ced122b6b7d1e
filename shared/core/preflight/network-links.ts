/** How networks are connected: by a gateway to the outside, by a peering to one another. */
import { sameResourceId } from '../engine/resource-id';
import { az, met, unmet } from './outcomes';
import { spansOf } from './place';
import { type Command, type Outcome, type Proof, ask, settle, told } from './proof';
import type { Gateway, Peering, VirtualNetwork } from './resources';
import { minus, showAddresses } from './spans';
import { groupName, lastName, subscriptionIdOf } from './subnets';

/** Kinds of connections that lead out of Azure; the others lead to another network of Azure or to one computer. */
const TO_A_SITE = ['ipsec', 'expressroute'];

/** Addresses of a subnet for gateways: /27, as Microsoft recommends ("About VPN Gateway settings", gateway subnet). */
const GATEWAY_SUBNET = 32;

/** Where a resource is, as arguments of the Azure CLI. @example azPlace('/subscriptions/s/resourceGroups/g/…') // '--subscription s --resource-group g' */
export function azPlace(id: string): string {
  return `--subscription ${lastName(subscriptionIdOf(id))} --resource-group ${groupName(id)}`;
}

/** The gateways of a network, by what is in its GatewaySubnet. */
export function* gatewaysOf({ subnets }: VirtualNetwork): Proof<readonly Gateway[]> {
  const ids = subnets
    .filter(({ id }) => lastName(id).toLowerCase() === 'gatewaysubnet')
    .flatMap(({ ipConfigurationIds }) => ipConfigurationIds)
    .flatMap((id) => /^.*\/virtualNetworkGateways\/[^/]+/i.exec(id)?.[0] ?? []);
  const gateways: Gateway[] = [];
  for (const id of new Set(ids)) gateways.push(yield* ask({ kind: 'gateway', id }));
  return gateways;
}

/** The peering of a network that uses the gateways of its peer, and the peer: a hub. */
export function* hubOf(
  network: VirtualNetwork,
): Proof<{ peering: Peering; hub: VirtualNetwork } | undefined> {
  const peering = network.peerings.find(({ usesRemoteGateways }) => usesRemoteGateways === true);
  if (peering === undefined) return undefined;
  return { peering, hub: yield* ask({ kind: 'virtualNetwork', id: peering.remoteNetworkId }) };
}

/**
 * Proves that a network is connected to a site outside Azure, by a gateway of its own or that of its hub.
 *
 * One hop is all there is: Azure refuses remote gateways of a peer that has none itself (Microsoft Learn, "Configure VPN gateway
 * transit for virtual network peering").
 */
export function* siteLink(networkId: string): Proof {
  const network = yield* ask({ kind: 'virtualNetwork', id: networkId });
  const own = yield* settle(connectedGateway(network));
  if (own.state !== 'unmet') return own;
  const remote = yield* hubOf(network);
  if (remote === undefined) return own;
  const { peering, hub } = remote;
  const back = peeringTo(hub, network.id);
  if (back === undefined) return missingSide(hub.id, network.id, peering);
  if (peering.state !== 'Connected') return notConnected(network.id, peering, back);
  if (!(yield* told(back.allowsGatewayTransit, `allowGatewayTransit of peering '${back.name}'`)))
    return unmet(
      `network '${lastName(network.id)}' uses the gateway of '${lastName(hub.id)}', whose peering '${back.name}' does not allow it`,
      'allow gateway transit on the side of the network that has the gateway',
      az(`network vnet peering update ${peeringArguments(hub.id, back)} --set allowGatewayTransit=true`),
    );
  return yield* connectedGateway(hub);
}

function* connectedGateway(network: VirtualNetwork): Proof {
  const name = lastName(network.id);
  const gateways = yield* gatewaysOf(network);
  const found: string[] = [];
  for (const gateway of gateways) {
    for (const { id } of yield* ask({ kind: 'gatewayConnections', id: gateway.id })) {
      const connection = yield* ask({ kind: 'gatewayConnection', id });
      const type = yield* told(connection.connectionType, `type of connection '${lastName(id)}'`);
      if (!TO_A_SITE.includes(type.toLowerCase())) continue;
      const status = yield* told(connection.status, `status of connection '${lastName(id)}'`);
      if (status === 'Connected')
        return met(
          `connection '${lastName(id)}' (${type}) of gateway '${lastName(gateway.id)}' in network '${name}' is Connected`,
        );
      found.push(`connection '${lastName(id)}' is ${status}`);
    }
  }
  return noConnection(network, gateways, found);
}

function noConnection(
  network: VirtualNetwork,
  gateways: readonly Gateway[],
  found: readonly string[],
): Outcome {
  const name = lastName(network.id);
  const [gateway] = gateways;
  if (gateway === undefined)
    return unmet(
      `network '${name}' has no gateway, and no peering of it uses that of another network`,
      'create a VPN or ExpressRoute gateway (it needs a subnet called GatewaySubnet first) and its connection, or peer the network with one that has a gateway and use that one',
      gatewaySubnetCommand(network),
    );
  return unmet(
    found.length > 0
      ? `${found.join(', ')} (gateway '${lastName(gateway.id)}')`
      : `gateway '${lastName(gateway.id)}' of network '${name}' has no connection to a site`,
    found.length > 0
      ? 'find out why the connection is down: shared key, address of the peer, the device at the site'
      : 'create the connection to the network of the source',
    az(`network vpn-connection list ${azPlace(gateway.id)} --vnet-gateway ${lastName(gateway.id)}`),
  );
}

function gatewaySubnetCommand({ id, addressPrefixes, subnets }: VirtualNetwork): Command | undefined {
  const taken = spansOf(subnets.flatMap((subnet) => subnet.addressPrefixes));
  const free = minus(spansOf(addressPrefixes), taken)
    .map(({ from, to }) => ({ from: Math.ceil(from / GATEWAY_SUBNET) * GATEWAY_SUBNET, to }))
    .find(({ from, to }) => from + GATEWAY_SUBNET - 1 <= to);
  if (free === undefined) return undefined;
  const prefix = showAddresses({ from: free.from, to: free.from + GATEWAY_SUBNET - 1 });
  return az(
    `network vnet subnet create ${azPlace(id)} --vnet-name ${lastName(id)} --name GatewaySubnet --address-prefixes ${prefix}`,
  );
}

/** Proves that two networks are peered, both sides read. */
export function* peeringLink(oneId: string, otherId: string): Proof {
  const one = yield* ask({ kind: 'virtualNetwork', id: oneId });
  const other = yield* ask({ kind: 'virtualNetwork', id: otherId });
  const there = peeringTo(one, otherId);
  const back = peeringTo(other, oneId);
  if (there === undefined) return missingSide(oneId, otherId, back);
  if (back === undefined) return missingSide(otherId, oneId, there);
  for (const [id, peering, opposite] of [
    [oneId, there, back],
    [otherId, back, there],
  ] as const) {
    const state = yield* told(peering.state, `state of peering '${peering.name}'`);
    if (state !== 'Connected') return notConnected(id, peering, opposite);
    if (!(yield* told(peering.allowsNetworkAccess, `allowVirtualNetworkAccess of peering '${peering.name}'`)))
      return unmet(
        `peering '${peering.name}' of network '${lastName(id)}' lets no traffic through`,
        'allow access between the networks on that side',
        az(
          `network vnet peering update ${peeringArguments(id, peering)} --set allowVirtualNetworkAccess=true`,
        ),
      );
  }
  return yield* synchronized(oneId, there);
}

function* synchronized(networkId: string, peering: Peering): Proof {
  const level = yield* told(peering.syncLevel, `sync level of peering '${peering.name}'`);
  if (level === 'FullyInSync')
    return met(`peering '${peering.name}' is Connected on both sides and FullyInSync`);
  return unmet(
    `peering '${peering.name}' is ${level}: an address space has changed since, and the new addresses cannot be reached`,
    'synchronize the peering',
    az(`network vnet peering sync ${peeringArguments(networkId, peering)}`),
    'warns',
  );
}

function peeringTo(network: VirtualNetwork, remoteId: string): Peering | undefined {
  return network.peerings.find(({ remoteNetworkId }) => sameResourceId(remoteNetworkId, remoteId));
}

function peeringArguments(networkId: string, { name }: Peering): string {
  return `${azPlace(networkId)} --vnet-name ${lastName(networkId)} --name ${name}`;
}

/** `opposite` is the side that is there. It waits for this one only while it is Initiated (RemotePeeringIsDisconnected, hashicorp/terraform-provider-azurerm issue 14051). */
function missingSide(networkId: string, remoteId: string, opposite: Peering | undefined): Outcome {
  const [name, remote] = [lastName(networkId), lastName(remoteId)];
  const missing = `network '${name}' has no peering to '${remote}'`;
  if (opposite === undefined)
    return unmet(
      `${missing}, and '${remote}' none to '${name}'`,
      'create both peerings',
      azLines([createPeering(networkId, remoteId), createPeering(remoteId, networkId)]),
    );
  const found = `${missing}; the other side, '${opposite.name}', is ${stateOf(opposite)}`;
  if (opposite.state === 'Initiated')
    return unmet(
      found,
      'create the side that is missing; the other one waits for it',
      azLines([createPeering(networkId, remoteId, { allowsGatewayTransit: opposite.usesRemoteGateways })]),
    );
  return unmet(
    found,
    'delete the side that is left, which Azure never connects again, then create both',
    azLines([deletePeering(remoteId, opposite), ...createBoth(networkId, remoteId, {}, opposite)]),
  );
}

function notConnected(networkId: string, peering: Peering, opposite: Peering): Outcome {
  const remoteId = peering.remoteNetworkId;
  return unmet(
    `peering '${peering.name}' of network '${lastName(networkId)}' is ${stateOf(peering)}, and '${opposite.name}' of '${lastName(remoteId)}' is ${stateOf(opposite)}`,
    'delete the peering on both sides, then create both again',
    azLines([
      deletePeering(networkId, peering),
      deletePeering(remoteId, opposite),
      ...createBoth(networkId, remoteId, peering, opposite),
    ]),
  );
}

function stateOf({ state }: Peering): string {
  return state ?? 'in an unknown state';
}

function azLines(lines: readonly string[]): Command {
  return az(lines.join('\naz '));
}

function deletePeering(networkId: string, peering: Peering): string {
  return `network vnet peering delete ${peeringArguments(networkId, peering)}`;
}

/** What a side allows beyond access. */
type Allowed = Partial<
  Pick<Peering, 'allowsForwardedTraffic' | 'allowsGatewayTransit' | 'usesRemoteGateways'>
>;

/** Both sides, as they were; that with the gateway comes first, because Azure looks for its consent. */
function createBoth(networkId: string, remoteId: string, own: Allowed, others: Allowed): readonly string[] {
  const transit = (side: Allowed, user: Allowed) => side.allowsGatewayTransit ?? user.usesRemoteGateways;
  const lines = [
    createPeering(networkId, remoteId, { ...own, allowsGatewayTransit: transit(own, others) }),
    createPeering(remoteId, networkId, { ...others, allowsGatewayTransit: transit(others, own) }),
  ];
  return own.usesRemoteGateways === true ? lines.reverse() : lines;
}

function createPeering(networkId: string, remoteId: string, allowed: Allowed = {}): string {
  const [name, remote] = [lastName(networkId), lastName(remoteId)];
  const { allowsForwardedTraffic, allowsGatewayTransit, usesRemoteGateways } = allowed;
  return [
    `network vnet peering create ${azPlace(networkId)} --vnet-name ${name} --name ${name}-to-${remote} --remote-vnet ${remoteId} --allow-vnet-access`,
    ...(allowsForwardedTraffic === true ? ['--allow-forwarded-traffic'] : []),
    ...(allowsGatewayTransit === true ? ['--allow-gateway-transit'] : []),
    ...(usesRemoteGateways === true ? ['--use-remote-gateways'] : []),
  ].join(' ');
}
