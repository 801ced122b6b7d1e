/** What a row of the preflight catalogue is: one requirement of the source documents with its proof. */
import type { EngineKind } from '../engine/engine-status';
import type { PreflightPlan } from './plan';
import type { Outcome, Proof, Severity } from './proof';

/** One requirement. */
export interface PreflightRow {
  /** The id on every wire, `NET-01`; never changed once released. */
  readonly id: string;
  /** The engines that it applies to. */
  readonly engines: readonly EngineKind[];
  /** What must be so, as a clause for people who do not know Azure's words. */
  readonly demand: string;
  /** Why it matters: what happens on the night when it is not so; one sentence. */
  readonly why: string;
  /** An unmet outcome may say another one. */
  readonly severity: Severity;
  /** Where an engine is more lenient or stricter than `severity` says. */
  readonly severityIn?: Partial<Record<EngineKind, Severity>>;
  /** Where the requirement comes from: `S1 Inbound security rules`, `E5`; the short names stand in docs/preflight.md. */
  readonly sources: readonly string[];
  /** Rows that cannot be met while this one is not. */
  readonly implies?: readonly string[];
  readonly prove: (plan: PreflightPlan) => Proof;
}

/** How grave an outcome of a row is: what the outcome says itself, what the row says of the engine, what the row says. */
export function severityOf(row: PreflightRow, engine: EngineKind, outcome: Outcome): Severity {
  const ofOutcome = outcome.state === 'unmet' ? outcome.severity : undefined;
  return ofOutcome ?? row.severityIn?.[engine] ?? row.severity;
}
