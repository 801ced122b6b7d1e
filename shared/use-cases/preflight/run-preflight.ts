/** Reads an estate as far as the catalogue asks, and judges it. */
import { type Judgement, judgeEstate } from '../../core/preflight/judge';
import type { PreflightPlan } from '../../core/preflight/plan';
import { type Question, type Reading, questionKey } from '../../core/preflight/question';
import type { EstateReader } from '../../ports/estate-reader';

/** A catalogue whose proofs never end would read for ever; the longest chain of questions is far shorter. */
const MOST_ROUNDS = 24;

/** What a preflight needs. */
export interface PreflightOptions {
  readonly reader: EstateReader;
  /** Readings of before that are still good, and where new ones go: one map serves all migrations of an estate. */
  readonly readings: Map<string, Reading>;
  /** Told after each read: how many are done, how many are known to be left. */
  readonly onProgress?: (done: number, left: number) => void;
}

/** Judges, reads what is open, and judges again until nothing is open. */
export async function runPreflight(
  plan: PreflightPlan,
  { reader, readings, onProgress }: PreflightOptions,
): Promise<Judgement> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const judgement = judgeEstate(plan, readings);
    if (judgement.open.length === 0) return judgement;
    for (const [index, question] of judgement.open.entries()) {
      readings.set(questionKey(question), await reader.read(question));
      onProgress?.(readings.size, judgement.open.length - index - 1);
    }
  }
  return judgeEstate(plan, withRefusals(plan, readings));
}

/** What is still open after the last round is unknown for a reason, not for ever. */
function withRefusals(plan: PreflightPlan, readings: Map<string, Reading>): Map<string, Reading> {
  const reason = `not read after ${MOST_ROUNDS} rounds of reading`;
  const refusal = (): Reading => ({ kind: 'failed', reason, asOf: plan.now });
  const open: readonly Question[] = judgeEstate(plan, readings).open;
  return new Map([...readings, ...open.map((question) => [questionKey(question), refusal()] as const)]);
}
