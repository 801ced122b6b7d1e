/** The openings of a cutover window as a rule of RFC 5545. */
import { RRuleTemporal } from 'rrule-temporal';
import type { CutoverWindow } from './window';

/**
 * The rule of a window; a local time that a clock change leaves out is no opening, one that comes twice is the first (RFC
 * 5545 sections 3.3.10 and 3.3.5).
 *
 * @throws {Error} for a rule that is none
 */
export function recurrenceOf({
  timeZone,
  opens,
  repeats = 'FREQ=DAILY;COUNT=1',
}: CutoverWindow): RRuleTemporal {
  const start = `${opens.replaceAll(/[-:]/g, '')}00`;
  return new RRuleTemporal({
    rruleString: `DTSTART;TZID=${timeZone}:${start}\nRRULE:${repeats}`,
    strict: true,
  });
}
