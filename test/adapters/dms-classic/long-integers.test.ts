import fc from 'fast-check';
import { parseLongIntegers } from '../../../shared/adapters/dms-classic/long-integers';

/** What the reader must make of a value: integers beyond 2^53 become text, everything else stays. */
function expected(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number' && /^-?\d+$/.test(JSON.stringify(value)) && !Number.isSafeInteger(value))
    return JSON.stringify(value);
  if (Array.isArray(value)) return value.map(expected);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, expected(one)]));
  return value;
}

/** Writes a value as JSON, long integers as digits without quotes. */
function write(value: unknown, space: string): string {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value))
    return `[${space}${value.map((one) => write(one, space)).join(`,${space}`)}${space}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .map(([key, one]) => `${space}${JSON.stringify(key)}${space}:${space}${write(one, space)}`)
      .join(',')}}`;
  return JSON.stringify(value);
}

const longInteger = fc
  .tuple(fc.bigInt({ min: 2n ** 53n, max: 10n ** 25n }), fc.boolean())
  .map(([size, isNegative]) => (isNegative ? -size : size));
const trickyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '"486000000131000037"',
    '\\',
    '\\"',
    ':486000000131000037,',
    '486000000131000037',
    '\\u0022',
  ),
);
const number = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((one) => (Object.is(one, -0) ? 0 : one)),
  fc.constantFrom(1e20, 1e21, -1e21, 1e300, 5e-324, 0.1),
);
const anyJson = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    number,
    trickyText,
    longInteger,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(trickyText, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

test('an LSN of the recording survives', () => {
  expect(parseLongIntegers('{"firstLSN":486000000131000037,"lastLSN":486000000132600001}')).toEqual({
    firstLSN: '486000000131000037',
    lastLSN: '486000000132600001',
  });
});

test('random JSON is read as JSON.parse reads it, but for long integers', () => {
  fc.assert(
    fc.property(anyJson, fc.constantFrom('', ' ', '\n\t '), (value, space) => {
      expect(parseLongIntegers(write(value, space))).toEqual(expected(value));
    }),
    { numRuns: 1000 },
  );
});

test('what JSON.parse refuses is refused, and nothing else', () => {
  const piece = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '"',
    '\\',
    '"a"',
    ' ',
    '-',
    '+',
    '.',
    'e',
    '0',
    '7',
    '486000000131000037',
    'true',
    'null',
    '1.5',
    '1e9',
  );
  const accepts = (read: (text: string) => unknown, text: string) => {
    try {
      read(text);
      return true;
    } catch (error) {
      expect(error).toBeInstanceOf(SyntaxError);
      return false;
    }
  };
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 9 }), (pieces) => {
      const text = pieces.join('');
      expect(accepts(parseLongIntegers, text)).toBe(accepts(JSON.parse, text));
    }),
    { numRuns: 5000 },
  );
});

test.each([
  ['[9007199254740991]', [9007199254740991]],
  ['[9007199254740992]', ['9007199254740992']],
  ['[-9007199254740992]', ['-9007199254740992']],
  ['486000000131000037', '486000000131000037'],
  ['\uFEFF{"a":486000000131000037}', { a: '486000000131000037' }],
  ['["\\"486000000131000037\\"", "a:486000000131000037"]', ['"486000000131000037"', 'a:486000000131000037']],
  ['[486000000131000037.5, 486000000131000037e2]', [486000000131000037.5, 486000000131000037e2]],
])('%s', (text, value) => expect(parseLongIntegers(text)).toEqual(value));

test.each(['{486000000131000037:1}', '0486000000131000037', '{"a":48600000013100003a}', '"486', ''])(
  '%s is no JSON',
  (text) => expect(() => parseLongIntegers(text)).toThrow(SyntaxError),
);

test('a text made to be slow is read in time', () => {
  const text = `"${'\\"486000000131000037'.repeat(20_000)}`;
  const start = performance.now();
  expect(() => parseLongIntegers(text)).toThrow(SyntaxError);
  expect(performance.now() - start).toBeLessThan(2_000);
});
