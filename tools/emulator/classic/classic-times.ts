/** Times of the classic DMS: local to the service, with an offset and seven digits (recorded: `2019-02-11T12:42:15.9272287-08:00`). */

const OFFSET_HOURS = 8;

/** Writes a time. */
export function classicTime(epochMs: number): string {
  const local = new Date(epochMs - OFFSET_HOURS * 60 * 60 * 1000).toISOString();
  return `${local.slice(0, -1)}0000-0${OFFSET_HOURS}:00`;
}

/** The part of a report's name that tells when it was made: `20190211204623111`. */
export function reportStamp(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\D/g, '');
}
