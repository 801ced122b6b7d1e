/** The window of a policy as it is stored, and what it opens. */

/**
 * When a cutover may be requested. Local times are of `timeZone`; durations are elapsed minutes, also across a clock change.
 */
export interface CutoverWindow {
  /** IANA name, `Europe/Berlin`. */
  readonly timeZone: string;
  /** The first opening, local: `2026-12-04T22:00`. */
  readonly opens: string;
  /** For how long it is open. */
  readonly minutes: number;
  /** The other openings: a recurrence rule (RFC 5545 section 3.3.10), `FREQ=WEEKLY;BYDAY=FR,SA`; absent: there are none. */
  readonly repeats?: string;
  /** How long a cutover takes: the request starts so early that this ends inside. */
  readonly assumeMinutes: number;
  /** Local dates, `2026-12-24`; an opening that one falls into is left out whole. */
  readonly blackoutDates?: readonly string[];
}

/** One opening of a cutover window; ISO 8601 UTC. */
export interface Opening {
  readonly opensAt: string;
  readonly closesAt: string;
  /** A request that starts later would not end inside, by what the window assumes. */
  readonly latestStart: string;
}
