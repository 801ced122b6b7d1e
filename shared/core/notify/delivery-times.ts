/** The times of telling: they follow from how often there is a run. */

/** All in seconds. */
export interface DeliveryTimes {
  /** For the answer to one message. */
  readonly answer: number;
  /** After this no message is begun in a run: the next one is not kept waiting by a slow receiver. */
  readonly run: number;
  /** How long a receiver that took nothing is left alone; doubled each time. */
  readonly firstWait: number;
  /** The longest of these waits. */
  readonly longestWait: number;
}

/** Longer waits are not believed: `isLeftAlone`. */
const LONGEST_WAIT = 3_600;

/**
 * What follows from the time between runs: for 20 seconds 10, 15, 20 and 300. Answer and run are never longer, however rare runs are.
 *
 * @param every seconds between runs: `Timing.notifyEvery`
 * @example deliveryTimes(20).longestWait // 300
 */
export function deliveryTimes(every: number): DeliveryTimes {
  const least = Math.min(every, 20);
  return {
    answer: least * 0.5,
    run: least * 0.75,
    firstWait: every,
    longestWait: Math.min(every * 15, LONGEST_WAIT),
  };
}

/**
 * The schedule of the runs, six-field NCRONTAB; from a minute on, in whole minutes.
 *
 * @example notifySchedule(0.5) // every second
 */
export function notifySchedule(every: number): string {
  if (every < 60) return `*/${Math.ceil(every)} * * * * *`;
  return `0 */${Math.min(Math.ceil(every / 60), 59)} * * * *`;
}
