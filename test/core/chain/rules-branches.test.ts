import type { BackupSetRow } from '../../../shared/core/backup-set-row';
import { assessChain } from '../../../shared/core/chain/assess-chain';
import { differential, full, guid, log, lsn, pathFiles, reasonOf, rules, states, stripesOf } from './rows';

const on = (name: string, server?: string) => ({ recoveryForkId: guid(name), serverName: server });
const crossing = (from: string, to: string, forkPoint?: number) => ({
  recoveryForkId: guid(to),
  firstRecoveryForkId: guid(from),
  forkPointLsn: forkPoint === undefined ? undefined : lsn(forkPoint),
});

test.each([
  ['damaged', [log('l1', 50, 90, { ...on('b', 'PROD'), isDamaged: true })]],
  ['without a stripe', stripesOf(log('l1', 50, 90, on('b', 'PROD')), 2).slice(0, 1)],
  ['a full without a stripe', stripesOf(full('f2', 50, 55, on('b', 'PROD')), 2).slice(0, 1)],
  ['a damaged differential', [differential('d1', 50, 55, full('f2', 1, 2), { ...on('b'), isDamaged: true })]],
])('what is of another history is called that, %s as it is: nothing helps it', (_what, other) => {
  const verdict = assessChain([full('f1', 60, 70, on('x', 'TEST')), ...other]);
  expect(verdict).toMatchObject({ status: 'complete', chainEnd: 70n });
  const [{ file } = { file: '' }] = other;
  expect(states(verdict)[file]).toBe('otherFork');
  expect(reasonOf(verdict, file)).toContain(`is on recovery fork ${guid('b')}`);
});

describe('two forks that each hold a full', () => {
  const rows = [
    full('f1', 10, 12, { ...on('a', 'PROD'), finishedAt: '2026-01-01T10:00:00' }),
    log('l1', 10, 60, { ...on('a', 'PROD'), finishedAt: '2026-01-01T11:00:00' }),
    full('f2', 30, 32, { ...on('b', 'TEST'), finishedAt: '2026-01-01T10:30:00' }),
    log('l3', 30, 50, on('b', 'TEST')),
  ];

  test('none is chosen by its LSNs: forked, with server, last date, end and files of each', () => {
    const verdict = assessChain(rows);
    expect(verdict.status).toBe('forked');
    const own = { a: ['f1', 'l1'], b: ['f2', 'l3'] };
    expect(verdict.branches).toEqual([
      {
        fork: guid('a'),
        servers: ['PROD'],
        end: 60n,
        lastFinishedAt: '2026-01-01T11:00:00',
        files: own.a,
        ownFiles: own.a,
      },
      {
        fork: guid('b'),
        servers: ['TEST'],
        end: 50n,
        lastFinishedAt: undefined,
        files: own.b,
        ownFiles: own.b,
      },
    ]);
    expect(verdict.summary).toBe(
      `Cannot determine which of 2 branches of history is the source's: server PROD (fork ${guid('a')}, 2 files from f1 to l1, ` +
        `the last of 2026-01-01T11:00:00, up to LSN 60); server TEST (fork ${guid('b')}, 2 files from f2 to l3, up to LSN 50). ` +
        'If it is server PROD, exclude f2, l3: its chain is then complete up to LSN 60. ' +
        'If it is server TEST, exclude f1, l1: its chain is then complete up to LSN 50.',
    );
  });

  test('the advice does what it says', () => {
    const left = rows.filter(({ file }) => !['f2', 'l3'].includes(file));
    expect(assessChain(left)).toMatchObject({ status: 'complete', chainEnd: 60n });
  });

  test('nothing is covered across forks: the other branch is named with its server', () => {
    const verdict = assessChain(rows);
    expect(states(verdict)).toEqual({ f1: 'inChain', l1: 'inChain', f2: 'otherFork', l3: 'otherFork' });
    expect(reasonOf(verdict, 'f2')).toContain(`f2 (server TEST) is on recovery fork ${guid('b')}`);
    expect(reasonOf(verdict, 'f2')).toContain('the chain (server PROD) is on');
    expect(rules(verdict)).toContain('K4 warning');
  });

  test.each<[string, Parameters<typeof assessChain>[1]]>([
    ['the full an engine restored', { anchorGuid: guid('f2') }],
    ['where an engine stands', { restoredTo: { lsn: lsn(32), fork: guid('b') } }],
    ['the fork an operator chose', { fork: guid('b') }],
    ['the server, in any case', { servers: ['test '] }],
    ['one of several servers', { servers: ['NODE2', 'TEST'] }],
  ])('%s chooses: complete, whatever the LSNs of the other', (_, options) => {
    const verdict = assessChain(rows, options);
    expect(verdict).toMatchObject({ status: 'complete', chainEnd: 50n });
    expect(pathFiles(verdict)).toEqual(['f2', 'l3']);
    expect(verdict.branches).toHaveLength(2);
  });

  test('a server of neither branch, or of both, chooses none', () => {
    expect(assessChain(rows, { servers: ['NODE9'] }).status).toBe('forked');
    expect(assessChain(rows, { servers: ['PROD', 'TEST'] }).status).toBe('forked');
  });

  test('a fork that no backup leads to is said, with those that there are', () => {
    const verdict = assessChain(rows, { fork: guid('c') });
    expect(verdict.status).toBe('forked');
    expect(verdict.summary).toContain(
      `Cannot follow recovery fork ${guid('c')}: no full backup here leads to it`,
    );
    expect(verdict.summary).toContain(guid('a'));
  });

  test('a gap on the branch that is kept: excluding the other does not make it whole, and is not advised', () => {
    const verdict = assessChain([...rows, log('l5', 70, 80, on('a', 'PROD'))]);
    expect(verdict.summary).not.toContain('exclude f2, l3');
    expect(verdict.summary).toContain('If it is server TEST, exclude f1, l1, l5');
  });

  test('many files are counted, not named; three branches are not paired', () => {
    const more = [60, 70, 80].map((at) => log(`m${String(at)}`, at, at + 10, on('a', 'PROD')));
    expect(assessChain([...rows, ...more]).summary).toContain('exclude the 5 files of the other');
    const third = assessChain([...rows, full('f9', 90, 92, on('c'))]);
    expect(third.summary).toContain('which of 3 branches');
    expect(third.summary).toContain("Exclude the files that are not the source's");
  });
});

describe('histories that cross', () => {
  const rows = [
    full('f1', 10, 13),
    log('l3', 13, 14),
    log('l4', 14, 16),
    log('l6', 13, 15, crossing('a', 'b')),
  ];

  test('each branch goes as far as it can, and none is mixed', () => {
    const verdict = assessChain(rows);
    expect(verdict.status).toBe('forked');
    expect(verdict.branches?.map(({ fork, end, files }) => [fork, end, files])).toEqual([
      [guid('a'), 16n, ['f1', 'l3', 'l4']],
      [guid('b'), 15n, ['f1', 'l6']],
    ]);
    expect(pathFiles(verdict)).toEqual(['f1', 'l3', 'l4']);
    expect(pathFiles(assessChain(rows, { fork: guid('b') }))).toEqual(['f1', 'l6']);
  });

  test('an engine that has gone past the crossing can only be on the first', () => {
    const past = assessChain(rows, { restoredTo: { lsn: lsn(16), fork: guid('a') } });
    expect(past).toMatchObject({ status: 'forked', chainEnd: 16n });
    expect(states(past)['l6']).toBe('otherFork');
    expect(past.summary).toBe(
      `Cannot call LSN 16 (l4) the end of the chain: l6, up to LSN 15, is on recovery fork ${guid('b')}, not on ${guid('a')}, and ` +
        'newer by history, whatever its LSNs. The source was restored or reverted at or before LSN 13; a new migration from a new ' +
        "full backup is needed. If that fork is not the source's, exclude l6: the chain is then complete up to LSN 16.",
    );
    const before = assessChain(rows, { restoredTo: { lsn: lsn(13), fork: guid('a') } });
    expect(before.status).toBe('forked');
    expect(assessChain(rows, { restoredTo: { lsn: lsn(15), fork: guid('b') } }).chainEnd).toBe(15n);
  });

  test('a log that leaves the fork is no way on beyond its fork point', () => {
    const late = [full('f', 10, 20), log('x', 15, 30, crossing('a', 'b', 18))];
    expect(assessChain(late)).toMatchObject({ status: 'forked', chainEnd: 20n });
    const early = [full('f', 10, 20), log('x', 15, 30, crossing('a', 'b', 20))];
    expect(assessChain(early)).toMatchObject({ status: 'complete', chainEnd: 30n });
  });

  test('it is taken before a differential that lies beyond the fork point', () => {
    const base = full('f', 10, 20);
    const verdict = assessChain(
      [base, differential('d', 24, 26, base), log('x', 15, 30, crossing('a', 'b', 22))],
      { fork: guid('b') },
    );
    expect(pathFiles(verdict)).toEqual(['f', 'x']);
    expect(states(verdict)['d']).toBe('otherFork');
  });

  test('a fork that is only the past of another is no branch', () => {
    const plain = [full('f', 10, 20), log('x', 15, 30, crossing('a', 'b', 25)), log('y', 30, 40, on('b'))];
    const verdict = assessChain(plain);
    expect(verdict).toMatchObject({ status: 'complete', chainEnd: 40n });
    expect(verdict.branches).toBeUndefined();
    expect(rules(verdict)).toContain('K5 error');
  });

  test('greedy would take the log that reaches furthest, and end in a gap', () => {
    const trap = [
      full('f', 10, 20),
      log('short', 15, 30),
      log('long', 15, 40, crossing('a', 'b', 16)),
      log('next', 30, 90),
    ];
    expect(pathFiles(assessChain(trap, { fork: guid('a') }))).toEqual(['f', 'short', 'next']);
  });
});

describe('the source has gone on on another fork, or a copy of it has', () => {
  const base = full('full', 100, 200, on('a', 'PROD'));
  const next = log('l', 200, 300, on('a', 'PROD'));
  const left = (from: string, server: string) => ({ ...crossing(from, 'b', 220), serverName: server });
  const status = (row: BackupSetRow, options = {}) => assessChain([base, next, row], options).status;

  test('a log of a fork that no full leads to, older than the chain: other fork, complete', () => {
    const verdict = assessChain([
      full('f2', 30, 32, on('b')),
      log('l3', 30, 40, on('b')),
      log('old', 20, 60),
    ]);
    expect(verdict).toMatchObject({ status: 'complete', chainEnd: 40n });
    expect(states(verdict)['old']).toBe('otherFork');
    expect(verdict.branches?.[1]).toEqual({
      fork: guid('a'),
      servers: [],
      end: undefined,
      lastFinishedAt: undefined,
      files: ['old'],
      ownFiles: ['old'],
    });
  });

  test.each<[string, BackupSetRow, string]>([
    ['a log of the same server', log('b', 300, 400, on('b', 'PROD')), 'forked'],
    ['a log of an unknown server', log('b', 300, 400, on('b')), 'forked'],
    ['a log of another server that fits the end', log('b', 300, 400, on('b', 'NODE2')), 'forked'],
    ['a log of another server beyond', log('b', 350, 400, on('b', 'TEST')), 'complete'],
    ['half a full of the same server', stripesOf(full('b', 350, 400, on('b', 'PROD')), 2)[0]!, 'forked'],
    ['half a full of another server', stripesOf(full('b', 350, 400, on('b', 'TEST')), 2)[0]!, 'complete'],
    [
      'what ends before the chain end, as after a forced failover',
      log('b', 210, 250, on('b', 'PROD')),
      'forked',
    ],
    ['the same, of an unknown server', log('b', 210, 250, on('b')), 'forked'],
    ['a full that ends before the chain end', full('b', 210, 250, on('b', 'PROD')), 'forked'],
    ['a log of another server that left this fork', log('b', 210, 250, left('a', 'NODE2')), 'forked'],
    ['one that begins where a step of the path ends', log('b', 200, 250, on('b', 'NODE2')), 'forked'],
    ['one that left a fork of no history here', log('b', 210, 250, left('z', 'NODE2')), 'complete'],
    ['a log of another server, all of it on another fork', log('b', 210, 250, on('b', 'TEST')), 'complete'],
    [
      'half a full of another server below',
      stripesOf(full('b', 210, 250, on('b', 'TEST')), 2)[0]!,
      'complete',
    ],
    ['what left before the full, at an unknown time', log('b', 20, 60, on('b', 'PROD')), 'complete'],
  ])('%s', (_, row, expected) => {
    expect(status(row)).toBe(expected);
  });

  const AT = { base: { startedAt: '2026-01-01T20:00:00', finishedAt: '2026-01-01T20:10:00' } };
  test.each<[string, BackupSetRow, string]>([
    [
      'taken hours before the full, by the clock of one server',
      log('b', 210, 250, { ...on('b', 'PROD'), finishedAt: '2026-01-01T18:00:00' }),
      'complete',
    ],
    [
      'not two hours before it: a clock may have been set back',
      log('b', 210, 250, { ...on('b', 'PROD'), finishedAt: '2026-01-01T18:00:01' }),
      'forked',
    ],
    [
      'hours before it, by the clock of another server',
      log('b', 210, 250, { ...left('a', 'NODE2'), finishedAt: '2026-01-01T10:00:00' }),
      'forked',
    ],
    [
      'from before the full by its LSNs, and taken after it: the source went back that far',
      log('b', 20, 60, { ...on('b', 'PROD'), startedAt: '2026-01-01T20:10:01' }),
      'forked',
    ],
    [
      'from before the full by its LSNs, and not after it by its time',
      log('b', 20, 60, { ...on('b', 'PROD'), startedAt: '2026-01-01T20:10:00' }),
      'complete',
    ],
  ])('with times: %s', (_, row, expected) => {
    expect(assessChain([{ ...base, ...AT.base }, next, row]).status).toBe(expected);
  });

  test('what the path itself left behind is no news: the path came after it', () => {
    const path = [base, log('x', 200, 300, { ...crossing('a', 'c', 250), serverName: 'PROD' })];
    const abandoned = log('b', 220, 290, on('a', 'PROD'));
    const options = { restoredTo: { lsn: lsn(300), fork: guid('c') } };
    expect(assessChain([...path, abandoned], options)).toMatchObject({ status: 'complete', chainEnd: 300n });
  });

  test('excluding what is not the source’s makes the chain whole; choosing its fork does, too', () => {
    const row = log('b', 210, 250, on('b', 'PROD'));
    expect(assessChain([base, next], { excluded: [row] }).status).toBe('complete');
    expect(status(row, { fork: guid('a') })).toBe('complete');
    expect(status(log('b', 210, 250, left('a', 'NODE2')), { servers: ['PROD'] })).toBe('complete');
  });

  test('servers that are known to be the source decide', () => {
    expect(status(log('b', 300, 400, on('b', 'NODE2')), { servers: ['PROD'] })).toBe('complete');
    expect(status(log('b', 350, 400, on('b', 'NODE2')), { servers: ['PROD', 'NODE2'] })).toBe('forked');
  });

  test('a server registered under a name that no header bears tells nothing', () => {
    const servers = ['prod.corp.example'];
    expect(status(log('b', 350, 400, on('b', 'PROD')), { servers })).toBe('forked');
    expect(status(log('b', 300, 400, on('b', 'NODE2')), { servers })).toBe('forked');
  });

  test('a full restored by the engine on one fork, a newer full on another', () => {
    const options = { anchorGuid: base.backupSetGuid };
    expect(status(full('b', 500, 600, on('b', 'PROD')), options)).toBe('forked');
    expect(status(full('b', 500, 600, on('b', 'TEST')), options)).toBe('complete');
  });

  test('who chose the fork has said which is the source', () => {
    expect(status(log('b', 300, 400, on('b', 'PROD')), { fork: guid('a') })).toBe('complete');
  });

  test('the sentence names server, fork, LSN and the way out', () => {
    const verdict = assessChain([base, next, log('b', 300, 400, on('b', 'PROD'))]);
    expect(verdict.summary).toBe(
      `Cannot continue the chain beyond LSN 300 (l): the only continuation, b (server PROD), is on recovery fork ${guid('b')}, ` +
        `not on ${guid('a')}. The source was restored or reverted at or before LSN 300; a new migration from a new full backup is ` +
        "needed. If that fork is not the source's, exclude b: the chain is then complete up to LSN 300.",
    );
  });
});

describe('stripes that nothing numbers', () => {
  const bare = { familyCount: undefined, familySequenceNumber: undefined };
  const one = full('f1', 10, 12, { ...bare, backupSetGuid: guid('set') });

  test('the same set in two files is unknown, never a copy, and the columns that are missing are named', () => {
    const verdict = assessChain([one, { ...one, file: 'f2' }, log('l1', 10, 20)]);
    expect(verdict.status).toBe('incomplete-set');
    expect(states(verdict)).toMatchObject({ f1: 'awaitingStripes', f2: 'awaitingStripes' });
    expect(verdict.summary).toBe(
      'Cannot start the chain: f1, f2 hold the same full backup, and nothing shows whether they are its stripes or copies of it: ' +
        'FamilyCount (msdb: media_family_count) and FamilySequenceNumber (msdb: family_sequence_number) are missing.',
    );
  });

  test('a count without numbers is unknown as well, and so are numbers without a count', () => {
    const counted = { ...one, familyCount: 2 };
    const counts = assessChain([counted, { ...counted, file: 'f2' }]);
    expect(counts.summary).toContain('copies of it: FamilySequenceNumber (msdb');
    const numbered = assessChain([
      { ...one, familySequenceNumber: 1 },
      { ...one, file: 'f2', familySequenceNumber: 2 },
    ]);
    expect(numbered.summary).toContain('copies of it: FamilyCount (msdb');
  });

  test('a set in one file is one stripe', () => {
    expect(assessChain([one, log('l1', 10, 20)]).status).toBe('complete');
  });

  test('behind the chain end nothing waits for them', () => {
    const old = log('l1', 1, 5, { ...bare, backupSetGuid: guid('old') });
    const verdict = assessChain([full('full', 10, 12), old, { ...old, file: 'l1b' }]);
    expect(verdict.status).toBe('complete');
    expect(reasonOf(verdict, 'l1b')).toContain('nothing needs it');
  });
});
