/**
 * The waiting times that safety depends on, in seconds.
 *
 * The ones that a setting names are floors: it may lower them only where the management API is on this machine (demo and
 * tests).
 */

/** The waiting times. */
export interface Timing {
  /** Between two readings that count towards "stable". */
  readonly stableReadGap: number;
  /** From the assessment's beginning until the request must have started. */
  readonly assessmentValid: number;
  /** How long a run that claimed the sending may send. */
  readonly senderValid: number;
  /** After `notAfter`, until the first reading that may count towards "not received". */
  readonly notReceivedFirst: number;
  /** Between readings that count towards "not received". */
  readonly notReceivedGap: number;
  /** Over how long at least three readings must say that something is not there, until that is believed. */
  readonly absence: number;
  /**
   * From the last change of a blob until a restore that certainly began on it, or a reading that certainly shows what was
   * restored before: clocks differ, and a service's answer may be late or from a replica that is behind.
   */
  readonly clocksApart: number;
  /** First interval between observations of a cutover. */
  readonly observeFirst: number;
  /** The interval that it backs off to. */
  readonly observeMost: number;
  /** After an accepted request, until a migration that still runs needs an operator. */
  readonly stuckAfter: number;
  /** After the time of a watch's next look, until it counts as standing still. */
  readonly watchLate: number;
  /** After the service was first seen completing, until an operator is told how long that may take. */
  readonly completingLong: number;
  /** After a check was last met, or anything moved that it waits for, until an operator is told that nothing does. */
  readonly stalled: number;
  /** The same where the service names a file that it restores, and before there is a tail. */
  readonly movesAgain: number;
  /** After `Succeeded`, how long to wait for the target database to say Online before calling it unproven. */
  readonly proofWait: number;
  /** The shortest poll cadences a policy may ask for. */
  readonly leastPoll: number;
  /** Between runs that tell receivers of events; how long an answer may take, and the first wait after none, follow from it. */
  readonly notifyEvery: number;
}

/**
 * Readings further apart than this are not "in a row", in seconds: something was not seen in between, or the clock
 * jumped forward. Above every cadence in a window and every observation interval; counting begins anew.
 */
export const LONGEST_READING_GAP = 900;

/** The waiting times against Azure. */
export const AZURE_TIMING: Timing = {
  stableReadGap: 30,
  assessmentValid: 10,
  senderValid: 30,
  notReceivedFirst: 60,
  notReceivedGap: 30,
  absence: 300,
  clocksApart: 60,
  observeFirst: 15,
  observeMost: 60,
  stuckAfter: 600,
  watchLate: 400,
  completingLong: 3_600,
  stalled: 900,
  movesAgain: 3_600,
  proofWait: 600,
  leastPoll: 15,
  notifyEvery: 20,
};

/** `iso` moved by `seconds`. @example addSeconds('2026-01-01T00:00:00.000Z', 90) // '2026-01-01T00:01:30.000Z' */
export function addSeconds(iso: string, seconds: number): string {
  return new Date(Date.parse(iso) + seconds * 1000).toISOString();
}

/** Seconds from `earlier` to `later`: negative when the clock went back, NaN when either text is no time. */
export function secondsBetween(earlier: string, later: string): number {
  return (Date.parse(later) - Date.parse(earlier)) / 1000;
}

/**
 * Tells whether at least `seconds` lie between two moments.
 *
 * False when either text is no time and when the clock went back: what cannot be told has not elapsed (G1).
 *
 * @example hasElapsed('2026-01-01T00:00:00Z', '2026-01-01T00:00:30Z', 30) // true
 */
export function hasElapsed(earlier: string, later: string, seconds: number): boolean {
  const elapsed = secondsBetween(earlier, later);
  return elapsed >= 0 && elapsed >= seconds;
}
