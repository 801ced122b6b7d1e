import type { Facts } from '../../../shared/core/facts/facts';
import { overdueSince } from '../../../shared/core/watch/cadence';
import { aReadyFacts, at, NOW, withChain, withControl, withPolicy } from '../../support/facts';

const came = at(-2700);
const quiet = aReadyFacts({
  tail: { kind: 'none' },
  newestBackup: { file: 'log8.trn', at: came, seenAt: came },
});

test.each<[name: string, facts: Facts, since: string | undefined]>([
  ['three cadences are over', quiet, came],
  [
    'it is not',
    { ...quiet, newestBackup: { file: 'log8.trn', at: at(-2699), seenAt: at(-2699) } },
    undefined,
  ],
  ['another cadence', withPolicy(quiet, { logCadenceMinutes: 60 }), undefined],
  [
    'a short cadence has ten minutes',
    withPolicy(
      { ...quiet, newestBackup: { file: 'a', at: at(-599), seenAt: at(-599) } },
      { logCadenceMinutes: 1 },
    ),
    undefined,
  ],
  ['the clock went back', { ...quiet, at: at(-3600) }, undefined],
  ['a tail is known', { ...quiet, tail: aReadyFacts().tail }, undefined],
  ['a log is missing, which is said anyway', withChain(quiet, { status: 'gap' }), undefined],
  ['there is no backup', { ...quiet, newestBackup: undefined }, undefined],
  ['it has ended', withControl(quiet, { ended: { phase: 'failed', at: NOW, reason: 'r' } }), undefined],
])('%s', (_name, facts, since) => {
  expect(overdueSince(facts, 'following')).toBe(since);
});

test('nobody waits for logs while it cuts over', () => {
  expect(overdueSince(quiet, 'confirming')).toBeUndefined();
});

test('while storage cannot be asked, what was found stays', () => {
  const facts: Facts = { ...quiet, listing: { kind: 'trouble', reason: 'denied', message: 'no' } };
  expect(overdueSince(facts, 'following')).toBeUndefined();
  expect(overdueSince(facts, 'following', came)).toBe(came);
});
