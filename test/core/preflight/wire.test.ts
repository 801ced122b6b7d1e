/** Whatever an estate describes comes back as it was described, through the JSON of the management API. */
import { isDeepStrictEqual } from 'node:util';
import { ESTATE_NAMES, namedEstate } from '../../../tools/emulator/estates/named-estates';
import { HEALTHY } from '../../../tools/estates/cases';
import { MUTANTS } from '../../../tools/estates/proofs';
import { throughWire } from './judged';

test.each(ESTATE_NAMES)('the estate %s', (name) => {
  for (const known of namedEstate(name).values()) expect(throughWire(known)).toEqual(known.value);
});

test.each(MUTANTS)('the mutant $row: $what', ({ healthy, change }) => {
  const before = new Map(healthy().estate);
  const one = healthy();
  change(one);
  const changed = [...one.estate].filter(
    ([key, { value }]) => !isDeepStrictEqual(value, before.get(key)?.value),
  );
  for (const [, known] of changed) expect(throughWire(known)).toEqual(known.value);
});

test('the estates hold every kind of answer but the ones that are absent when all is well', () => {
  const kinds = Object.values(HEALTHY).flatMap((make) =>
    [...make().estate.values()].map(({ question }) => question.kind),
  );
  expect(new Set(kinds).size).toBe(19);
});
