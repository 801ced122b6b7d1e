import type { Facts } from '../../../shared/core/facts/facts';
import { parseLsn } from '../../../shared/core/lsn';
import { AZURE_TIMING } from '../../../shared/core/timing';
import { decide } from '../../../shared/core/watch/decide';
import { NEW_WATCH } from '../../../shared/core/watch/watch-state';
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
  withPolicy,
  withStatus,
} from '../../support/facts';

const ready = aReadyFacts();
const act = { by: 'bob@example.com', at: at(-90) };
/** What is counted of a migration that has not been there for five minutes. */
const LONG = { what: 'absent', count: 4, firstAt: at(-400), lastAt: at(-100), seconds: 300 };
const blockOf = (facts: Facts) => decide(NEW_WATCH, facts, AZURE_TIMING).blocked?.what;

describe('a migration that is not found', () => {
  const gone = aReadyFacts({ engine: { kind: 'absent' } });
  const toAdopt = withControl(gone, { operationId: undefined });
  /** Decides on looks at these seconds; the last block. */
  const blockAfter = (facts: Facts, ...seconds: readonly number[]) =>
    seconds.reduce(
      (seen, second) => decide(seen.watchState, { ...facts, at: at(second) }, AZURE_TIMING),
      decide(NEW_WATCH, { ...facts, at: at(0) }, AZURE_TIMING),
    ).block;

  test.each([
    ['adopted', gone, 'migrationGone'],
    ['to be adopted', toAdopt, 'nothingToAdopt'],
  ])('%s: one 404 blocks nothing, three over five minutes do', (_name, facts, kind) => {
    expect(blockAfter(facts)).toBeUndefined();
    expect(blockAfter(facts, 150, 299)).toBeUndefined();
    expect(blockAfter(facts, 150, 300)?.kind).toBe(kind);
  });

  test('a reading in between begins anew, trouble does not', () => {
    const memory = decide(
      decide(NEW_WATCH, gone, AZURE_TIMING).watchState,
      { ...gone, at: at(150) },
      AZURE_TIMING,
    ).watchState;
    const trouble = aReadyFacts({
      engine: { kind: 'trouble', code: 'unreachable', message: 'x' },
      at: at(200),
    });
    expect(decide(memory, trouble, AZURE_TIMING).watchState.absent?.count).toBe(2);
    expect(decide(memory, { ...ready, at: at(200) }, AZURE_TIMING).watchState.absent).toBeUndefined();
  });

  test('an open attempt or cancel counts by itself: what the watch counted says nothing about its target', () => {
    const attempt = anAttempt({ state: 'sent', sentAt: at(-9) });
    expect(blockAfter(withControl(gone, { attempt }), 150, 300, 450)).toBeUndefined();
    const cancel = { ...act, state: 'sent' as const };
    expect(blockAfter(withControl(gone, { cancel }), 150, 300, 450)).toBeUndefined();
    const seen = 'the migration is no longer at the service, the target database is Restoring';
    const missing = { what: seen, count: 3, firstAt: at(-400), lastAt: at(-100), seconds: 300 };
    for (const control of [{ attempt: { ...attempt, missing } }, { cancel: { ...cancel, absent: missing } }])
      expect(blockAfter(withControl(gone, control))).toEqual({
        kind: 'migrationGone',
        migration: 'prod-shop',
        seen: `${seen} (3 readings from ${at(-400)} to ${at(-100)})`,
      });
  });
});

describe('blocked, for a person', () => {
  const toCreate = aReadyFacts({
    registration: aRegistration({ start: 'create' }),
    control: aControl({ operationId: undefined }),
    engine: { kind: 'absent' },
    progress: {},
  });

  test.each([
    {
      name: 'another container',
      facts: withControl(withStatus(ready, { containerName: 'other' }), { operationId: undefined }),
      reason: 'the service reads container other, but backups is registered',
    },
    {
      name: 'the service does not answer',
      facts: aReadyFacts({ engine: { kind: 'trouble', code: 'unreachable', message: 'no answer' } }),
      reason: 'no answer',
    },
    {
      name: 'creation refused',
      facts: withControl(toCreate, { creation: { ...act, state: 'refused', reason: 'InvalidLocation' } }),
      reason:
        'the service refused to create the migration: InvalidLocation; once the cause is gone: npm run cutover -- retry prod-shop (or POST retry)',
    },
    {
      name: 'creation unclear',
      facts: withControl(toCreate, {
        creation: {
          ...act,
          state: 'unknown',
          reason: 'reset',
          sender: { token: 't', notAfter: at(-600) },
        },
      }),
      reason:
        'it is unclear whether the request to create the migration arrived (reset), and the service knows no such migration',
    },
    {
      name: 'creation accepted, but nothing is there',
      facts: withControl(toCreate, { creation: { ...act, state: 'sent', sentAt: at(-600), absent: LONG } }),
      reason: `the service accepted the request to create the migration at ${at(-600)}, but knows no such migration`,
    },
    {
      name: 'creation lost again and again',
      facts: withControl(toCreate, { creation: { ...act, state: 'notReceived', reason: 'reset' } }),
      reason: 'no request to create the migration had an effect, and none is sent by itself any more: reset',
    },
    {
      name: 'failed',
      facts: withStatus(ready, { failure: { code: '2009', message: 'no checksum' } }),
      reason: 'the service failed: 2009 no checksum',
    },
    {
      name: 'retriable',
      facts: withStatus(ready, { state: 'retriable' }),
      reason:
        'the service waits for a retry and cancels the migration after 8 hours; once the cause is gone: npm run cutover -- retry prod-shop (or POST retry)',
    },
    {
      name: 'retriable, and why',
      facts: withStatus(ready, { state: 'retriable', failure: { code: '2009', message: 'no checksum' } }),
      reason: 'the service waits for a retry after 2009 no checksum and cancels the migration after 8 hours',
    },
    {
      name: 'retriable, a retry asked for',
      facts: withControl(withStatus(ready, { state: 'retriable' }), {
        retry: { ...act, state: 'intended' },
      }),
      reason: `after 8 hours; bob@example.com requested one at ${at(-90)} (intended)`,
    },
    {
      name: 'retriable still, after a retry that had no effect',
      facts: withControl(withStatus(ready, { state: 'retriable' }), {
        retry: { ...act, state: 'sent', sender: { token: 't', notAfter: at(-60) } },
      }),
      reason: 'once the cause is gone: npm run cutover -- retry prod-shop',
    },
    {
      name: 'blocking reason',
      facts: withStatus(ready, { blockingReasons: ['no certificate'] }),
      reason: 'the service is blocked: no certificate',
    },
    {
      name: 'another operation',
      facts: withStatus(ready, { operationId: OTHER_OPERATION }),
      reason: 'somebody restarted it',
    },
    {
      name: 'sent, but still restoring',
      facts: withControl(withStatus(ready, { asOf: at(700) }), {
        attempt: anAttempt({ state: 'sent', sentAt: at(99) }),
      }),
      reason: `the cutover request was accepted at ${at(99)}, but the service still restores`,
    },
    {
      name: 'unclear for too long',
      facts: withControl(withStatus(ready, { asOf: at(700), atRest: undefined }), {
        attempt: anAttempt({ state: 'unknown', sender: { token: 't', notAfter: at(30) } }),
      }),
      reason: 'it is unclear whether the cutover request of attempt 1 arrived',
    },
    {
      name: 'forked',
      facts: withChain(ready, { status: 'forked', summary: 'forked at 5' }),
      reason: 'forked at 5',
    },
    {
      name: 'simple recovery',
      facts: withChain(ready, { status: 'simple-recovery', summary: 'no logs' }),
      reason: 'no logs',
    },
    {
      name: 'damaged',
      facts: withChain(ready, { status: 'damaged', summary: 'log3 is damaged' }),
      reason: 'log3 is damaged',
    },
    {
      name: 'an error in the chain',
      facts: withChain(ready, { errors: ['appended sets'] }),
      reason: 'appended sets',
    },
    {
      name: 'two tails',
      facts: aReadyFacts({ tail: { kind: 'ambiguous', blobs: ['a', 'b'] } }),
      reason: 'more than one tail is marked: a, b',
    },
    {
      name: 'an approval lapsed',
      facts: withControl(ready, {
        policy: aPolicy({ mode: 'manual' }),
        approvals: [anApproval({ expiresAt: at(-1) })],
      }),
      reason: 'expired at',
    },
    {
      name: 'refused',
      facts: withControl(ready, {
        attempt: anAttempt({ state: 'refused', code: 'AccessDenied', reason: 'no role' }),
      }),
      reason: 'the service refused attempt 1: AccessDenied no role',
    },
    {
      name: 'refused, then withdrawn',
      facts: withControl(ready, {
        attempt: anAttempt({ number: 2, state: 'withdrawn' }),
        earlierAttempts: [anAttempt({ state: 'refused', code: 'AccessDenied' })],
      }),
      reason: 'refused attempt 1',
    },
    {
      name: 'lost, and nobody may send by itself',
      facts: withControl(ready, {
        policy: aPolicy({ mode: 'manual' }),
        attempt: anAttempt({ state: 'notReceived' }),
      }),
      reason: 'POST cutover',
    },
  ])('$name', ({ facts, reason }) => {
    expect(blockOf(facts)).toContain(reason);
  });

  test.each([
    { name: 'ready', facts: ready },
    { name: 'waiting for a person’s first word', facts: withPolicy(ready, { mode: 'manual' }) },
    { name: 'no full yet', facts: withChain(ready, { status: 'no-full' }) },
    { name: 'nothing at the service, to be created', facts: toCreate },
    ...[
      { state: 'sending' as const, sender: { token: 't', notAfter: at(-9999) } },
      { state: 'unknown' as const, sender: { token: 't', notAfter: at(-599) } },
      { state: 'sent' as const, sentAt: at(-599), absent: LONG },
      { state: 'sent' as const, sentAt: at(-9999), absent: { ...LONG, seconds: 299 } },
      { state: 'intended' as const, number: 2, tries: 2, reason: 'busy', notBefore: at(60) },
    ].map((creation) => ({
      name: `a creation that is ${creation.state} and may come right by itself`,
      facts: withControl(toCreate, { creation: { ...act, ...creation } }),
    })),
    {
      name: 'a creation that was refused, but the service has the migration',
      facts: withControl(
        { ...ready, registration: toCreate.registration },
        { operationId: undefined, creation: { ...act, state: 'refused', reason: 'exists' } },
      ),
    },
    {
      name: 'a busy service, tried again',
      facts: withControl(ready, { attempt: anAttempt({ state: 'refused', code: 'Conflict' }) }),
    },
    {
      name: 'sent, completing for hours',
      facts: withControl(withStatus(ready, { state: 'completing', asOf: at(9000) }), {
        attempt: anAttempt({ state: 'sent', sentAt: at(1) }),
      }),
    },
    {
      name: 'ended',
      facts: withControl(withStatus(ready, { blockingReasons: ['x'] }), {
        ended: { phase: 'failed', at: NOW, reason: 'r' },
      }),
    },
  ])('not blocked: $name', ({ facts }) => {
    expect(blockOf(facts)).toBeUndefined();
  });
});

describe('a gap shows at once and blocks after its grace', () => {
  const gap = {
    needLsn: parseLsn('37000000090000001'),
    firstAvailableLsn: parseLsn('37000000100000001'),
    lastGoodFile: 'log7.trn',
    nextFile: 'log9.trn',
  };
  const gapped = (seconds: number, cadence: number, needLsn = gap.needLsn): Facts => ({
    ...withPolicy(
      withChain(ready, { status: 'gap', summary: 'a log is missing', gap: { ...gap, needLsn } }),
      { logCadenceMinutes: cadence },
    ),
    at: at(seconds),
  });

  test.each([
    { name: 'at once', seconds: 0, cadence: 15, blocked: false },
    { name: 'cadence 15 min, after 30 min', seconds: 1800, cadence: 15, blocked: false },
    { name: 'cadence 15 min, later', seconds: 1801, cadence: 15, blocked: true },
    { name: 'cadence 1 min, after 10 min', seconds: 600, cadence: 1, blocked: false },
    { name: 'cadence 1 min, later', seconds: 601, cadence: 1, blocked: true },
    { name: 'the clock went back', seconds: -7200, cadence: 1, blocked: false },
  ])('$name: $blocked', ({ seconds, cadence, blocked }) => {
    const { watchState } = decide(NEW_WATCH, gapped(0, cadence), AZURE_TIMING);
    const decision = decide(watchState, gapped(seconds, cadence), AZURE_TIMING);

    expect(decision.blocked?.what).toBe(blocked ? 'a log is missing' : undefined);
    expect(decision.gapSince).toBe(NOW);
    expect(decision.readiness.ready).toBe(false);
  });

  test('another gap has its own grace', () => {
    const { watchState } = decide(NEW_WATCH, gapped(0, 1), AZURE_TIMING);
    const decision = decide(watchState, gapped(601, 1, parseLsn('38:1:1')), AZURE_TIMING);

    expect(decision.gapSince).toBe(at(601));
    expect(decision.blocked).toBeUndefined();
  });

  test('missing stripes have the same grace', () => {
    const awaiting = (seconds: number): Facts => ({
      ...withChain(ready, { status: 'incomplete-set', summary: '3 of 4 stripes' }),
      at: at(seconds),
    });
    const { watchState } = decide(NEW_WATCH, awaiting(0), AZURE_TIMING);

    expect(decide(watchState, awaiting(1800), AZURE_TIMING).blocked).toBeUndefined();
    expect(decide(watchState, awaiting(1801), AZURE_TIMING).blocked).toMatchObject({
      what: '3 of 4 stripes',
      since: at(1801),
    });
  });
});
