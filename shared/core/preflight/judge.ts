/** Judges an estate: every row of the catalogue against what has been read, and what is still to be read. */
import { PREFLIGHT_ROWS } from './catalogue';
import { notApplicable } from './outcomes';
import type { PreflightPlan } from './plan';
import { type Outcome, type Severity, runProof } from './proof';
import { type Question, type Readings, questionKey } from './question';
import { type PreflightRow, severityOf } from './row';

/** A row's outcome. */
export interface Finding {
  readonly row: PreflightRow;
  readonly outcome: Outcome;
  readonly severity: Severity;
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
  const { engine } = plan.migration;
  const found = (row: PreflightRow, outcome: Outcome, used: readonly string[] = []): Finding => ({
    row,
    outcome,
    severity: severityOf(row, engine, outcome),
    used,
  });
  const findings = PREFLIGHT_ROWS.map((row) => {
    if (!row.engines.includes(engine)) return found(row, notApplicable(`does not apply to engine ${engine}`));
    const result = runProof(row.prove(plan), readings);
    if (result.kind === 'settled') return found(row, result.outcome, result.used);
    open.set(questionKey(result.question), result.question);
    return found(row, { state: 'unknown', found: 'has not been read yet' });
  });
  return { findings, open: [...open.values()] };
}
