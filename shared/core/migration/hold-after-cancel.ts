/** Who wants a migration cancelled does not want it cut over, whatever became of the cancel. */
import type { ControlRow } from './control';
import { addHold, holdsOf } from './holds';

const WATCH = 'watch';

/**
 * Holds a migration whose cancel had no effect, until an operator says how to go on; beside the holds of others, whose
 * release must not let it go.
 *
 * @param at ISO 8601 UTC
 * @param reason why it had no effect
 * @example holdAfterCancel(control, at, 'the service is busy').holds?.[0]?.reason // 'the service is busy; cancel again, …'
 */
export function holdAfterCancel(control: ControlRow, at: string, reason: string): ControlRow {
  return holdsOf(control).some((hold) => hold.by === WATCH)
    ? control
    : addHold(control, { by: WATCH, at, reason: `${reason}; cancel again, or release to continue` });
}
