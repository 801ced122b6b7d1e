import { beginningOf, chainOn, hashOf, unlinked } from '../../../shared/core/evidence/journal-chain';
import { judgeHead, verifyChain } from '../../../shared/core/evidence/verify-chain';
import type { ChainedEntry, ChainedJournal, JournalEntry } from '../../../shared/core/migration/journal';

const ID = 'shop';
const entry = (number: number): JournalEntry => ({
  at: `2026-03-01T22:0${number}:00.000Z`,
  kind: 'observed',
  by: 'watch',
  text: `line ${number}`,
  facts: { attempt: number, state: 'sent', late: false },
});
const ENTRIES = [1, 2, 3, 4, 5].map(entry);
const { lines: LINES, head: HEAD } = chainOn(ID, undefined, ENTRIES);
const JOURNAL: ChainedJournal = { lines: LINES, head: HEAD };

const line = (number: number): ChainedEntry => LINES[number - 1]!;
const replaced = (number: number, change: (line: ChainedEntry) => ChainedEntry): readonly ChainedEntry[] =>
  LINES.map((one) => (one.sequence === number ? change(one) : one));
const rehashed = (one: ChainedEntry): ChainedEntry => ({ ...one, hash: hashOf(one) });
const without = (...numbers: number[]): readonly ChainedEntry[] =>
  LINES.filter(({ sequence }) => !numbers.includes(sequence!));
const headOf = (lines: readonly ChainedEntry[]) => ({ head: lines.at(-1)!.hash!, entries: lines.length });
const verdict = (lines: readonly ChainedEntry[], head = JOURNAL.head) => verifyChain(ID, { lines, head });
const kinds = (lines: readonly ChainedEntry[], head = JOURNAL.head) =>
  verdict(lines, head).findings.map(({ kind, entry: number }) => `${kind} ${number}`);

/** How many elements arrays were walked over for, by spreading them or in a loop; above the most, it throws. */
function countWalked<T>(most: number, work: () => T): { readonly result: T; readonly walked: number } {
  let walked = 0;
  const { values } = Array.prototype;
  const replace = (iterator: () => unknown) =>
    Object.defineProperty(Array.prototype, Symbol.iterator, {
      ...{ value: iterator, writable: true, configurable: true },
    });
  replace(function (this: readonly unknown[]) {
    walked += this.length;
    if (walked > most) throw new RangeError(`more than ${most} elements were walked over`);
    return values.call(this);
  });
  try {
    const result = work();
    return { result, walked };
  } finally {
    replace(values);
  }
}

describe('chainOn()', () => {
  test('the form that is hashed never changes: computed once with sha256sum', () => {
    expect(beginningOf(ID)).toBe('6677ea5cde4b805c98fb67a6e0e2375bf866e6a5ebf6c61d439d8188216d7c3d');
    expect(LINES[0]?.hash).toBe('833ce9c61f4ace1b38028755107fa4573bbe071c2276822ae335a5fdbde2c8e0');
  });

  test('lines get the same hashes whether they are linked at once or one by one', () => {
    const one = ENTRIES.reduce<ChainedJournal>(
      ({ lines, head }, next) => {
        const chained = chainOn(ID, head, [next]);
        return { lines: [...lines, ...chained.lines], head: chained.head };
      },
      { lines: [] },
    );
    expect(one).toEqual(JOURNAL);
  });

  test('links that a line has are replaced, and nothing else of it', () => {
    expect(
      chainOn(
        ID,
        undefined,
        LINES.map((one) => ({ ...one, sequence: 9, hash: 'x' })),
      ),
    ).toEqual(JOURNAL);
    expect(LINES.map(unlinked)).toEqual(ENTRIES);
  });

  test('two migrations with the same lines have no hash in common', () => {
    const hashes = new Set(LINES.map(({ hash }) => hash));
    expect(chainOn('crm', undefined, ENTRIES).lines.filter(({ hash }) => hashes.has(hash))).toEqual([]);
  });

  test('facts in another order are the same line', () => {
    const facts = { late: false, state: 'sent', attempt: 1 };
    expect(chainOn(ID, undefined, [{ ...entry(1), facts }]).head).toEqual(
      chainOn(ID, undefined, [entry(1)]).head,
    );
  });
});

describe('verifyChain()', () => {
  test('an untouched journal is intact', () => {
    expect(verdict(LINES)).toEqual({
      state: 'intact',
      entries: 5,
      head: HEAD.head,
      unhashed: 0,
      findings: [],
    });
  });

  test('many with one number are one finding, and take work in proportion to the lines', () => {
    const count = 40_000;
    const doubles = Array.from({ length: count }, () => line(3));
    const { result, walked } = countWalked(1_000 * count, () =>
      verdict([...LINES.slice(0, 2), ...doubles, ...LINES.slice(3)]),
    );
    expect(result.findings).toEqual([
      {
        kind: 'inserted',
        entry: 3,
        text: '39999 entries, the first of them observed at 2026-03-01T22:03:00.000Z by watch, were inserted: another line has number 3',
      },
    ]);
    expect(walked).toBeGreaterThan(count);
  });

  test.each<readonly [string, readonly ChainedEntry[], readonly string[]]>([
    ['another text', replaced(3, (one) => ({ ...one, text: 'line 3.' })), ['altered 3']],
    ['another time', replaced(3, (one) => ({ ...one, at: '2026-03-01T21:03:00.000Z' })), ['altered 3']],
    ['another kind', replaced(3, (one) => ({ ...one, kind: 'held' })), ['altered 3']],
    ['another identity', replaced(1, (one) => ({ ...one, by: 'eve' })), ['altered 1']],
    ['another fact', replaced(5, (one) => ({ ...one, facts: { ...one.facts, attempt: 6 } })), ['altered 5']],
    ['a fact less', replaced(2, (one) => ({ ...one, facts: { attempt: 2 } })), ['altered 2']],
    ['a number beyond all', replaced(2, (one) => ({ ...one, facts: { attempt: Infinity } })), ['altered 2']],
    ['no facts', replaced(2, (one) => ({ ...one, facts: undefined })), ['altered 2']],
    ['another hash', replaced(3, (one) => ({ ...one, hash: '0'.repeat(64) })), ['altered 3']],
    [
      'another previous hash',
      replaced(3, (one) => ({ ...one, previousHash: '0'.repeat(64) })),
      ['altered 3'],
    ],
    ['another number', replaced(3, (one) => ({ ...one, sequence: 4 })), ['altered 3']],
    [
      'another text, with its hash anew',
      replaced(3, (one) => rehashed({ ...one, text: 'x' })),
      ['altered 3'],
    ],
    [
      'the last text, with its hash anew',
      replaced(5, (one) => rehashed({ ...one, text: 'x' })),
      ['altered 5'],
    ],
    [
      'the first text, with its hash anew',
      replaced(1, (one) => rehashed({ ...one, text: 'x' })),
      ['altered 1'],
    ],
    ['the first removed', without(1), ['removed 1']],
    ['one in the middle removed', without(3), ['removed 3']],
    ['two in the middle removed', without(2, 3), ['removed 2']],
    ['two apart removed', without(2, 4), ['removed 2', 'removed 4']],
    ['the last removed', without(5), ['removed 5']],
    ['the last two removed', without(4, 5), ['removed 4']],
    ['two swapped', [line(1), line(3), line(2), line(4), line(5)], ['reordered 2']],
    [
      'the contents of two swapped',
      replaced(2, (one) => ({ ...one, ...entry(3) })).map((one) =>
        one.sequence === 3 ? { ...one, ...entry(2) } : one,
      ),
      ['altered 2', 'altered 3'],
    ],
    [
      'one inserted with a hash of its own',
      [
        line(1),
        line(2),
        rehashed({ ...entry(9), sequence: 3, previousHash: line(2).hash! }),
        ...LINES.slice(2),
      ],
      ['inserted 3'],
    ],
    ['one twice', [...LINES.slice(0, 3), line(3), ...LINES.slice(3)], ['inserted 3']],
    ['one inserted without a hash', [...LINES.slice(0, 3), entry(9), ...LINES.slice(3)], ['inserted 3']],
    ['one inserted without a hash at the beginning', [entry(9), ...LINES], ['inserted 1']],
    ['one added to the end', chainOn(ID, undefined, [...ENTRIES, entry(6)]).lines, ['inserted 6']],
    ['one that lost its hash', replaced(3, unlinked), ['removed 3', 'inserted 2']],
    [
      'one inserted, and all that follow linked anew',
      chainOn(ID, undefined, [...ENTRIES.slice(0, 2), entry(9), ...ENTRIES.slice(2)]).lines,
      ['inserted 6'],
    ],
    ['those of another migration', chainOn('crm', undefined, ENTRIES).lines, ['altered 1', 'altered 5']],
    [
      'one of another migration in between',
      replaced(3, () => chainOn('crm', undefined, ENTRIES).lines[2]!),
      ['altered 2', 'altered 3'],
    ],
    ['nothing left', [], ['removed 1']],
  ])('%s', (_name, lines, findings) => {
    expect(verdict(lines).state).toBe('altered');
    expect(kinds(lines).sort()).toEqual([...findings].sort());
  });

  test('says what it found, in the order of the lines', () => {
    const lines = replaced(4, (one) => ({ ...one, text: 'x' })).filter(({ sequence }) => sequence !== 2);
    expect(verdict(lines).findings).toEqual([
      { kind: 'removed', entry: 2, text: 'Entry 2 was removed' },
      {
        kind: 'altered',
        entry: 4,
        text: 'Entry 4 (observed at 2026-03-01T22:04:00.000Z by watch) was altered: its hash is not that of its content',
      },
    ]);
    expect(verdict(without(4, 5)).findings).toEqual([
      { kind: 'removed', entry: 4, text: 'Entries 4 to 5 were removed from the end' },
    ]);
  });

  test('a head of other lines, and no head', () => {
    expect(kinds(LINES, { ...HEAD, head: 'f'.repeat(64) })).toEqual(['altered 5']);
    expect(kinds(LINES, { ...HEAD, entries: 6 })).toEqual(['removed 6']);
    expect(verifyChain(ID, { lines: LINES }).findings).toEqual([
      { kind: 'head', text: expect.stringContaining('The head is missing') },
    ]);
  });

  test('whoever can write every line and the head leaves no trace but the head that was noted', () => {
    const forged = chainOn(ID, undefined, [...ENTRIES.slice(0, 4), { ...entry(5), text: 'x' }]);
    expect(verifyChain(ID, forged).state).toBe('intact');
    expect(judgeHead(ID, forged, HEAD.head)).toEqual({ kind: 'missing' });
  });
});

describe('lines that were there before the chain', () => {
  const old = ENTRIES.slice(0, 2);
  const before = chainOn(ID, undefined, old).head;
  const later = chainOn(ID, before, ENTRIES.slice(2));
  const mixed: ChainedJournal = { lines: [...old, ...later.lines], head: later.head };

  test('are covered by the first hash, and counted', () => {
    expect(verifyChain(ID, mixed)).toMatchObject({ state: 'intact', unhashed: 2 });
    expect(mixed.head).toEqual(HEAD);
  });

  test.each<readonly [string, readonly ChainedEntry[], readonly string[]]>([
    ['one altered', mixed.lines.map((one, at) => (at === 0 ? { ...one, text: 'x' } : one)), ['altered 1']],
    ['one removed', mixed.lines.slice(1), ['removed 2']],
    ['one inserted', [entry(9), ...mixed.lines], ['inserted 1']],
    ['two swapped', [old[1]!, old[0]!, ...later.lines], ['altered 1']],
  ])('%s', (_name, lines, findings) => {
    expect(kinds(lines, mixed.head)).toEqual(findings);
  });

  test('alone, they prove nothing', () => {
    expect(verifyChain(ID, { lines: old })).toEqual({
      state: 'unhashed',
      entries: 2,
      head: undefined,
      unhashed: 2,
      findings: [],
    });
  });

  test('a journal that lost all its hashes is held against its head', () => {
    expect(verifyChain(ID, { lines: ENTRIES, head: HEAD })).toMatchObject({ state: 'intact', unhashed: 5 });
    expect(kinds(ENTRIES.slice(0, 4))).toEqual(['removed 5']);
    expect(kinds(ENTRIES.map((one, at) => (at === 1 ? { ...one, text: 'x' } : one)))).toEqual(['altered 5']);
  });
});

test.each([
  ['imported', 2, 2],
  ['restored', 2, 2],
  ['imported', 0, undefined],
  ['held', 2, undefined],
] as const)('lines that a line "%s" counts as %s without a hash', (kind, unhashed, unproven) => {
  const imported: JournalEntry = { ...entry(6), kind, facts: { unhashed } };
  const { lines, head } = chainOn(ID, HEAD, [imported]);
  const found = verifyChain(ID, { lines: [...LINES, ...lines], head });
  expect([found.state, found.unproven]).toEqual(['intact', unproven]);
});

describe('judgeHead()', () => {
  test.each([
    ['the head', HEAD.head, { kind: 'head' }],
    ['the head in capitals, with a blank', ` ${HEAD.head.toUpperCase()}`, { kind: 'head' }],
    ['the hash of line 3', line(3).hash!, { kind: 'earlier', entry: 3, since: 2 }],
    ['another', '0'.repeat(64), { kind: 'missing' }],
    ['the beginning', beginningOf(ID), { kind: 'missing' }],
  ])('%s', (_name, noted, expected) => {
    expect(judgeHead(ID, JOURNAL, noted)).toEqual(expected);
  });

  test('a head that was noted before lines were removed with the head', () => {
    const lines = without(5);
    expect(verifyChain(ID, { lines, head: headOf(lines) }).state).toBe('intact');
    expect(judgeHead(ID, { lines }, HEAD.head)).toEqual({ kind: 'missing' });
  });
});
