/** Documented limits that several rows rest on. */

/** Days that one restore may run (S3 Limitations; Microsoft Learn, "Limitations of Log Replay Service"). */
export const LONGEST_RUN_DAYS = 30;

/** Milliseconds of a day. */
export const DAY_MS = 86_400_000;
