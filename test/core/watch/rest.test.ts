import fc from 'fast-check';
import { settleIntents } from '../../../shared/core/assessment/settle-intents';
import { serviceCutover } from '../../../shared/core/cutover/offline';
import type { EngineStatus } from '../../../shared/core/engine/engine-status';
import type { AttemptState, ControlRow } from '../../../shared/core/migration/control';
import type { Facts } from '../../../shared/core/readiness/facts';
import { assessReadiness } from '../../../shared/core/readiness/checks';
import { toStatusDocument, toSummary } from '../../../shared/core/views/status-view';
import { AZURE_TIMING } from '../../../shared/core/timing';
import { decide } from '../../../shared/core/watch/decide';
import { NO_MEMORY } from '../../../shared/core/watch/memory';
import { chainMark, mayStillRest, restingReading, showsNoChange } from '../../../shared/core/watch/rest';
import {
  aControl,
  anApproval,
  anAttempt,
  aPolicy,
  aReadyFacts,
  aStatus,
  at,
  NOW,
  OPERATION,
  OTHER_OPERATION,
  withChain,
  withControl,
  withStatus,
} from '../../support/facts';

const act = { by: 'bob@example.com', at: at(-90) };
const resting: Facts = withStatus(aReadyFacts({ tail: { kind: 'none' }, listing: { kind: 'notListed' } }), {
  asOf: NOW,
});
const note = restingReading(resting)!;
const notAtRest = (change: Partial<EngineStatus>) => restingReading(withStatus(resting, change));

describe('a migration comes to rest', () => {
  test('when the service has restored everything and nothing is asked of it', () => {
    expect(note).toEqual({
      status: { ...aStatus({ asOf: NOW }), lastRestoredSet: undefined },
      chain: chainMark(resting.chain),
    });
  });

  test.each<[string, Partial<EngineStatus>]>([
    ['it does not run', { state: 'completing' }],
    ['a change is under way', { atRest: false }],
    ['nobody tells whether a change is under way', { atRest: undefined }],
    ['the full is not restored', { fullRestored: undefined }],
    ['a log is pending', { pendingLogs: 1 }],
    ['pending is unknown', { pendingLogs: undefined }],
    ['it has failed', { failure: { code: '1', message: 'm' } }],
    ['something blocks it', { blockingReasons: ['no space'] }],
    ['a file cannot be restored', { unrestorableFiles: 1 }],
    ['it restores something', { restoringFile: 'other.trn' }],
    ['it restored another file last', { lastRestoredFile: 'log8.trn' }],
    ['it runs another operation', { operationId: OTHER_OPERATION }],
    ['it tells no operation', { operationId: undefined }],
  ])('not while %s', (_name, change) => expect(notAtRest(change)).toBeUndefined());

  test.each<[string, Facts]>([
    ['a tail is known', { ...resting, tail: aReadyFacts().tail }],
    ['the chain has a gap', withChain(resting, { status: 'gap' })],
    ['no file is in the chain', withChain(resting, { lastFile: undefined })],
    ['the service was not read', { ...resting, engine: { kind: 'trouble', message: 'm' } }],
    ['only the list was read', { ...resting, engine: { kind: 'unchanged', status: aStatus(), asOf: NOW } }],
  ])('not while %s', (_name, facts) => expect(restingReading(facts)).toBeUndefined());

  test('the lists of a reading are not kept', () => {
    const set = {
      files: [{ name: 'log9.final.trn', state: 'restored', rawState: 'R' }],
      ignoreReasons: ['x'],
    } as const;
    const kept = notAtRest({ sets: [set], invalidFiles: ['a.txt'], lastRestoredSet: set });
    expect(kept?.status).toMatchObject({
      sets: [],
      invalidFiles: [],
      lastRestoredSet: { files: [], ignoreReasons: [] },
    });
  });
});

describe('it may still rest', () => {
  const after = (seconds: number) => mayStillRest(note, resting.control, at(seconds));
  test.each([
    [0, true],
    [479, true],
    [480, false],
    [-1, false],
  ])('%d s later: %s', (seconds, expected) => expect(after(seconds)).toBe(expected));

  test.each<[string, Partial<ControlRow>]>([
    ['a tail is named', { namedTail: { ...act, blob: 'x' } }],
    ['a go-ahead is given', { approval: anApproval() }],
    ['there is an attempt', { attempt: anAttempt({ state: 'withdrawn' }) }],
    ['a cancel is asked for', { cancel: { ...act, state: 'intended' } }],
    ['it has ended', { ended: { phase: 'failed', at: NOW, reason: 'r' } }],
    ['it is not adopted', { operationId: undefined }],
    ['another operation is adopted', { operationId: OTHER_OPERATION }],
  ])('not once %s', (_name, change) => {
    expect(mayStillRest(note, { ...resting.control, ...change }, NOW)).toBe(false);
    if (change.operationId === undefined)
      expect(restingReading(withControl(resting, change))).toBeUndefined();
  });
});

describe('the list shows a change', () => {
  const listed = aStatus({ asOf: at(100), pendingLogs: undefined, fullRestored: undefined });
  const shows = (change: Partial<EngineStatus>) =>
    showsNoChange(note, { tells: 'state', status: { ...listed, ...change } });

  test('not when it is as it was, though without details', () => {
    expect(shows({})).toBe(true);
    expect(shows({ operationId: OPERATION.toUpperCase() })).toBe(true);
  });

  test.each<[string, Partial<EngineStatus>]>([
    ['state', { state: 'readyForCutover' }],
    ['the service’s word', { rawState: 'ReadyForCutover' }],
    ['provisioning', { provisioningState: 'Updating' }],
    ['rest', { atRest: false }],
    ['rest, untold', { atRest: undefined }],
    ['mode', { online: false }],
    ['last backup', { lastBackupName: 'x.trn' }],
    ['operation', { operationId: OTHER_OPERATION }],
    ['operation, untold', { operationId: undefined }],
    ['source', { sourceDatabaseName: 'Stock' }],
    ['start', { startedOn: NOW }],
    ['end', { endedOn: NOW }],
    ['failure', { failure: { code: '1', message: 'm' } }],
    ['blocking reason', { blockingReasons: ['no space'] }],
    ['age: older than the details', { asOf: at(-1) }],
  ])('in %s', (_name, change) => expect(shows(change)).toBe(false));
});

describe('a glance with details shows a change', () => {
  const glanced = aStatus({ asOf: at(100), atRest: undefined });
  const shows = (change: Partial<EngineStatus>) =>
    showsNoChange(note, { tells: 'details', status: { ...glanced, ...change } });

  test('not when it is as it was, though it does not tell whether a change is under way', () => {
    expect(shows({})).toBe(true);
    expect(shows({ atRest: false })).toBe(true);
  });

  test.each<[string, Partial<EngineStatus>]>([
    ['state', { state: 'completing' }],
    ['the service’s word', { rawState: 'CUTOVER_START' }],
    ['operation', { operationId: OTHER_OPERATION }],
    ['full', { fullRestored: undefined }],
    ['pending logs', { pendingLogs: 1 }],
    ['pending logs, untold', { pendingLogs: undefined }],
    ['last restored file', { lastRestoredFile: 'log10.trn' }],
    ['a file being restored', { restoringFile: 'log10.trn' }],
    ['a file that cannot be restored', { unrestorableFiles: 1 }],
    ['failure', { failure: { code: '1', message: 'm' } }],
    ['blocking reason', { blockingReasons: ['no space'] }],
    ['age: older than the details', { asOf: at(-1) }],
  ])('in %s', (_name, change) => expect(shows(change)).toBe(false));
});

test.each([
  [{ status: 'gap' as const }],
  [{ chainEnd: undefined }],
  [{ pathFiles: 4 }],
  [{ counts: { inChain: 3, growing: 1 } }],
  [{ errors: ['x'] }],
])('the ledger has news: %j', (change) => {
  expect(chainMark({ ...resting.chain, ...change })).not.toBe(note.chain);
});

test('the order of counts is no news', () => {
  const counts = { inChain: 3, covered: 1 };
  expect(chainMark({ ...resting.chain, counts })).toBe(
    chainMark({ ...resting.chain, counts: { covered: 1, inChain: 3 } }),
  );
});

const anyControl: fc.Arbitrary<Partial<ControlRow>> = fc.record({
  operationId: fc.constantFrom(OPERATION, OPERATION, undefined),
  offline: fc.constantFrom(undefined, true as const),
  policy: fc.constantFrom(aPolicy(), aPolicy({ mode: 'manual' }), aPolicy({ mode: 'offline' })),
  approval: fc.constantFrom(undefined, anApproval()),
  attempt: fc.option(
    fc
      .constantFrom<AttemptState>('withdrawn', 'refused', 'notReceived')
      .map((state) => anAttempt({ state, settledAt: at(-300) })),
    { nil: undefined },
  ),
  cancel: fc.constantFrom(
    undefined,
    { ...act, state: 'sent' as const },
    { ...act, state: 'unknown' as const },
  ),
});
const anyStatus: fc.Arbitrary<EngineStatus> = fc
  .record({
    state: fc.constantFrom<EngineStatus['state']>(
      'running',
      'running',
      'succeeded',
      'failed',
      'canceled',
      'completing',
    ),
    asOf: fc.constantFrom(at(-300), NOW, at(1)),
  })
  .map(aStatus);

test('a list reading never makes anything ready, adopted, ended or settled', () => {
  fc.assert(
    fc.property(anyControl, anyStatus, fc.constantFrom(NOW, at(1)), (control, status, asOf) => {
      const facts = aReadyFacts({
        control: aControl(control),
        engine: { kind: 'unchanged', status, asOf },
      });
      expect(assessReadiness(facts).ready).toBe(false);
      const decision = decide(NO_MEMORY, facts, AZURE_TIMING);
      expect(decision.commands.map(({ kind }) => kind)).toEqual(['wait']);
      expect(['completed', 'failed', 'canceled', 'ready']).not.toContain(decision.phase);
      expect(
        settleIntents(
          facts.control,
          {
            engine: facts.engine,
            target: { kind: 'notAsked' },
            look: { began: facts.at, ended: facts.at },
          },
          AZURE_TIMING,
        ),
      ).toBeUndefined();
      expect(serviceCutover(facts)).toBeUndefined();
    }),
    { numRuns: 500 },
  );
});

test('the status document shows the details with their own time', () => {
  const facts: Facts = {
    ...resting,
    engine: { kind: 'unchanged', status: aStatus({ asOf: NOW }), asOf: at(120) },
  };
  const decision = decide(NO_MEMORY, facts, AZURE_TIMING);
  expect(toStatusDocument(facts, decision).engineStatus).toMatchObject({
    state: 'InProgress',
    pendingLogs: 0,
    lastRestoredFile: 'log9.final.trn',
    asOf: at(120),
    detailsAsOf: NOW,
  });
  expect(toSummary(facts, decision)).toMatchObject({ pendingLogs: 0, lastRestoredFile: 'log9.final.trn' });
  expect(decision.headline).toBe(
    'Following: 3 files in the chain, the last log9.final.trn; 0 logs pending at the service, log9.final.trn restored last',
  );
  expect(decision.readiness.checks.find(({ code }) => code === 'engine.running')).toMatchObject({
    state: 'unknown',
    reason: `a glance at ${at(120)} showed no change since the migration was read at ${NOW}`,
  });
});

test('with details the document has no second time', () => {
  const document = toStatusDocument(resting, decide(NO_MEMORY, resting, AZURE_TIMING));
  expect(document.engineStatus).toHaveProperty('asOf', NOW);
  expect(document.engineStatus).not.toHaveProperty('detailsAsOf');
});

test('the note is remembered while the list shows no change, and forgotten with the rest', () => {
  const first = decide(NO_MEMORY, resting, AZURE_TIMING).memory;
  expect(first.rest).toEqual(note);
  const unchanged: Facts = { ...resting, engine: { kind: 'unchanged', status: note.status, asOf: at(60) } };
  expect(decide(first, unchanged, AZURE_TIMING).memory.rest).toEqual(note);
  expect(decide(first, withStatus(resting, { pendingLogs: 1 }), AZURE_TIMING).memory.rest).toBeUndefined();
});
