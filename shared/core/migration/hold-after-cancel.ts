/** Who wants a migration cancelled does not want it cut over, whatever became of the cancel. */
import type { ControlRow } from './control';

/**
 * Holds a migration whose cancel came to nothing, until a person says how to go on. A hold that stands stays.
 *
 * @param at ISO 8601 UTC
 * @param reason why it came to nothing
 * @example holdAfterCancel(control, at, 'the service is busy').hold?.reason // 'the service is busy; cancel again, …'
 */
export function holdAfterCancel(control: ControlRow, at: string, reason: string): ControlRow {
  const hold = { by: 'watch', at, reason: `${reason}; cancel again, or release to go on` };
  return { ...control, hold: control.hold ?? hold };
}
