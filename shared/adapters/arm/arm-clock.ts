/** Time for the ARM client, replaceable in tests. */
import type { Clock } from '../../ports/clock';

/** A clock that can also wait. */
export interface ArmClock extends Clock {
  sleep(milliseconds: number): Promise<void>;
}

/** The machine's own time. */
export const systemClock: ArmClock = {
  now: () => new Date(),
  sleep: (milliseconds) =>
    new Promise((resolve) => {
      setTimeout(resolve, milliseconds);
    }),
};
