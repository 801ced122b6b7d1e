import {
  claimSending,
  IllegalAttemptStepError,
  isInFlight,
  isSettled,
  nextAttemptNumber,
  step,
  withNewAttempt,
} from '../../../shared/core/cutover/attempt';
import { ATTEMPT_STATES, type AttemptState } from '../../../shared/core/migration/control';
import { aControl, anAttempt, at, aTail, NOW, OPERATION } from '../../support/facts';

const LEGAL: Readonly<Record<AttemptState, readonly AttemptState[]>> = {
  intended: ['withdrawn', 'sending'],
  sending: ['sent', 'refused', 'unknown'],
  sent: ['confirmed', 'completedUnproven', 'failed', 'overtaken', 'notReceived'],
  // `sent` and `refused`: the late answer of the run that sent; `sent` also by observation (Completing).
  unknown: ['sent', 'refused', 'confirmed', 'completedUnproven', 'failed', 'overtaken', 'notReceived'],
  withdrawn: [],
  refused: [],
  confirmed: [],
  completedUnproven: [],
  failed: [],
  overtaken: [],
  notReceived: [],
};

const steps = ATTEMPT_STATES.flatMap((from) =>
  ATTEMPT_STATES.map((to) => ({ from, to, legal: LEGAL[from].includes(to) })),
);

test.each(steps.filter(({ legal }) => legal))('$from → $to is a step', ({ from, to }) => {
  const attempt = anAttempt({ state: from });

  expect(step(attempt, to, { reason: 'because' })).toEqual({ ...attempt, state: to, reason: 'because' });
});

test.each(steps.filter(({ legal }) => !legal))('$from → $to is not', ({ from, to }) => {
  expect(() => step(anAttempt({ state: from }), to, {})).toThrow(IllegalAttemptStepError);
  expect(() => step(anAttempt({ state: from }), to, {})).toThrow(
    `Cannot move attempt 1 to ${to}: it is ${from}`,
  );
});

test.each(ATTEMPT_STATES.map((state) => ({ state, settled: LEGAL[state].length === 0 })))(
  '$state settled: $settled',
  ({ state, settled }) => {
    expect(isSettled(state)).toBe(settled);
  },
);

test.each(
  ATTEMPT_STATES.map((state) => ({ state, inFlight: ['sending', 'sent', 'unknown'].includes(state) })),
)('with an attempt that is $state, a hold meets one in flight: $inFlight', ({ state, inFlight }) => {
  expect(isInFlight(aControl({ attempt: anAttempt({ state }) }))).toBe(inFlight);
});

test('without an attempt nothing is in flight, and the first gets number 1', () => {
  expect(isInFlight(aControl())).toBe(false);
  expect(nextAttemptNumber(aControl())).toBe(1);
  expect(nextAttemptNumber(aControl({ attempt: anAttempt({ number: 4 }) }))).toBe(5);
});

describe('claiming the sending', () => {
  const sender = { token: 'token-1', notAfter: at(30) };

  test('names the run, its deadline and what was restored last before the request', () => {
    const claimed = claimSending(anAttempt(), sender, { lastRestoredFile: 'log9.final.trn' });

    expect(claimed).toMatchObject({
      state: 'sending',
      sender,
      lastRestoredFile: 'log9.final.trn',
    });
  });

  test('is possible once: a second run finds it taken', () => {
    const claimed = claimSending(anAttempt(), sender, {});

    expect(() => claimSending(claimed, { ...sender, token: 'token-2' }, {})).toThrow(IllegalAttemptStepError);
  });
});

describe('a new attempt', () => {
  const order = { number: 2, tail: aTail(), operationId: OPERATION, requestedBy: 'policy:auto' };

  test.each(
    ATTEMPT_STATES.map((state) => ({
      state,
      allowed: ['withdrawn', 'refused', 'notReceived'].includes(state),
    })),
  )('after one that is $state: $allowed', ({ state, allowed }) => {
    const control = aControl({ attempt: anAttempt({ state }) });

    if (!allowed) expect(() => withNewAttempt(control, order, NOW)).toThrow(IllegalAttemptStepError);
    else
      expect(withNewAttempt(control, order, NOW)).toMatchObject({
        attempt: { number: 2, state: 'intended', requestedAt: NOW },
        earlierAttempts: [{ number: 1, state }],
      });
  });

  test.each([{ number: 1 }, { number: 3 }])(
    'never with a number that is not the next one: $number',
    ({ number }) => {
      const control = aControl({ attempt: anAttempt({ state: 'withdrawn' }) });

      expect(() => withNewAttempt(control, { ...order, number }, NOW)).toThrow(IllegalAttemptStepError);
    },
  );

  test('of the earlier ones ten are kept, and those that bind the next ones last longest', () => {
    const busy = { state: 'refused', code: 'OperationInProgress' } as const;
    let control = aControl({ attempt: anAttempt({ number: 1, state: 'notReceived' }) });
    for (let number = 2; number <= 30; number += 1) {
      control = withNewAttempt(control, { ...order, number }, NOW);
      control = { ...control, attempt: anAttempt({ number, ...busy }) };
    }

    expect(control.earlierAttempts).toHaveLength(10);
    expect(control.earlierAttempts[0]).toMatchObject({ number: 1, state: 'notReceived' });
    expect(control.earlierAttempts.at(-1)?.number).toBe(29);
  });

  test('when all bind, the oldest goes', () => {
    let control = aControl({ attempt: anAttempt({ number: 1, state: 'notReceived' }) });
    for (let number = 2; number <= 13; number += 1) {
      control = withNewAttempt(control, { ...order, number }, NOW);
      control = { ...control, attempt: anAttempt({ number, state: 'notReceived' }) };
    }

    expect(control.earlierAttempts.map((one) => one.number)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });
});
