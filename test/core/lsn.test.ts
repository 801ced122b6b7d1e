import fc from 'fast-check';
import {
  formatLsn,
  InvalidLsnError,
  lsnAgrees,
  lsnFromParts,
  lsnSortKey,
  maxLsn,
  NO_LSN,
  parseLsn,
  type Lsn,
} from '../../shared/core/lsn';

const anyLsn = fc.bigInt({ min: 0n, max: 10n ** 25n - 1n }).map((value) => value as Lsn);

describe('parseLsn', () => {
  test.each([
    { name: 'decimal', text: '17126658000004509500001', lsn: 17126658000004509500001n },
    {
      name: 'vlf:block:slot as error logs print it',
      text: '17126658:45095:1',
      lsn: 17126658000004509500001n,
    },
    { name: 'hexadecimal 8:8:4', text: '00000024:00000bd0:0001', lsn: 36000000302400001n },
    { name: 'hexadecimal in capitals', text: '0000002A:000000FF:FFFF', lsn: 42000000025565535n },
    { name: 'decimal with leading zeros', text: '00036', lsn: 36n },
    { name: 'zero, which means none', text: '0', lsn: 0n },
    { name: 'beyond 2^53', text: '37000000129600001', lsn: 37000000129600001n },
    { name: 'beyond 2^63', text: '486000000131000037', lsn: 486000000131000037n },
    { name: 'the largest there is', text: '9'.repeat(25), lsn: 10n ** 25n - 1n },
  ])('reads $name', ({ text, lsn }) => {
    expect(parseLsn(text)).toBe(lsn);
  });

  test.each([
    { name: 'an empty text', text: '' },
    { name: 'blanks around', text: ' 36 ' },
    { name: 'a sign', text: '-36' },
    { name: 'a number that lost its digits', text: '3.7e16' },
    { name: '26 digits', text: '1'.repeat(26) },
    { name: 'two parts', text: '36:3024' },
    { name: 'hexadecimal of other widths', text: '24:bd0:1' },
    { name: 'a slot beyond five digits', text: '36:3024:100000' },
  ])('refuses $name', ({ text }) => {
    expect(() => parseLsn(text)).toThrow(InvalidLsnError);
    expect(() => parseLsn(text)).toThrow(`Cannot read LSN "${text}"`);
  });
});

describe('LSN as text', () => {
  test('every LSN is read back from its decimal text', () => {
    fc.assert(fc.property(anyLsn, (lsn) => parseLsn(formatLsn(lsn)) === lsn));
  });

  test('every LSN made of parts is read back from vlf:block:slot', () => {
    const parts = fc.tuple(
      fc.integer({ min: 0, max: 4_294_967_295 }),
      fc.integer({ min: 0, max: 4_294_967_295 }),
      fc.integer({ min: 0, max: 65_535 }),
    );
    fc.assert(
      fc.property(parts, ([vlf, block, slot]) => {
        const lsn = lsnFromParts(vlf, block, slot);
        const text = `${vlf}:${block}:${slot}`;
        // Exactly 8:8:4 is the hexadecimal form by definition.
        if (!/^\d{8}:\d{8}:\d{4}$/.test(text)) expect(parseLsn(text)).toBe(lsn);
      }),
    );
  });

  test('sort keys have 25 digits, and their text order is the order of the LSNs', () => {
    fc.assert(
      fc.property(anyLsn, anyLsn, (one, other) => {
        expect(lsnSortKey(one)).toHaveLength(25);
        expect(lsnSortKey(one) < lsnSortKey(other)).toBe(one < other);
      }),
    );
  });

  test.each([
    { name: '17 → 18 digits', before: '99999999999999999', after: '100000000000000000' },
    { name: '17 → 20 digits', before: '37000000129600001', after: '10000000012960000100' },
    { name: '20 → 23 digits', before: '99999000004509500001', after: '17126658000004509500001' },
    { name: '24 → 25 digits', before: '9'.repeat(24), after: `1${'0'.repeat(24)}` },
  ])('rollover $name keeps the order, where plain text does not', ({ before, after }) => {
    expect(before > after).toBe(true);
    expect(lsnSortKey(parseLsn(before)) < lsnSortKey(parseLsn(after))).toBe(true);
    expect(maxLsn(parseLsn(before), parseLsn(after))).toBe(parseLsn(after));
  });
});

describe('lsnAgrees', () => {
  test.each([
    { name: 'the same', exact: '486000000131000037', reported: '486000000131000037', agrees: true },
    {
      name: 'rounded as the service does',
      exact: '486000000131000037',
      reported: '486000000131000000',
      agrees: true,
    },
    { name: 'another slot of the same block', exact: '36:3024:1', reported: '36:3024:9', agrees: true },
    {
      name: 'less than one part in 2^52 away',
      exact: '17126658000004509500001',
      reported: '17126658000004509400000',
      agrees: true,
    },
    { name: 'another block', exact: '486:1310:37', reported: '486:1320:1', agrees: false },
    { name: 'another virtual log file', exact: '486:1310:37', reported: '487:1310:37', agrees: false },
    { name: 'none', exact: '486000000131000037', reported: '0', agrees: false },
  ])('$name: $agrees', ({ exact, reported, agrees }) => {
    expect(lsnAgrees(parseLsn(exact), parseLsn(reported))).toBe(agrees);
    expect(lsnAgrees(parseLsn(reported), parseLsn(exact))).toBe(agrees);
  });

  test('the absent LSN is zero', () => {
    expect(NO_LSN).toBe(0n);
  });
});
