/** Digests: when they are due, what they say, and how much goes into one. */
import { type DigestShare, beginDigest, isDue } from '../../../shared/core/notify/digest';
import type { NumberedMessage } from '../../../shared/core/notify/message';
import { heldMessage } from './messages';

const NOW = '2026-12-04T22:15:00.000Z';
const HASH = 'a'.repeat(64);

function share(id: string, ...messages: readonly Partial<NumberedMessage>[]): DigestShare {
  const told = messages.map((change, at) =>
    heldMessage({ migration: id, group: 'wave-1', sequence: at + 1, id: `${id}:${at + 1}:0`, ...change }),
  );
  return {
    planned: { group: 'wave-1', messages: told, minutes: 15 },
    part: { id, sequence: told.length, hash: HASH },
  };
}

test.each([
  ['before its time', '2026-12-04T22:14:59.000Z', {}, false],
  ['at its time', NOW, {}, true],
  ['at once, when the group has ended', '2026-12-04T22:00:01.000Z', { event: 'groupEnded' }, true],
  ['dated by a clock that was a day ahead', '2026-12-03T22:00:00.000Z', {}, true],
] as const)('due %s', (_, now, change, due) => {
  expect(isDue([share('shop', change)], now)).toBe(due);
});

test('it says how the group stands, who needs somebody, and what is new', () => {
  const ended = { event: 'ended', journalHead: HASH } as const;
  const shares = [share('orders', { event: 'sent' }, ended), share('shop', { event: 'sent' })];
  const needing = [{ migration: 'sales', reason: 'attempt 1 is failed' }];
  const board = { counts: { confirmed: 1, inFlight: 1, failed: 1 }, needing };
  expect(beginDigest('wave-1', shares, board, NOW, 'cutover.example.com')).toEqual({
    message: {
      id: 'digest:wave-1:orders:2:0',
      event: 'digest',
      level: 'warning',
      group: 'wave-1',
      headline:
        '3 members: 1 confirmed, 1 inFlight, 1 failed. Needs somebody: sales (attempt 1 is failed). New: 2 sent, 1 ended',
      at: NOW,
      by: 'group',
      counts: board.counts,
      events: { sent: 2, ended: 1 },
      needing,
      ended: { orders: HASH },
      link: 'https://cutover.example.com/api/groups/wave-1',
    },
    parts: [
      { id: 'orders', sequence: 2, hash: HASH },
      { id: 'shop', sequence: 1, hash: HASH },
    ],
  });
});

test('without a group in the ledger it says what is new', () => {
  const { message } = beginDigest('wave-1', [share('shop', {})], undefined, NOW);
  expect([message.level, message.headline]).toEqual(['information', 'New: 1 held']);
});

test.each([
  ['long', 'because '],
  ['of characters that JSON writes with six', '\u0001'],
])('it fits into a row of the ledger, with reasons that are %s; the rest is in the next one', (_, why) => {
  const ids = Array.from({ length: 500 }, (_, at) => `${String(at).padStart(3, '0')}${'n'.repeat(60)}`);
  const needing = ids.map((migration) => ({ migration, reason: why.repeat(320) }));
  const board = { counts: { confirmed: 0, inFlight: 0, failed: 500 }, needing };
  let left = ids.map((id) => share(id, { event: 'ended', journalHead: HASH }));
  const told: string[] = [];
  const seen = new Set<string>();
  for (let round = 0; left.length > 0 && round < 20; round += 1) {
    const digest = beginDigest('w'.repeat(63), left, board, NOW, `${'h'.repeat(200)}.example.com`);
    expect(JSON.stringify({ value: digest }).length).toBeLessThan(30_000);
    expect(digest.message.headline.length).toBeLessThanOrEqual(1_000);
    told.push(...digest.parts.map(({ id }) => id));
    seen.add(digest.message.id);
    left = left.slice(digest.parts.length);
  }
  expect(told).toEqual(ids);
  expect(seen.size).toBeGreaterThan(1);
});
