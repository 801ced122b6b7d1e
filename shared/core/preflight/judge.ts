/** Judges an estate: every row of the catalogue against what has been read, and what is still to be read. */
import { PREFLIGHT_ROWS } from './catalogue';
import type { PreflightPlan } from './plan';
import { type Outcome, runProof } from './proof';
import { type Question, type Readings, questionKey } from './question';
import type { PreflightRow } from './row';

/** A row's outcome. */
export interface Finding {
  readonly row: PreflightRow;
  readonly outcome: Outcome;
  /** Keys of the readings that it rests on. */
  readonly used: readonly string[];
}

/** All findings, in the order of the catalogue; `open` are the questions to read before they are final. */
export interface Judgement {
  readonly findings: readonly Finding[];
  readonly open: readonly Question[];
}

/** Judges what has been read; a row whose question is open counts as unknown until it is answered. */
export function judgeEstate(plan: PreflightPlan, readings: Readings): Judgement {
  const open = new Map<string, Question>();
  const findings = PREFLIGHT_ROWS.map((row): Finding => {
    if (!row.engines.includes(plan.migration.engine)) {
      const found = `does not apply to engine ${plan.migration.engine}`;
      return { row, outcome: { state: 'notApplicable', found }, used: [] };
    }
    const result = runProof(row.prove(plan), readings);
    if (result.kind === 'settled') return { row, outcome: result.outcome, used: result.used };
    open.set(questionKey(result.question), result.question);
    return { row, outcome: { state: 'unknown', found: 'has not been read yet' }, used: [] };
  });
  return { findings, open: [...open.values()] };
}
