import type { Facts, RestoredVersion } from '../../../shared/core/facts/facts';
import { eventOf } from '../../../shared/core/migration/events';
import { AZURE_TIMING } from '../../../shared/core/timing';
import { attentionOf } from '../../../shared/core/views/attention';
import { nextStep } from '../../../shared/core/views/next-step';
import { nextStepFor } from '../../../shared/core/views/next-when-blocked';
import { type Block, describeBlock } from '../../../shared/core/watch/block';
import { decide } from '../../../shared/core/watch/decide';
import { type WatchState, NEW_WATCH } from '../../../shared/core/watch/watch-state';
import {
  aControl,
  anApproval,
  anAttempt,
  aPolicy,
  aReadyFacts,
  aRegistration,
  aTail,
  at,
  NOW,
  OTHER_OPERATION,
  withChain,
  withControl,
  withStatus,
} from '../../support/facts';

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
/** A watch that has not found the migration for five minutes, and has seen the service complete for two hours. */
const MEMORY: WatchState = {
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
const lapsed = { approval: anApproval({ expiresAt: at(-1) }), policy: aPolicy({ mode: 'manual' }) };

const busy = anAttempt({ state: 'refused', code: 'Conflict', settledAt: at(-20) });

/** Facts that have this block, and some that come later in the order of reasons. */
const freeze = { at: at(-3_600), by: 'eve@example.com', reason: 'upgrade' };

const FACTS: Readonly<Record<Exclude<Block['kind'], 'watchStuck'>, Facts>> = {
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
    { namedTail: { ...act, blob: 'log8.trn' }, approval: lapsed.approval },
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
  attemptObjected: withControl(ready, { attempt: anAttempt({ state: 'refused', code: 'AccessDenied' }) }),
  attemptsFail: withControl(ready, {
    earlierAttempts: [busy, { ...busy, number: 2 }],
    attempt: { ...busy, number: 3 },
  }),
};

test.each(Object.entries(FACTS))('%s is what blocks, what is told and what is to be done', (kind, facts) => {
  const decision = decide(MEMORY, facts, AZURE_TIMING);
  const { block } = decision;

  expect(block?.kind).toBe(kind);
  if (block === undefined) return;
  expect(decision.blocked).toMatchObject({ what: describeBlock(block), since: NOW });
  expect(decision.headline).toBe(`Blocked: ${describeBlock(block)}`);
  expect(nextStep({ facts, decision })).toEqual(nextStepFor(block));
  expect(nextStepFor(block).who).toBe('operator');
});

test('the wrong account is named beside the right one', () => {
  const block = {
    kind: 'restoredElsewhere',
    file: 'full.bak',
    container: 'sql',
    account: 'acct2',
    canWithdraw: true,
  } as const;
  expect(describeBlock(block)).toBe(
    'the service restored full.bak last, which is not in container sql of storage account acct2, as registered',
  );
  expect(nextStepFor(block).what).toMatch(
    /^find out which storage account, container and folder the service reads; withdraw/,
  );
  const found = { ...block, foundIn: 'acct1' };
  expect(describeBlock(found)).toMatch(/, but in that container of storage account acct1$/);
  expect(nextStepFor(found).what).toBe(
    'withdraw this registration, and register container sql of storage account acct1',
  );
});

test('a watch that stands still blocks before everything else, unless it looks', () => {
  const memory = { ...MEMORY, watchDueAt: at(-400) };
  const facts = FACTS.adoptionRefused;
  const decision = decide(memory, facts, AZURE_TIMING, 'another');
  expect(decision.block).toEqual({ kind: 'watchStuck', dueAt: at(-400) });
  expect(decision.watchState.watchDueAt).toBe(at(-400));
  expect(decision.entries.map((entry) => eventOf('shop', entry)?.event)).toContain('watchStuck');
  expect(attentionOf(facts, decision)).toEqual({ kind: 'watchStuck', since: NOW });
  expect(nextStep({ facts, decision })).toMatchObject({
    who: 'app',
    what: expect.stringMatching(/^nudges the watch/),
  });
  const looked = decide(memory, facts, AZURE_TIMING, 'watch');
  expect(looked.block?.kind).toBe('adoptionRefused');
  expect(looked.watchState.watchDueAt).toBe(looked.nextCheckAt);
  expect(decide({ ...memory, watchDueAt: at(-399) }, facts, AZURE_TIMING, 'another').block?.kind).toBe(
    'adoptionRefused',
  );
});

test.each<[name: string, version: RestoredVersion, what: RegExp | undefined]>([
  ['proven', { kind: 'proven', by: 'facts', reason: 'r' }, undefined],
  ['untold, which the next look may settle', { kind: 'untold', reason: 'r' }, undefined],
  [
    'of several',
    { kind: 'unproven', reason: 'r' },
    /^upload the log that log9\.final\.trn contains now under a name/,
  ],
  [
    'another',
    { kind: 'another', reason: 'r' },
    /^upload the log that log9\.final\.trn contains now under a name/,
  ],
  [
    'not read in time',
    { kind: 'confirmable', reason: 'r', tail: aTail(), versions: [] },
    /^if log9\.final\.trn was uploaded only once, confirm that by its last LSN: npm run cutover -- tail prod-shop log9\.final\.trn --unchanged; otherwise upload/,
  ],
])('a version that is %s blocks with its remedy, or not at all', (_name, version, what) => {
  const { block } = decide(
    NEW_WATCH,
    aReadyFacts({ progress: { ...ready.progress, version } }),
    AZURE_TIMING,
  );
  expect(block && nextStepFor(block)).toEqual(
    what && { who: 'operator', what: expect.stringMatching(what), action: 'tail' },
  );
});

test('an ended migration has no block', () => {
  const ended = { phase: 'failed', at: NOW, reason: 'r' } as const;
  const facts = withControl(FACTS.serviceFailed, { ended });
  expect(decide(NEW_WATCH, facts, AZURE_TIMING)).toMatchObject({ block: undefined, blocked: undefined });
});

test('nobody says that nothing was changed at the service once a creation may have arrived', () => {
  const refused = { kind: 'adoptionRefused', about: 'place', reason: 'x' } as const;
  expect(nextStepFor({ ...refused, canWithdraw: true }).what).toMatch(/nothing was changed at the service$/);
  expect(nextStepFor({ ...refused, canWithdraw: false }).what).toBe(
    'correct what the reason names; or cancel what was created in the portal, settle this registration as canceled, and register what you meant under another id',
  );
});
