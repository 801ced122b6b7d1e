/** The clock, so that time can be set in tests. */
export interface Clock {
  /** Now, as a Date (UTC inside). */
  now(): Date;
}
