/** What makes a cutover window unusable, said by field with what to write instead. */
import { localTime } from './local-time';
import { recurrenceOf } from './recurrence';
import type { CutoverWindow } from './window';

/** A part of a window that cannot be used, by its field. */
export interface WindowProblem {
  readonly field: 'timeZone' | 'opens' | 'minutes' | 'repeats' | 'assumeMinutes';
  readonly message: string;
}

/** Rule parts of RFC 5545 section 3.3.10 that make sense for a window; the library passes over names that it does not know. */
const PARTS = ['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'BYDAY', 'BYMONTHDAY', 'BYMONTH', 'BYSETPOS', 'WKST'];
const PART = /^([A-Z]+)=[A-Z0-9,+-]+$/;
const FREQUENCIES = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'];

/**
 * What is wrong with a window; undefined when it can be used here.
 *
 * @example windowProblem({ timeZone: 'CET+1', opens: '2026-12-04T22:00', minutes: 240, assumeMinutes: 60 })?.field // 'timeZone'
 */
export function windowProblem(window: CutoverWindow): WindowProblem | undefined {
  const { timeZone, opens, minutes, assumeMinutes, repeats } = window;
  if (!isTimeZone(timeZone))
    return {
      field: 'timeZone',
      message: `"${timeZone}" is no time zone of the IANA database; write for instance Europe/Berlin`,
    };
  if (!isLocalTime(opens))
    return { field: 'opens', message: `"${opens}" is no local time; write for instance 2026-12-04T22:00` };
  if (assumeMinutes > minutes)
    return {
      field: 'assumeMinutes',
      message: `a cutover of ${assumeMinutes} minutes never ends inside a window of ${minutes}`,
    };
  const part = repeats === undefined ? undefined : partProblem(repeats);
  if (part !== undefined) return { field: 'repeats', message: part };
  return firstOpeningProblem(window);
}

function partProblem(repeats: string): string | undefined {
  const odd = repeats.split(';').find((part) => !PARTS.includes(PART.exec(part)?.[1] ?? ''));
  if (odd !== undefined)
    return `"${odd}" is not supported; write parts of RFC 5545 separated by semicolons: ${PARTS.join(', ')}`;
  const frequency = /(?:^|;)FREQ=([A-Z]*)/.exec(repeats)?.[1] ?? '';
  return FREQUENCIES.includes(frequency)
    ? undefined
    : `FREQ is ${frequency === '' ? 'missing' : frequency}; write one of ${FREQUENCIES.join(', ')}`;
}

/**
 * The library moves every opening when the first one falls into the hour that a clock change leaves out, and leaves out a
 * first one that its own rule does not give.
 */
function firstOpeningProblem(window: CutoverWindow): WindowProblem | undefined {
  const { opens, timeZone, repeats } = window;
  try {
    if (firstLocalTime({ ...window, repeats: undefined }) !== opens)
      return {
        field: 'opens',
        message: `${opens} does not exist in ${timeZone}: the clock is put forward then`,
      };
    const first = firstLocalTime(window);
    if (first === opens) return undefined;
    const instead = first === undefined ? 'it never opens' : `the first one is ${first}`;
    return { field: 'opens', message: `${opens} is none of the openings of ${repeats ?? ''}; ${instead}` };
  } catch (error) {
    return { field: 'repeats', message: error instanceof Error ? error.message : String(error) };
  }
}

function firstLocalTime(window: CutoverWindow): string | undefined {
  const first = recurrenceOf(window).next(new Date(0), true);
  if (first === null) return undefined;
  return localTime(window.timeZone, new Date(first.epochMilliseconds).toISOString()).replace(' ', 'T');
}

/** True for a time zone of the IANA database that is known here. @example isTimeZone('Europe/Berlin') // true */
export function isTimeZone(timeZone: string): boolean {
  if (!/^(?:UTC|[A-Za-z_]+(?:\/[A-Za-z0-9_+-]+)+)$/.test(timeZone)) return false;
  try {
    localTime(timeZone, '2026-01-01T00:00:00.000Z');
    return true;
  } catch {
    return false;
  }
}

/** True for a day that exists and a minute of it. */
function isLocalTime(opens: string): boolean {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(opens)) return false;
  const moment = new Date(`${opens}:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(opens);
}
