/** What a drawing of the topology shows: networks, what is in them, how they are connected, and what of it is missing. */
import { sameResourceId } from '../engine/resource-id';
import type { Finding } from './judge';
import type { PreflightPlan } from './plan';
import { type Outcome, type Proof, runProof } from './proof';
import type { Readings } from './question';
import { lastName, networkIdOf } from './subnets';
import { TOPOLOGIES, type Topology, topologyOf } from './topology';

/** Whether a part is there. */
export type PartState = 'found' | 'missing' | 'unknown';

/** One part of the drawing, with the rows that judge it. */
export interface Part {
  readonly label: string;
  readonly rows: readonly string[];
  readonly state: PartState;
  /** What was found where something is missing or unknown. */
  readonly note?: string;
}

/** One network, and the connection that leads to it from the one before. */
export interface NetworkBox {
  readonly name: string;
  readonly link?: Part;
  readonly parts: readonly Part[];
}

/** The drawing's content, from the source to the instance. */
export interface TopologyPicture {
  readonly title: string;
  /** Section and picture of the document that shows it. */
  readonly figure: string;
  readonly networks: readonly NetworkBox[];
}

const PORTS = ['NSG-01', 'NSG-02', 'NSG-03', 'NSG-04', 'NSG-05', 'NSG-06', 'NSG-07', 'NSG-08', 'NSG-11'];

/** The picture of an estate; absent where no topology is asked for, or where it could not be read. */
export function pictureOf(
  plan: PreflightPlan,
  readings: Readings,
  findings: readonly Finding[],
): TopologyPicture | undefined {
  const topology = topologyIn(plan, readings);
  if (topology === undefined) return undefined;
  const { name, section, picture } = TOPOLOGIES[topology.id];
  const part = (label: string, rows: readonly string[]) => judgedPart(label, rows, findings);
  return {
    title: `Topology ${topology.id}: ${name}`,
    figure: `${section}, ${picture}`,
    networks: [...sourceBox(topology, part), ...azureBoxes(plan, topology, part)],
  };
}

type MakePart = (label: string, rows: readonly string[]) => Part;

function topologyIn(plan: PreflightPlan, readings: Readings): Topology | undefined {
  let found: Topology | undefined;
  const look = function* (): Proof {
    const topology = yield* topologyOf(plan);
    if (!('kind' in topology)) found = topology;
    return { state: 'information', found: '' };
  };
  runProof(look(), readings);
  return found;
}

/** The source's own network, unless it is that of what reads the share. */
function sourceBox({ sourceSubnetId, readerSubnetId }: Topology, part: MakePart): NetworkBox[] {
  if (sourceSubnetId === undefined)
    return [
      {
        name: 'Network of the source, outside Azure',
        parts: [part('source SQL Server and backup share', [])],
      },
    ];
  if (inOneNetwork(sourceSubnetId, readerSubnetId)) return [];
  return [{ name: networkName(sourceSubnetId), parts: [part(sourceLabel(sourceSubnetId), [])] }];
}

function azureBoxes({ migration }: PreflightPlan, topology: Topology, part: MakePart): NetworkBox[] {
  const { reader, readerSubnetId, instanceSubnetId, sourceSubnetId } = topology;
  const what = reader === 'service' ? 'migration service' : 'integration runtime';
  const peering = part('peering, both sides', ['NET-04', 'NET-05']);
  const instance = part(
    `instance ${lastName(migration.target.managedInstanceId)}, subnet ${lastName(instanceSubnetId)}`,
    ['RES-10', 'NET-02', 'NSG-12'],
  );
  const together = inOneNetwork(readerSubnetId, instanceSubnetId);
  const sourceHere = sourceSubnetId !== undefined && inOneNetwork(sourceSubnetId, readerSubnetId);
  const first: NetworkBox = {
    name: networkName(readerSubnetId),
    ...(sourceSubnetId === undefined && { link: part('ExpressRoute or VPN', ['NET-03']) }),
    ...(sourceSubnetId !== undefined && !sourceHere && { link: peering }),
    parts: [
      ...(sourceHere ? [part(sourceLabel(sourceSubnetId), [])] : []),
      part(`${what}, subnet ${lastName(readerSubnetId)}`, ['NET-01', 'NET-06']),
      part('ports that its security group allows', PORTS),
      ...(together ? [instance] : []),
    ],
  };
  if (together) return [first];
  return [first, { name: networkName(instanceSubnetId), link: peering, parts: [instance] }];
}

function judgedPart(label: string, rows: readonly string[], findings: readonly Finding[]): Part {
  const judged = findings.filter(({ row }) => rows.includes(row.id));
  const worst =
    judged.find(({ outcome }) => outcome.state === 'unmet') ??
    judged.find(({ outcome }) => outcome.state === 'unknown');
  if (worst === undefined) {
    const applying = judged.filter(({ outcome }) => outcome.state !== 'notApplicable');
    return { label, rows: applying.map(({ row }) => row.id), state: 'found' };
  }
  const state = worst.outcome.state === 'unmet' ? 'missing' : 'unknown';
  return { label, rows: [worst.row.id], state, note: foundIn(worst.outcome) };
}

function foundIn(outcome: Outcome): string {
  return outcome.state === 'forYou' ? outcome.ask : outcome.found;
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
