/** Quiet hours as a clock on the wall shows them, in any zone and at a clock change. */
import { isQuiet } from '../../../shared/core/notify/quiet-hours';

const NIGHT = { from: '22:00', to: '06:00' };
const EARLY = { from: '02:15', to: '02:45' };

test.each([
  ['the first quiet minute', 'Europe/Berlin', NIGHT, '2026-12-04T21:00:00.000Z', true],
  ['the minute before', 'Europe/Berlin', NIGHT, '2026-12-04T20:59:59.999Z', false],
  ['midnight', 'Europe/Berlin', NIGHT, '2026-12-04T23:00:00.000Z', true],
  ['the last quiet minute', 'Europe/Berlin', NIGHT, '2026-12-05T04:59:59.000Z', true],
  ['the end', 'Europe/Berlin', NIGHT, '2026-12-05T05:00:00.000Z', false],
  ['the same moment elsewhere', 'America/New_York', NIGHT, '2026-12-05T00:00:00.000Z', false],
  ['a zone of half an hour', 'Asia/Kolkata', NIGHT, '2026-12-04T16:30:00.000Z', true],
  ['a zone without summer time', 'UTC', NIGHT, '2026-07-04T05:59:00.000Z', true],
  ['the same hours in summer', 'Europe/Berlin', NIGHT, '2026-07-04T04:00:00.000Z', false],
  ['hours within a day', 'UTC', { from: '09:00', to: '17:00' }, '2026-07-04T16:59:00.000Z', true],
  ['after hours within a day', 'UTC', { from: '09:00', to: '17:00' }, '2026-07-04T17:00:00.000Z', false],
  ['an hour that the clock leaves out: before', 'Europe/Berlin', EARLY, '2026-03-29T00:59:00.000Z', false],
  ['an hour that the clock leaves out: after', 'Europe/Berlin', EARLY, '2026-03-29T01:00:00.000Z', false],
  ['an hour that comes twice: the first time', 'Europe/Berlin', EARLY, '2026-10-25T00:30:00.000Z', true],
  ['an hour that comes twice: between', 'Europe/Berlin', EARLY, '2026-10-25T00:50:00.000Z', false],
  ['an hour that comes twice: the second time', 'Europe/Berlin', EARLY, '2026-10-25T01:30:00.000Z', true],
])('%s in %s', (_, timeZone, hours, at, expected) => {
  expect(isQuiet({ timeZone, ...hours }, at)).toBe(expected);
});
