/** Which phase the facts amount to. */
import { isInFlight } from '../cutover/attempt';
import type { EngineState } from '../engine/engine-status';
import type { Phase } from '../migration/status-document';
import type { Facts } from '../readiness/facts';

/** Derives the phase. @param ready whether every check is met or waived */
export function derivePhase(facts: Facts, ready: boolean): Phase {
  const { control } = facts;
  if (control.ended) return control.ended.phase;
  const state = engineState(facts);
  if (control.attempt?.state === 'intended' || isInFlight(control))
    return isCompleting(state) ? 'confirming' : 'cuttingOver';
  if (isCompleting(state)) return 'confirming';
  if (control.operationId === undefined) return 'registered';
  if (facts.engine.kind === 'read' && facts.engine.status.fullRestored !== true) return 'seeding';
  return ready ? 'ready' : 'following';
}

function engineState(facts: Facts): EngineState | undefined {
  return facts.engine.kind === 'read' ? facts.engine.status.state : undefined;
}

function isCompleting(state: EngineState | undefined): boolean {
  return state === 'completing' || state === 'succeeded';
}
