/**
 * Which of the documents' network topologies an estate is (S0, S1 "Network topologies for SQL Managed Instance migrations").
 *
 * They ask where three things are: the instance, what reads the backups from the share (the classic service, or the host of the
 * runtime), and the source. A migration from a blob container has no such reader, so none of the topologies is asked for.
 */
import { ENGINE_KINDS } from '../engine/engine-status';
import { sameResourceId } from '../engine/resource-id';
import { information, notApplicable } from './outcomes';
import type { PreflightPlan } from './plan';
import { type Proof, ask, told } from './proof';
import type { PreflightRow } from './row';
import { classicService } from './service-location';
import { targetInstance } from './service-rows';
import { lastName, networkIdOf } from './subnets';

/** The documents' topologies. */
export type TopologyId = 'TOP-1' | 'TOP-2' | 'TOP-3' | 'TOP-4';

/** What reads the backups from the share: the classic service in its subnet, or the runtime's host. */
export type ShareReader =
  | { readonly kind: 'service' | 'runtime'; readonly subnetId: string }
  /** None, or none in a virtual network of Azure. */
  | { readonly kind: 'none'; readonly reason: string };

/** Where the parts are; subnets by their ids. */
export interface Topology {
  readonly id: TopologyId;
  readonly reader: 'service' | 'runtime';
  readonly readerSubnetId: string;
  readonly instanceSubnetId: string;
  /** Present when the source is on a virtual machine of Azure. */
  readonly sourceSubnetId?: string;
}

/** What a document shows of a topology. */
export interface TopologyFigure {
  readonly name: string;
  /** Title of the document's section, and its picture. */
  readonly section: string;
  readonly picture: string;
  readonly demand: string;
}

/** The topologies as the documents draw them. */
export const TOPOLOGIES: Readonly<Record<TopologyId, TopologyFigure>> = {
  'TOP-1': {
    name: 'hybrid',
    section: 'S1 SQL Managed Instance configured for hybrid workloads',
    picture: 'hybrid-workloads.png',
    demand:
      'instance and migration service are in one virtual network, in different subnets, and that network is connected to the source by ExpressRoute or VPN',
  },
  'TOP-2': {
    name: 'instance isolated from the source network',
    section: 'S1 SQL Managed Instance isolated from the on-premises network',
    picture: 'mi-isolated-workload.png',
    demand:
      'the virtual network of the migration service is connected to the source by ExpressRoute or VPN, and peered with that of the instance (peering connects two virtual networks)',
  },
  'TOP-3': {
    name: 'cloud to cloud, one virtual network',
    section: 'S1 Cloud-to-cloud migrations: Shared virtual network',
    picture: 'cloud-to-cloud.png',
    demand: 'source, migration service and instance are in one virtual network; nothing else is needed',
  },
  'TOP-4': {
    name: 'cloud to cloud, different virtual networks',
    section: 'S1 Cloud to cloud migrations: Isolated virtual network',
    picture: 'cloud-to-cloud-isolated.png',
    demand: 'the virtual networks of instance, migration service and source are peered',
  },
};

/** Finds what reads the backups from the share, and its subnet. */
export function* shareReader(plan: PreflightPlan): Proof<ShareReader> {
  const { migration, notes } = plan;
  if (migration.engine === 'dms-classic') {
    const service = yield* ask({ kind: 'classicService', id: yield* classicService(plan) });
    return { kind: 'service', subnetId: yield* told(service.subnetId, 'subnet of the classic service') };
  }
  if (migration.engine === 'lrs' || notes.share === undefined)
    return {
      kind: 'none',
      reason:
        'the backups come from a blob container, so only the way from the instance to the storage account counts (NET-09, NSG-12, STO-02, STO-03)',
    };
  const subnetId = notes.runtime?.subnetId;
  if (subnetId !== undefined) return { kind: 'runtime', subnetId };
  return {
    kind: 'none',
    reason:
      'the host of the integration runtime is not in a virtual network of Azure (preflight.runtime.subnetId)',
  };
}

/** Tells which topology the estate is, or why none is asked for. */
export function* topologyOf(plan: PreflightPlan): Proof<Topology | (ShareReader & { kind: 'none' })> {
  const reader = yield* shareReader(plan);
  if (reader.kind === 'none') return reader;
  const instance = yield* targetInstance(plan);
  const instanceSubnetId = yield* told(instance.subnetId, 'subnet of the instance');
  const sourceSubnetId = plan.notes.source?.subnetId;
  const networks = [reader.subnetId, instanceSubnetId, sourceSubnetId ?? reader.subnetId].map(networkIdOf);
  const shared = networks.every((id) => sameResourceId(id, networks[0] ?? id));
  const id = sourceSubnetId === undefined ? (shared ? 'TOP-1' : 'TOP-2') : shared ? 'TOP-3' : 'TOP-4';
  return {
    id,
    reader: reader.kind,
    readerSubnetId: reader.subnetId,
    instanceSubnetId,
    ...(sourceSubnetId !== undefined && { sourceSubnetId }),
  };
}

/** The pairs of networks that have to be peered. */
export function pairsOf({ readerSubnetId, instanceSubnetId, sourceSubnetId }: Topology): [string, string][] {
  const reader = networkIdOf(readerSubnetId);
  return [instanceSubnetId, sourceSubnetId]
    .flatMap((subnetId) => (subnetId === undefined ? [] : [networkIdOf(subnetId)]))
    .filter(
      (id, index, all) =>
        !sameResourceId(id, reader) && all.findIndex((one) => sameResourceId(one, id)) === index,
    )
    .map((id) => [reader, id]);
}

/** Rows TOP-1 to TOP-4: which one the estate is. */
export const TOPOLOGY_ROWS: readonly PreflightRow[] = Object.entries(TOPOLOGIES).map(
  ([id, { name, section, picture, demand }]): PreflightRow => ({
    id,
    engines: ENGINE_KINDS,
    demand: `topology ${id}, ${name}: ${demand}`,
    why: 'it says which connections between networks the migration needs; the rows NET- and NSG- judge them',
    severity: 'info',
    sources: [section],
    *prove(plan) {
      const topology = yield* topologyOf(plan);
      if ('kind' in topology) return notApplicable(topology.reason);
      if (topology.id !== id)
        return notApplicable(`the estate is ${topology.id}, ${TOPOLOGIES[topology.id].name}`);
      return information(`${describe(topology)}; figure ${picture} of the section`);
    },
  }),
);

function describe({ reader, readerSubnetId, instanceSubnetId, sourceSubnetId }: Topology): string {
  const at = (subnetId: string) =>
    `subnet '${lastName(subnetId)}' of network '${lastName(networkIdOf(subnetId))}'`;
  const first = reader === 'service' ? 'the migration service' : 'the host of the integration runtime';
  const source = sourceSubnetId === undefined ? 'outside Azure' : `in ${at(sourceSubnetId)}`;
  return `${first} is in ${at(readerSubnetId)}, the instance in ${at(instanceSubnetId)}, the source ${source}`;
}
