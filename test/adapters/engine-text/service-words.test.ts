import { meaningOf, nonEmpty, toTime } from '../../../shared/adapters/engine-text/service-words';

test.each<[string | undefined, string | undefined]>([
  ['2021-12-27T04:20:35.743Z', '2021-12-27T04:20:35.743Z'],
  ['2019-02-11T12:42:15.9272287-08:00', '2019-02-11T20:42:15.927Z'],
  ['2019-02-11T12:42:15+0530', '2019-02-11T07:12:15.000Z'],
  // Another moment on a machine of another zone.
  ['2019-01-11T13:53:40', undefined],
  ['2019-01-11', undefined],
  ['0001-01-01T08:00:00Z', undefined],
  ['noonZ', undefined],
  ['', undefined],
  [undefined, undefined],
])('the time %s is %s', (text, time) => expect(toTime(text)).toBe(time));

test.each<[string | undefined, string | undefined]>([
  ['x', 'x'],
  [' x', ' x'],
  [' ', undefined],
  ['', undefined],
  [undefined, undefined],
])('the text %j is %j', (text, expected) => expect(nonEmpty(text)).toBe(expected));

test.each<[string | undefined, number | undefined]>([
  ['Restored', 1],
  ['novel', undefined],
  ['constructor', undefined],
  ['', undefined],
  [undefined, undefined],
])('the word %s means %s', (word, meaning) => expect(meaningOf({ restored: 1 }, word)).toBe(meaning));
