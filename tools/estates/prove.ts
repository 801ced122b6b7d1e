/** Proves the catalogue on the estates: healthy ones, mutants, and the loss of any one reading. */
import { isDeepStrictEqual } from 'node:util';
import { PREFLIGHT_ROWS } from '../../shared/core/preflight/catalogue';
import type { Finding } from '../../shared/core/preflight/judge';
import type { Outcome } from '../../shared/core/preflight/proof';
import type { Reading } from '../../shared/core/preflight/question';
import { runPreflight } from '../../shared/use-cases/preflight/run-preflight';
import type { Case } from './cases';
import type { Mutant } from './mutants/mutant';
import { estateReader } from './through-wire';

/** A judged case. */
interface Judged {
  readonly findings: readonly Finding[];
  readonly readings: Map<string, Reading>;
}

/** What a healthy case shows. */
export interface HealthyProof {
  readonly name: string;
  /** How many rows are in each state. */
  readonly counts: Readonly<Record<Outcome['state'], number>>;
  readonly reads: number;
  /** Rows that are unmet or unknown. */
  readonly wrong: readonly string[];
  /** For each row that rests on readings: how many, and those that it survives the loss of. */
  readonly losses: ReadonlyMap<string, Loss>;
}

/** What a row does when a reading that it rests on is lost. */
export interface Loss {
  readonly readings: number;
  readonly survived: readonly string[];
}

/** What a mutant shows. */
export interface MutantProof {
  readonly mutant: Mutant;
  readonly unmet: readonly string[];
  /** Rows that the catalogue lets the mutant's row imply. */
  readonly implied: readonly string[];
  /** What is not as it should be; empty when all is. */
  readonly faults: readonly string[];
}

/** Judges a case through the wire. */
async function judgeCase({ plan, estate }: Case): Promise<Judged> {
  const readings = new Map<string, Reading>();
  const { findings } = await runPreflight(plan, { reader: estateReader(estate), readings });
  return { findings, readings };
}

/** Judges a healthy case, and again without each of its readings. */
export async function proveHealthy(name: string, one: Case): Promise<HealthyProof> {
  const judged = await judgeCase(one);
  const { findings, readings } = judged;
  const counts = { met: 0, information: 0, forYou: 0, notApplicable: 0, unmet: 0, unknown: 0 };
  for (const { outcome } of findings) counts[outcome.state] += 1;
  return {
    name,
    counts,
    reads: readings.size,
    wrong: idsThatAre(findings, ['unmet', 'unknown']),
    losses: await lossesOf(one, judged),
  };
}

async function lossesOf(one: Case, judged: Judged): Promise<ReadonlyMap<string, Loss>> {
  const losses = new Map<string, Loss>();
  const add = (id: string, survived: readonly string[]): void => {
    const before = losses.get(id);
    losses.set(id, {
      readings: (before?.readings ?? 0) + 1,
      survived: [...(before?.survived ?? []), ...survived],
    });
  };
  const reader = estateReader(one.estate);
  for (const [index, key] of [...judged.readings.keys()].entries()) {
    const readings = new Map(judged.readings).set(key, lostReading(index, one.plan.now));
    const { findings } = await runPreflight(one.plan, { reader, readings });
    const unknown = new Set(idsThatAre(findings, ['unknown']));
    for (const { row, used } of judged.findings)
      if (used.includes(key)) add(row.id, unknown.has(row.id) ? [] : [key]);
  }
  await addFacts(one, judged, add);
  return losses;
}

/** The two ways in which a reading is lost, by turns: the right is missing, or there is no answer. */
function lostReading(index: number, asOf: string): Reading {
  return index % 2 === 0
    ? { kind: 'denied', action: 'Some.Provider/things/read', asOf }
    : { kind: 'failed', reason: 'no answer', asOf };
}

/** What is read elsewhere than at the management API counts, too: a row that changes without it must not be met. */
async function addFacts(
  { plan, estate }: Case,
  { findings, readings }: Judged,
  add: (id: string, survived: readonly string[]) => void,
): Promise<void> {
  const before = new Map(findings.map(({ row, outcome }) => [row.id, outcome]));
  for (const fact of ['backups', 'sas', 'status'] as const) {
    if (plan[fact] === undefined) continue;
    const options = { reader: estateReader(estate), readings: new Map(readings) };
    const without = await runPreflight({ ...plan, [fact]: undefined }, options);
    for (const { row, outcome } of without.findings)
      if (!isDeepStrictEqual(outcome, before.get(row.id))) add(row.id, outcome.state === 'met' ? [fact] : []);
  }
}

/** Judges mutants, and the cases that they were made of. */
export async function proveMutants(mutants: readonly Mutant[]): Promise<readonly MutantProof[]> {
  const before = new Map<() => Case, readonly string[]>();
  const proofs: MutantProof[] = [];
  for (const mutant of mutants) {
    const { healthy } = mutant;
    const wrong =
      before.get(healthy) ?? idsThatAre((await judgeCase(healthy())).findings, ['unmet', 'unknown']);
    before.set(healthy, wrong);
    proofs.push(await proveMutant(mutant, wrong));
  }
  return proofs;
}

async function proveMutant(mutant: Mutant, before: readonly string[]): Promise<MutantProof> {
  const one = mutant.healthy();
  mutant.change(one);
  const { findings } = await judgeCase(one);
  const unmet = idsThatAre(findings, ['unmet']);
  const implied = PREFLIGHT_ROWS.find(({ id }) => id === mutant.row)?.implies ?? [];
  const own = findings.find(({ row }) => row.id === mutant.row)?.outcome;
  const faults = [
    ...before.map((id) => `${id} is not met before the change`),
    ...(own?.state === 'unmet' ? wordFaults(mutant, own) : [`${mutant.row} is ${own?.state ?? 'no row'}`]),
    ...unmet.filter((id) => id !== mutant.row && !implied.includes(id)).map((id) => `${id} is unmet, too`),
  ];
  return { mutant, unmet, implied, faults };
}

function wordFaults(
  { found, command = '' }: Mutant,
  outcome: Extract<Outcome, { readonly state: 'unmet' }>,
): readonly string[] {
  const text = outcome.remedy.command?.text ?? '';
  return [
    ...(outcome.found.includes(found) ? [] : [`it says '${outcome.found}', without '${found}'`]),
    ...(text.includes(command) ? [] : [`it proposes '${text}', without '${command}'`]),
  ];
}

function idsThatAre(findings: readonly Finding[], states: readonly Outcome['state'][]): string[] {
  return findings.filter(({ outcome }) => states.includes(outcome.state)).map(({ row }) => row.id);
}
