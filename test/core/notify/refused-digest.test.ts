import { type DigestTries, fateOfDigest } from '../../../shared/core/notify/refused-digest';

const NOW = '2026-12-04T22:00:00.000Z';
const AN_HOUR_AGO = '2026-12-04T21:00:00.000Z';
const LESS = '2026-12-04T21:00:01.000Z';
const LATER = '2026-12-04T21:30:00.000Z';
const FUTURE = '2026-12-04T22:00:01.000Z';

const tries = (refusals: number, since = LESS): DigestTries => ({ since, refusals });

test.each<[string, DigestTries | undefined, string, string | undefined, DigestTries | 'apart']>([
  ['the first refusal is counted from now', undefined, 'Http413', undefined, tries(1, NOW)],
  ['a refusal of what was sent counts', tries(3), 'Http400', undefined, tries(4)],
  ['the fifth is for good', tries(4), 'Http413', undefined, 'apart'],
  ['a type that it does not take', tries(4), 'Http415', undefined, 'apart'],
  ['a content that it does not take', tries(4), 'Http422', undefined, 'apart'],
  ['an address that is gone concerns every message', tries(4), 'Http404', undefined, tries(4)],
  ['so does a right that is missing', tries(4), 'Http403', undefined, tries(4)],
  ['too many requests are no refusal', tries(4), 'Http429', undefined, tries(4)],
  ['a receiver that fails may take it later', tries(0), 'Http500', undefined, tries(0)],
  ['nor is a setting that is missing', tries(4), 'SettingMissing', undefined, tries(4)],
  ['one that took another message, and fails for less than an hour', tries(0), 'Http500', LATER, tries(0)],
  ['… for an hour', tries(0, AN_HOUR_AGO), 'Http500', LATER, 'apart'],
  ['… whose answers are lost', tries(0, AN_HOUR_AGO), 'Timeout', LATER, 'apart'],
  ['one that took the last message before', tries(0, LATER), 'Http500', LESS, tries(0, LATER)],
  ['one that took nothing for hours', tries(4, AN_HOUR_AGO), 'Http500', undefined, tries(4, AN_HOUR_AGO)],
  ['a time in the future is begun anew', tries(0, FUTURE), 'Http500', undefined, tries(0, NOW)],
])('%s', (_name, before, code, takenAt, expected) => {
  const fate = fateOfDigest({ before, failure: { code }, takenAt }, NOW);
  expect(fate.kind === 'again' ? fate.tries : fate.kind).toEqual(expected);
});
