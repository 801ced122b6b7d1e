import type { Facts } from '../../../shared/core/facts/facts';
import { parseLsn } from '../../../shared/core/lsn';
import type { CancelIntent } from '../../../shared/core/migration/control';
import { AZURE_TIMING } from '../../../shared/core/timing';
import { nextStep } from '../../../shared/core/views/next-step';
import { decide } from '../../../shared/core/watch/decide';
import { type WatchState, NEW_WATCH } from '../../../shared/core/watch/watch-state';
import {
  anApproval,
  anAttempt,
  aPolicy,
  aReadyFacts,
  aRegistration,
  at,
  NOW,
  OTHER_OPERATION,
  withChain,
  withControl,
  withStatus,
} from '../../support/facts';

/** What was not there was not there for five minutes. */
const MEMORY = {
  ...NEW_WATCH,
  absent: { what: 'absent', count: 3, firstAt: at(-400), lastAt: at(-80), seconds: 320 },
};
const next = (facts: Facts, memory: WatchState = MEMORY) =>
  nextStep({ facts, decision: decide(memory, facts, AZURE_TIMING) });

const ready = aReadyFacts();
const manual = withControl(ready, { policy: aPolicy({ mode: 'manual' }) });
const noTail = aReadyFacts({ tail: { kind: 'none' } });
const offline = withStatus(withControl(ready, { policy: aPolicy({ mode: 'offline' }) }), {
  online: false,
  lastBackupName: 'log9.final.trn',
});
const gap = withChain(noTail, {
  status: 'gap',
  summary: 'a gap',
  gap: {
    needLsn: parseLsn('37000000090000001'),
    firstAvailableLsn: parseLsn('37000000100000001'),
    lastGoodFile: 'log7.trn',
    nextFile: 'log9.trn',
  },
});
const act = { by: 'bob@example.com', at: at(-90) };
const ended = (phase: 'completed' | 'failed' | 'canceled') => ({ phase, at: NOW, reason: 'r' });
const cancel = (state: CancelIntent['state']) => withControl(ready, { cancel: { ...act, state } });

const CASES: readonly (readonly [string, Facts, string, RegExp, string?])[] = [
  ['manual, ready', manual, 'operator', /^approve the cutover at log9\.final\.trn$/, 'cutover'],
  [
    'manual, with an approval',
    withControl(manual, { approvals: [anApproval()] }),
    'app',
    /^sends the request at the next assessment, on the approval of ada@example\.com$/,
  ],
  [
    'manual, the approval has expired',
    withControl(manual, { approvals: [anApproval({ expiresAt: at(-1) })] }),
    'operator',
    /^compare the tail with the approved one; then approve the cutover again$/,
    'cutover',
  ],
  ['auto, ready', ready, 'app', /^sends the request at the next assessment, as the policy says$/],
  [
    'auto, ready, after an attempt that had no effect',
    withControl(ready, {
      attempt: anAttempt({ state: 'refused', code: 'NotSent', reason: 'no token', settledAt: at(-40) }),
    }),
    'app',
    /^sends the request at the next assessment, as the policy says; attempt 1 had no effect: no token$/,
  ],
  [
    'no tail',
    noTail,
    'operator',
    /stop writes on the source, take the last log, upload it, and name it/,
    'tail',
  ],
  ['logs pending', withStatus(ready, { pendingLogs: 2 }), 'service', /restores what is uploaded; wait/],
  [
    'cancelled elsewhere',
    withStatus(ready, { state: 'canceling', rawState: 'Canceling' }),
    'service',
    /^reports that it is cancelling the migration/,
  ],
  [
    'a state that this version does not know',
    withStatus(ready, { state: 'unknown', rawState: 'Pondering' }),
    'operator',
    /what the service means by Pondering/,
  ],
  [
    'running, but not at rest',
    withStatus(ready, { atRest: false, provisioningState: 'Updating' }),
    'service',
    /restores what is uploaded; wait/,
  ],
  ['pending not told', withStatus(ready, { pendingLogs: undefined }), 'app', /treated as unknown, not zero/],
  [
    'something that arrives',
    aReadyFacts({
      listing: {
        kind: 'listed',
        unsettled: [{ blob: 'x', reason: 'y', arriving: true }],
        unsettledCount: 1,
      },
    }),
    'operator',
    /^wait for the upload, or exclude that version/,
    'board',
  ],
  [
    'something unknown',
    aReadyFacts({
      listing: {
        kind: 'listed',
        unsettled: [{ blob: 'x.trn', reason: 'the file looks like an unknown format' }],
        unsettledCount: 1,
      },
    }),
    'operator',
    /^check x\.trn: the file looks like an unknown format\. If it is a newer log, .* or exclude that version$/,
    'board',
  ],
  [
    'an unusable tail',
    aReadyFacts({ tail: { kind: 'unreadable', blob: 'x.trn', reason: 'it is cut off' } }),
    'operator',
    /correct the tail x\.trn: it is cut off/,
    'tail',
  ],
  [
    'a gap',
    gap,
    'operator',
    /upload the log backup that contains LSN 37000000090000001, taken after log7\.trn/,
    'board',
  ],
  [
    'held, with a gap',
    withControl(gap, { holds: [{ ...act, number: 1, reason: 'x' }] }),
    'operator',
    /^release the hold of bob@example\.com .*; meanwhile upload the log backup that contains LSN/,
    'release',
  ],
  [
    'no full backup',
    withStatus(withChain(noTail, { status: 'no-full', pathFiles: 0 }), { fullRestored: undefined }),
    'operator',
    /upload the full backup/,
    'board',
  ],
  [
    'the full is being restored',
    withStatus(noTail, { fullRestored: false }),
    'service',
    /^has not reported a restored full backup yet/,
  ],
  ['not adopted', withControl(aReadyFacts({ progress: {} }), { operationId: undefined }), 'app', /adopts/],
  [
    'to be created',
    withControl(
      aReadyFacts({ registration: aRegistration({ start: 'create' }), engine: { kind: 'absent' } }),
      {
        operationId: undefined,
      },
    ),
    'app',
    /^asks the service to create the migration$/,
  ],
  [
    'to be created, the request accepted',
    withControl(
      aReadyFacts({ registration: aRegistration({ start: 'create' }), engine: { kind: 'absent' } }),
      { operationId: undefined, creation: { by: 'ada@example.com', at: NOW, state: 'sent', sentAt: NOW } },
    ),
    'service',
    /^sets the migration up$/,
  ],
  [
    'to be created, the answer unclear',
    withControl(
      aReadyFacts({ registration: aRegistration({ start: 'create' }), engine: { kind: 'absent' } }),
      {
        operationId: undefined,
        creation: {
          by: 'ada@example.com',
          at: NOW,
          state: 'unknown',
          sender: { token: 't', notAfter: at(30) },
        },
      },
    ),
    'app',
    /^watches whether the request to create the migration has arrived$/,
  ],
  [
    'a file that the service says it restores',
    withStatus(noTail, { fullRestored: false, restoringFile: 'other.bak', lastRestoredFile: undefined }),
    'service',
    /^restores other\.bak$/,
  ],
  [
    'a gap, and backups in a sub-folder',
    withChain(gap, { inSubfolders: { count: 2, folders: ['logs/'] } }),
    'operator',
    /^move what is in sub-folders \(2: logs\/\) to backups; or upload the log backup that contains LSN/,
    'board',
  ],
  [
    'a broken chain, and backups in a sub-folder',
    withChain(noTail, { status: 'damaged', summary: 'x', inSubfolders: { count: 1, folders: ['a/', 'b/'] } }),
    'operator',
    /^move what is in sub-folders \(1: a\/, b\/\) to backups; or x$/,
    'board',
  ],
  [
    'could not be created',
    withControl(
      aReadyFacts({ registration: aRegistration({ start: 'create' }), engine: { kind: 'absent' } }),
      {
        operationId: undefined,
        creation: { by: 'ada@example.com', at: NOW, state: 'refused', reason: 'InvalidLocation' },
      },
    ),
    'operator',
    /^remove the cause, then retry it; or withdraw this registration/,
    'retry',
  ],
  [
    'adoption refused',
    withControl(withStatus(ready, { containerName: 'other' }), { operationId: undefined }),
    'operator',
    /^correct what the reason names; or withdraw this registration, .* under another id; nothing was changed/,
  ],
  [
    'adoption refused, of what may be created',
    withControl(withStatus(ready, { containerName: 'other' }), {
      operationId: undefined,
      creation: { by: 'ada@example.com', at: NOW, state: 'sent' },
    }),
    'operator',
    /^correct what the reason names; or cancel what was created in the portal, settle this registration as canceled/,
  ],
  [
    'to be created, with a damaged chain',
    withControl(
      withChain(
        aReadyFacts({ registration: aRegistration({ start: 'create' }), engine: { kind: 'absent' } }),
        { status: 'damaged', summary: 'log2.trn is damaged' },
      ),
      { operationId: undefined },
    ),
    'operator',
    /^log2\.trn is damaged$/,
    'board',
  ],
  [
    'nothing to adopt',
    withControl(aReadyFacts({ engine: { kind: 'absent' } }), { operationId: undefined }),
    'operator',
    /^start the migration at the service; it is then adopted; or withdraw this registration/,
  ],
  [
    'unreadable service',
    aReadyFacts({ engine: { kind: 'trouble', code: 'unreachable', message: 'x' } }),
    'operator',
    /rights, network/,
  ],
  [
    'gone',
    aReadyFacts({ engine: { kind: 'absent' } }),
    'operator',
    /find out in the portal.*settle it/,
    'settle',
  ],
  [
    'a failure with a remedy',
    withStatus(ready, { failure: { code: '2009', message: 'x', cause: 'c', remedy: 'Take it anew.' } }),
    'operator',
    /^Take it anew\.$/,
  ],
  [
    'an unknown failure',
    withStatus(ready, { failure: { code: '1', message: 'x' } }),
    'operator',
    /its link; ask Microsoft support/,
  ],
  ['a blocking reason', withStatus(ready, { blockingReasons: ['x'] }), 'operator', /do what the reason says/],
  [
    'started anew',
    withStatus(ready, { operationId: OTHER_OPERATION }),
    'operator',
    /who restarted it/,
    'settle',
  ],
  [
    'retriable',
    withStatus(ready, { state: 'retriable' }),
    'operator',
    /^Remove the cause\. Then retry it, within 8 hours$/,
    'retry',
  ],
  [
    'retriable, with a remedy',
    withStatus(ready, {
      state: 'retriable',
      failure: { code: '2009', message: 'x', remedy: 'Take it anew.' },
    }),
    'operator',
    /^Take it anew\. Then retry it/,
    'retry',
  ],
  [
    'retriable, a retry asked for',
    withControl(withStatus(ready, { state: 'retriable' }), {
      retry: { by: 'ada@example.com', at: NOW, state: 'intended' },
    }),
    'app',
    /asks the service to retry/,
  ],
  [
    'two tails',
    aReadyFacts({ tail: { kind: 'ambiguous', blobs: ['a', 'b'] } }),
    'operator',
    /choose one of a, b: name it as the tail/,
    'tail',
  ],
  [
    'a retry sent a moment ago',
    withControl(withStatus(ready, { state: 'retriable' }), {
      retry: { by: 'ada@example.com', at: NOW, state: 'sent', sender: { token: 't', notAfter: at(30) } },
    }),
    'app',
    /^checks whether the retry of .* took effect$/,
  ],
  [
    'sent, with a log missing by now',
    withControl(withStatus(withChain(ready, { status: 'damaged', summary: 'x' }), { state: 'completing' }), {
      attempt: anAttempt({ state: 'sent' }),
    }),
    'service',
    /^completes the cutover; change nothing/,
  ],
  [
    'sent, and the service is unreadable',
    withControl(aReadyFacts({ engine: { kind: 'trouble', code: 'unreachable', message: 'x' } }), {
      attempt: anAttempt({ state: 'sent' }),
    }),
    'operator',
    /rights, network/,
  ],
  [
    'ended before it began, with a remedy',
    withControl(
      withStatus(ready, {
        state: 'failed',
        operationId: undefined,
        failure: { code: '2009', message: 'x', remedy: 'Take it anew.' },
      }),
      { operationId: undefined },
    ),
    'operator',
    /^Take it anew\. Then correct what the reason names; or withdraw/,
  ],
  [
    'offline, another tail named',
    withControl(offline, { namedTail: { blob: 'log8.trn', by: 'ada@example.com', at: NOW } }),
    'operator',
    /^name log9\.final\.trn as the tail if it is the last backup; if it is not, cancel/,
    'tail',
  ],
  [
    'offline, another tail named, with an approval that is void anyway',
    withControl(offline, {
      namedTail: { blob: 'log8.trn', by: 'ada@example.com', at: NOW },
      approvals: [anApproval({ expiresAt: at(-1) })],
    }),
    'operator',
    /^name log9\.final\.trn as the tail/,
    'tail',
  ],
  ['offline, following', offline, 'service', /restores the rest and cuts over by itself/],
  [
    'offline, its last backup not there',
    { ...offline, tail: { kind: 'none' } },
    'operator',
    /upload the last backup, log9\.final\.trn: the service waits for it/,
  ],
  [
    'offline, completing',
    withControl(withStatus(offline, { state: 'completing' }), {
      attempt: anAttempt({ state: 'sent', requestedBy: 'service' }),
    }),
    'service',
    /completes the cutover by itself; change nothing/,
  ],
  ['intended', withControl(ready, { attempt: anAttempt() }), 'app', /everything again and sends the request/],
  [
    'unclear',
    withControl(ready, { attempt: anAttempt({ state: 'unknown', sender: { token: 't', notAfter: at(0) } }) }),
    'app',
    /repeats nothing/,
  ],
  [
    'sent',
    withControl(withStatus(ready, { state: 'completing' }), { attempt: anAttempt({ state: 'sent' }) }),
    'service',
    /^completes the cutover; change nothing/,
  ],
  [
    'sent, without effect',
    withControl(ready, { attempt: anAttempt({ state: 'sent', sentAt: at(-3600) }) }),
    'operator',
    /ask Microsoft support/,
    'settle',
  ],
  ['cut over elsewhere', withStatus(ready, { state: 'completing' }), 'service', /completes the cutover/],
  ['a cancel to be sent', cancel('intended'), 'app', /asks the service to cancel/],
  ['a cancel that was sent', cancel('sent'), 'service', /the target database is lost/],
  ['a cancel that was refused', cancel('refused'), 'app', /sends the request/],
  [
    'confirmed',
    withControl(ready, { ended: ended('completed'), attempt: anAttempt({ state: 'confirmed' }) }),
    'operator',
    /^point the application at Shop, and keep the evidence$/,
    'evidence',
  ],
  [
    'unproven',
    withControl(ready, { ended: ended('completed'), attempt: anAttempt({ state: 'completedUnproven' }) }),
    'operator',
    /^compare Shop with the source before anybody writes/,
    'evidence',
  ],
  [
    'cut over elsewhere, ended',
    withControl(ready, { ended: ended('completed') }),
    'operator',
    /compare Shop/,
    'evidence',
  ],
  ['failed', withControl(ready, { ended: ended('failed') }), 'operator', /start from the full backup/],
  ['canceled', withControl(ready, { ended: ended('canceled') }), 'operator', /the source is unchanged/],
];

test.each(CASES.map(([name, facts, who, what, action]) => ({ name, facts, who, what, action })))(
  '$name',
  ({ facts, who, what, action }) => {
    const step = next(facts);
    expect(step).toMatchObject({ who, what: expect.stringMatching(what) });
    expect(step.action).toBe(action);
  },
);

test('not found once: the app reads again, and nobody is sent to the portal', () => {
  expect(next(aReadyFacts({ engine: { kind: 'absent' } }), NEW_WATCH)).toMatchObject({
    who: 'app',
    what: expect.stringMatching(/^reads the service again/),
  });
});

test('one reading without its operation id: nobody is told to cancel anything', () => {
  expect(next(withStatus(manual, { operationId: undefined }))).toMatchObject({
    who: 'app',
    what: expect.stringMatching(/^reads the service again/),
  });
});

test.each(['canceling', 'creating', 'unknown'] as const)(
  '%s without a tail: nothing of the night',
  (state) => {
    const step = next(withStatus(noTail, { state, rawState: 'Some' }));
    expect(step.what).toMatch(/^reports that it is cancelling|^sets the migration up|^check in the portal/);
  },
);

test('a cancel whose migration has gone in an unclear way is an operator’s, though it was sent', () => {
  const absent = {
    what: 'the migration is no longer at the service, the target database is Restoring',
    count: 3,
    firstAt: at(-400),
    lastAt: at(-80),
    seconds: 320,
  };
  const facts = withControl(aReadyFacts({ engine: { kind: 'absent' } }), {
    cancel: { by: 'ada', at: NOW, state: 'sent', absent },
  });
  expect(next(facts)).toMatchObject({ who: 'operator', action: 'settle' });
});
