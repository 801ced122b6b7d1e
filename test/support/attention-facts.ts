/** Facts of every reason why a migration deserves a look, to be decided on by a new watch. */
import type { Facts } from '../../shared/core/facts/facts';
import { parseLsn } from '../../shared/core/lsn';
import type { AttentionKind } from '../../shared/core/migration/status-document';
import { aHold, anAttempt, aReadyFacts, at, NOW, withChain, withControl, withStatus } from './facts';

const ready = aReadyFacts();
/** A check is not met, and nothing is wrong. */
export const notReady = withStatus(ready, { pendingLogs: 1 });
const noTail = aReadyFacts({ tail: { kind: 'none' } });
/** A log is missing. */
export const gap = withChain(noTail, {
  status: 'gap',
  summary: 'a gap',
  gap: {
    needLsn: parseLsn('37000000090000001'),
    firstAvailableLsn: parseLsn('37000000100000001'),
    lastGoodFile: 'log7.trn',
    nextFile: 'log9.trn',
  },
});
const sender = { token: 't', notAfter: at(0) };
/** How a migration has ended. */
export const ended = (phase: 'completed' | 'failed' | 'canceled') => ({ phase, at: at(-5), reason: 'r' });
const hold = aHold({ by: 'ada', at: at(-90), reason: 'not tonight' });

const autoPaused = { by: 'ada', at: at(-60), reason: 'ada released hold 1' };

/** A name, facts, the kind of attention that they deserve, and since when. */
export const ATTENTION_FACTS: readonly (readonly [string, Facts, AttentionKind | undefined, string?])[] = [
  ['nothing', notReady, undefined],
  ['seeding', withStatus(noTail, { fullRestored: false }), undefined],
  [
    'the answer to the request is unclear, whatever else there is',
    withControl(withStatus(ready, { blockingReasons: ['x'] }), {
      attempt: anAttempt({ state: 'unknown', sender }),
    }),
    'unclear',
    at(-40),
  ],
  ['blocked, and a gap', withStatus(gap, { blockingReasons: ['x'] }), 'blocked', NOW],
  [
    'the service cancels it soon, and a gap',
    withStatus(gap, { expiresAt: at(3 * 86_400 - 1) }),
    'expires',
    at(-1),
  ],
  ['the service cancels it later', withStatus(notReady, { expiresAt: at(3 * 86_400) }), undefined],
  ['a gap', gap, 'gap', NOW],
  [
    'a log is overdue',
    { ...noTail, newestBackup: { file: 'log8.trn', at: at(-7200), seenAt: at(-7200) } },
    'logOverdue',
    at(-7200),
  ],
  [
    'an upload does not finish',
    withChain(noTail, { unfinished: { count: 1, file: 'log9.trn', at: at(-3600) } }),
    'uploadUnfinished',
    at(-3600),
  ],
  ['ready', ready, 'ready', NOW],
  ['a paused mode auto is all that is missing', withControl(ready, { autoPaused }), 'ready', NOW],
  ['paused, and more is missing', withControl(notReady, { autoPaused }), undefined],
  ['ready, but held', withControl(ready, { holds: [hold] }), 'held', at(-90)],
  ['intended', withControl(ready, { attempt: anAttempt() }), 'cuttingOver', at(-40)],
  [
    'sending',
    withControl(ready, { attempt: anAttempt({ state: 'sending', sender }) }),
    'cuttingOver',
    at(-40),
  ],
  [
    'sent',
    withControl(withStatus(ready, { state: 'completing' }), { attempt: anAttempt({ state: 'sent' }) }),
    'cuttingOver',
    at(-40),
  ],
  ['held', withControl(notReady, { holds: [hold] }), 'held', at(-90)],
  ['failed', withControl(ready, { ended: ended('failed') }), 'failed', at(-5)],
  [
    'confirmed',
    withControl(ready, { ended: ended('completed'), attempt: anAttempt({ state: 'confirmed' }) }),
    'ended',
    at(-5),
  ],
  [
    'completed without proof',
    withControl(ready, { ended: ended('completed'), attempt: anAttempt({ state: 'completedUnproven' }) }),
    'unproven',
    at(-5),
  ],
  ['canceled', withControl(ready, { ended: ended('canceled') }), 'ended', at(-5)],
];
