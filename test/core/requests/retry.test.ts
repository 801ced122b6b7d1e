import type { RetryIntent } from '../../../shared/core/migration/control';
import { effectKnownFrom, mayTakeEffect } from '../../../shared/core/requests/retry';
import { AZURE_TIMING } from '../../../shared/core/timing';
import { at, NOW } from '../../support/facts';

const sent: RetryIntent = { by: 'ada', at: at(-9), state: 'sent', sender: { token: 't', notAfter: NOW } };

test.each<[name: string, retry: RetryIntent | undefined, seconds: number, may: boolean]>([
  ['none', undefined, 0, false],
  ['intended', { ...sent, state: 'intended' }, 9999, true],
  ['sending', { ...sent, state: 'sending' }, 9999, true],
  ['sent just now', sent, 59, true],
  ['sent a minute ago', sent, 60, false],
  ['unclear just now', { ...sent, state: 'unknown' }, 59, true],
  ['unclear a minute ago', { ...sent, state: 'unknown' }, 60, false],
  ['refused', { ...sent, state: 'refused' }, 0, false],
  ['withdrawn', { ...sent, state: 'withdrawn' }, 0, false],
])('may take effect: %s', (_name, retry, seconds, may) => {
  expect(mayTakeEffect(retry, { asOf: at(seconds) }, AZURE_TIMING)).toBe(may);
});

test('without a deadline it counts from the word', () => {
  expect(effectKnownFrom(sent, AZURE_TIMING)).toBe(at(60));
  expect(effectKnownFrom({ ...sent, sender: undefined }, AZURE_TIMING)).toBe(at(51));
});
