import { announcingLedger } from '../../shared/adapters/announcing-ledger';
import { invocationLog, withSink } from '../../shared/adapters/invocation-log';
import type { EventLine } from '../../shared/core/migration/events';
import { anEntry, aSummary } from '../contracts/ledger-samples';
import { aControl, aRegistration } from '../support/facts';
import { MemoryLedger } from '../support/memory-ledger';

const held = anEntry('Held by ada', { kind: 'held' });

async function announcing() {
  const lines: EventLine[] = [];
  const ledger = announcingLedger(new MemoryLedger(), { write: (line) => void lines.push(line) });
  await ledger.register(
    aRegistration({ id: 'one' }),
    aControl(),
    anEntry('x', { kind: 'registered' }),
    aSummary('one'),
  );
  return { ledger, lines, etag: (await ledger.control('one'))!.etag };
}

test('a line is written once the change is stored, and only then', async () => {
  const { ledger, lines, etag } = await announcing();
  await ledger.changeControl('one', etag, aControl(), [held, anEntry('seen', { kind: 'observed' })]);
  await ledger.changeControl('one', etag, aControl(), [held]);
  await ledger.saveWorkingState('one', 'watch', '"none"', { json: '1' }, [], [held]);
  await ledger.appendJournal('one', []);
  expect(lines.map(({ event, migration }) => [event, migration])).toEqual([['held', 'one']]);
  await ledger.saveWorkingState('one', 'watch', undefined, { json: '1' }, [], [held]);
  await ledger.appendJournal('one', [held]);
  expect(lines).toHaveLength(3);
});

test('whatever else a ledger does, it does as before', async () => {
  const { ledger } = await announcing();
  expect((await ledger.registration('one'))?.id).toBe('one');
  expect((await ledger.summaries({ top: 5 })).items).toEqual([aSummary('one')]);
});

test('a line goes to the invocation that runs, else to the console, as JSON', async () => {
  const told: string[] = [];
  const sink = (name: string) => ({
    info: (text: string) => void told.push(`${name} info ${text}`),
    warn: (text: string) => void told.push(`${name} warn ${text}`),
  });
  const log = invocationLog(sink('console'));
  const line: EventLine = { event: 'ready', migration: 'one', at: 'now', by: 'watch', text: 't' };
  await Promise.all([
    withSink(sink('first'), async () => {
      await Promise.resolve();
      log.write(line);
    }),
    withSink(sink('second'), async () => {
      log.write({ ...line, event: 'blocked' });
    }),
  ]);
  log.write(line);
  expect(told.sort()).toEqual([
    `console info ${JSON.stringify(line)}`,
    `first info ${JSON.stringify(line)}`,
    `second warn ${JSON.stringify({ ...line, event: 'blocked' })}`,
  ]);
});
