import { canonicalJson } from '../../../shared/core/evidence/canonical-json';

describe('canonicalJson()', () => {
  test.each([
    ['members in the order of their names', { b: 1, a: 2, A: 3 }, '{"A":3,"a":2,"b":1}'],
    // RFC 8785, 3.2.3: sorted by UTF-16 units, so a surrogate pair comes before U+FB33.
    [
      'the sample of RFC 8785',
      {
        '\u20ac': 'Euro Sign',
        '\r': 'Carriage Return',
        '\ufb33': 'Hebrew Letter Dalet With Dagesh',
        '1': 'One',
        '\ud83d\ude00': 'Emoji: Grinning Face',
        '\u0080': 'Control',
        '\u00f6': 'Latin Small Letter O With Diaeresis',
      },
      '{"\\r":"Carriage Return","1":"One","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis","\u20ac":"Euro Sign","\ud83d\ude00":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
    ],
    // RFC 8785, 3.2.2.
    [
      'numbers as ECMAScript writes them',
      [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001, -0],
      '[333333333.3333333,1e+30,4.5,0.002,1e-27,0]',
    ],
    ['texts with what has to be escaped', 'a"\\\u000f\n/é', '"a\\"\\\\\\u000f\\n/é"'],
    [
      'members that are undefined are left out',
      { a: undefined, b: null, c: [true, false] },
      '{"b":null,"c":[true,false]}',
    ],
    ['objects within', { b: { d: 1, c: [{ f: 1, e: 2 }] } }, '{"b":{"c":[{"e":2,"f":1}],"d":1}}'],
  ])('%s', (_name, value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  test.each([1n, Number.NaN, Number.POSITIVE_INFINITY, undefined])('%p is no value of JSON', (value) => {
    expect(() => canonicalJson(value)).toThrow('it is no value of JSON');
  });
});
