import type { EngineStatus } from '../../../shared/core/engine/engine-status';
import type { Facts } from '../../../shared/core/facts/facts';
import { AZURE_TIMING } from '../../../shared/core/timing';
import { attentionOf } from '../../../shared/core/views/attention';
import { nextStep } from '../../../shared/core/views/next-step';
import { decide } from '../../../shared/core/watch/decide';
import { NEW_WATCH } from '../../../shared/core/watch/watch-state';
import {
  aHold,
  anAttempt,
  aPolicy,
  aReadyFacts,
  at,
  withChain,
  withControl,
  withStatus,
} from '../../support/facts';

const ready = aReadyFacts();
const noTail = aReadyFacts({ tail: { kind: 'none' } });
const waiting: Facts = {
  ...withStatus(ready, { lastRestoredFile: 'log8.trn', pendingLogs: 1 }),
  progress: { restoredToTail: false, lastIsTail: false, firstUnrestored: 'log9.final.trn' },
};
const newer: Facts['listing'] = {
  kind: 'listed',
  unsettled: [{ blob: 'x.trn', reason: 'the file looks like an unknown format' }],
  unsettledCount: 1,
};

/** Looks at these seconds; `change` is what the service says at each. */
function lookAt(
  facts: Facts,
  seconds: readonly number[],
  change: (second: number) => Partial<EngineStatus> = () => ({}),
) {
  let memory = NEW_WATCH;
  let seen = facts;
  let decision = decide(memory, facts, AZURE_TIMING);
  for (const second of seconds) {
    const read = facts.engine.kind === 'read';
    const said = read ? withStatus(facts, { asOf: at(second + 1), ...change(second) }) : facts;
    seen = { ...said, at: at(second) };
    decision = decide(memory, seen, AZURE_TIMING);
    memory = decision.watchState;
  }
  return {
    decision,
    next: nextStep({ facts: seen, decision }),
    attention: attentionOf(seen, decision)?.kind,
  };
}

describe('with a tail, what is waited for in vain is a block', () => {
  test.each<[string, Facts, string, RegExp]>([
    [
      'the tail is not restored',
      waiting,
      'pending.zero',
      /^check in the portal whether the service sees log9\.final\.trn .* under a new name, and name that one as the tail; or ask/,
    ],
    [
      'another file is not restored',
      { ...waiting, progress: { ...waiting.progress, firstUnrestored: 'log5.trn' } },
      'pending.zero',
      /upload log5\.trn again under a new name; or ask Microsoft support/,
    ],
    [
      'never at rest',
      withStatus(ready, { atRest: false, provisioningState: 'Updating' }),
      'engine.running',
      /what the service does with the migration and its instance/,
    ],
    [
      'quiet readings that are not counted',
      { ...ready, stability: undefined },
      'pending.stable',
      /check the app's log/,
    ],
    ['a blob that is no backup', { ...ready, listing: newer }, 'nothing-newer', /^check x\.trn/],
    [
      'the tail is gone',
      { ...ready, tail: { kind: 'unreadable', blob: 'log9.trn', reason: 'it is not in the container' } },
      'files.all-restored',
      /^correct the tail log9\.trn: it is not in the container; or name another$/,
    ],
    [
      'the policy wants another proof',
      withControl(ready, { policy: aPolicy({ tailProof: 'named' }) }),
      'tail.proven',
      /name one usable log as the tail/,
    ],
    [
      'files that the service calls unrestorable',
      withStatus(ready, { unrestorableFiles: 1 }),
      'no-blocking-reason',
      /do what the service says/,
    ],
    [
      'a paused mode auto',
      withControl(ready, { autoPaused: { by: 'bob', at: at(-60), reason: 'bob released a hold' } }),
      'policy.allows',
      /remove what the policy check names|approve the cutover/,
    ],
  ])('%s', (_name, facts, check, what) => {
    expect(lookAt(facts, [0, 450, 899]).decision.block).toBeUndefined();
    const { decision, next, attention } = lookAt(facts, [0, 450, 900]);
    expect(decision.block).toMatchObject({ kind: 'stalled', check, since: at(0) });
    expect(decision.blocked?.what).toContain(`${check} is not met since ${at(0)}`);
    expect(next).toMatchObject({ who: 'operator', what: expect.stringMatching(what) });
    expect(attention).toBe('blocked');
    expect(decision.entries.map(({ facts: about }) => about?.event)).toContain('blocked');
  });

  test('what an operator sees to goes before what is waited for', () => {
    const both = { ...waiting, listing: newer };
    expect(lookAt(both, [0, 900]).decision.block).toMatchObject({ check: 'nothing-newer' });
    expect(lookAt(both, [0]).next.what).toMatch(/^check x\.trn/);
  });
});

describe('work that goes on is no standstill', () => {
  const quarters = [0, 600, 1_200, 1_800, 2_400];

  test.each<[string, (second: number) => Partial<EngineStatus>]>([
    ['the count falls', (second) => ({ pendingLogs: 9 - second / 600 })],
    ['files follow one another', (second) => ({ lastRestoredFile: `log${second}.trn` })],
    ['percents rise', (second) => ({ progress: { percent: second / 100 } })],
    ['bytes rise', (second) => ({ progress: { restoredBytes: second } })],
  ])('%s', (_name, change) => {
    expect(lookAt(waiting, quarters, change).decision.block).toBeUndefined();
  });

  test('a file that is being restored gets an hour', () => {
    const restoring = () => ({ restoringFile: 'log9.final.trn' });
    expect(lookAt(waiting, [0, 1_800, 3_599], restoring).decision.block).toBeUndefined();
    expect(lookAt(waiting, [0, 1_800, 3_600], restoring).decision.block?.kind).toBe('stalled');
  });

  test('trouble in between begins nothing anew', () => {
    const before = lookAt(waiting, [0, 450]).decision.watchState;
    const trouble: Facts = {
      ...waiting,
      engine: { kind: 'trouble', code: 'unreachable', message: 'x' },
      at: at(600),
    };
    const { watchState } = decide(before, trouble, AZURE_TIMING);
    expect(watchState.movement).toEqual(before.movement);
  });
});

describe('before there is a tail', () => {
  const pending = withStatus(noTail, { pendingLogs: 4 });
  const seeding = withStatus(noTail, { fullRestored: false, lastRestoredFile: undefined });

  test('logs that are not restored for an hour are told, a file at work for a day', () => {
    expect(lookAt(pending, [0, 3_599]).decision.block).toBeUndefined();
    expect(lookAt(pending, [0, 3_600]).decision.block).toMatchObject({ check: 'pending.zero' });
    const restoring = () => ({ restoringFile: 'diff.bak' });
    expect(lookAt(pending, [0, 80_000], restoring).decision.block).toBeUndefined();
    expect(lookAt(pending, [0, 86_400], restoring).decision.block?.kind).toBe('stalled');
  });

  test('a full takes a day at most; where none is known, an hour', () => {
    expect(lookAt(seeding, [0, 86_399]).decision.block).toBeUndefined();
    expect(lookAt(seeding, [0, 86_400]).decision.block).toMatchObject({ check: 'full.restored' });
    const none = withChain(seeding, { status: 'no-full', summary: 'no full backup' });
    expect(lookAt(none, [0, 3_600]).decision.block).toMatchObject({ check: 'full.restored' });
  });

  test('nothing that the night asks for', () => {
    expect(lookAt(noTail, [0, 90_000]).decision.block).toBeUndefined();
  });
});

test.each<[string, Facts]>([
  ['not adopted', withControl(waiting, { operationId: undefined })],
  ['held', withControl(waiting, { holds: [aHold()] })],
  ['a cancel is under way', withControl(waiting, { cancel: { by: 'ada', at: at(0), state: 'sent' } })],
  ['offline', withControl(waiting, { policy: aPolicy({ mode: 'offline' }) })],
  ['an attempt begins', withControl(waiting, { attempt: anAttempt({ requestedAt: at(800) }) })],
  ['a request is on its way', withControl(waiting, { attempt: anAttempt({ state: 'sent', sentAt: at(0) }) })],
  ['the service completes', withStatus(waiting, { state: 'completing' })],
  ['ready', ready],
])('%s: no standstill', (_name, facts) => {
  expect(lookAt(facts, [0, 900]).decision.block?.kind).not.toBe('stalled');
});

test('what is excluded here is not excluded at the service', () => {
  const exclusion = { blob: 'log10.trn', etag: 'e', reason: 'of a test', by: 'ada', at: at(-60) };
  const facts = withControl(withStatus(ready, { pendingLogs: 1 }), { exclusions: [exclusion] });
  expect(lookAt(facts, [0]).next).toMatchObject({
    who: 'operator',
    what: expect.stringMatching(/^the service still counts what is excluded here \(log10\.trn\)/),
  });
  expect(lookAt(facts, [0, 900]).decision.block).toMatchObject({ kind: 'stalled', check: 'pending.zero' });
});
