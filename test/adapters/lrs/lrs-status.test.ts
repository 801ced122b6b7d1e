import {
  operationIdOf,
  toStatusOfError,
  toStatusWithoutDetails,
} from '../../../shared/adapters/lrs/lrs-status';
import { judgeCompletion } from '../../../shared/core/cutover/outcome-proof';
import { AZURE_TIMING } from '../../../shared/core/timing';
import { judgeAdoption } from '../../../shared/core/watch/adoption';
import { anAttempt, aReadyFacts, at } from '../../support/facts';
import { CREATED, LONG_AT_REST, mapped, RUN, SHORT_AT_REST, standsInTheWay } from './lrs-fixture';

const database = (status: string) => ({ status, creationDate: CREATED });

describe('state', () => {
  test.each([
    ['None', 'Restoring', 'creating'],
    ['Initializing', 'Restoring', 'creating'],
    ['Initializing', 'Creating', 'creating'],
    ['NotStarted', 'Restoring', 'creating'],
    ['SearchingBackups', 'Restoring', 'running'],
    ['Restoring', 'Restoring', 'running'],
    ['RestorePaused', 'Restoring', 'running'],
    ['RestoreCompleted', 'Restoring', 'running'],
    ['Waiting', 'Restoring', 'running'],
    ['wAITING', 'rESTORING', 'running'],
    ['Blocked', 'Restoring', 'running'],
    ['CompletingMigration', 'Restoring', 'completing'],
    ['CompletingMigration', 'Online', 'completing'],
    ['Completed', 'Online', 'succeeded'],
    ['Completed', 'Inaccessible', 'succeeded'],
    ['Cancelled', 'Restoring', 'canceling'],
    ['Canceled', 'Creating', 'canceling'],
    ['Cancelled', 'Dropping', 'canceled'],
    ['Failed', 'Restoring', 'failed'],
  ])('%s of a database that is %s is %s', (status, databaseStatus, expected) => {
    expect(mapped({ ...LONG_AT_REST, status }, database(databaseStatus)).state).toBe(expected);
  });

  test.each([
    ['a word nobody has seen', 'Brewing', 'Restoring', 'unknown'],
    ['no word', undefined, 'Restoring', 'unknown'],
    ['a restore that runs in a database that is Online', 'Waiting', 'Online', 'unknown'],
    ['one that begins in a database that is Online', 'None', 'Online', 'unknown'],
    ['one that runs in a database that moves', 'Waiting', 'DbMoving', 'unknown'],
    ['one that failed although the database is Online', 'Failed', 'Online', 'unknown'],
    ['one that is completed while the database is still Restoring', 'Completed', 'Restoring', 'completing'],
    ['one that runs in a database being made', 'Restoring', 'Creating', 'creating'],
  ])('of %s: never ready', (_name, status, databaseStatus, expected) => {
    const reading = mapped({ ...LONG_AT_REST, status }, database(databaseStatus));
    expect(reading).toMatchObject({ state: expected, atRest: false });
    expect(standsInTheWay(reading)).toContain('engine.running');
  });

  test.each([
    [
      'another restore',
      { type: 'MIRestore' },
      'the restore is of type MIRestore, not of the Log Replay Service',
    ],
  ])('%s is none of ours', (_name, change, reason) => {
    const reading = mapped({ ...LONG_AT_REST, ...change });
    expect(reading).toMatchObject({ state: 'unknown', blockingReasons: [reason] });
    expect(standsInTheWay(reading)).toEqual(expect.arrayContaining(['engine.running', 'no-blocking-reason']));
  });
});

describe('what the database tells', () => {
  test('the run, its start, its end after 30 days, and which facts are never told', () => {
    const reading = mapped(LONG_AT_REST);
    expect(reading).toMatchObject({
      kind: 'lrs',
      asOf: at(1),
      rawState: 'Waiting',
      provisioningState: 'Restoring',
      atRest: true,
      operationId: RUN,
      startedOn: CREATED,
      expiresAt: '2026-12-20T12:06:54.363Z',
      unreported: ['mode', 'container', 'sourceDatabase'],
    });
    expect(reading.online).toBeUndefined();
    expect(reading.containerName).toBeUndefined();
    expect(reading.sourceDatabaseName).toBeUndefined();
    expect(standsInTheWay(reading)).toEqual([]);
  });

  test('a restore that has ended does not expire', () => {
    expect(mapped({ status: 'Completed' }, database('Online')).expiresAt).toBeUndefined();
  });

  test.each([
    ['2026-11-20T12:06:54.363Z', RUN],
    ['2026-11-20T12:06:54.3630000Z', RUN],
    ['2026-11-20T14:06:54.363+02:00', RUN],
    ['2026-11-20T12:06:54.364Z', 'created:2026-11-20T12:06:54.364Z'],
    ['soon', undefined],
    [undefined, undefined],
  ])('created %s is run %s', (creationDate, run) => {
    expect(operationIdOf({ status: 'Restoring', creationDate })).toBe(run);
  });

  test('without a creation date there is no run, and nothing is ready', () => {
    const reading = mapped(LONG_AT_REST, { status: 'Restoring' });
    expect(reading).toMatchObject({ operationId: undefined, expiresAt: undefined, startedOn: undefined });
    expect(standsInTheWay(reading)).toContain('engine.operation');
  });
});

describe('what speaks against a cutover', () => {
  test.each<[string, object, string[]]>([
    ['a block reason', { blockReason: 'Storage is gone' }, ['Storage is gone']],
    ['one that is an object', { blockReason: { code: 'X', message: 'y' } }, ['X: y']],
    ['one of an unknown shape', { blockReason: { why: 7 } }, ['{"why":7}']],
    ['Blocked with its reason', { status: 'Blocked', blockReason: 'r' }, ['r']],
    ['Blocked without one', { status: 'Blocked' }, ['the restore is Blocked']],
    ['a pause', { status: 'RestorePaused' }, ['the restore is RestorePaused']],
    ['names', { unrestorableFiles: ['a.txt', 'b.txt'] }, ['unrestorableFiles: a.txt, b.txt']],
    ['objects', { unrestorableFiles: [{ name: 'a.txt' }] }, ['unrestorableFiles: a.txt']],
    ['a count alone', { numberOfFilesUnrestorable: 2 }, ['numberOfFilesUnrestorable: 2']],
    [
      'a signed address',
      { blockReason: 'no way to https://a/b?sig=HUSH' },
      ['no way to https://a/b?[hidden]'],
    ],
  ])('%s', (_name, change, reasons) => {
    const reading = mapped({ ...LONG_AT_REST, ...change });
    expect(reading.blockingReasons).toEqual(reasons);
    expect(standsInTheWay(reading)).toContain('no-blocking-reason');
  });

  test('unrestorable files are counted by the larger account, and named', () => {
    expect(
      mapped({ ...LONG_AT_REST, numberOfFilesUnrestorable: 3, unrestorableFiles: ['a', { name: 'b' }] }),
    ).toMatchObject({ unrestorableFiles: 3, invalidFiles: ['a', 'b'] });
    expect(mapped({ status: 'Restoring' }).unrestorableFiles).toBeUndefined();
  });

  test.each([
    [
      'a code in the text',
      'BrokenRestorePlanGapInLogBackups: firstLsn …',
      'BrokenRestorePlanGapInLogBackups',
      /missing between/,
    ],
    [
      'the sentence alone',
      'The restore plan is broken because there is no full backup.',
      'Failed',
      /no full backup/,
    ],
  ])('a failure is diagnosed by %s', (_name, blockReason, code, cause) => {
    expect(mapped({ ...LONG_AT_REST, status: 'Failed', blockReason })).toMatchObject({
      state: 'failed',
      failure: { code, message: blockReason, cause: expect.stringMatching(cause) },
    });
  });

  test('a failure that nobody explains is one all the same', () => {
    const reading = mapped({ ...LONG_AT_REST, status: 'Failed' });
    expect(reading.failure).toEqual({
      code: 'Failed',
      message: 'the restore failed, and the service does not say why',
    });
    expect(standsInTheWay(reading)).toContain('no-blocking-reason');
  });

  test('an error in place of details is shown with its diagnosis and ends nothing', () => {
    const said = {
      code: 'StorageBrokenIssueDetectedWhileInProgress',
      message: 'Storage connection is broken.',
    };
    const reading = toStatusOfError(said, database('Restoring'), at(1));
    expect(reading).toMatchObject({
      state: 'unknown',
      failure: { ...said, cause: expect.stringMatching(/retries by itself/) },
    });
    expect(standsInTheWay(reading)).toEqual(expect.arrayContaining(['engine.running', 'no-blocking-reason']));
  });
});

describe('sets', () => {
  test('by their first file, each word as a state; a skipped one is neither restored nor missing', () => {
    const words = ['None', 'Queued', 'Restoring', 'Restored', 'Skipped', 'Brewing', undefined];
    const logBackupSets = words.map((status, index) => ({ status, firstStripeName: `${index}.trn` }));
    const reading = mapped({ ...LONG_AT_REST, logBackupSets });
    expect(reading.sets[0]).toEqual({
      type: 'full',
      restored: true,
      files: [{ name: 'full.bak', state: 'restored', rawState: 'Restored' }],
      ignoreReasons: [],
    });
    expect(reading.sets.slice(1).map((set) => [set.type, set.restored, set.files[0]?.state])).toEqual([
      ['log', false, 'pending'],
      ['log', false, 'pending'],
      ['log', false, 'restoring'],
      ['log', true, 'restored'],
      ['log', undefined, 'ignored'],
      ['log', false, 'pending'],
      ['log', false, 'pending'],
    ]);
    expect(reading.sets[5]?.ignoreReasons).toEqual(['status Skipped']);
  });

  test('differentials are told apart, and a set without a name has no file', () => {
    expect(mapped({ ...LONG_AT_REST, diffBackupSets: [{ status: 'Queued' }] }).sets[1]).toEqual({
      type: 'differential',
      restored: false,
      files: [],
      ignoreReasons: [],
    });
  });
});

describe('progress', () => {
  test('is told where the body counts it, sizes as bytes', () => {
    const told = {
      ...LONG_AT_REST,
      percentCompleted: 53.5,
      currentRestoredSizeMB: 25,
      currentRestorePlanSizeMB: 47,
      lastUploadedFileTime: '2026-11-20T07:54:21Z',
      lastRestoredFileTime: '2026-11-20T12:27:20.4936305Z',
    };
    expect(mapped(told).progress).toEqual({
      percent: 53.5,
      detected: 4,
      queued: 0,
      restoring: 0,
      restored: 3,
      skipped: 1,
      restoredBytes: 26_214_400,
      planBytes: 49_283_072,
      lastUploadedFile: 'log9.trn',
      lastUploadedAt: '2026-11-20T07:54:21.000Z',
      lastRestoredAt: '2026-11-20T12:27:20.493Z',
    });
  });

  test.each<[string, object, object | undefined]>([
    ['the short body', SHORT_AT_REST, { detected: 3, lastUploadedFile: 'log9.trn' }],
    ['a percentage that is none', { percentCompleted: 130 }, undefined],
    ['a percentage below nothing', { percentCompleted: -1 }, undefined],
    ['sizes that are none', { currentRestoredSizeMB: -1, currentRestorePlanSizeMB: 'big' }, undefined],
    ['a size as text', { currentRestorePlanSizeMB: '47' }, { planBytes: 49_283_072 }],
    ['nothing', {}, undefined],
  ])('of %s is what it tells', (_name, body, expected) => {
    expect(mapped(body).progress).toEqual(expected);
  });
});

describe('a database without details', () => {
  const online = toStatusWithoutDetails(
    'succeeded',
    database('Online'),
    'RestoreDetailsNotAvailableOrExpired',
    at(1),
  );

  test('says only that it is there', () => {
    expect(online).toMatchObject({ state: 'succeeded', operationId: RUN, sets: [] });
    expect(online.lastRestoredFile).toBeUndefined();
    expect(standsInTheWay(online)).toContain('engine.running');
  });

  test('is not adopted: it may never have been restored by this service', () => {
    const facts = aReadyFacts({ engine: { kind: 'read', status: online }, progress: {} });
    expect(judgeAdoption(facts, online)).toEqual({
      kind: 'wait',
      reason: 'the service does not report which file it restored last',
    });
    const adoptable = mapped(SHORT_AT_REST);
    expect(judgeAdoption(aReadyFacts(), adoptable)).toEqual({ kind: 'adopt', operationId: RUN });
  });

  test('proves no cutover by itself', () => {
    const attempt = anAttempt({ state: 'sent', operationId: RUN, sentAt: at(-30) });
    const proof = {
      target: { kind: 'found', status: 'Online' },
      isTailLast: false,
      isSameOperation: true,
    } as const;
    let judged = attempt;
    const states = [0, 150, 300].map((seconds) => {
      judged = judgeCompletion(judged, { ...online, asOf: at(seconds) }, proof, AZURE_TIMING);
      return judged.state;
    });
    expect(states).toEqual(['sent', 'sent', 'completedUnproven']);
  });
});

describe('statements that exclude each other', () => {
  const log = (status: string) => ({ status, firstStripeName: 'log9.trn', numberOfStripes: 1 });
  test.each<[name: string, details: object, about: string, one: string, other: string]>([
    [
      'no queued file, and one',
      { logBackupSets: [log('Queued')] },
      'pending',
      'numberOfFilesQueued is 0',
      'log9.trn is Queued',
    ],
    [
      'no file being restored, and one',
      { logBackupSets: [log('Restoring')] },
      'pending',
      'numberOfFilesRestoring is 0',
      'log9.trn is Restoring',
    ],
    [
      'no unrestorable file, and one',
      { unrestorableFiles: [{ name: 'x.trn' }] },
      'unrestorable',
      'numberOfFilesUnrestorable is 0',
      'unrestorableFiles lists 1',
    ],
    [
      'a current file in two spellings',
      { currentRestoringFileName: 'a.trn', CurrentRestoringFileName: 'b.trn' },
      'pending',
      'currentRestoringFileName is a.trn',
      'CurrentRestoringFileName is b.trn',
    ],
  ])('%s', (_name, details, about, one, other) => {
    const reading = mapped({ ...LONG_AT_REST, ...details });
    expect(reading.contradictions).toEqual([{ about, statements: [one, other] }]);
    expect(standsInTheWay(reading)).toContain(about === 'pending' ? 'pending.zero' : 'no-blocking-reason');
  });

  test('uploaded again under its name after it was restored: nothing is known to be restored of it', () => {
    const again = {
      type: 'LRSRestore',
      status: 'Waiting',
      lastUploadedFileName: 'tail.trn',
      lastUploadedFileTime: '2026-03-01T22:30:00Z',
      lastRestoredFileName: 'tail.trn',
      lastRestoredFileTime: '2026-03-01T22:10:00Z',
      numberOfFilesDetected: 3,
    };
    expect(standsInTheWay(mapped(again))).toContain('pending.zero');
    expect(standsInTheWay(mapped({ ...again, lastUploadedFileTime: '2026-03-01T22:09:00Z' }))).toEqual([]);
  });
});
