/** Why a log is missing, where it can be seen (rules L6, L8). */
import { assessChain } from '../../../shared/core/chain/assess-chain';
import { differential, full, guid, log, reasonOf, stripesOf } from './rows';

const at = (minute: number) => `2026-01-05T20:${String(minute).padStart(2, '0')}:00`;
const base = full('full', 100, 200, { finishedAt: at(0) });
const l1 = log('l1', 150, 300, { finishedAt: at(10) });
const l2 = log('l2', 300, 400, { finishedAt: at(20) });
const gapOf = (rows: Parameters<typeof assessChain>[0], options = {}) => assessChain(rows, options).gap;

describe('another tool, job or operator took a log backup', () => {
  const next = (minute: number) => log('l4', 500, 600, { finishedAt: at(minute) });

  test('the next log came when it was due: no scheduled log is missing', () => {
    const gap = gapOf([base, l1, l2, next(30)]);
    expect(gap?.cause).toBe('otherTool');
    expect(gap?.reason).toBe(
      'Upload the log backup that contains LSN 400, or a differential that goes beyond it. By the times in the headers, no scheduled log ' +
        'is missing: another tool, job or operator took a log backup in between without COPY_ONLY. ' +
        "msdb.dbo.backupset on the source shows where it is (type 'L', first_lsn 400).",
    );
  });

  test.each([
    ['the next log came later than due: one of the schedule is missing', [base, l1, l2, next(40)]],
    ['too few logs to know the schedule', [base, l1, next(20)]],
    ['times that go back tell nothing', [base, { ...l1, finishedAt: at(50) }, l2, next(30)]],
    [
      'times in another form tell nothing',
      [base, l1, l2, log('l4', 500, 600, { finishedAt: '01/05/2026 20:30' })],
    ],
    ['unknown times tell nothing', [base, l1, l2, log('l4', 500, 600)]],
  ])('%s', (_, rows) => {
    expect(gapOf(rows)).toMatchObject({ needLsn: expect.anything() });
    expect(gapOf(rows)?.cause).toBeUndefined();
  });
});

test('a switch of the recovery model shows in the next log', () => {
  const gap = gapOf([base, l1, log('l4', 500, 600, { beginsLogChain: true })]);
  expect(gap).toMatchObject({
    cause: 'switched',
    reason: expect.stringContaining('recovery model was switched'),
  });
});

test('a set that no service reads is the cause, by its number', () => {
  const second = { ...l2, file: 'l1', position: 2 };
  const verdict = assessChain([base, l1, second], { engine: 'dms' });
  expect(verdict.gap).toMatchObject({ cause: 'unread', nextFile: 'l1', nextPosition: 2 });
  expect(verdict.summary).toContain('set 2 of l1 is not read by the service');
});

describe('an operator excluded it', () => {
  const options = (...excluded: Parameters<typeof assessChain>[0]) => ({ excluded });

  test('the log', () => {
    const verdict = assessChain([base, l1, log('l3', 400, 500)], options(l2));
    expect(verdict.gap).toMatchObject({ cause: 'excluded' });
    expect(verdict.summary).toContain('You excluded l2, which contains LSN 300: include it again.');
  });

  test('another log, that would not help, is not named', () => {
    expect(gapOf([base, l1, log('l3', 400, 500)], options(log('old', 10, 20)))?.cause).toBeUndefined();
    const foreign = { ...l2, familyGuid: guid('other') };
    expect(gapOf([base, l1, log('l3', 400, 500)], options(foreign))?.cause).toBeUndefined();
  });

  test('a stripe of the set that is needed next', () => {
    const [one, two] = stripesOf(l2, 2);
    expect(assessChain([base, l1, one!], options(two!)).summary).toContain(
      '1 of 2 stripes arrived of the log backup l2.1: upload the rest. You excluded l2.2, which belongs to it: include it again.',
    );
  });

  test('the full, alone or beside damaged ones', () => {
    expect(assessChain([l1], options(base)).summary).toBe(
      'Cannot start the chain: You excluded full, which is a full backup of this database: include it again.',
    );
    const damaged = full('broken', 10, 20, { isDamaged: true });
    expect(assessChain([damaged], options(base)).summary).toContain('You excluded full');
    expect(assessChain([], options(base)).summary).toContain('You excluded full');
  });

  test('the base of a differential', () => {
    const newer = full('newer', 250, 260);
    const rows = [base, differential('diff', 280, 300, newer)];
    expect(reasonOf(assessChain(rows, options(newer)), 'diff')).toContain(
      'You excluded newer, which is its base',
    );
  });

  test('nothing is said of it where the chain is whole', () => {
    expect(assessChain([base, l1, l2], options(log('twin', 300, 400))).summary).not.toContain('excluded');
  });
});
