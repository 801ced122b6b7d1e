/** The list: everything that deserves a look is in it, the worst first, and pages fit together. */
import type { MigrationSummary } from '../../shared/core/migration/status-document';
import { ATTENTION_ORDER } from '../../shared/core/views/attention';
import { type ListFilter, listMigrations } from '../../shared/use-cases/read/list-migrations';
import { aStatus, aSummary, seededRandom } from '../contracts/ledger-samples';
import { MemoryLedger } from '../support/memory-ledger';

const NOW = '2026-03-01T22:00:00.000Z';
const clock = { now: () => new Date(NOW) };

/** Rows of every kind, and as many that nothing is wrong with. */
async function ledgerOf(count: number): Promise<MemoryLedger> {
  const ledger = new MemoryLedger();
  const random = seededRandom(7);
  for (let n = 0; n < count; n++) {
    const id = `m${String(random(1_000_000)).padStart(6, '0')}-${n}`;
    const kind = n % 2 === 0 ? ATTENTION_ORDER[(n / 2) % ATTENTION_ORDER.length] : undefined;
    const since = new Date(Date.parse(NOW) - random(3_000) * 1000).toISOString();
    const isOver = kind === 'unproven' || kind === 'failed' || kind === 'ended';
    const summary: MigrationSummary = {
      ...aSummary(id),
      phase: isOver ? 'completed' : 'following',
      asOf: NOW,
      nextCheckAt: kind === 'watchStuck' ? '2026-03-01T21:00:00.000Z' : NOW,
      blocked: kind === 'blocked',
      ...(kind !== undefined && kind !== 'watchStuck' && { attention: { kind, since } }),
    };
    await ledger.publish(id, aStatus(id), summary);
  }
  return ledger;
}

async function pages(
  ledger: MemoryLedger,
  filter: Omit<ListFilter, 'continuation'>,
): Promise<MigrationSummary[][]> {
  const all: MigrationSummary[][] = [];
  let continuation: string | undefined;
  do {
    const outcome = await listMigrations({ ledger, clock }, { ...filter, continuation });
    if (outcome.kind !== 'page') throw new Error('its own continuation is refused');
    all.push([...outcome.page.items]);
    ({ continuation } = outcome.page);
  } while (continuation !== undefined);
  return all;
}

test('the worst first, and each row once, whatever the size of a page', async () => {
  const ledger = await ledgerOf(230);
  const [whole = []] = await pages(ledger, { top: 500 });
  const ranks = whole.map(({ attention }) =>
    attention === undefined ? ATTENTION_ORDER.length : ATTENTION_ORDER.indexOf(attention.kind),
  );
  expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
  expect(whole[0]?.attention?.kind).toBe('unclear');
  for (const top of [1, 7, 20, 229, 230]) {
    const parts = await pages(ledger, { top });
    expect(parts.flat().map(({ id }) => id)).toEqual(whole.map(({ id }) => id));
    expect(parts.every((part) => part.length <= top && part.length > 0)).toBe(true);
  }
});

test('attention=true has all that deserve a look, and nothing else', async () => {
  const ledger = await ledgerOf(60);
  const wanted = (await pages(ledger, { top: 500, attention: true })).flat();
  expect(wanted).toHaveLength(30);
  expect([...new Set(wanted.map(({ attention }) => attention?.kind))].sort()).toEqual(
    [...ATTENTION_ORDER].sort(),
  );
  expect((await pages(ledger, { top: 500, attention: false })).flat()).toHaveLength(30);
});

test('a stuck watch needs an operator', async () => {
  const ledger = await ledgerOf(60);
  const kinds = (await pages(ledger, { top: 500, blocked: true }))
    .flat()
    .map(({ attention }) => attention?.kind);
  expect([...new Set(kinds)]).toEqual(['blocked', 'watchStuck']);
  expect((await pages(ledger, { top: 500, blocked: false })).flat()).toHaveLength(60 - kinds.length);
});

test('a page goes on where the one before ended, though rows come and go', async () => {
  const ledger = await ledgerOf(40);
  const whole = (await pages(ledger, { top: 500 })).flat().map(({ id }) => id);
  const first = await listMigrations({ ledger, clock }, { top: 15 });
  if (first.kind !== 'page') throw new Error('no page');
  const worse = {
    ...aSummary('zz-new'),
    asOf: NOW,
    nextCheckAt: NOW,
    attention: { kind: 'unclear' as const, since: NOW },
  };
  await ledger.publish('zz-new', aStatus('zz-new'), worse);
  const second = await listMigrations({ ledger, clock }, { top: 500, continuation: first.page.continuation });
  expect(second.kind === 'page' && second.page.items.map(({ id }) => id)).toEqual(whole.slice(15));
});

test.each(['!', 'bTAwMDA', '1~x~y', '02~2026~'])(
  'a continuation that is none is refused: %s',
  async (continuation) => {
    const ledger = await ledgerOf(2);
    expect(await listMigrations({ ledger, clock }, { top: 5, continuation })).toEqual({
      kind: 'invalidContinuation',
    });
  },
);
