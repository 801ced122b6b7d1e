/** What blocks a migration, in the service's own words, with the diagnosis of what the catalogue knows. */
import type { EngineStatus } from '../../core/engine/engine-status';
import { leadingCode } from '../../core/engine/leading-code';
import type { EngineReading } from '../../core/engine/reading';
import type { MigrationEngine } from '../../ports/migration-engine';
import { diagnose } from './failure-catalogue';
import { lrsCodeIn } from './failures-of-lrs';

/** Longer texts are cut before the diagnosis, which must survive the bounds of documents (G7). */
const LONGEST_REASON = 900;

/**
 * An engine whose readings carry cause and remedy beside each blocking reason that is known; an unknown one passes
 * as it is, with the service's own text and link. Engines end their quirks before this, so it holds for all.
 */
export function withExplainedReasons(engine: MigrationEngine): MigrationEngine {
  return {
    ...engine,
    read: async (target) => explained(await engine.read(target)),
  };
}

function explained(reading: EngineReading): EngineReading {
  if (reading.kind !== 'read') return reading;
  const { status } = reading;
  const blockingReasons = status.blockingReasons.map((reason) => explain(reason, status));
  return { kind: 'read', status: { ...status, blockingReasons } };
}

/** The failure's own text is left alone: its diagnosis stands in the failure. */
function explain(reason: string, { failure }: EngineStatus): string {
  if (failure !== undefined && reason.includes(failure.message)) return reason;
  const code = lrsCodeIn(reason) ?? leadingCode(reason) ?? '';
  const { cause, remedy } = diagnose(code, reason);
  if (cause === undefined || remedy === undefined) return reason;
  const text = reason.length > LONGEST_REASON ? `${reason.slice(0, LONGEST_REASON)}…` : reason;
  return `${text} — cause: ${cause} Remedy: ${remedy}`;
}
