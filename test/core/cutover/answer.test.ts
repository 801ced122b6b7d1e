import { applyAnswer, IllegalAttemptStepError } from '../../../shared/core/cutover/attempt';
import { anAttempt, NOW } from '../../support/facts';

const refusal = (httpStatus: number, code: string) =>
  ({ kind: 'refused', httpStatus, code, message: 'not now' }) as const;

test.each([
  {
    name: 'accepted',
    answer: { kind: 'accepted' } as const,
    expected: { state: 'sent', sentAt: NOW },
  },
  {
    name: 'refused with a code',
    answer: refusal(400, 'MigrationNotReadyForCutoverError'),
    expected: {
      state: 'refused',
      code: 'MigrationNotReadyForCutoverError',
      reason: 'not now',
      settledAt: NOW,
    },
  },
  {
    name: '409 busy keeps the code of the service',
    answer: refusal(409, 'SubscriptionOperationInProgress'),
    expected: { state: 'refused', code: 'SubscriptionOperationInProgress' },
  },
  {
    name: '409 without a code is a conflict',
    answer: refusal(409, ''),
    expected: { state: 'refused', code: 'Conflict' },
  },
  {
    name: '409 of another kind stays what it is',
    answer: refusal(409, 'OperationCanceled'),
    expected: { state: 'refused', code: 'OperationCanceled' },
  },
  {
    name: '429, whatever its code',
    answer: refusal(429, 'Throttled'),
    expected: { state: 'refused', code: 'TooManyRequests' },
  },
  {
    name: 'no clear answer',
    answer: { kind: 'unknown', reason: 'connection reset' } as const,
    expected: { state: 'unknown', reason: 'connection reset' },
  },
  {
    name: 'not sent, because the deadline had passed',
    answer: { kind: 'notSent', reason: 'too late' } as const,
    expected: { state: 'refused', code: 'NotSent', reason: 'too late', settledAt: NOW },
  },
])('$name', ({ answer, expected }) => {
  expect(applyAnswer(anAttempt({ state: 'sending' }), answer, NOW)).toMatchObject(expected);
});

test('an unclear answer settles nothing', () => {
  const unknown = applyAnswer(anAttempt({ state: 'sending' }), { kind: 'unknown', reason: 'reset' }, NOW);

  expect(unknown.settledAt).toBeUndefined();
  expect(unknown.sentAt).toBeUndefined();
});

describe('the late answer of the run that sent, after another gave it up as unknown', () => {
  const given = anAttempt({ state: 'unknown', reason: 'the run ended' });

  test('accepted: it arrived after all', () => {
    expect(applyAnswer(given, { kind: 'accepted' }, NOW)).toMatchObject({ state: 'sent', sentAt: NOW });
  });

  test('refused: it was never taken', () => {
    expect(applyAnswer(given, refusal(400, 'X'), NOW).state).toBe('refused');
  });

  test('unclear: still unclear, and nothing to store', () => {
    expect(applyAnswer(given, { kind: 'unknown', reason: 'reset' }, NOW)).toBe(given);
  });

  test.each([
    'sent',
    'confirmed',
    'completedUnproven',
    'failed',
    'overtaken',
    'notReceived',
    'refused',
    'withdrawn',
  ] as const)('comes too late when observation has made it %s', (state) => {
    const attempt = anAttempt({ state });

    expect(applyAnswer(attempt, { kind: 'accepted' }, NOW)).toBe(attempt);
    expect(applyAnswer(attempt, refusal(409, 'OperationInProgress'), NOW)).toBe(attempt);
    expect(applyAnswer(attempt, { kind: 'unknown', reason: 'reset' }, NOW)).toBe(attempt);
  });
});

test('an answer to an attempt that was never being sent is a fault', () => {
  expect(() => applyAnswer(anAttempt(), { kind: 'accepted' }, NOW)).toThrow(IllegalAttemptStepError);
});
