import type { EngineState } from '../../../shared/core/engine/engine-status';
import type { Facts } from '../../../shared/core/facts/facts';
import { parseLsn } from '../../../shared/core/lsn';
import type { AttemptState, ControlRow, RetryIntent } from '../../../shared/core/migration/control';
import { AZURE_TIMING } from '../../../shared/core/timing';
import { decide, type Command } from '../../../shared/core/watch/decide';
import { WATCH_STATE_VERSION, NEW_WATCH, recall } from '../../../shared/core/watch/watch-state';
import {
  aControl,
  anApproval,
  anAttempt,
  aPolicy,
  aReadyFacts,
  aRegistration,
  at,
  NOW,
  OPERATION,
  OTHER_OPERATION,
  withChain,
  withControl,
  withPolicy,
  withStatus,
} from '../../support/facts';

const ready = aReadyFacts();
const notReady = withStatus(ready, { pendingLogs: 1 });
const noTail = aReadyFacts({ tail: { kind: 'none' } });
const act = { by: 'bob@example.com', at: at(-90) };
const SOON: Command = { kind: 'wait', until: at(15) };
/** A twentieth before the cadence at rest is over. */
const LATER: Command = { kind: 'wait', until: at(114) };

const commandsOf = (facts: Facts) => decide(NEW_WATCH, facts, AZURE_TIMING).commands;
const endOf = (phase: 'completed' | 'failed' | 'canceled', reason: string) => [
  { kind: 'end', phase, reason },
];

describe('cutOver', () => {
  test.each([
    { name: 'ready, mode auto', facts: ready, attempt: 1 },
    {
      name: 'ready, mode manual, with an approval',
      facts: withControl(ready, { policy: aPolicy({ mode: 'manual' }), approvals: [anApproval()] }),
      attempt: 1,
    },
    {
      name: 'ready after a withdrawn attempt',
      facts: withControl(ready, { attempt: anAttempt({ state: 'withdrawn' }) }),
      attempt: 2,
    },
    {
      name: 'ready after a busy service',
      facts: withControl(ready, { attempt: anAttempt({ state: 'refused', code: 'Conflict' }) }),
      attempt: 2,
    },
    {
      name: 'ready after one lost request',
      facts: withControl(ready, { attempt: anAttempt({ state: 'notReceived', settledAt: at(-15) }) }),
      attempt: 2,
    },
  ])('$name: attempt $attempt', ({ facts, attempt }) => {
    expect(commandsOf(facts)).toEqual([{ kind: 'cutOver', attempt }, SOON]);
  });

  test('not within one poll of the attempt before: a busy service is not asked again at once', () => {
    const justRefused = anAttempt({ state: 'refused', code: 'Conflict', settledAt: at(-14) });
    expect(commandsOf(withControl(ready, { attempt: justRefused }))).toEqual([SOON]);
  });

  test.each([
    { name: 'not ready', facts: notReady },
    { name: 'mode manual, nobody said so', facts: withPolicy(ready, { mode: 'manual' }) },
    { name: 'held', facts: withControl(ready, { holds: [{ ...act, number: 1, reason: 'x' }] }) },
    {
      name: 'an approval that expired',
      facts: withControl(ready, {
        policy: aPolicy({ mode: 'manual' }),
        approvals: [anApproval({ expiresAt: at(-1) })],
      }),
    },
    {
      name: 'refused for good',
      facts: withControl(ready, { attempt: anAttempt({ state: 'refused', code: 'AccessDenied' }) }),
    },
    {
      name: 'two lost requests',
      facts: withControl(ready, {
        attempt: anAttempt({ number: 2, state: 'notReceived', settledAt: at(-9) }),
        earlierAttempts: [anAttempt({ state: 'notReceived', settledAt: at(-99) })],
      }),
    },
    { name: 'a ledger that was rebuilt', facts: withControl(ready, { manualOnly: 'rebuilt' }) },
  ])('never: $name', ({ facts }) => {
    expect(commandsOf(facts)).toEqual([SOON]);
  });

  test.each([{ state: 'intended' }, { state: 'sending' }, { state: 'sent' }, { state: 'unknown' }] as const)(
    'an attempt that is $state is taken up under its own number, whatever else is so',
    ({ state }) => {
      const attempt = anAttempt({ number: 3, state });
      const held = { holds: [{ ...act, number: 1, reason: 'x' }] };

      for (const facts of [ready, notReady, noTail, aReadyFacts({ engine: { kind: 'absent' } })])
        for (const control of [
          { attempt },
          { attempt, ...held },
          { attempt, cancel: { ...act, state: 'intended' as const } },
        ])
          expect(commandsOf(withControl(facts, control))[0]).toEqual({ kind: 'cutOver', attempt: 3 });
    },
  );
});

describe('a retry', () => {
  const waiting = withStatus(noTail, { state: 'retriable' });
  const asked = (state: RetryIntent['state']) => withControl(waiting, { retry: { ...act, state } });

  test.each<[string, Facts, readonly string[]]>([
    ['intended: ordered', asked('intended'), ['retry', 'wait']],
    ['left sending: ordered, to be given up', asked('sending'), ['retry', 'wait']],
    ['sent', asked('sent'), ['wait']],
    ['unclear: never again by itself', asked('unknown'), ['wait']],
    ['refused', asked('refused'), ['wait']],
    ['withdrawn', asked('withdrawn'), ['wait']],
    [
      'a cancel goes before it',
      withControl(asked('intended'), { cancel: { ...act, state: 'intended' } }),
      ['cancel', 'wait'],
    ],
    [
      'an open attempt goes before it',
      withControl(asked('intended'), { attempt: anAttempt({ state: 'sent' }) }),
      ['cutOver', 'wait'],
    ],
  ])('%s', (_name, facts, commands) => {
    expect(commandsOf(facts).map((command) => command.kind)).toEqual(commands);
  });

  test('what waits for one is looked at often', () => {
    const until = (facts: Facts) => decide(NEW_WATCH, facts, AZURE_TIMING).nextCheckAt;
    expect(until(waiting)).toBe(at(aPolicy().windowPollSeconds));
    expect(until(noTail)).not.toBe(until(waiting));
  });
});

describe('create and adopt', () => {
  const registered = aControl({ operationId: undefined });
  const toCreate = aReadyFacts({
    registration: aRegistration({ start: 'create' }),
    control: registered,
    engine: { kind: 'absent' },
    progress: {},
  });
  const stopping = {
    asOf: NOW,
    rows: [{ id: 'NET-01', severity: 'blocks', state: 'unknown', found: 'not read' }] as const,
  };

  test.each([
    { name: 'nothing at the service: create', facts: toCreate, commands: ['create', 'wait'] },
    {
      name: 'no preflight has run: run it',
      facts: { ...toCreate, preflight: undefined },
      commands: ['preflight', 'wait'],
    },
    {
      name: 'the preflight stops it: wait',
      facts: { ...toCreate, preflight: stopping },
      commands: ['wait'],
    },
    {
      name: 'the preflight stops it, and is too old: run it again',
      facts: { ...toCreate, preflight: { ...stopping, asOf: at(-3_600) } },
      commands: ['preflight', 'wait'],
    },
    {
      name: 'the preflight would stop it, but the service has it: adopt',
      facts: withControl(
        { ...aReadyFacts({ registration: aRegistration({ start: 'create' }) }), preflight: stopping },
        { operationId: undefined },
      ),
      commands: ['adopt', 'wait'],
    },
    {
      name: 'registered to be adopted: no preflight',
      facts: { ...toCreate, registration: aRegistration({ start: 'adopt' }), preflight: undefined },
      commands: ['wait'],
    },
    {
      name: 'an intent that was not carried out: create',
      facts: withControl(toCreate, { creation: { ...act, state: 'intended' } }),
      commands: ['create', 'wait'],
    },
    {
      name: 'the next try, its pause over: create',
      facts: withControl(toCreate, { creation: { ...act, state: 'intended', number: 2, notBefore: NOW } }),
      commands: ['create', 'wait'],
    },
    {
      name: 'the next try, in its pause: wait',
      facts: withControl(toCreate, { creation: { ...act, state: 'intended', number: 2, notBefore: at(1) } }),
      commands: ['wait'],
    },
    ...(['sending', 'sent', 'refused', 'unknown', 'notReceived'] as const).map((state) => ({
      name: `the request is ${state}: not again`,
      facts: withControl(toCreate, { creation: { ...act, state } }),
      commands: ['wait'],
    })),
    {
      name: 'the service does not answer: wait',
      facts: { ...toCreate, engine: { kind: 'trouble', code: 'unreachable', message: 'no answer' } as const },
      commands: ['wait'],
    },
    ...[undefined, { ...act, state: 'intended' as const }].map((creation) => ({
      name: `${creation?.state ?? 'not asked for'}, but the service has it: adopt`,
      facts: withControl(aReadyFacts({ registration: aRegistration({ start: 'create' }) }), {
        operationId: undefined,
        creation,
      }),
      commands: ['adopt', 'wait'],
    })),
    {
      name: 'refused, but the service has it: adopt',
      facts: withControl(aReadyFacts({ registration: aRegistration({ start: 'create' }) }), {
        operationId: undefined,
        creation: { ...act, state: 'refused', reason: '409 ResourceAlreadyExists' },
      }),
      commands: ['adopt', 'wait'],
    },
    {
      name: 'only to be adopted: wait',
      facts: { ...toCreate, registration: aRegistration() },
      commands: ['wait'],
    },
    {
      name: 'found and right: adopt',
      facts: aReadyFacts({ control: registered }),
      commands: ['adopt', 'wait'],
    },
    {
      name: 'found, not yet known: wait',
      facts: aReadyFacts({ control: registered, progress: {} }),
      commands: ['wait'],
    },
    {
      name: 'found, but another: wait',
      facts: withStatus(aReadyFacts({ control: registered }), { containerName: 'other' }),
      commands: ['wait'],
    },
    { name: 'adopted already', facts: noTail, commands: ['wait'] },
  ])('$name', ({ facts, commands }) => {
    expect(commandsOf(facts).map((command) => command.kind)).toEqual(commands);
  });

  test('adoption binds the operation that was read', () => {
    expect(commandsOf(aReadyFacts({ control: registered }))[0]).toEqual({
      kind: 'adopt',
      operationId: OPERATION,
    });
  });
});

describe('cancel', () => {
  test.each([
    { state: 'intended', commands: ['cancel', 'wait'] },
    { state: 'sending', commands: ['cancel', 'wait'] },
    { state: 'sent', commands: ['wait'] },
    { state: 'unknown', commands: ['wait'] },
    { state: 'confirmed', commands: ['wait'] },
    { state: 'refused', commands: ['cutOver', 'wait'] },
    { state: 'withdrawn', commands: ['cutOver', 'wait'] },
  ] as const)('$state', ({ state, commands }) => {
    expect(commandsOf(withControl(ready, { cancel: { ...act, state } })).map((one) => one.kind)).toEqual(
      commands,
    );
  });
});

describe('end', () => {
  const inState = (state: EngineState, control: Partial<ControlRow> = {}) =>
    withControl(withStatus(ready, { state }), control);
  const cancel = { ...act, state: 'sent' as const };
  const gone = aReadyFacts({ engine: { kind: 'absent' } });

  test.each([
    {
      name: 'ended already',
      facts: withControl(ready, { ended: { phase: 'failed', at: NOW, reason: 'r' } }),
      commands: endOf('failed', 'r'),
    },
    {
      name: 'confirmed',
      facts: withControl(ready, { attempt: anAttempt({ state: 'confirmed', reason: 'r' }) }),
      commands: endOf('completed', 'cutover confirmed: r'),
    },
    {
      name: 'unproven',
      facts: withControl(ready, { attempt: anAttempt({ state: 'completedUnproven', reason: 'r' }) }),
      commands: endOf('completed', 'completed, but unproven: r'),
    },
    {
      name: 'failed attempt',
      facts: withControl(ready, { attempt: anAttempt({ state: 'failed', reason: 'r' }) }),
      commands: endOf('failed', 'r'),
    },
    {
      name: 'overtaken attempt',
      facts: withControl(ready, { attempt: anAttempt({ state: 'overtaken', reason: 'r' }) }),
      commands: endOf('canceled', 'r'),
    },
    {
      name: 'completed elsewhere',
      facts: inState('succeeded'),
      commands: endOf('completed', 'the cutover was made outside of this product'),
    },
    {
      name: 'a lost request that was processed late',
      facts: inState('succeeded', { attempt: anAttempt({ state: 'notReceived' }) }),
      commands: endOf(
        'completed',
        'the service completed the cutover after attempt 1 had counted as lost: it was processed late, or somebody else requested the cutover',
      ),
    },
    {
      name: 'failed',
      facts: withStatus(ready, { state: 'failed', failure: { code: '2009', message: 'no checksum' } }),
      commands: endOf('failed', '2009 no checksum'),
    },
    {
      name: 'failed with a diagnosis',
      facts: withStatus(ready, {
        state: 'failed',
        failure: { code: '2009', message: 'no', cause: 'No CHECKSUM.', remedy: 'Take it anew.' },
      }),
      commands: endOf('failed', '2009 no — cause: No CHECKSUM. Remedy: Take it anew.'),
    },
    {
      name: 'failed without a reason',
      facts: inState('failed'),
      commands: endOf(
        'failed',
        'the service failed without a reason: check the migration in the Azure portal, and ask Microsoft support',
      ),
    },
    {
      name: 'canceled elsewhere',
      facts: inState('canceled'),
      commands: endOf('canceled', 'cancelled outside of this product'),
    },
    {
      name: 'canceled by us',
      facts: inState('canceled', { cancel }),
      commands: endOf('canceled', 'cancelled by bob@example.com'),
    },
    {
      name: 'canceled after ours was refused',
      facts: inState('canceled', { cancel: { ...act, state: 'refused' } }),
      commands: endOf('canceled', 'cancelled outside of this product'),
    },
    {
      name: 'gone after our cancel, once that is confirmed',
      facts: withControl(gone, { cancel: { ...act, state: 'confirmed' } }),
      commands: endOf('canceled', 'cancelled by bob@example.com'),
    },
  ])('$name', ({ facts, commands }) => {
    expect(commandsOf(facts)).toEqual(commands);
  });

  test.each([
    { name: 'gone without a cancel of ours', facts: gone },
    { name: 'not found after our cancel: one 404 ends nothing', facts: withControl(gone, { cancel }) },
    {
      name: 'gone after our cancel was refused',
      facts: withControl(gone, { cancel: { ...act, state: 'refused' } }),
    },
    {
      name: 'another operation succeeded',
      facts: withStatus(ready, { state: 'succeeded', operationId: OTHER_OPERATION }),
    },
    { name: 'not adopted', facts: withControl(inState('succeeded'), { operationId: undefined }) },
    { name: 'completing', facts: inState('completing') },
    { name: 'canceling', facts: inState('canceling') },
    {
      name: 'no answer',
      facts: aReadyFacts({ engine: { kind: 'trouble', code: 'unreachable', message: 'x' } }),
    },
  ])('not yet: $name', ({ facts }) => {
    expect(commandsOf(facts).map((command) => command.kind)).not.toContain('end');
  });
});

describe('wait', () => {
  const rest = withPolicy(noTail, { restPollSeconds: 300, windowPollSeconds: 20 });

  test.each([
    { name: 'at rest', facts: noTail, wait: LATER },
    { name: 'at rest, as the policy wants', facts: rest, wait: { kind: 'wait', until: at(285) } },
    { name: 'a tail is known', facts: notReady, wait: SOON },
    {
      name: 'a tail is known, as in many other migrations',
      facts: { ...notReady, readsOfRound: 1_000 },
      wait: { kind: 'wait', until: at(50) } as const,
    },
    {
      name: 'a tail is marked twice',
      facts: { ...rest, tail: { kind: 'ambiguous', blobs: [] } as const },
      wait: { kind: 'wait', until: at(20) },
    },
    {
      name: 'not adopted yet',
      facts: withControl(rest, { operationId: undefined }),
      wait: { kind: 'wait', until: at(20) },
    },
    {
      name: 'a cancel is under way',
      facts: withControl(rest, { cancel: { ...act, state: 'sent' } }),
      wait: { kind: 'wait', until: at(20) },
    },
    {
      name: 'a policy in too great a hurry',
      facts: withPolicy(notReady, { windowPollSeconds: 1 }),
      wait: SOON,
    },
  ])('$name', ({ facts, wait }) => {
    const decision = decide(NEW_WATCH, facts, AZURE_TIMING);

    expect(decision.commands.at(-1)).toEqual(wait);
    expect(decision.nextCheckAt).toBe(wait.until);
  });

  test('an end waits for nothing', () => {
    expect(
      decide(NEW_WATCH, withStatus(ready, { state: 'succeeded' }), AZURE_TIMING).nextCheckAt,
    ).toBeUndefined();
  });
});

describe('phase', () => {
  const inFlight = (state: AttemptState, engine: EngineState) =>
    withControl(withStatus(ready, { state: engine }), { attempt: anAttempt({ state }) });

  test.each([
    { phase: 'registered', name: 'not adopted', facts: withControl(ready, { operationId: undefined }) },
    { phase: 'seeding', name: 'the full is not restored', facts: withStatus(ready, { fullRestored: false }) },
    {
      phase: 'seeding',
      name: 'whether the full is restored is not told',
      facts: withStatus(ready, { fullRestored: undefined }),
    },
    { phase: 'following', name: 'no tail', facts: noTail },
    { phase: 'following', name: 'pending logs', facts: notReady },
    {
      phase: 'following',
      name: 'the service does not answer',
      facts: aReadyFacts({ engine: { kind: 'trouble', code: 'unreachable', message: 'x' } }),
    },
    { phase: 'ready', name: 'mode auto', facts: ready },
    {
      phase: 'ready',
      name: 'mode manual, before anybody said so',
      facts: withPolicy(ready, { mode: 'manual' }),
    },
    { phase: 'cuttingOver', name: 'an attempt is intended', facts: inFlight('intended', 'running') },
    { phase: 'cuttingOver', name: 'an attempt is unclear', facts: inFlight('unknown', 'running') },
    { phase: 'confirming', name: 'the service completes', facts: inFlight('sent', 'completing') },
    { phase: 'confirming', name: 'the service succeeded', facts: inFlight('sent', 'succeeded') },
    {
      phase: 'confirming',
      name: 'somebody else cut over',
      facts: withStatus(ready, { state: 'completing' }),
    },
    {
      phase: 'canceled',
      name: 'ended',
      facts: withControl(ready, { ended: { phase: 'canceled', at: NOW, reason: 'r' } }),
    },
  ])('$phase: $name', ({ phase, facts }) => {
    expect(decide(NEW_WATCH, facts, AZURE_TIMING).phase).toBe(phase);
  });

  test.each([
    { before: 'seeding', phase: 'seeding' },
    { before: 'confirming', phase: 'confirming' },
    { before: 'ready', phase: 'following' },
    { before: 'following', phase: 'following' },
  ] as const)('while the service cannot be read, $before becomes $phase', ({ before, phase }) => {
    const facts = aReadyFacts({ engine: { kind: 'trouble', code: 'unreachable', message: 'x' } });

    expect(decide({ ...NEW_WATCH, phase: before }, facts, AZURE_TIMING).phase).toBe(phase);
  });
});

describe('headline', () => {
  const gap = {
    needLsn: parseLsn('37000000090000001'),
    firstAvailableLsn: parseLsn('37000000100000001'),
    lastGoodFile: 'log7.trn',
    nextFile: 'log9.trn',
  };

  test.each([
    {
      facts: withControl(ready, { operationId: undefined, ended: undefined }),
      headline: 'Registered: waiting for the migration at the service',
    },
    {
      facts: withControl(aReadyFacts({ progress: {} }), { operationId: undefined }),
      headline: 'Registered: the service restored log9.final.trn last, which is not in the ledger yet',
    },
    {
      facts: withStatus(noTail, { fullRestored: false }),
      headline:
        'Seeding: the service reports that no full backup is restored yet; 3 files in the chain, the last log9.final.trn',
    },
    {
      facts: withStatus(noTail, { state: 'canceling', rawState: 'Canceling' }),
      headline: 'Following: 3 files in the chain, the last log9.final.trn; the service says Canceling',
    },
    {
      facts: withStatus(noTail, {
        fullRestored: false,
        restoringFile: 'other.bak',
        lastRestoredFile: undefined,
      }),
      headline: 'Seeding: the service restores other.bak; 3 files in the chain, the last log9.final.trn',
    },
    {
      facts: withStatus(noTail, {
        fullRestored: undefined,
        restoringFile: 'full.bak',
        lastRestoredFile: 'shop/full.bak',
      }),
      headline:
        'Seeding: the service does not report whether a full backup is restored; 3 files in the chain, the last log9.final.trn',
    },
    {
      facts: withChain(withStatus(noTail, { fullRestored: undefined }), {
        status: 'no-full',
        pathFiles: 0,
        summary: 'No full backup is here. Upload one.',
      }),
      headline:
        'Seeding: the service does not report whether a full backup is restored; No full backup is here. Upload one.',
    },
    {
      facts: noTail,
      headline:
        'Following: 3 files in the chain, the last log9.final.trn; 0 logs pending at the service, log9.final.trn restored last',
    },
    {
      facts: withStatus(noTail, { pendingLogs: undefined, lastRestoredFile: undefined }),
      headline: 'Following: 3 files in the chain, the last log9.final.trn; pending logs unknown',
    },
    {
      facts: withChain(noTail, { status: 'gap', summary: 'gap', gap }),
      headline:
        'Gap: a log that contains LSN 37000000090000001 is missing after log7.trn; log9.trn starts at LSN 37000000100000001',
    },
    {
      facts: withStatus(ready, { pendingLogs: 2 }),
      headline: 'Tail log9.final.trn: not ready, 2 log backups are pending at the service',
    },
    {
      facts: aReadyFacts({ tail: { kind: 'unreadable', blob: 'x.trn', reason: 'growing' }, progress: {} }),
      headline: 'Tail x.trn: not ready, no tail is known yet',
    },
    { facts: ready, headline: 'Ready to cut over at log9.final.trn' },
    {
      facts: withControl(ready, { attempt: anAttempt({ state: 'sending' }) }),
      headline: 'Cutting over at log9.final.trn: request sending',
    },
    {
      facts: withControl(withStatus(ready, { state: 'completing' }), {
        attempt: anAttempt({ state: 'sent' }),
      }),
      headline: 'Confirming: the service is completing the cutover',
    },
    {
      facts: withControl(ready, { holds: [{ ...act, number: 1, reason: 'wait for Ada' }] }),
      headline: 'Held by bob@example.com: wait for Ada',
    },
    {
      facts: withStatus(ready, { blockingReasons: ['no certificate'] }),
      headline: 'Blocked: the service is blocked: no certificate',
    },
    {
      facts: withControl(ready, {
        holds: [{ ...act, number: 1, reason: 'x' }],
        ended: { phase: 'completed', at: NOW, reason: 'cutover confirmed' },
      }),
      headline: 'Completed: cutover confirmed',
    },
    {
      facts: withControl(ready, { ended: { phase: 'failed', at: NOW, reason: '2009' } }),
      headline: 'Failed: 2009',
    },
    {
      facts: withControl(ready, { ended: { phase: 'canceled', at: NOW, reason: 'by bob' } }),
      headline: 'Canceled: by bob',
    },
    {
      facts: withControl(ready, { ended: { phase: 'canceled', at: NOW, reason: 'cancelled by bob' } }),
      headline: 'Canceled by bob',
    },
    {
      facts: withControl(ready, {
        ended: { phase: 'completed', at: NOW, reason: 'completed, but unproven: nobody told' },
      }),
      headline: 'Completed, but unproven: nobody told',
    },
    {
      facts: withControl(ready, {
        cancel: { ...act, state: 'intended' },
        holds: [{ ...act, number: 1, reason: 'x' }],
      }),
      headline: 'Canceling: requested by bob@example.com; the service drops the target database',
    },
    {
      facts: withControl(ready, { cancel: { ...act, state: 'refused' } }),
      headline: 'Ready to cut over at log9.final.trn',
    },
  ])('$headline', ({ facts, headline }) => {
    expect(decide(NEW_WATCH, facts, AZURE_TIMING).headline).toBe(headline);
  });
});

describe('journal', () => {
  const lines = (memory: Parameters<typeof decide>[0], facts: Facts) =>
    decide(memory, facts, AZURE_TIMING).entries.map((entry) => `${entry.kind}: ${entry.text}`);

  test('what changed is written, each in one line', () => {
    expect(lines(NEW_WATCH, ready)).toEqual([
      'phaseChanged: Phase registered → ready',
      'readinessChanged: Ready: every check is met or waived',
    ]);
  });

  test('what did not change is not', () => {
    const { watchState } = decide(NEW_WATCH, ready, AZURE_TIMING);

    expect(lines(watchState, { ...ready, at: at(15) })).not.toContain('phaseChanged');
    expect(lines(watchState, ready)).toEqual([]);
  });

  test('readiness lost names the checks', () => {
    const { watchState } = decide(NEW_WATCH, ready, AZURE_TIMING);

    expect(lines(watchState, notReady)).toEqual([
      'phaseChanged: Phase ready → following',
      'readinessChanged: No longer ready: pending.zero, pending.stable',
    ]);
  });

  test.each([
    withControl(ready, { attempt: anAttempt({ state: 'sending' }) }),
    withControl(withStatus(ready, { state: 'completing' }), { attempt: anAttempt({ state: 'sent' }) }),
    withControl(withStatus(ready, { state: 'succeeded' }), {
      ended: { phase: 'completed', at: NOW, reason: 'done' },
    }),
  ])('once the request is on its way, checks that the service cannot meet any more are no loss', (facts) => {
    const { watchState } = decide(NEW_WATCH, ready, AZURE_TIMING);

    expect(lines(watchState, facts)).toEqual([expect.stringMatching(/^phaseChanged: /)]);
  });

  test('a block is written when it comes, when it becomes another and when it goes', () => {
    const one = decide(
      decide(NEW_WATCH, noTail, AZURE_TIMING).watchState,
      withStatus(noTail, { blockingReasons: ['2009: a'] }),
      AZURE_TIMING,
    );
    const other = decide(one.watchState, withStatus(noTail, { blockingReasons: ['2040: b'] }), AZURE_TIMING);

    expect(one.entries.map((entry) => entry.text)).toEqual(['Blocked: the service is blocked: 2009: a']);
    expect(other.entries.map((entry) => entry.text)).toEqual(['Blocked: the service is blocked: 2040: b']);
    expect(lines(other.watchState, noTail)).toEqual(['trouble: No longer blocked']);
    const ended = withControl(noTail, { ended: { phase: 'failed', at: NOW, reason: 'b' } });
    expect(lines(other.watchState, ended)).toEqual(['phaseChanged: Phase following → failed']);
  });

  test('every line carries the time of the assessment and says that the watch speaks', () => {
    for (const entry of decide(NEW_WATCH, ready, AZURE_TIMING).entries)
      expect(entry).toMatchObject({ at: NOW, by: 'watch' });
  });
});

describe('memory', () => {
  test('"since" holds while a check stays in its state, and begins anew when it changes', () => {
    const first = decide(NEW_WATCH, notReady, AZURE_TIMING);
    const second = decide(first.watchState, { ...notReady, at: at(0.5) }, AZURE_TIMING);
    const third = decide(second.watchState, { ...ready, at: at(0.7) }, AZURE_TIMING);

    expect(second.watchState.checks['pending.zero']).toEqual({ what: 'unmet', since: NOW });
    expect(third.watchState.checks['pending.zero']).toEqual({ what: 'met', since: at(0.7) });
    expect(third.watchState.checks['chain.complete']).toEqual({ what: 'met', since: NOW });
  });

  test('of the memory of 0.1.0 no reading counts; everything else is kept', () => {
    const { version, ...former } = decide(NEW_WATCH, ready, AZURE_TIMING).watchState;
    expect([version, former.stability?.count]).toEqual([WATCH_STATE_VERSION, 2]);
    expect(recall(former)).toEqual({ ...former, version, stability: undefined, rest: undefined });
    expect(recall({ ...former, version })).toEqual({ ...former, version });
  });

  test('that the service cancels it soon is one line, through trouble and moved seconds', () => {
    const soon = (seconds: number) => withStatus(ready, { expiresAt: at(86_400 + seconds) });
    const trouble = aReadyFacts({ engine: { kind: 'trouble', code: 'unreachable', message: 'x' } });
    let memory = NEW_WATCH;
    const lines = [ready, soon(0), trouble, soon(1)].map((facts) => {
      const decision = decide(memory, facts, AZURE_TIMING);
      memory = decision.watchState;
      return decision.entries.filter((entry) => entry.facts?.event === 'timeRunsOut').length;
    });
    expect(lines).toEqual([0, 1, 0, 0]);
  });

  test('it is small: no list of files, no control row', () => {
    expect(Object.keys(decide(NEW_WATCH, ready, AZURE_TIMING).watchState).sort()).toEqual([
      'blocked',
      'checks',
      'clocks',
      'doubtfulEnd',
      'engineState',
      'gap',
      'movement',
      'overdue',
      'phase',
      'ready',
      'readyTail',
      'stability',
      'stalls',
      'unnamed',
      'version',
      'waits',
      'watchDueAt',
    ]);
  });

  test('it gives no authority: remembered readiness does not cut over', () => {
    const { watchState } = decide(NEW_WATCH, ready, AZURE_TIMING);

    expect(decide(watchState, notReady, AZURE_TIMING).commands).toEqual([SOON]);
  });
});
