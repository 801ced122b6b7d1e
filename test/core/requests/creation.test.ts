import type { ChangeAnswer } from '../../../shared/core/engine/change-answer';
import type { CreationIntent } from '../../../shared/core/migration/control';
import {
  answered,
  claimCreation,
  mayBeClaimed,
  MOST_TRIES,
  nextTry,
} from '../../../shared/core/requests/creation';
import { AZURE_TIMING } from '../../../shared/core/timing';
import { aControl, at, NOW, OPERATION } from '../../support/facts';

const sending: CreationIntent = {
  by: 'ada',
  at: at(-40),
  state: 'sending',
  sender: { token: 't', notAfter: at(20) },
};

function refusal(httpStatus: number, code: string, retryAfterSeconds?: number): ChangeAnswer {
  return { kind: 'refused', httpStatus, code, message: 'Said so.', retryAfterSeconds };
}

describe('the answer', () => {
  test('accepted: sent, and when', () => {
    expect(answered(sending, { kind: 'accepted' }, NOW, AZURE_TIMING)).toEqual({
      ...sending,
      state: 'sent',
      sentAt: NOW,
    });
  });

  test('none: unknown, and from then on what is found may be ours', () => {
    const next = answered(sending, { kind: 'unknown', reason: 'reset' }, NOW, AZURE_TIMING);
    expect(next).toMatchObject({
      state: 'unknown',
      mayHaveArrived: true,
      reason: 'No clear answer to the creation: reset',
    });
  });

  test.each<[name: string, answer: ChangeAnswer, notBefore: string]>([
    ['429', refusal(429, ''), at(60)],
    ['409 that says busy', refusal(409, 'OperationInProgress'), at(60)],
    ['409 without a code', refusal(409, ''), at(60)],
    ['a pause that the service asks for', refusal(429, 'TooManyRequests', 300), at(300)],
    ['a longer pause than anybody waits for', refusal(429, 'TooManyRequests', 1e12), at(900)],
    ['a shorter pause than ours', refusal(429, 'TooManyRequests', 1), at(60)],
  ])('%s: the next try after a pause', (_name, answer, notBefore) => {
    expect(answered(sending, answer, NOW, AZURE_TIMING)).toMatchObject({
      state: 'intended',
      by: 'ada',
      at: sending.at,
      number: 2,
      tries: 2,
      notBefore,
    });
  });

  test.each([
    ['its deadline had passed', 20.001],
    ['the clock went back', -10.001],
  ])('no time to send (%s): the next try after a pause', (reason, seconds) => {
    expect(answered(sending, { kind: 'notSent', reason }, at(seconds), AZURE_TIMING)).toMatchObject({
      state: 'intended',
      number: 2,
      tries: 2,
      notBefore: at(seconds + 60),
      reason: `The creation was not sent: ${reason}`,
    });
  });

  test.each([20, -10])('not sent in time (%d s): refused, for an operator', (seconds) => {
    const answer = { kind: 'notSent', reason: 'ShopKey is not set' } as const;
    expect(answered(sending, answer, at(seconds), AZURE_TIMING).state).toBe('refused');
  });

  test('the pause grows with the tries, and the last try is refused', () => {
    const second = { ...sending, number: 7, tries: 2 };
    expect(answered(second, refusal(429, ''), NOW, AZURE_TIMING)).toMatchObject({
      number: 8,
      tries: 3,
      notBefore: at(120),
    });
    const last = { ...sending, number: 8, tries: MOST_TRIES };
    expect(answered(last, refusal(429, 'TooManyRequests'), NOW, AZURE_TIMING)).toMatchObject({
      state: 'refused',
      number: 8,
      reason: 'The service refused the creation: TooManyRequests Said so.',
    });
  });

  test.each<[ChangeAnswer, string]>([
    [refusal(400, 'InvalidLocation'), 'The service refused the creation: InvalidLocation Said so.'],
    [
      refusal(409, 'ResourceAlreadyExists'),
      'The service refused the creation: ResourceAlreadyExists Said so.',
    ],
    [{ kind: 'notSent', reason: 'ShopKey is not set' }, 'The creation was not sent: ShopKey is not set'],
  ])('%j: refused, for a person', (answer, reason) => {
    expect(answered(sending, answer, NOW, AZURE_TIMING)).toEqual({ ...sending, state: 'refused', reason });
  });
});

test('the next try is for the same word, unclaimed, and remembers that an earlier one may have arrived', () => {
  const lost: CreationIntent = {
    ...sending,
    state: 'unknown',
    mayHaveArrived: true,
    absent: { count: 2, lastAt: NOW },
  };
  expect(nextTry(lost, 'lost')).toEqual({
    by: 'ada',
    at: sending.at,
    state: 'intended',
    number: 2,
    tries: 2,
    mayHaveArrived: true,
    reason: 'lost',
  });
});

test('a claim ends the pause and takes the place of the earlier sender', () => {
  const waiting = { ...sending, state: 'intended' as const, notBefore: NOW, reason: 'busy' };
  expect(claimCreation(waiting, { token: 'u', notAfter: at(30) })).toEqual({
    ...sending,
    sender: { token: 'u', notAfter: at(30) },
  });
});

test.each<[name: string, change: Parameters<typeof aControl>[0], isFree: boolean]>([
  ['none yet', {}, true],
  ['intended', { creation: { ...sending, state: 'intended' } }, true],
  ['its pause is over', { creation: { ...sending, state: 'intended', notBefore: NOW } }, true],
  ['its pause is not over', { creation: { ...sending, state: 'intended', notBefore: at(1) } }, false],
  ['sending', { creation: sending }, false],
  ['unknown', { creation: { ...sending, state: 'unknown' } }, false],
  ['adopted', { operationId: OPERATION }, false],
])('may be claimed: %s', (_name, change, isFree) => {
  expect(mayBeClaimed(aControl({ operationId: undefined, ...change }), NOW)).toBe(isFree);
});
