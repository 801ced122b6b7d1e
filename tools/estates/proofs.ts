/** All proofs together, and what is off in them. */
import { PREFLIGHT_ROWS } from '../../shared/core/preflight/catalogue';
import { HEALTHY } from './cases';
import { DATABASES, MOST_READS, type Reads, readsOf } from './many-databases';
import { BACKUP_MUTANTS } from './mutants/backup-mutants';
import type { Mutant } from './mutants/mutant';
import { NETWORK_MUTANTS } from './mutants/network-mutants';
import { RULE_MUTANTS } from './mutants/rule-mutants';
import { SERVICE_MUTANTS } from './mutants/service-mutants';
import { STORAGE_MUTANTS } from './mutants/storage-mutants';
import { type HealthyProof, type Loss, type MutantProof, proveHealthy, proveMutants } from './prove';
import { WITHOUT_MUTANT } from './without-mutant';

/** All mutants, in the order of the catalogue. */
export const MUTANTS: readonly Mutant[] = inOrder([
  ...NETWORK_MUTANTS,
  ...RULE_MUTANTS,
  ...STORAGE_MUTANTS,
  ...BACKUP_MUTANTS,
  ...SERVICE_MUTANTS,
]);

/** What was proved. */
export interface Proofs {
  readonly healthy: readonly HealthyProof[];
  readonly mutants: readonly MutantProof[];
  /** By the row: how many readings it was tried without, over all healthy cases, and which it survived. */
  readonly losses: ReadonlyMap<string, Loss>;
  readonly reads: readonly Reads[];
  /** One sentence for each thing that is off; empty when all is as it should be. */
  readonly faults: readonly string[];
}

/** Proves everything. */
export async function proveAll(): Promise<Proofs> {
  const healthy: HealthyProof[] = [];
  for (const [name, make] of Object.entries(HEALTHY)) healthy.push(await proveHealthy(name, make()));
  const mutants = await proveMutants(MUTANTS);
  const losses = joined(healthy);
  const reads = await readsOf(DATABASES);
  return { healthy, mutants, losses, reads, faults: faultsOf(healthy, mutants, losses, reads) };
}

function joined(healthy: readonly HealthyProof[]): ReadonlyMap<string, Loss> {
  const all = new Map<string, Loss>();
  for (const { losses } of healthy)
    for (const [id, { readings, survived }] of losses) {
      const before = all.get(id);
      all.set(id, {
        readings: readings + (before?.readings ?? 0),
        survived: [...(before?.survived ?? []), ...survived],
      });
    }
  return all;
}

function faultsOf(
  healthy: readonly HealthyProof[],
  mutants: readonly MutantProof[],
  losses: ReadonlyMap<string, Loss>,
  reads: readonly Reads[],
): readonly string[] {
  return [
    ...healthy.flatMap(({ name, wrong }) => wrong.map((id) => `healthy ${name}: ${id} is not met`)),
    ...mutants.flatMap(({ mutant, faults }) =>
      faults.map((fault) => `${mutant.row}, ${mutant.what}: ${fault}`),
    ),
    ...[...losses].flatMap(([id, { survived }]) =>
      survived.map((key) => `${id} survives the loss of ${key}`),
    ),
    ...coverageFaults(mutants),
    ...reads.flatMap(readFaults),
  ];
}

/** Every row has a mutant, or is excepted by name; none is both. */
function coverageFaults(mutants: readonly MutantProof[]): readonly string[] {
  const mutated = new Set(mutants.map(({ mutant }) => mutant.row));
  const excepted = new Set(Object.values(WITHOUT_MUTANT).flat());
  const ids = PREFLIGHT_ROWS.map(({ id }) => id);
  const unmet = new Set(mutants.flatMap((one) => one.unmet));
  return [
    ...ids.filter((id) => !mutated.has(id) && !excepted.has(id)).map((id) => `${id} has no mutant`),
    ...[...excepted].filter((id) => !ids.includes(id)).map((id) => `${id} is excepted, and no row`),
    ...[...excepted].filter((id) => unmet.has(id)).map((id) => `${id} is excepted, and can be unmet`),
  ];
}

function readFaults({ engine, reads, others, wrong }: Reads): readonly string[] {
  return [
    ...(reads > MOST_READS ? [`${engine}: ${reads} reads, more than ${MOST_READS}`] : []),
    ...(others > 0 ? [`${engine}: ${others} requests that are no GET`] : []),
    ...wrong.map((id) => `${engine}, many databases: ${id} is not met`),
  ];
}

function inOrder(mutants: readonly Mutant[]): readonly Mutant[] {
  const places = new Map(PREFLIGHT_ROWS.map(({ id }, index) => [id, index]));
  return [...mutants].sort((a, b) => (places.get(a.row) ?? 0) - (places.get(b.row) ?? 0));
}
