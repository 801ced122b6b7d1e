/** What a row of the preflight catalogue is: one requirement of the source documents with its proof. */
import type { EngineKind } from '../engine/engine-status';
import type { PreflightPlan } from './plan';
import type { Proof, Severity } from './proof';

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
  /** Where the requirement comes from: `S1 Inbound security rules`, `E5`; the short names stand in docs/preflight.md. */
  readonly sources: readonly string[];
  /** Rows that cannot be met while this one is not. */
  readonly implies?: readonly string[];
  readonly prove: (plan: PreflightPlan) => Proof;
}
