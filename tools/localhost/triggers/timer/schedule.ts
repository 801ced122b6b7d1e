import { CronExpressionParser } from 'cron-parser';
import { parseTimeSpan } from '../../app/time-span';

/** When a timer function runs. */
export interface Schedule {
  /** The first time after `after`, both milliseconds. */
  next(after: number): number;
}

/**
 * Parses a six-field NCRONTAB, a five-field cron expression or a TimeSpan. `timeZone` is an IANA name
 * (`WEBSITE_TIME_ZONE`). With both a day of the month and a weekday given, both must hold, as in NCRONTAB (Microsoft
 * docs, timer trigger).
 * @throws {Error} saying what is wrong with the schedule.
 */
export function parseSchedule(text: string, timeZone = 'UTC'): Schedule {
  const interval = parseTimeSpan(text);
  if (interval !== undefined) {
    if (interval === 0) throw new Error('a TimeSpan must be longer than zero');
    return { next: (after) => after + interval };
  }
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 5 && fields.length !== 6)
    throw new Error('it has neither five nor six fields, and is no TimeSpan');
  const foreign = fields.find((field) => !/^[\d*/,\-a-z]+$/i.test(field));
  if (foreign !== undefined) throw new Error(`'${foreign}' is not NCRONTAB`);
  const expression = (fields.length === 5 ? ['0', ...fields] : fields).join(' ');
  // Names the zone when there is none of that name; cron-parser does not.
  Intl.DateTimeFormat('en', { timeZone });
  const parse = (after: number) =>
    CronExpressionParser.parse(expression, { currentDate: new Date(after), tz: timeZone });
  parse(0);
  return { next: (after) => nextMatch(parse(after)) };
}

type Cron = ReturnType<typeof CronExpressionParser.parse>;

/** The library takes a day when either of the two day fields holds; NCRONTAB wants both. */
function nextMatch(cron: Cron): number {
  const { dayOfMonth, dayOfWeek } = cron.fields;
  const bothGiven = !dayOfMonth.isWildcard && !dayOfWeek.isWildcard;
  for (;;) {
    const date = cron.next();
    const holds =
      dayOfMonth.values.includes(date.getDate() as never) &&
      dayOfWeek.values.includes(date.getDay() as never);
    if (!bothGiven || holds) return date.getTime();
  }
}
