import { fruitlessRun, lastingFailure, pauseAfter } from '../../../shared/core/cutover/fruitless';
import type { Attempt } from '../../../shared/core/migration/control';
import { AZURE_TIMING } from '../../../shared/core/timing';
import { chooseCommands } from '../../../shared/core/watch/choose-commands';
import { decide } from '../../../shared/core/watch/decide';
import { NEW_WATCH } from '../../../shared/core/watch/watch-state';
import { aControl, aHold, anAttempt, aReadyFacts, aTail, at, NOW, withControl } from '../../support/facts';

const busy: Partial<Attempt> = { state: 'refused', code: 'Conflict', reason: 'busy' };
const notSent: Partial<Attempt> = { state: 'refused', code: 'NotSent', reason: 'no token' };
const withdrawn = (withdrawnFor?: Attempt['withdrawnFor']): Partial<Attempt> => ({
  state: 'withdrawn',
  reason: 'r',
  withdrawnFor,
});

/** A row in which these attempts were made a minute apart, the last one settled twenty seconds ago. */
function after(...attempts: readonly Partial<Attempt>[]) {
  const all = attempts.map((change, index) => {
    const seconds = -20 - 60 * (attempts.length - 1 - index);
    return anAttempt({ number: index + 1, requestedAt: at(seconds - 5), settledAt: at(seconds), ...change });
  });
  return aControl({ attempt: all.at(-1), earlierAttempts: all.slice(0, -1) });
}

const runOf = (...attempts: readonly Partial<Attempt>[]) => fruitlessRun(after(...attempts), 'set-9');

describe('a row of attempts that had no effect', () => {
  test.each<[string, readonly Partial<Attempt>[], number, string]>([
    ['busy', [busy], 1, 'busy'],
    ['not sent after busy', [busy, notSent], 2, 'notSent'],
    ['too slow', [withdrawn('slow'), withdrawn('slow')], 2, 'slow'],
    ['the clock', [withdrawn('clock')], 1, 'clock'],
    ['a check', [withdrawn('unmet')], 1, 'unmet'],
    ['another writer', [notSent, withdrawn('changed')], 2, 'changed'],
    ['an open one is left out', [busy, { state: 'intended', settledAt: undefined }], 1, 'busy'],
    ['one that is being sent, too', [busy, { state: 'sending', settledAt: undefined }], 1, 'busy'],
    ['an operator ends the row', [busy, withdrawn('operator'), busy], 1, 'busy'],
    ['what 0.1.0 withdrew may have been an operator', [busy, withdrawn(), busy], 1, 'busy'],
    ['a lost request ends it', [busy, { state: 'notReceived' }, busy], 1, 'busy'],
    ['another tail ends it', [{ ...busy, tail: aTail({ setKey: 'set-8' }) }, busy], 1, 'busy'],
  ])('%s', (_name, attempts, count, cause) => {
    expect(runOf(...attempts)).toMatchObject({ count, cause });
  });

  test.each<[string, Partial<Attempt>]>([
    ['an operator took it back', withdrawn('operator')],
    ['refused for good', { state: 'refused', code: 'AccessDenied' }],
    ['taken', { state: 'sent' }],
    ['unclear', { state: 'unknown' }],
  ])('none: %s', (_name, last) => {
    expect(runOf(busy, busy, last)).toBeUndefined();
  });

  test('it has the code of the service, and the words of the newest', () => {
    expect(runOf(notSent, busy)).toMatchObject({ number: 2, reason: 'Conflict busy', since: at(-85) });
    expect(runOf(busy, notSent)).toMatchObject({ reason: 'no token', until: at(-20) });
  });
});

describe('an operator is told', () => {
  const told = (...attempts: readonly Partial<Attempt>[]) =>
    lastingFailure(after(...attempts), 'set-9', NOW, AZURE_TIMING);

  test('from the third in a row on, for a quarter of an hour after the newest', () => {
    expect(told(busy, busy)).toBeUndefined();
    expect(told(busy, notSent, busy)).toMatchObject({ count: 3 });
    const control = after(busy, busy, busy);
    expect(lastingFailure(control, 'set-9', at(879), AZURE_TIMING)).toBeDefined();
    expect(lastingFailure(control, 'set-9', at(880), AZURE_TIMING)).toBeUndefined();
  });

  test('of an attempt that was written down ten minutes ago and goes no further', () => {
    const open = (seconds: number) => aControl({ attempt: anAttempt({ requestedAt: at(-seconds) }) });
    expect(lastingFailure(open(599), 'set-9', NOW, AZURE_TIMING)).toBeUndefined();
    expect(lastingFailure(open(600), 'set-9', NOW, AZURE_TIMING)).toMatchObject({ cause: 'unfinished' });
  });

  test('not while it is held: nothing is tried then', () => {
    const facts = withControl(aReadyFacts(), { ...after(busy, busy, busy) });
    expect(decide(NEW_WATCH, facts, AZURE_TIMING).block?.kind).toBe('attemptsFail');
    const held = withControl(facts, { holds: [aHold()] });
    expect(decide(NEW_WATCH, held, AZURE_TIMING).block).toBeUndefined();
  });

  test('as the same block while another attempt is open, so that no line is written for each', () => {
    const facts = withControl(aReadyFacts(), { ...after(busy, busy, busy) });
    const first = decide(NEW_WATCH, facts, AZURE_TIMING);
    const open = after(busy, busy, busy, { state: 'sending', settledAt: undefined });
    const second = decide(first.watchState, withControl({ ...facts, at: at(60) }, open), AZURE_TIMING);
    expect(second.blocked?.since).toBe(NOW);
    expect(second.entries.filter(({ kind }) => kind === 'trouble')).toEqual([]);
  });
});

test('the pause grows: a poll, a minute after three, five after ten', () => {
  const times = (count: number) => Array.from({ length: count }, () => busy);
  expect([1, 2, 3, 9, 10].map((count) => pauseAfter(after(...times(count)), 15))).toEqual([
    15, 15, 60, 60, 300,
  ]);
  expect(pauseAfter(after(...times(3)), 90)).toBe(90);
  expect(pauseAfter(after({ state: 'notReceived' }), 15)).toBe(15);
});

test('it goes on trying, once the pause is over', () => {
  const facts = withControl(aReadyFacts(), { ...after(busy, busy, busy) });
  const approval = { kind: 'granted', by: 'policy:auto', approvals: [] } as const;
  const ordered = (seconds: number) =>
    chooseCommands(
      { ...facts, at: at(seconds) },
      { ready: true, adoption: undefined, approval, timing: AZURE_TIMING },
    )[0]?.kind;
  expect(ordered(39)).toBe('wait');
  expect(ordered(40)).toBe('cutOver');
});
