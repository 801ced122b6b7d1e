/** Facts of every block, to be decided on with one memory. */
import type { Facts } from '../../shared/core/facts/facts';
import type { Block } from '../../shared/core/watch/block';
import { type WatchState, NEW_WATCH } from '../../shared/core/watch/watch-state';
import {
  aControl,
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
} from './facts';

const ready = aReadyFacts();
const act = { by: 'bob@example.com', at: NOW };
const absent = aReadyFacts({
  control: aControl({ operationId: undefined }),
  engine: { kind: 'absent' },
  progress: {},
});
const offline = withStatus(withControl(ready, { policy: aPolicy({ mode: 'offline' }) }), {
  online: false,
  lastBackupName: 'log9.final.trn',
});
/** What a watch remembers that has not found the migration for five minutes, and has seen the service complete for two hours. */
export const MEMORY: WatchState = {
  ...NEW_WATCH,
  absent: { what: 'absent', count: 3, firstAt: at(-400), lastAt: at(-80), seconds: 320 },
  engineState: { what: 'Busy', since: at(-7_200) },
  waits: { what: 'the service does not report which file it restored last', since: at(-900) },
  checks: {
    'engine.running': { what: 'unknown: commands', since: at(-600) },
    'nothing-newer': { what: 'unmet', since: at(-900) },
  },
};
/** Something wrong that every earlier reason must go before. */
const lapsed = { approvals: [anApproval({ expiresAt: at(-1) })], policy: aPolicy({ mode: 'manual' }) };

const busy = anAttempt({ state: 'refused', code: 'Conflict', settledAt: at(-20) });

/** One night that is over. */
const PAST_NIGHT = { timeZone: 'Europe/Berlin', opens: '2020-01-03T22:00', minutes: 360, assumeMinutes: 60 };

const freeze = { at: at(-3_600), by: 'eve@example.com', reason: 'upgrade' };

/** By kind, facts that have this block, and some that come later in the order of reasons. */
export const BLOCKED_FACTS: Readonly<Record<Exclude<Block['kind'], 'watchStuck'>, Facts>> = {
  adoptionRefused: withControl(withStatus(ready, { containerName: 'other', blockingReasons: ['x'] }), {
    operationId: undefined,
  }),
  frozen: { ...withControl(ready, lapsed), freeze },
  creationFailed: withControl(
    {
      ...withChain(absent, { status: 'damaged', summary: 'x' }),
      registration: aRegistration({ start: 'create' }),
    },
    { creation: { ...act, state: 'refused', reason: 'InvalidLocation' } },
  ),
  preflightStops: {
    ...withChain(absent, { status: 'damaged', summary: 'x' }),
    registration: aRegistration({ start: 'create' }),
    preflight: {
      asOf: NOW,
      rows: [{ id: 'NET-01', severity: 'blocks', state: 'unmet', found: 'no gateway' }],
    },
  },
  engineUnreadable: withChain(
    aReadyFacts({ engine: { kind: 'trouble', code: 'unreachable', message: 'no answer' } }),
    {
      status: 'forked',
      summary: 'x',
    },
  ),
  nothingToAdopt: withChain(absent, { status: 'forked', summary: 'x' }),
  migrationGone: withControl(aReadyFacts({ engine: { kind: 'absent' } }), lapsed),
  awaitsRetry: withStatus(ready, { state: 'retriable', failure: { code: '1', message: 'm' } }),
  serviceFailed: withStatus(ready, { failure: { code: '1', message: 'm' }, blockingReasons: ['x'] }),
  cutoverStuck: withControl(withStatus(ready, { blockingReasons: ['x'] }), {
    attempt: anAttempt({ state: 'sent', sentAt: at(-3600) }),
  }),
  completingLong: withStatus(ready, { state: 'completing', rawState: 'Busy', blockingReasons: ['x'] }),
  anotherOperation: withStatus(ready, { operationId: OTHER_OPERATION, blockingReasons: ['x'] }),
  serviceBlocked: withChain(withStatus(ready, { blockingReasons: ['x'] }), { status: 'damaged' }),
  storageUnreadable: withChain(
    aReadyFacts({ listing: { kind: 'trouble', message: 'no right', reason: 'denied' } }),
    { status: 'damaged', summary: 'x' },
  ),
  restoredElsewhere: withChain(aReadyFacts({ restoredElsewhere: { file: 'full.bak' } }), {
    status: 'damaged',
    summary: 'x',
  }),
  otherSource: withControl(
    withChain(ready, {
      sources: [{ databaseName: 'Other', files: ['full.bak'], sets: 1 }],
      errors: ['appended sets'],
    }),
    lapsed,
  ),
  chainError: withControl(withChain(ready, { errors: ['appended sets'] }), lapsed),
  chainBroken: withControl(withChain(ready, { status: 'damaged', summary: 'x' }), lapsed),
  offlineTailDiffers: withControl(
    { ...offline, tail: { kind: 'ambiguous', blobs: ['a', 'b'] } },
    { namedTail: { ...act, blob: 'log8.trn' }, approvals: lapsed.approvals },
  ),
  lastBackupDoubtful: withControl(
    withChain(withStatus(offline, { lastBackupName: 'LOG9.final.trn' }), { lastFiles: ['log9.final.trn'] }),
    { ...lapsed, policy: aPolicy({ mode: 'offline' }), namedTail: undefined },
  ),
  tailAmbiguous: withControl(aReadyFacts({ tail: { kind: 'ambiguous', blobs: ['a', 'b'] } }), lapsed),
  tailUnnamed: withControl(
    aReadyFacts({
      tail: { kind: 'unreadable', blob: 'log9.trn', reason: 'another lies there', isUnnamed: true },
    }),
    lapsed,
  ),
  tailVersionUnproven: withControl(
    aReadyFacts({
      progress: {
        ...ready.progress,
        version: { kind: 'unproven', reason: 'log9.final.trn was uploaded twice' },
      },
    }),
    lapsed,
  ),
  checkUnknown: withControl(withStatus(ready, { atRest: undefined }), lapsed),
  adoptionWaits: withControl(
    { ...withChain(withStatus(ready, { lastRestoredFile: undefined }), { status: 'damaged' }), progress: {} },
    { operationId: undefined },
  ),
  stateLasts: withStatus(ready, { state: 'canceling', rawState: 'Busy', blockingReasons: ['x'] }),
  fileRefused: withChain(
    aReadyFacts({
      refused: [{ file: 'log2.trn', reported: 'reports it as an invalid file', type: 'log', isTail: false }],
    }),
    { status: 'damaged', summary: 'x' },
  ),
  stalled: aReadyFacts({
    listing: { kind: 'listed', unsettled: [{ blob: 'x.trn', reason: 'unreadable' }], unsettledCount: 1 },
  }),
  approvalLapsed: withControl(ready, lapsed),
  windowOver: withControl(ready, { policy: { ...ready.control.policy, window: PAST_NIGHT } }),
  attemptObjected: withControl(ready, { attempt: anAttempt({ state: 'refused', code: 'AccessDenied' }) }),
  attemptsFail: withControl(ready, {
    earlierAttempts: [busy, { ...busy, number: 2 }],
    attempt: { ...busy, number: 3 },
  }),
};
