/** An open cutover without an effect, as a block. */
import type { EngineStatus } from '../engine/engine-status';
import { failureText } from '../engine/failure-text';
import type { Attempt } from '../migration/control';
import { isByService } from '../migration/offline';
import type { Registration } from '../migration/registration';
import type { Block } from './block';

/** The block of an attempt that is stuck (`isStuck`), with what the service does instead. @example stuckBlock(attempt, registration, status).kind // 'cutoverStuck' */
export function stuckBlock(
  attempt: Attempt,
  { id: migration }: Registration,
  { state, rawState, failure }: EngineStatus,
): Block {
  const byService = isByService(attempt);
  const restores = state === 'running' || state === 'readyForCutover';
  const also = failure === undefined ? '' : `, and reports ${failureText(failure)}`;
  return {
    kind: 'cutoverStuck',
    migration,
    attempt: attempt.number,
    state: attempt.state,
    since: byService ? attempt.requestedAt : (attempt.sentAt ?? attempt.requestedAt),
    byService,
    restores,
    does: `${restores ? 'still restores' : `says ${rawState ?? state}`}${also}`,
  };
}
