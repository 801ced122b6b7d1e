/** The picture of a topology: networks, what is in them, how they are connected, and what of it is missing. */
import { sameResourceId } from '../engine/resource-id';
import type { Finding } from './judge';
import { type EstatePicture, type MakePart, type PictureBox, partsJudgedBy } from './picture';
import type { PreflightPlan } from './plan';
import { resultOf } from './proof';
import type { Readings } from './question';
import { lastName, networkIdOf } from './subnets';
import { TOPOLOGIES, type Topology, topologyOf } from './topology';

const PORTS = ['NSG-01', 'NSG-02', 'NSG-03', 'NSG-04', 'NSG-05', 'NSG-06', 'NSG-07', 'NSG-08', 'NSG-11'];

/** The picture of an estate; absent where no topology is asked for, or where it could not be read. */
export function topologyPicture(
  plan: PreflightPlan,
  readings: Readings,
  findings: readonly Finding[],
): EstatePicture | undefined {
  const topology = resultOf(topologyOf(plan), readings);
  if (topology === undefined || 'kind' in topology) return undefined;
  const { name, section, picture } = TOPOLOGIES[topology.id];
  const part = partsJudgedBy(findings);
  return {
    title: `Topology ${topology.id}: ${name}`,
    figure: `${section}, ${picture}`,
    boxes: [...sourceBox(topology, part), ...azureBoxes(plan, topology, part)],
  };
}

/** The source's own network, unless it is that of what reads the share. */
function sourceBox({ sourceSubnetId, readerSubnetId }: Topology, part: MakePart): PictureBox[] {
  if (sourceSubnetId === undefined)
    return [
      {
        name: 'Network of the source, outside Azure',
        parts: [part('source SQL Server and backup share')],
      },
    ];
  if (inOneNetwork(sourceSubnetId, readerSubnetId)) return [];
  return [{ name: networkName(sourceSubnetId), parts: [part(sourceLabel(sourceSubnetId))] }];
}

function azureBoxes({ migration }: PreflightPlan, topology: Topology, part: MakePart): PictureBox[] {
  const { reader, readerSubnetId, instanceSubnetId, sourceSubnetId } = topology;
  const what = reader === 'service' ? 'migration service' : 'integration runtime';
  const peering = part('peering, both sides', ['NET-04', 'NET-05']);
  const instance = part(
    `instance ${lastName(migration.target.managedInstanceId)}, subnet ${lastName(instanceSubnetId)}`,
    ['RES-10', 'NET-02', 'NSG-12'],
  );
  const together = inOneNetwork(readerSubnetId, instanceSubnetId);
  const sourceHere = sourceSubnetId !== undefined && inOneNetwork(sourceSubnetId, readerSubnetId);
  const first: PictureBox = {
    name: networkName(readerSubnetId),
    ...(sourceSubnetId === undefined && { link: part('ExpressRoute or VPN', ['NET-03']) }),
    ...(sourceSubnetId !== undefined && !sourceHere && { link: peering }),
    parts: [
      ...(sourceHere ? [part(sourceLabel(sourceSubnetId))] : []),
      part(`${what}, subnet ${lastName(readerSubnetId)}`, ['NET-01', 'NET-06', 'SHIR-03', 'SHIR-02']),
      part('ports that security groups allow', PORTS),
      ...(together ? [instance] : []),
    ],
  };
  if (together) return [first];
  return [first, { name: networkName(instanceSubnetId), link: peering, parts: [instance] }];
}

function inOneNetwork(subnetId: string, otherId: string): boolean {
  return sameResourceId(networkIdOf(subnetId), networkIdOf(otherId));
}

function networkName(subnetId: string): string {
  return `Virtual network ${lastName(networkIdOf(subnetId))}`;
}

function sourceLabel(subnetId: string): string {
  return `source SQL Server, subnet ${lastName(subnetId)}`;
}
