import fc from 'fast-check';
import { chainOn, unlinked } from '../../../shared/core/evidence/journal-chain';
import { judgeHead, verifyChain } from '../../../shared/core/evidence/verify-chain';
import type { ChainedEntry, JournalEntry } from '../../../shared/core/migration/journal';

const entry: fc.Arbitrary<JournalEntry> = fc.record(
  {
    at: fc
      .date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString()),
    kind: fc.constantFrom('held' as const, 'observed' as const, 'requestSent' as const),
    by: fc.constantFrom('watch', 'local:ada'),
    text: fc.string({ maxLength: 40, unit: 'grapheme' }),
    facts: fc.dictionary(
      fc.stringMatching(/^[a-zA-Z]{1,8}$/),
      fc.oneof(fc.string({ maxLength: 8 }), fc.integer(), fc.boolean()),
      { maxKeys: 3 },
    ),
  },
  { requiredKeys: ['at', 'kind', 'by', 'text'] },
);
const journal = fc
  .array(entry, { minLength: 1, maxLength: 8 })
  .map((entries) => chainOn('shop', undefined, entries));

/** A line with one byte of its JSON text changed; undefined where that is no JSON object, or the same line. */
function withByte(line: ChainedEntry, at: number, by: number): ChainedEntry | undefined {
  const bytes = Buffer.from(JSON.stringify(line));
  const index = at % bytes.length;
  bytes[index] = (bytes[index]! + by) % 256;
  try {
    const changed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as ChainedEntry;
    return JSON.stringify(changed) === JSON.stringify(line) ? undefined : changed;
  } catch {
    return undefined;
  }
}

test('any byte of any line that is changed is found, and the line is named', () => {
  fc.assert(
    fc.property(
      journal,
      fc.nat(),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      ({ lines, head }, which, at, by) => {
        const number = which % lines.length;
        const changed = withByte(lines[number]!, at, by);
        fc.pre(changed !== undefined);
        const verdict = verifyChain('shop', {
          lines: lines.map((line, index) => (index === number ? changed : line)),
          head,
        });
        expect(verdict.state).toBe('altered');
        const named = verdict.findings.filter(
          ({ entry: named, text }) => named === number + 1 || text.includes(`at ${changed.at} `),
        );
        expect(named).not.toEqual([]);
      },
    ),
    { numRuns: 1_000 },
  );
});

test('any other choice or order of the lines is found', () => {
  const chosen = journal.chain(({ lines, head }) =>
    fc.tuple(
      fc.constant(lines),
      fc.constant(head),
      fc.array(fc.nat({ max: lines.length - 1 }), { maxLength: 9 }),
    ),
  );
  fc.assert(
    fc.property(chosen, ([lines, head, picks]) => {
      fc.pre(picks.length !== lines.length || picks.some((pick, at) => pick !== at));
      expect(verifyChain('shop', { lines: picks.map((pick) => lines[pick]!), head }).state).toBe('altered');
    }),
  );
});

test('what is written on is intact, and every head that was is found in it', () => {
  fc.assert(
    fc.property(journal, fc.array(entry, { minLength: 1, maxLength: 4 }), (first, more) => {
      const next = chainOn('shop', first.head, more);
      const whole = { lines: [...first.lines, ...next.lines], head: next.head };
      expect(verifyChain('shop', whole).state).toBe('intact');
      expect(judgeHead('shop', whole, first.head.head)).toEqual({
        kind: 'earlier',
        entry: first.lines.length,
        since: more.length,
      });
      expect(chainOn('shop', undefined, whole.lines.map(unlinked))).toEqual(whole);
    }),
  );
});
