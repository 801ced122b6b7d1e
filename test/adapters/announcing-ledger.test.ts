import { announcingLedger } from '../../shared/adapters/announcing-ledger';
import { invocationLog, withSink } from '../../shared/adapters/invocation-log';
import { StorageFault } from '../../shared/adapters/storage-fault';
import { type EventLine, eventLine } from '../../shared/core/migration/events';
import type { MigrationSummary, StatusDocument } from '../../shared/core/migration/status-document';
import { LedgerUnavailableError, type Ledger } from '../../shared/ports/ledger';
import { anEntry, aSummary } from '../contracts/ledger-samples';
import { aControl, aRegistration } from '../support/facts';
import { MemoryLedger } from '../support/memory-ledger';
import { TestClock } from '../support/world';

const held = anEntry('Held by ada', { kind: 'held' });

async function announcing() {
  const lines: EventLine[] = [];
  const stored = new MemoryLedger();
  const clock = new TestClock();
  const ledger = announcingLedger(stored, { write: (line) => void lines.push(line) }, clock);
  await ledger.register(
    aRegistration({ id: 'one' }),
    aControl(),
    anEntry('x', { kind: 'registered' }),
    aSummary('one'),
  );
  return { ledger, lines, stored, clock, etag: (await ledger.control('one'))!.etag };
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

test('an end is logged with the head of the journal, whichever way it is written; nothing else is', async () => {
  const { ledger, lines, etag } = await announcing();
  const ended = anEntry('Ended', { kind: 'ended' });
  const heads: unknown[] = [];
  const note = async () => heads.push(await ledger.journalHead('one'));
  await ledger.changeControl('one', etag, aControl(), [held, ended]);
  await note();
  await ledger.saveWorkingState('one', 'watch', undefined, { json: '1' }, [], [ended]);
  await note();
  await ledger.appendJournal('one', [ended]);
  await note();
  expect(
    lines.map(({ event, journalHead, journalEntries }) => [
      event,
      journalHead && { head: journalHead, entries: journalEntries },
    ]),
  ).toEqual([['held', undefined], ...heads.map((head) => ['ended', head])]);
  expect(heads[2]).toMatchObject({ entries: 5 });
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
  const line = eventLine({ event: 'ready', migration: 'one', at: 'now', by: 'watch', text: 't' });
  const warning = eventLine({ ...line, event: 'blocked' });
  await Promise.all([
    withSink(sink('first'), async () => {
      await Promise.resolve();
      log.write(line);
    }),
    withSink(sink('second'), async () => {
      log.write(warning);
    }),
  ]);
  log.write(line);
  expect(told.sort()).toEqual([
    `console info ${JSON.stringify(line)}`,
    `first info ${JSON.stringify(line)}`,
    `second warn ${JSON.stringify(warning)}`,
  ]);
});

test('how a migration stands is told when that has changed, and by whom', async () => {
  const { ledger, lines } = await announcing();
  const publish = (change: Partial<MigrationSummary>): Promise<void> =>
    ledger.publish('one', {} as StatusDocument, { ...aSummary('one'), ...change });
  const blocked = (block: string) =>
    ({ attention: { kind: 'blocked', since: '2026-03-01T21:00:00.000Z', block } }) as const;
  for (const change of [
    {},
    { headline: 'later' },
    blocked('stalled'),
    blocked('stalled'),
    blocked('chainError'),
    {},
  ])
    await publish(change);
  expect(lines.map(({ event, by, attention, block }) => [event, by, attention, block])).toEqual([
    ['standing', 'watch', undefined, undefined],
    ['standing', 'watch', 'blocked', 'stalled'],
    ['standing', 'watch', 'blocked', 'chainError'],
    ['standing', 'watch', undefined, undefined],
  ]);
});

describe('a ledger that does not answer', () => {
  const rows = async (ledger: Ledger): Promise<void> => {
    for await (const row of ledger.registrations()) expect(row.id).toBe('one');
  };
  const CALLS: readonly (readonly [string, (ledger: Ledger) => Promise<unknown>])[] = [
    ['a read', (ledger) => ledger.control('one')],
    ['a list', (ledger) => ledger.summaries({ top: 1 })],
    ['rows', rows],
    ['a write', (ledger) => ledger.appendJournal('one', [held])],
    ['the start', (ledger) => ledger.prepare()],
  ];

  test.each(CALLS)('%s: the error is the same, and it is told', async (_name, call) => {
    const { ledger, lines, stored } = await announcing();
    stored.failNext(1);
    await expect(call(ledger)).rejects.toThrow(LedgerUnavailableError);
    expect(lines).toMatchObject([
      { event: 'ledgerUnavailable', level: 'warning', code: 'LedgerUnavailable' },
    ]);
    await call(ledger);
  });

  test('one line a minute', async () => {
    const { ledger, lines, stored, clock } = await announcing();
    stored.failNext(Number.POSITIVE_INFINITY);
    for (let second = 0; second < 180; second++) {
      await expect(ledger.control('one')).rejects.toThrow();
      clock.forward(1);
    }
    expect(lines).toHaveLength(3);
  });

  test("the line has storage's own code", async () => {
    const { lines, clock } = await announcing();
    const cause = new StorageFault('no', 'answered', { code: 'AuthorizationPermissionMismatch' });
    const broken = { control: () => Promise.reject(new LedgerUnavailableError('read', { cause })) };
    const log = { write: (line: EventLine) => void lines.push(line) };
    const ledger = announcingLedger(broken as unknown as Ledger, log, clock);
    await expect(ledger.control('one')).rejects.toThrow();
    expect(lines).toMatchObject([{ code: 'AuthorizationPermissionMismatch' }]);
  });
});
