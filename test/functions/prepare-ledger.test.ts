import { prepareLedger } from '../../functions/prepare-ledger';
import { MemoryLedger } from '../support/memory-ledger';

test('storage that is away at start is said once, waited for with growing pauses, and its return is said', async () => {
  const ledger = new MemoryLedger();
  ledger.failNext(7);
  const said: string[] = [];
  const waits: number[] = [];
  await prepareLedger(ledger, { warn: (text) => said.push(text), sleep: async (ms) => void waits.push(ms) });
  expect(said).toEqual([
    expect.stringContaining('retrying until it is ready'),
    'The ledger is ready: its storage answers again',
  ]);
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
});

test('a ledger that is there at once is prepared without a word', async () => {
  const said: string[] = [];
  await prepareLedger(new MemoryLedger(), { warn: (text) => said.push(text), sleep: async () => undefined });
  expect(said).toEqual([]);
});
