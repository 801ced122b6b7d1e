import fc from 'fast-check';
import { fromJson, toJson } from '../../shared/core/json';

const plain = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.bigInt(),
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    fc.integer(),
    fc.array(tie('value')),
    fc.dictionary(
      fc.string().filter((key) => key !== '$lsn' && key !== '__proto__'),
      tie('value'),
      { noNullPrototype: true },
    ),
  ),
})).value;

test('whatever is written is read back the same, bigints included', () => {
  fc.assert(
    fc.property(plain, (value) => {
      expect(fromJson(toJson(value))).toEqual(value);
    }),
  );
});

test('an LSN beyond 2^53 keeps every digit', () => {
  expect(toJson({ lsn: 486000000131000037n })).toBe('{"lsn":{"$lsn":"486000000131000037"}}');
  expect(fromJson('{"lsn":{"$lsn":"486000000131000037"}}')).toEqual({ lsn: 486000000131000037n });
});

test.each([
  { name: 'an empty text never becomes zero', value: { $lsn: '' } },
  { name: 'a text that is no number', value: { $lsn: 'abc' } },
  { name: 'hexadecimal text', value: { $lsn: '0x10' } },
  { name: 'a number', value: { $lsn: 5 } },
  { name: 'a second member', value: { $lsn: '5', more: true } },
])('an object that toJson did not write is left alone: $name', ({ value }) => {
  expect(fromJson(JSON.stringify(value))).toEqual(value);
});

test('undefined members are left out, and a lone undefined is null', () => {
  expect(toJson({ a: undefined, b: 1 })).toBe('{"b":1}');
  expect(toJson(undefined)).toBe('null');
});

test('text that is not JSON throws', () => {
  expect(() => fromJson('{')).toThrow(SyntaxError);
});
