/** A block that stands is announced once, whatever its words become; another one of its kind is announced as well. */
import type { ChainGap } from '../../../shared/core/chain/verdict';
import { parseLsn } from '../../../shared/core/lsn';
import { eventOf } from '../../../shared/core/migration/events';
import { AZURE_TIMING } from '../../../shared/core/timing';
import type { Block } from '../../../shared/core/watch/block';
import { blockKey } from '../../../shared/core/watch/block-key';
import { decide } from '../../../shared/core/watch/decide';
import { type WatchState, keepBlocked, NEW_WATCH } from '../../../shared/core/watch/watch-state';
import { aReadyFacts, at, NOW, withChain, withStatus } from '../../support/facts';

type Of<K extends Block['kind']> = Omit<Extract<Block, { kind: K }>, 'kind'>;

/** What a kind has been told with: first and later words of one block, then others of the kind where there can be any. */
type Row<K extends Block['kind']> = readonly [first: Of<K>, later: Of<K>, ...others: readonly Of<K>[]];

const gap = (needLsn: string, more: Partial<ChainGap> = {}): ChainGap => ({
  needLsn: parseLsn(needLsn),
  firstAvailableLsn: parseLsn('37000000130000001'),
  lastGoodFile: 'log1.trn',
  nextFile: 'log3.trn',
  ...more,
});
const failed = (code: string, message = 'm'): Of<'serviceFailed'> => ({ failure: { code, message } });
const creation = { migration: 'shop', number: 1, state: 'refused', canWithdraw: true } as const;
const stuck = {
  migration: 'shop',
  attempt: 1,
  state: 'sent',
  since: at(-600),
  byService: false,
  restores: true,
  does: 'still restores',
} as const;
const run = { count: 3, since: at(-60), until: at(0), number: 3, cause: 'busy', reason: 'busy' } as const;
const step = { who: 'operator', what: 'see to it' } as const;
const place = { container: 'sql', account: 'acct', canWithdraw: true };

const stops = { migration: 'shop', canWithdraw: true } as const;
const aRow = (id: string, state: 'unmet' | 'unknown', found: string) =>
  ({ id, severity: 'blocks', state, found }) as const;

const ROWS: { readonly [K in Block['kind']]: Row<K> } = {
  frozen: [
    { freeze: { at: at(0), by: 'ada', reason: 'upgrade' } },
    { freeze: { at: at(0), by: 'ada', reason: 'in other words' } },
    { freeze: { at: at(60), by: 'ada', reason: 'upgrade' } },
  ],
  preflightStops: [
    { ...stops, rows: [aRow('NET-01', 'unmet', 'one gateway')] },
    { ...stops, rows: [aRow('NET-01', 'unmet', 'two gateways')] },
    { ...stops, rows: [aRow('NET-01', 'unknown', 'no right')] },
    { ...stops, rows: [aRow('NET-02', 'unmet', 'one gateway')] },
  ],
  watchStuck: [{ dueAt: at(0) }, { dueAt: at(60) }],
  adoptionRefused: [
    {
      about: 'ended',
      reason: 'failed (X at 10:00)',
      failure: { code: 'X', message: '1' },
      canWithdraw: true,
    },
    {
      about: 'ended',
      reason: 'failed (X at 10:01)',
      failure: { code: 'X', message: '2' },
      canWithdraw: false,
    },
    { about: 'mode', reason: 'failed (X at 10:00)', canWithdraw: true },
    { about: 'ended', reason: 'failed (Y)', failure: { code: 'Y', message: '1' }, canWithdraw: true },
  ],
  creationFailed: [
    { ...creation, trouble: 'refused (request 4711)' },
    { ...creation, trouble: 'refused (request 4712)', canWithdraw: false },
    { ...creation, trouble: 'refused (request 4711)', number: 2 },
    { ...creation, trouble: 'refused (request 4711)', state: 'unknown' },
  ],
  engineUnreadable: [
    { message: 'request 4711', canWithdraw: true },
    { message: 'request 4712', canWithdraw: false },
  ],
  nothingToAdopt: [{ canWithdraw: true }, { canWithdraw: false }],
  migrationGone: [
    { migration: 'shop', seen: 'gone (3 readings)' },
    { migration: 'shop', seen: 'gone (4 readings)' },
  ],
  awaitsRetry: [
    { migration: 'shop', failure: { code: '1', message: 'at 10:00' } },
    {
      migration: 'shop',
      failure: { code: '1', message: 'at 10:01' },
      retry: { by: 'ada', at: NOW, state: 'sent' },
    },
    { migration: 'shop', failure: { code: '2', message: 'at 10:00' } },
  ],
  serviceFailed: [failed('1', 'at 10:00'), failed('1', 'at 10:01'), failed('2')],
  adoptionWaits: [
    { reason: 'one file', since: at(0), canWithdraw: true },
    { reason: 'another file', since: at(60), canWithdraw: false },
  ],
  stateLasts: [
    { state: 'canceling', word: 'Canceling', since: at(0), by: undefined },
    { state: 'canceling', word: 'Cancelling', since: at(60), by: 'ada' },
    { state: 'creating', word: 'Creating', since: at(0), by: undefined },
  ],
  fileRefused: [
    { refused: { file: 'a.trn', reported: 'leaves it out: 1', type: 'log', isTail: false }, more: 0 },
    { refused: { file: 'a.trn', reported: 'leaves it out: 2', type: 'log', isTail: true }, more: 1 },
    { refused: { file: 'b.trn', reported: 'leaves it out: 1', type: 'log', isTail: false }, more: 0 },
  ],
  stalled: [
    { check: 'pending.zero', reason: '2 logs', since: at(0), still: at(0), step },
    { check: 'pending.zero', reason: '3 logs', since: at(0), still: at(60), step },
    { check: 'nothing-newer', reason: '2 logs', since: at(0), step },
  ],
  cutoverStuck: [
    stuck,
    { ...stuck, since: at(0), restores: false, does: 'says Canceling' },
    { ...stuck, attempt: 2 },
    { ...stuck, state: 'unknown' },
  ],
  completingLong: [
    { migration: 'shop', completion: { since: at(-7_200) } },
    { migration: 'shop', completion: { since: at(-3_600) } },
  ],
  anotherOperation: [
    { adopted: 'a', running: 'b' },
    { adopted: 'A', running: 'B' },
    { adopted: 'a', running: 'c' },
  ],
  serviceBlocked: [
    { reason: 'Access denied, at 10:00' },
    { reason: 'Access denied, at 10:01, to log9.trn' },
    { reason: '2009: no checksum' },
  ],
  storageUnreadable: [
    { trouble: { reason: 'denied', code: 'X', account: 'a', container: 'c' }, canWithdraw: true },
    { trouble: { reason: 'denied', code: 'X', account: 'a', container: 'c' }, canWithdraw: false },
    { trouble: { reason: 'denied', code: 'Y', account: 'a', container: 'c' }, canWithdraw: true },
    { trouble: { reason: 'noToken', account: 'a', container: 'c' }, canWithdraw: true },
  ],
  checkUnknown: [
    { check: 'pending.zero', cause: 'pending', reason: 'read at 10:00' },
    { check: 'pending.zero', cause: 'pending', reason: 'read at 10:01' },
    { check: 'pending.zero', cause: 'commands', reason: 'read at 10:00' },
    { check: 'full.restored', cause: 'pending', reason: 'read at 10:00' },
  ],
  restoredElsewhere: [
    { ...place, file: 'log1.trn' },
    { ...place, file: 'log2.trn', foundIn: 'acct2' },
  ],
  chainError: [{ message: '3 logs: a, b, c' }, { message: '4 logs: a, b, c, d' }],
  chainBroken: [
    { status: 'gap', summary: 'next is log3.trn', gap: gap('37000000129600001') },
    { status: 'gap', summary: 'next is log2.trn', gap: gap('37000000129600001', { nextFile: 'log2.trn' }) },
    { status: 'gap', summary: 'next is log3.trn', gap: gap('37000000129700001') },
    { status: 'incomplete-set', summary: '3 of 4 stripes', gap: gap('37000000129600001') },
    { status: 'forked', summary: 'two branches' },
  ],
  otherSource: [
    { reason: 'log1 is of B; log2 is of C', names: ['B', 'C'] },
    { reason: 'log2 is of C; log1, log3 are of B', names: ['C', 'B'] },
    { reason: 'log1 is of B', names: ['B'] },
  ],
  offlineTailDiffers: [
    { told: 'a.trn', named: 'b.trn' },
    { told: 'a.trn', named: 'b.trn' },
    { told: 'a.trn', named: 'c.trn' },
    { told: 'b.trn', named: 'b.trn' },
  ],
  lastBackupDoubtful: [{ reason: 'log9 is newer' }, { reason: 'log9 and log10 are newer' }],
  tailAmbiguous: [{ blobs: ['a', 'b'] }, { blobs: ['a', 'b', 'c'] }],
  tailUnnamed: [
    { blob: 'a', reason: 'uploaded at 10:00' },
    { blob: 'a', reason: 'uploaded at 10:01' },
    { blob: 'b', reason: 'uploaded at 10:00' },
  ],
  tailVersionUnproven: [
    { blob: 'a', reason: '2 versions', migration: 'shop', canConfirm: true },
    { blob: 'a', reason: '3 versions', migration: 'shop', canConfirm: false },
    { blob: 'b', reason: '2 versions', migration: 'shop', canConfirm: true },
  ],
  approvalLapsed: [
    { reason: 'the tail is now log9', given: at(-60) },
    { reason: 'the tail is now log10', given: at(-60) },
    { reason: 'the tail is now log9', given: at(-30) },
  ],
  windowOver: [
    { migration: 'shop', reason: 'the window does not open again' },
    { migration: 'shop', reason: 'the window cannot be read: timeZone: "Mars/Olympus" is no time zone' },
  ],
  attemptsFail: [
    { run },
    { run: { ...run, count: 4, number: 4, until: at(60), cause: 'notSent', reason: 'no token' } },
  ],
  attemptObjected: [
    { reason: 'refused at 10:00', attempt: 1 },
    { reason: 'refused at 10:01', attempt: 1 },
    { reason: 'refused at 10:00', attempt: 2 },
  ],
};

const blocksOf = (kind: string, row: readonly object[]): readonly Block[] =>
  row.map((members) => ({ kind, ...members }) as Block);

test.each(Object.entries(ROWS))('%s is the same block when only its words change', (kind, row) => {
  const [first, later, ...others] = blocksOf(kind, row);
  if (first === undefined || later === undefined) throw new Error('a row is too short');
  const before = keepBlocked(undefined, first, at(0));
  expect(keepBlocked(before, later, at(60))).toMatchObject({ since: at(0), key: before?.key });
  for (const other of others)
    expect(keepBlocked(before, other, at(60))).toMatchObject({ since: at(60), key: blockKey(other) });
});

test('no two kinds share a key', () => {
  const keys = Object.entries(ROWS).map(([kind, [first]]) => blockKey({ kind, ...first } as Block));
  expect(new Set(keys).size).toBe(keys.length);
});

/** Names of the events of one look after another, a minute apart. */
function announced(looks: readonly ReturnType<typeof aReadyFacts>[]): readonly string[] {
  let memory: WatchState = NEW_WATCH;
  return looks.flatMap((facts, index) => {
    const decision = decide(memory, { ...facts, at: at(index * 60) }, AZURE_TIMING);
    memory = decision.watchState;
    return decision.entries.flatMap((entry) => eventOf('shop', entry)?.event ?? []);
  });
}

test('a migration that has gone for a day is announced once', () => {
  const gone = aReadyFacts({ engine: { kind: 'absent' } });
  const events = announced(Array.from({ length: 1_440 }, () => gone));
  expect(events.filter((event) => event === 'blocked')).toHaveLength(1);
});

test('a reason with a time in it is announced once', () => {
  const looks = Array.from({ length: 60 }, (_, minute) =>
    withStatus(aReadyFacts(), { blockingReasons: [`Access denied, at minute ${minute}`] }),
  );
  expect(announced(looks).filter((event) => event === 'blocked')).toHaveLength(1);
});

test('stripes that come one by one are one hole, with one beginning', () => {
  const looks = Array.from({ length: 60 }, (_, minute) =>
    withChain(aReadyFacts(), {
      status: 'incomplete-set',
      summary: `${minute} of 64 stripes are here`,
      gap: gap('37000000129600001'),
    }),
  );
  const events = announced(looks);
  expect(events.filter((event) => event === 'gapFound')).toHaveLength(1);
  expect(events.filter((event) => event === 'blocked')).toHaveLength(1);
});
