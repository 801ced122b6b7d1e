import { contradiction, contradictionsIn, type Subject } from '../../../shared/core/engine/contradictions';
import type { EngineSet, EngineStatus } from '../../../shared/core/engine/engine-status';
import { judgePending, quietFingerprint } from '../../../shared/core/readiness/pending';
import { aStatus, at } from '../../support/facts';
import { lsn } from '../chain/rows';

function set(name: string, restored: boolean | undefined, change: Partial<EngineSet> = {}): EngineSet {
  const state = restored === false ? 'pending' : 'restored';
  return {
    type: 'log',
    ...(restored !== undefined && { restored }),
    files: [{ name, state, rawState: state === 'pending' ? 'Arrived' : 'Restored' }],
    ignoreReasons: [],
    ...change,
  };
}

const ends = (end: number): Partial<EngineSet> => ({ lastLsn: lsn(end) });

describe('statements that exclude each other', () => {
  test.each<[name: string, change: Partial<EngineStatus>, about: Subject, one: RegExp, other: RegExp]>([
    [
      'a last file, and a last set of another',
      { lastRestoredFile: 'b.trn', lastRestoredSet: set('a.trn', true) },
      'lastRestored',
      /^b\.trn was restored last$/,
      /^the set restored last is that of a\.trn$/,
    ],
    [
      'a last file whose set waits',
      { lastRestoredFile: 'b.trn', sets: [set('b.trn', false)], pendingLogs: 1 },
      'lastRestored',
      /b\.trn was restored last/,
      /its set is not restored \(Arrived\)/,
    ],
    [
      'a set that ends after the last one, and is restored',
      {
        lastRestoredFile: 'a.trn',
        sets: [set('c.trn', true, ends(30)), set('a.trn', true, ends(20))],
      },
      'lastRestored',
      /a\.trn was restored last/,
      /c\.trn, which ends after it, is restored/,
    ],
    [
      'a last file that is invalid',
      { lastRestoredFile: 'a.trn', invalidFiles: ['folder/a.trn'] },
      'lastRestored',
      /a\.trn was restored last/,
      /it is an invalid file/,
    ],
    [
      'a count of no restored file beside one',
      { lastRestoredFile: 'a.trn', progress: { restored: 0 } },
      'lastRestored',
      /no file is restored/,
      /a\.trn is restored/,
    ],
    [
      'no full, and a log on it',
      { fullRestored: false, sets: [set('a.trn', true)] },
      'full',
      /the full backup is not restored/,
      /a\.trn is restored/,
    ],
    [
      'no pending log, and one that waits',
      { sets: [set('x.trn', true), set('b.trn', false)] },
      'pending',
      /no log backup is pending/,
      /b\.trn is not restored \(Arrived\)/,
    ],
    [
      'no pending log, and a set of untold type that waits',
      { sets: [set('b', false, { type: undefined })] },
      'pending',
      /no log backup is pending/,
      /b is not restored/,
    ],
    [
      'no pending differential, and one that waits',
      { pendingDifferentials: 0, sets: [set('d.dif', false, { type: 'differential' })] },
      'pending',
      /no differential backup is pending/,
      /d\.dif is not restored/,
    ],
    [
      'a file that is being restored, and is restored',
      { restoringFile: 'a.trn', lastRestoredFile: 'b.trn', sets: [set('a.trn', true), set('b.trn', true)] },
      'pending',
      /a\.trn is being restored/,
      /it is restored/,
    ],
    [
      'an upload after the restore, under one name',
      {
        lastRestoredFile: 'tail.trn',
        progress: { lastUploadedFile: 'tail.trn', lastUploadedAt: at(-60), lastRestoredAt: at(-600) },
      },
      'pending',
      /tail\.trn was restored last, at .*21:50:00/,
      /it was uploaded later, at .*21:59:00/,
    ],
    [
      'what the adapter found on its wire',
      { contradictions: [{ about: 'full', statements: ['isFullBackupRestored is true', 'it is not'] }] },
      'full',
      /isFullBackupRestored is true/,
      /it is not/,
    ],
  ])('%s', (_name, change, about, one, other) => {
    const status = aStatus(change);
    const [found] = contradictionsIn(status).filter((each) => each.about === about);
    expect(found?.statements[0]).toMatch(one);
    expect(found?.statements[1]).toMatch(other);
    expect(contradiction(status, [about])).toBe(
      `the service contradicts itself: it says that ${found?.statements[0]}, and that ${found?.statements[1]}`,
    );
    expect(contradiction(status, ['unrestorable'])).toBeUndefined();
  });
});

describe('statements that go together', () => {
  test.each<[name: string, change: Partial<EngineStatus>]>([
    [
      'the file being restored is the one restored last, between two logs',
      { restoringFile: 'log9.final.trn' },
    ],
    [
      'the file being restored is another stripe of the last set',
      {
        restoringFile: 'b2.trn',
        lastRestoredFile: 'b1.trn',
        sets: [
          set('b1.trn', true, {
            files: ['b1.trn', 'b2.trn'].map((name) => ({ name, state: 'restored', rawState: 'Restored' })),
          }),
        ],
      },
    ],
    [
      'a last file by another spelling of its folder',
      { lastRestoredFile: 'shop/a.trn', lastRestoredSet: set('a.trn', true) },
    ],
    ['a last set without files', { lastRestoredSet: { files: [], ignoreReasons: [], restored: true } }],
    [
      'two sets under one name, one of them restored',
      { lastRestoredFile: 'a.trn', pendingLogs: 1, sets: [set('a.trn', true), set('a.trn', false)] },
    ],
    [
      'a set left out, and one of invalid files',
      {
        sets: [set('a.trn', false, { ignoreReasons: ['covered'] }), set('x.txt', false)],
        invalidFiles: ['x.txt'],
      },
    ],
    ['a full that came later, and waits', { sets: [set('f2.bak', false, { type: 'full' })] }],
    [
      'rounded ends that are the same',
      { lastRestoredFile: 'b.trn', sets: [set('a.trn', true, ends(20)), set('b.trn', true, ends(20))] },
    ],
    [
      'an upload before the restore',
      {
        lastRestoredFile: 'a.trn',
        progress: { lastUploadedFile: 'a.trn', lastUploadedAt: at(-60), lastRestoredAt: at(-60) },
      },
    ],
    ['pending logs that are counted', { pendingLogs: 1, sets: [set('b.trn', false)] }],
  ])('%s', (_name, change) => expect(contradictionsIn(aStatus(change))).toEqual([]));
});

test('a reading that contradicts itself is no quiet one', () => {
  const waiting = aStatus({ sets: [set('b.trn', false)] });
  expect(judgePending(waiting).state).toBe('unknown');
  expect(quietFingerprint(waiting)).toBeUndefined();
  expect(quietFingerprint(aStatus({ lastRestoredSet: set('a.trn', true) }))).toBeUndefined();
  expect(quietFingerprint(aStatus())).toBeDefined();
});
