/** Which phase the facts amount to. */
import { isInFlight } from '../cutover/attempt';
import type { Facts } from '../facts/facts';
import type { Phase } from '../migration/phase';

/**
 * Derives the phase. While the service cannot be read, the phase stays what it was, except that nothing is ready.
 *
 * @param ready whether every check is met or waived
 * @param before the phase so far, when there was one
 */
export function derivePhase(facts: Facts, ready: boolean, before?: Phase): Phase {
  const { control, engine } = facts;
  if (control.ended) return control.ended.phase;
  const state = engine.kind === 'read' ? engine.status.state : undefined;
  const isCompleting = state === 'completing' || state === 'succeeded';
  if (control.attempt?.state === 'intended' || isInFlight(control))
    return isCompleting || (state === undefined && before === 'confirming') ? 'confirming' : 'cuttingOver';
  if (isCompleting) return 'confirming';
  if (control.operationId === undefined) return 'registered';
  if (engine.kind === 'trouble')
    return before === 'seeding' || before === 'confirming' ? before : 'following';
  if (engine.kind === 'read' && engine.status.fullRestored !== true) return 'seeding';
  return ready ? 'ready' : 'following';
}
