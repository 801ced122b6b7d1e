import { parseLsn } from '../../../shared/core/lsn';
import type { Attempt, AttemptState, ControlRow } from '../../../shared/core/migration/control';
import { cutoverApproval } from '../../../shared/core/readiness/cutover-approval';
import {
  aControl,
  anAttempt,
  anApproval,
  aPolicy,
  aReadyFacts,
  at,
  aTail,
  NOW,
  OPERATION,
  OTHER_OPERATION,
} from '../../support/facts';

const AUTO = expect.objectContaining({ kind: 'granted', by: 'policy:auto', approvals: [] });
const BY_ADA = expect.objectContaining({ kind: 'granted', by: 'ada@example.com', until: at(3540) });
const NOBODY = { kind: 'pending', reason: "waiting for an operator's approval: POST cutover" };

const manual = aPolicy({ mode: 'manual' });
const otherTail = aTail({ blob: 'log10.final.trn', setKey: 'set-10' });

function ask(control: Partial<ControlRow>, now = NOW) {
  return cutoverApproval(aReadyFacts({ at: now, control: aControl(control) }), aTail());
}

describe('without an earlier attempt', () => {
  test.each([
    { name: 'auto: the policy', control: {}, expected: AUTO },
    {
      name: 'auto, with an approval: the operator',
      control: { approvals: [anApproval()] },
      expected: BY_ADA,
    },
    { name: 'auto, but the ledger was rebuilt', control: { manualOnly: 'rebuilt' }, expected: NOBODY },
    {
      name: 'auto, but paused',
      control: { autoPaused: { by: 'bob', at: at(-5), reason: 'bob released a hold' } },
      expected: NOBODY,
    },
    {
      name: 'auto, the ledger was rebuilt, with an approval',
      control: { manualOnly: 'rebuilt', approvals: [anApproval()] },
      expected: BY_ADA,
    },
    { name: 'manual', control: { policy: manual }, expected: NOBODY },
    {
      name: 'manual, with an approval',
      control: { policy: manual, approvals: [anApproval()] },
      expected: BY_ADA,
    },
    {
      name: 'approve',
      control: { policy: aPolicy({ mode: 'approve' }) },
      expected: {
        kind: 'pending',
        reason:
          'none of 1 approval; missing: 1 by an operator with the role Cutover.Approve, other than rita@example.com, who registered the migration',
      },
    },
    {
      name: 'approve, with an approval',
      control: { policy: aPolicy({ mode: 'approve' }), approvals: [anApproval()] },
      expected: BY_ADA,
    },
  ])('$name', ({ control, expected }) => {
    expect(ask(control)).toEqual(expected);
  });
});

describe('an approval is bound', () => {
  test.each([
    { name: 'it expired', approval: { expiresAt: at(-1) }, reason: `expired at ${at(-1)}` },
    { name: 'it expires now', approval: { expiresAt: NOW }, reason: 'expired' },
    { name: 'its end is no time', approval: { expiresAt: 'never' }, reason: 'expired at never' },
    { name: 'it was for another tail', approval: { tail: otherTail }, reason: 'was for log10.final.trn' },
    {
      name: 'it was for another LSN of the same set',
      approval: { tail: aTail({ lastLsn: parseLsn('36:1:1') }) },
      reason: 'LSN 36000000000100001',
    },
    {
      name: 'it was for another operation',
      approval: { operationId: OTHER_OPERATION },
      reason: 'which no longer runs',
    },
  ])('$name: lapsed', ({ approval, reason }) => {
    const control = { policy: manual, approvals: [anApproval(approval)] };

    expect(ask(control)).toMatchObject({ kind: 'expired' });
    expect(ask(control)).toHaveProperty('reason', expect.stringContaining(reason));
  });

  test('in mode auto a lapsed one changes nothing', () => {
    expect(ask({ approvals: [anApproval({ expiresAt: at(-1) })] })).toEqual(AUTO);
  });

  test('when nothing may go by itself, a lapsed one is named', () => {
    expect(ask({ manualOnly: 'rebuilt', approvals: [anApproval({ tail: otherTail })] }).kind).toBe('expired');
  });

  test('an operation id in another case is the same operation', () => {
    expect(
      ask({ policy: manual, approvals: [anApproval({ operationId: OPERATION.toUpperCase() })] }),
    ).toEqual(BY_ADA);
  });

  test.each([
    { name: 'a second before it expires', now: at(3539), kind: 'granted' },
    { name: 'at its end', now: at(3540), kind: 'expired' },
    { name: 'a clock that went back before it was given', now: at(-3600), kind: 'pending' },
    { name: 'a clock that jumped a day ahead', now: at(86_400), kind: 'expired' },
    { name: 'a clock that tells nothing', now: '', kind: 'pending' },
  ])('$name: $kind', ({ now, kind }) => {
    expect(ask({ policy: manual, approvals: [anApproval()] }, now).kind).toBe(kind);
  });

  test('a times written with an offset is compared as a time, not as text', () => {
    // 23:30 at +02:00 is 21:30 UTC, before NOW (22:00 UTC), though its text sorts after.
    expect(
      ask({ policy: manual, approvals: [anApproval({ expiresAt: '2026-03-01T23:30:00+02:00' })] }).kind,
    ).toBe('expired');
  });
});

const lost = (number: number, change: Partial<Attempt> = {}): Attempt =>
  anAttempt({ number, state: 'notReceived', settledAt: at(-300 + number), ...change });
const refused = (number: number, code: string, change: Partial<Attempt> = {}): Attempt =>
  anAttempt({ number, state: 'refused', code, reason: 'no', settledAt: at(-300 + number), ...change });

describe('after earlier attempts in mode auto', () => {
  test.each([
    { name: 'one lost request: once more by itself', attempts: [lost(1)], kind: 'granted' },
    { name: 'two lost requests: an operator', attempts: [lost(1), lost(2)], kind: 'pending' },
    {
      name: 'two lost and then a busy service: still an operator',
      attempts: [lost(1), lost(2), refused(3, 'Conflict')],
      kind: 'pending',
    },
    {
      name: 'lost, busy, lost: an operator',
      attempts: [lost(1), refused(2, 'TooManyRequests'), lost(3)],
      kind: 'pending',
    },
    {
      name: 'two lost on another tail: the policy',
      attempts: [lost(1, { tail: otherTail }), lost(2, { tail: otherTail })],
      kind: 'granted',
    },
    {
      name: 'one lost on each of two tails: the policy',
      attempts: [lost(1, { tail: otherTail }), lost(2)],
      kind: 'granted',
    },
    ...[
      'OperationInProgress',
      'SubscriptionOperationInProgress',
      'Conflict',
      'TooManyRequests',
      'NotSent',
    ].map((code) => ({
      name: `refused as busy (${code}): tried again`,
      attempts: [refused(1, code)],
      kind: 'granted',
    })),
    ...['MigrationNotReadyForCutoverError', 'OperationCanceled', 'AccessDenied', ''].map((code) => ({
      name: `refused for another reason (${code}): a person`,
      attempts: [refused(1, code)],
      kind: 'pending',
    })),
    {
      name: 'refused on another tail: the policy',
      attempts: [refused(1, 'AccessDenied', { tail: otherTail })],
      kind: 'granted',
    },
    {
      name: 'refused, then withdrawn: still an operator',
      attempts: [refused(1, 'AccessDenied'), anAttempt({ number: 2, state: 'withdrawn' })],
      kind: 'pending',
    },
    {
      name: 'settled by an operator on another tail: still an operator',
      attempts: [lost(1, { tail: otherTail, settledBy: 'ada@example.com' })],
      kind: 'pending',
    },
    {
      name: 'settled on another tail, then withdrawn on this one: still an operator',
      attempts: [
        lost(1, { tail: otherTail, settledBy: 'ada@example.com' }),
        anAttempt({ number: 2, state: 'withdrawn' }),
      ],
      kind: 'pending',
    },
    { name: 'withdrawn: the policy', attempts: [anAttempt({ state: 'withdrawn' })], kind: 'granted' },
  ])('$name', ({ attempts, kind }) => {
    expect(ask({ attempt: attempts.at(-1), earlierAttempts: attempts.slice(0, -1) }).kind).toBe(kind);
  });

  test('the reason names what happened', () => {
    expect(ask({ attempt: lost(2), earlierAttempts: [lost(1)] })).toEqual({
      kind: 'pending',
      reason: '2 requests were lost; an operator decides about another one',
      objection: true,
    });
    expect(ask({ attempt: refused(1, 'AccessDenied') })).toEqual({
      kind: 'pending',
      reason: 'the service refused attempt 1: AccessDenied no',
      objection: true,
    });
  });

  test.each([
    { name: 'given after it', approvedAt: at(-10), kind: 'granted' },
    { name: 'given at the same moment', approvedAt: at(-298), kind: 'pending' },
    { name: 'given before it', approvedAt: at(-310), kind: 'pending' },
  ])('an approval $name: $kind', ({ approvedAt, kind }) => {
    const approval = anApproval({ at: approvedAt });

    expect(ask({ approvals: [approval], attempt: lost(2), earlierAttempts: [lost(1)] }).kind).toBe(kind);
    expect(
      ask({ approvals: [approval], policy: manual, attempt: lost(2), earlierAttempts: [lost(1)] }).kind,
    ).toBe(kind);
  });

  test('an operator’s newer approval survives a busy service', () => {
    const attempts = [lost(1), lost(2), refused(3, 'TooManyRequests', { settledAt: at(-5) })];

    expect(
      ask({
        approvals: [anApproval({ at: at(-10) })],
        attempt: attempts[2],
        earlierAttempts: attempts.slice(0, 2),
      }),
    ).toEqual(BY_ADA);
  });

  test('when the end of the attempt is not known, no approval is newer', () => {
    expect(
      ask({ approvals: [anApproval()], attempt: refused(1, 'AccessDenied', { settledAt: undefined }) }).kind,
    ).toBe('pending');
  });
});

describe('while an attempt stands', () => {
  test.each(['sending', 'sent', 'unknown', 'confirmed', 'completedUnproven', 'failed', 'overtaken'] as const)(
    'one that is %s leaves no room, whoever asks',
    (state: AttemptState) => {
      const attempt = anAttempt({ state, settledAt: at(-100) });

      expect(ask({ attempt })).toEqual({ kind: 'pending', reason: `attempt 1 is ${state}` });
      expect(ask({ attempt, approvals: [anApproval()] }).kind).toBe('pending');
      expect(ask({ attempt: { ...attempt, tail: otherTail } }).kind).toBe('pending');
    },
  );

  test('an intended one may go on', () => {
    expect(ask({ attempt: anAttempt() })).toEqual(AUTO);
    expect(ask({ attempt: anAttempt(), policy: manual, approvals: [anApproval()] })).toEqual(BY_ADA);
    expect(ask({ attempt: anAttempt(), policy: manual })).toEqual(NOBODY);
  });

  test.each([
    { name: 'another tail', attempt: anAttempt({ tail: otherTail }) },
    { name: 'another LSN', attempt: anAttempt({ tail: aTail({ lastLsn: parseLsn('36:1:1') }) }) },
    { name: 'another operation', attempt: anAttempt({ operationId: OTHER_OPERATION }) },
  ])('an intended one that was made for $name may not', ({ attempt }) => {
    expect(ask({ attempt })).toMatchObject({ kind: 'pending' });
    expect(ask({ attempt, approvals: [anApproval()] })).toHaveProperty(
      'reason',
      expect.stringContaining('was made for'),
    );
  });
});

describe('a member of a group', () => {
  const { setKey, lastLsn } = aTail();
  const go = { by: 'group', at: at(-5), tail: { setKey, lastLsn }, operationId: OPERATION };
  const waits = (reason: RegExp) => ({
    kind: 'groupWaiting',
    by: 'policy:auto',
    reason: expect.stringMatching(reason),
  });
  test.each([
    { name: 'without a go', group: {}, expected: waits(/^group wave-1 has not given its go$/) },
    { name: 'with a go that fits', group: { go }, expected: AUTO },
    {
      name: 'with a go dated in the future',
      group: { go: { ...go, at: at(5) } },
      expected: waits(/waiting for the clock/),
    },
    {
      name: 'with a go for another set',
      group: { go: { ...go, tail: { setKey: 'set-8', lastLsn } } },
      expected: waits(/the tail is now log9/),
    },
    {
      name: 'with a go for another LSN',
      group: { go: { ...go, tail: { setKey, lastLsn: parseLsn('1') } } },
      expected: waits(/was for LSN 1, the tail is now/),
    },
    {
      name: 'with a go for another operation',
      group: { go: { ...go, operationId: OTHER_OPERATION } },
      expected: waits(/no longer runs/),
    },
    { name: 'with a go, without an approval', group: { go }, policy: manual, expected: NOBODY },
  ])('$name', ({ group, policy, expected }) => {
    expect(ask({ group: { id: 'wave-1', ...group }, ...(policy && { policy }) })).toEqual(expected);
  });

  test('without an operation no go fits', () => {
    const control = { group: { id: 'wave-1', go }, operationId: undefined };
    expect(ask(control)).toMatchObject({ kind: 'groupWaiting' });
  });

  test('the window is asked first', () => {
    const window = { timeZone: 'UTC', opens: '2026-04-01T00:00', minutes: 60, assumeMinutes: 5 };
    const policy = aPolicy({ mode: 'auto', window });
    expect(ask({ group: { id: 'wave-1' }, policy }).kind).toBe('windowClosed');
  });
});
