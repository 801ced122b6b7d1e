/** Signs, at a registration, that somebody else works on the target: another app with a ledger of its own, or a person in the portal. */
import type { EngineReading } from '../engine/reading';
import { isBeyondRestore } from '../migration/offline';
import type { Registration } from '../migration/registration';

const ADVICE =
  'if another app follows it, let one of the two end its migration (docs/operate.md, "Two apps on one target")';

/**
 * What the service shows that this registration did not begin; a sentence.
 *
 * @returns undefined where nothing is seen, which proves nothing
 * @example otherWork({ start: 'create', policy }, { kind: 'absent' }) // undefined
 */
export function otherWork(
  { start, policy }: Pick<Registration, 'start' | 'policy'>,
  engine: EngineReading,
): string | undefined {
  if (engine.kind !== 'read') return undefined;
  const { status } = engine;
  if (isBeyondRestore(status) && policy.mode !== 'offline')
    return `A cutover has begun that this app did not request: the service says ${status.rawState ?? status.state}; ${ADVICE}`;
  const isOver = status.state === 'failed' || status.state === 'canceled';
  return start === 'create' && !isOver
    ? `The service runs this migration already (${status.rawState ?? status.state}), so it is not created; ${ADVICE}`
    : undefined;
}
