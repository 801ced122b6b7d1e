/** What makes an answer lapse: something else is found; not that more files arrive, or that a number runs on. */
import { answerTo, boundTo } from '../../../shared/core/migration/preflight-result';
import { preflightDocument } from '../../../shared/core/preflight/document';
import { judgeEstate } from '../../../shared/core/preflight/judge';
import type { PreflightFile } from '../../../shared/core/preflight/backup-facts';
import { toResult } from '../../../shared/core/preflight/stored-result';
import { set } from '../../../tools/emulator/estates/estate';
import { INSTANCE } from '../../../tools/emulator/estates/places';
import { PLACE, backupSet, backups, file, fullFile } from '../../../tools/estates/backups';
import { type Case, byReplay, fromContainer } from '../../../tools/estates/cases';
import { readingsOf } from './judged';

const full = fullFile();
const log = (name: string, over: Parameters<typeof backupSet>[0] = {}) =>
  file(name, { sets: [backupSet(over)] });
const bare = (name: string) => log(name, { hasBackupChecksums: false });
const foreign = (name: string, databaseName: string) => log(name, { databaseName });
const appended = (name: string) => file(name, { sets: [backupSet(), backupSet({ position: 2 })] });

type Change = (one: Case) => void;

const holding =
  (...files: readonly PreflightFile[]): Change =>
  (one) => {
    one.plan = { ...one.plan, backups: backups(files) };
  };
const without =
  (...files: readonly PreflightFile[]): Change =>
  (one) => {
    const chain = { status: 'no-full', summary: `no full among ${files.length}` } as const;
    one.plan = { ...one.plan, backups: { readFrom: 'container', place: PLACE, files, chain } };
  };
const operation =
  (name: string, percentComplete: number): Change =>
  ({ estate }) =>
    set(estate, 'instanceOperations', INSTANCE, [
      { name: 'op', operation: name, state: 'InProgress', percentComplete },
    ]);
const restoring =
  (count: number): Change =>
  ({ estate }) =>
    set(
      estate,
      'managedDatabases',
      INSTANCE,
      Array.from({ length: count }, (_, n) => ({ name: `db${n}`, status: 'Restoring' })),
    );

function rowOf(id: string, make: () => Case, change: Change) {
  const one = make();
  change(one);
  const { rows } = toResult(preflightDocument(judgeEstate(one.plan, readingsOf(one)), one.plan.now));
  const row = rows.find((each) => each.id === id);
  if (row === undefined) throw new Error(`there is no row ${id}`);
  return row;
}

const { a, b, c } = { a: '1.trn', b: '2.trn', c: '3.trn' };

test.each<[id: string, what: string, make: () => Case, before: Change, after: Change, lapses: boolean]>([
  [
    'BKP-01',
    'a log arrives, and still no full',
    fromContainer,
    without(log(a)),
    without(log(a), log(b)),
    false,
  ],
  [
    'BKP-06',
    'a log arrives, and still no full',
    fromContainer,
    without(log(a)),
    without(log(a), log(b)),
    false,
  ],
  [
    'BKP-02',
    'a good log arrives',
    fromContainer,
    holding(full, bare(a)),
    holding(full, bare(a), log(b)),
    false,
  ],
  [
    'BKP-02',
    'a log like it arrives',
    fromContainer,
    holding(full, bare(a)),
    holding(full, bare(a), bare(b)),
    false,
  ],
  [
    'BKP-02',
    'a full backup is like it, too',
    fromContainer,
    holding(full, bare(a)),
    holding(fullFile({ hasBackupChecksums: false }), bare(a)),
    true,
  ],
  [
    'BKP-03',
    'a good log arrives',
    fromContainer,
    holding(full, appended(a)),
    holding(full, appended(a), log(b)),
    false,
  ],
  [
    'BKP-03',
    'another file loses a backup',
    fromContainer,
    holding(full, appended(a)),
    holding(full, appended(a), appended(b)),
    true,
  ],
  [
    'BKP-07',
    'more of the same other database',
    fromContainer,
    holding(full, foreign(a, 'Orders')),
    holding(full, foreign(a, 'Orders'), log(b), foreign(c, 'Orders')),
    false,
  ],
  [
    'BKP-07',
    'a third database',
    fromContainer,
    holding(full, foreign(a, 'Orders')),
    holding(full, foreign(a, 'Orders'), foreign(b, 'Stock')),
    true,
  ],
  [
    'STO-14',
    'more in the same folder',
    fromContainer,
    holding(full, file('old/1.trn')),
    holding(full, file('old/1.trn'), file('old/2.trn')),
    false,
  ],
  [
    'STO-14',
    'another folder',
    fromContainer,
    holding(full, file('old/1.trn')),
    holding(full, file('old/1.trn'), file('new/2.trn')),
    true,
  ],
  ['RES-10', 'the operation goes on', fromContainer, operation('Scale', 10), operation('Scale', 60), false],
  ['RES-10', 'another operation', fromContainer, operation('Scale', 10), operation('Move', 10), true],
  ['RES-14', 'one restore more', byReplay, restoring(100), restoring(101), false],
  [
    'BKP-09',
    'a log arrives after the encrypted one',
    fromContainer,
    holding(fullFile({ isEncrypted: true })),
    holding(fullFile({ isEncrypted: true }), log(a, { isEncrypted: true })),
    false,
  ],
  [
    'BKP-09',
    'encryption begins',
    fromContainer,
    holding(full),
    holding(fullFile({ isEncrypted: true })),
    true,
  ],
])('%s: %s', (id, _, make, before, after, lapses) => {
  const [was, is] = [rowOf(id, make, before), rowOf(id, make, after)];
  expect(['unmet', 'forYou']).toContain(was.state);
  const given = {
    ...({ row: id, kind: 'waiver', state: was.state, found: boundTo(was), by: 'ada', at: '' } as const),
  };
  expect(answerTo(is, [given])?.lapsed === true).toBe(lapses);
});

test('an answer outlives that its sentence is cut for want of room', () => {
  const row = { id: 'NET-01', severity: 'blocks', state: 'unmet' } as const;
  const given = { row: 'NET-01', kind: 'waiver', state: 'unmet', by: 'ada', at: '' } as const;
  const whole = 'no subnet of that name is in the network';
  expect(answerTo({ ...row, found: 'no subnet of …' }, [{ ...given, found: whole }])?.lapsed).toBeUndefined();
  expect(answerTo({ ...row, found: whole }, [{ ...given, found: 'no subnet of …' }])?.lapsed).toBeUndefined();
  expect(answerTo({ ...row, found: 'no route …' }, [{ ...given, found: whole }])?.lapsed).toBe(true);
});
