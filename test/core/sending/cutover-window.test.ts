/** When a cutover window is open: clock changes, blackout dates, the latest start, and what cannot be told. */
import fc from 'fast-check';
import { judgeWindow, nextOpenings } from '../../../shared/core/sending/cutover-window';
import type { CutoverWindow } from '../../../shared/core/sending/window';

/** Fridays and Saturdays from 22:00 for six hours; a cutover is assumed to take 90 minutes. */
const NIGHTS: CutoverWindow = {
  timeZone: 'Europe/Berlin',
  opens: '2026-12-04T22:00',
  minutes: 360,
  repeats: 'FREQ=WEEKLY;BYDAY=FR,SA',
  assumeMinutes: 90,
};

const OVER = { kind: 'closed', reason: 'the window does not open again' };

const once = (opens: string, change: Partial<CutoverWindow> = {}): CutoverWindow => ({
  ...NIGHTS,
  repeats: undefined,
  opens,
  ...change,
});

describe('judgeWindow', () => {
  test.each<[string, CutoverWindow, string, object]>([
    [
      'before the first opening',
      NIGHTS,
      '2026-12-01T12:00:00Z',
      { kind: 'closed', next: { opensAt: '2026-12-04T21:00:00.000Z', closesAt: '2026-12-05T03:00:00.000Z' } },
    ],
    ['a second before it opens', NIGHTS, '2026-12-04T20:59:59Z', { kind: 'closed' }],
    [
      'as it opens',
      NIGHTS,
      '2026-12-04T21:00:00Z',
      { kind: 'open', opensAt: '2026-12-04T21:00:00.000Z', latestStart: '2026-12-05T01:30:00.000Z' },
    ],
    ['at the latest start', NIGHTS, '2026-12-05T01:30:00Z', { kind: 'open' }],
    [
      'a second after the latest start: the next night',
      NIGHTS,
      '2026-12-05T01:30:01Z',
      { kind: 'closed', next: { opensAt: '2026-12-05T21:00:00.000Z' } },
    ],
    ['between two nights', NIGHTS, '2026-12-06T12:00:00Z', { kind: 'closed' }],
    ['one night, before', once('2026-12-04T22:00'), '2026-12-04T20:00:00Z', { kind: 'closed' }],
    ['one night, inside', once('2026-12-04T22:00'), '2026-12-04T22:00:00Z', { kind: 'open' }],
    ['one night, afterwards: never again', once('2026-12-04T22:00'), '2026-12-06T00:00:00Z', OVER],
    [
      'no more nights after the last one of the rule',
      { ...NIGHTS, repeats: 'FREQ=WEEKLY;BYDAY=FR,SA;COUNT=3' },
      '2026-12-13T00:00:00Z',
      OVER,
    ],
    [
      'a blackout date in the evening takes the night away',
      { ...NIGHTS, blackoutDates: ['2026-12-04'] },
      '2026-12-04T22:00:00Z',
      { kind: 'closed', next: { opensAt: '2026-12-05T21:00:00.000Z' } },
    ],
    [
      'a blackout date in the morning takes it away as well',
      { ...NIGHTS, blackoutDates: ['2026-12-05'] },
      '2026-12-04T22:00:00Z',
      { kind: 'closed', next: { opensAt: '2026-12-11T21:00:00.000Z' } },
    ],
    [
      'one that closes at midnight does not touch the day after it',
      once('2026-12-04T22:00', { minutes: 120, blackoutDates: ['2026-12-05'] }),
      '2026-12-04T21:00:00Z',
      { kind: 'open' },
    ],
    [
      'a blackout date inside a window of days',
      once('2026-12-04T22:00', { minutes: 4_320, blackoutDates: ['2026-12-06'] }),
      '2026-12-04T22:00:00Z',
      OVER,
    ],
    [
      'the clock is put forward during the night: six hours are six hours',
      once('2027-03-27T22:00'),
      '2027-03-27T22:00:00Z',
      { kind: 'open', opensAt: '2027-03-27T21:00:00.000Z', closesAt: '2027-03-28T03:00:00.000Z' },
    ],
    [
      'an hour that comes twice: the first one counts',
      once('2026-10-25T02:30', { minutes: 120, assumeMinutes: 30 }),
      '2026-10-25T00:30:00Z',
      { kind: 'open', opensAt: '2026-10-25T00:30:00.000Z', closesAt: '2026-10-25T02:30:00.000Z' },
    ],
    [
      'another zone than the one of whoever looks',
      once('2026-12-04T22:00', { timeZone: 'America/New_York' }),
      '2026-12-04T21:00:00Z',
      { kind: 'closed', next: { opensAt: '2026-12-05T03:00:00.000Z' } },
    ],
  ])('%s', (_, window, at, expected) => {
    expect(judgeWindow(window, at)).toMatchObject(expected);
  });

  test('a repeated opening that the clock change leaves out is none (RFC 5545 section 3.3.10)', () => {
    const weekly: CutoverWindow = { ...NIGHTS, opens: '2027-03-21T02:30', repeats: 'FREQ=WEEKLY;BYDAY=SU' };
    const opensAt = nextOpenings(weekly, '2027-03-20T00:00:00Z', 3).map((opening) => opening.opensAt);
    // 02:30 in winter, not on the day of the change, 02:30 in summer.
    expect(opensAt).toEqual([
      '2027-03-21T01:30:00.000Z',
      '2027-04-04T00:30:00.000Z',
      '2027-04-11T00:30:00.000Z',
    ]);
  });

  test.each<[string, Partial<CutoverWindow>, string]>([
    ['a zone that is not known here', { timeZone: 'Europe/Atlantis' }, '2026-12-04T22:00:00Z'],
    ['a rule that is none', { repeats: 'FREQ=WEEKLY;BYDAY=XX' }, '2026-12-04T22:00:00Z'],
    ['a cutover longer than the window', { assumeMinutes: 361 }, '2026-12-04T22:00:00Z'],
    ['a time that cannot be read', {}, 'soon'],
  ])('is closed for %s', (_, change, at) => {
    const state = judgeWindow({ ...NIGHTS, ...change }, at);
    expect(state).toEqual({ kind: 'closed', reason: expect.stringContaining('cannot be read') as string });
  });

  test('says when it opens in the zone of the window', () => {
    expect(judgeWindow(NIGHTS, '2026-12-01T12:00:00Z')).toMatchObject({
      reason: 'the window is closed; it opens at 2026-12-04 22:00 Europe/Berlin (2026-12-04T21:00:00.000Z)',
    });
  });

  test('says why an open window is too short for what is left of it', () => {
    expect(judgeWindow(NIGHTS, '2026-12-05T02:00:00Z')).toMatchObject({
      reason:
        'a cutover that takes 90 minutes would not end before the window closes at 2026-12-05 04:00 Europe/Berlin (2026-12-05T03:00:00.000Z); it opens at 2026-12-05 22:00 Europe/Berlin (2026-12-05T21:00:00.000Z)',
    });
  });
});

describe('nextOpenings', () => {
  test('shows the open night first, and leaves blackout dates out', () => {
    const opensAt = nextOpenings({ ...NIGHTS, blackoutDates: ['2026-12-11'] }, '2026-12-05T22:00:00Z', 3).map(
      (opening) => opening.opensAt,
    );
    expect(opensAt).toEqual([
      '2026-12-05T21:00:00.000Z',
      '2026-12-12T21:00:00.000Z',
      '2026-12-18T21:00:00.000Z',
    ]);
  });
});

/** Local date and time by the platform's own formatter: a second source for what the recurrence library says. */
function localParts(timeZone: string, at: number): { date: string; time: string; weekday: string } {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat('en-GB', {
      ...{ timeZone, weekday: 'short', year: 'numeric', month: '2-digit', day: '2-digit' },
      ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
    })
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const { year = '', month = '', day = '', hour = '', minute = '', weekday = '' } = parts;
  return { date: `${year}-${month}-${day}`, time: `${hour}:${minute}`, weekday };
}

const WEEKDAYS: Readonly<Record<string, string>> = { FR: 'Fri', SA: 'Sat', SU: 'Sun', WE: 'Wed' };

test('each opening is at its local time on its weekday, by the clock of the platform', () => {
  const hour = fc.integer({ min: 4, max: 23 }).map((value) => String(value).padStart(2, '0'));
  const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata');
  fc.assert(
    fc.property(zone, hour, fc.constantFrom('FR', 'SA', 'SU', 'WE'), (timeZone, opensHour, day) => {
      const first = { FR: '2026-12-04', SA: '2026-12-05', SU: '2026-12-06', WE: '2026-12-02' }[day];
      const opens = `${first}T${opensHour}:15`;
      const window: CutoverWindow = { ...NIGHTS, timeZone, opens, repeats: `FREQ=WEEKLY;BYDAY=${day}` };
      const openings = nextOpenings(window, '2026-11-01T00:00:00Z', 53);
      expect(openings).toHaveLength(53);
      const dates = openings.map(({ opensAt }) => localParts(timeZone, Date.parse(opensAt)));
      expect(new Set(dates.map(({ time }) => time))).toEqual(new Set([`${opensHour}:15`]));
      expect(new Set(dates.map(({ weekday }) => weekday))).toEqual(new Set([WEEKDAYS[day]]));
      const days = dates.map(({ date }) => Date.parse(`${date}T00:00:00Z`) / 86_400_000);
      days.slice(1).forEach((one, index) => expect(one - (days[index] ?? 0)).toBe(7));
    }),
    { numRuns: 12 },
  );
});
