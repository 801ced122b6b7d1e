/** What a reading says, in one line: for tables that hold recorded bodies against it. */
import { contradictionsIn } from '../../shared/core/engine/contradictions';
import type { EngineStatus } from '../../shared/core/engine/engine-status';
import type { EngineReading } from '../../shared/core/engine/reading';
import { assessReadiness, unmetChecks } from '../../shared/core/readiness/checks';
import { quietFingerprint } from '../../shared/core/readiness/pending';
import { aControl, aReadyFacts, aTail, oneTail } from '../support/facts';

/** `running; full restored; 2 logs pending; last log2.trn`, with a question mark for what is unknown, and what contradicts itself. */
export function told(status: EngineStatus): string {
  const { state, fullRestored, pendingLogs, lastRestoredFile } = status;
  const full = { true: 'full restored', false: 'full not restored', undefined: 'full ?' }[`${fullRestored}`];
  const against = contradictionsIn(status).map(({ statements }) => statements.join(', but '));
  return [
    state,
    full,
    `${pendingLogs ?? '?'} logs pending`,
    `last ${lastRestoredFile ?? '?'}`,
    ...against,
  ].join('; ');
}

/** The reading's kind, or what it tells. */
export function toldBy(reading: EngineReading): string {
  if (reading.kind === 'trouble') return `trouble: ${reading.code}`;
  return reading.kind === 'read' ? told(reading.status) : reading.kind;
}

/** The checks that are not met when everything but the engine speaks for a cutover, after this file, of this run. */
export function standsInTheWay(status: EngineStatus): readonly string[] {
  const tail = aTail({ blob: status.lastRestoredFile ?? 'tail.trn' });
  const facts = aReadyFacts({
    at: status.asOf,
    control: aControl({ operationId: status.operationId ?? 'adopted' }),
    tail: oneTail(tail),
    engine: { kind: 'read', status },
    stability: { fingerprint: quietFingerprint(status) ?? '', count: 2, countedAt: status.asOf },
  });
  return unmetChecks(assessReadiness(facts).checks).map((check) => check.code);
}
