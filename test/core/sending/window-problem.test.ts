/** What makes a cutover window unusable, by field. */
import { windowProblem } from '../../../shared/core/sending/window-problem';
import type { CutoverWindow } from '../../../shared/core/sending/window';

const NIGHT: CutoverWindow = {
  timeZone: 'Europe/Berlin',
  opens: '2026-12-04T22:00',
  minutes: 360,
  assumeMinutes: 90,
};

test.each<[string, Partial<CutoverWindow>]>([
  ['one night', {}],
  ['UTC', { timeZone: 'UTC' }],
  ['a zone of three parts', { timeZone: 'America/Argentina/Buenos_Aires' }],
  ['weekly', { repeats: 'FREQ=WEEKLY;BYDAY=FR' }],
  ['the first Friday of a month', { repeats: 'FREQ=MONTHLY;BYDAY=1FR' }],
  ['until a day', { repeats: 'FREQ=DAILY;UNTIL=20261231T000000Z' }],
])('nothing is wrong with %s', (_, change) => {
  expect(windowProblem({ ...NIGHT, ...change })).toBeUndefined();
});

test.each<[string, Partial<CutoverWindow>, string, RegExp]>([
  ['an offset for a zone', { timeZone: 'GMT+1' }, 'timeZone', /IANA.*Europe\/Berlin/],
  ['an abbreviation for a zone', { timeZone: 'CET' }, 'timeZone', /IANA/],
  ['a zone that hides another line', { timeZone: 'UTC\nRRULE:X' }, 'timeZone', /IANA/],
  ['a zone that does not exist', { timeZone: 'Europe/Atlantis' }, 'timeZone', /IANA/],
  ['a time with a zone', { opens: '2026-12-04T22:00Z' }, 'opens', /local time/],
  ['a day that does not exist', { opens: '2026-02-30T22:00' }, 'opens', /local time/],
  ['an hour that does not exist', { opens: '2026-12-04T24:00' }, 'opens', /local time/],
  ['a time that a clock change leaves out', { opens: '2027-03-28T02:30' }, 'opens', /does not exist/],
  ['a cutover that never ends inside', { assumeMinutes: 361 }, 'assumeMinutes', /never ends inside/],
  ['a rule without frequency', { repeats: 'BYDAY=FR' }, 'repeats', /FREQ is missing/],
  ['an hourly rule', { repeats: 'FREQ=HOURLY' }, 'repeats', /FREQ is HOURLY/],
  ['a rule with an unknown part', { repeats: 'FREQ=DAILY;FOO=1' }, 'repeats', /"FOO=1" is not supported/],
  ['a rule that moves the hour', { repeats: 'FREQ=DAILY;BYHOUR=3' }, 'repeats', /"BYHOUR=3"/],
  [
    'a rule with another line',
    { repeats: 'FREQ=DAILY\nEXDATE:20261204T210000Z' },
    'repeats',
    /not supported/,
  ],
  ['a weekday that does not exist', { repeats: 'FREQ=WEEKLY;BYDAY=XX' }, 'repeats', /BYDAY/],
  [
    'a first opening that is none of the rule',
    { repeats: 'FREQ=WEEKLY;BYDAY=SA' },
    'opens',
    /first one is 2026-12-05T22:00/,
  ],
  ['a rule that ended before', { repeats: 'FREQ=DAILY;UNTIL=20261201T000000Z' }, 'opens', /never opens/],
])('%s', (_, change, field, message) => {
  const problem = windowProblem({ ...NIGHT, ...change });
  expect(problem?.field).toBe(field);
  expect(problem?.message).toMatch(message);
});
