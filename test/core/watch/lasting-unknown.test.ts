import type { Facts } from '../../../shared/core/facts/facts';
import { evaluateChecks } from '../../../shared/core/readiness/checks';
import { UNKNOWNS, unknownRow, type UnknownCause } from '../../../shared/core/readiness/unknowns';
import { AZURE_TIMING } from '../../../shared/core/timing';
import { attentionOf } from '../../../shared/core/views/attention';
import { nextStep } from '../../../shared/core/views/next-step';
import { decide } from '../../../shared/core/watch/decide';
import { NEW_WATCH } from '../../../shared/core/watch/watch-state';
import { anAttempt, aPolicy, aReadyFacts, at, withControl, withStatus } from '../../support/facts';

const ready = aReadyFacts();
const noTail = aReadyFacts({ tail: { kind: 'none' } });
const contradicted = (facts: Facts) =>
  withStatus(facts, { contradictions: [{ about: 'full', statements: ['it is', 'it is not'] }] });

/** Facts of one moment in which a check is unknown for this reason. */
const LASTING: Readonly<Partial<Record<UnknownCause, Facts>>> = {
  mode: withStatus(noTail, { online: undefined }),
  state: withStatus(noTail, { state: 'unknown', rawState: 'Pondering' }),
  commands: withStatus(noTail, { atRest: undefined }),
  operation: withStatus(noTail, { operationId: undefined }),
  pending: withStatus(noTail, { pendingLogs: undefined }),
  contradiction: contradicted(noTail),
  restoredFiles: { ...ready, progress: {} },
  versionUntold: {
    ...ready,
    progress: { ...ready.progress, version: { kind: 'untold', reason: 'no answer' } },
  },
  lastRestored: withStatus(ready, { lastRestoredFile: undefined }),
};

/** Looks at these seconds, the reading a second later each time. */
function lookAt(facts: Facts, ...seconds: readonly number[]) {
  let memory = NEW_WATCH;
  let decision = decide(memory, facts, AZURE_TIMING);
  let seen = facts;
  for (const second of seconds) {
    seen = { ...withStatus(facts, { asOf: at(second + 1) }), at: at(second) };
    decision = decide(memory, seen, AZURE_TIMING);
    memory = decision.watchState;
  }
  return { decision, next: nextStep({ facts: seen, decision }), facts: seen };
}

test('every reason that lasts is tried here', () => {
  const lasting = Object.keys(UNKNOWNS).filter((cause) => unknownRow(cause as UnknownCause).lasts);
  expect(Object.keys(LASTING).toSorted()).toEqual(lasting.toSorted());
});

test.each(Object.entries(LASTING) as [UnknownCause, Facts][])(
  '%s: after ten minutes it blocks, and the next step says the way out or that there is none',
  (cause, facts) => {
    expect(lookAt(facts, 0, 599).decision.block).toBeUndefined();
    const { decision, next, facts: last } = lookAt(facts, 0, 300, 600);
    const check = evaluateChecks(last).find((one) => one.cause === cause);
    expect(decision.block).toEqual({
      kind: 'checkUnknown',
      check: check?.code,
      cause,
      reason: check?.reason,
    });
    expect(decision.blocked?.what).toBe(`${check?.code} stays unknown: ${check?.reason}`);
    const { wayOut } = unknownRow(cause);
    expect(next.who).toBe('operator');
    expect(next.what).toContain(wayOut.kind === 'verb' ? wayOut.how : wayOut.instead);
    expect(attentionOf(last, decision)?.kind).toBe('blocked');
  },
);

test('what is unknown for another reason begins anew', () => {
  const before = lookAt(LASTING.state ?? fail(), 0, 590).decision.watchState;
  const facts = { ...withStatus(LASTING.commands ?? fail(), { asOf: at(601) }), at: at(600) };
  expect(decide(before, facts, AZURE_TIMING).block).toBeUndefined();
});

const untold = LASTING.pending ?? fail();
test.each<[string, Facts]>([
  ['a file is being restored', withStatus(untold, { restoringFile: 'log8.trn' })],
  ['the full is not restored yet', withStatus(untold, { fullRestored: false })],
  ['the service completes', withStatus(contradicted(noTail), { state: 'completing' })],
  ['not adopted', withControl(untold, { operationId: undefined })],
  ['a request is on its way', withControl(untold, { attempt: anAttempt({ state: 'sending' }) })],
  ['an attempt begins', withControl(untold, { attempt: anAttempt() })],
  ['offline: nothing has to be ready', withControl(untold, { policy: aPolicy({ mode: 'offline' }) })],
])('%s: no such block', (_name, facts) => {
  expect(lookAt(facts, 0, 700).decision.block?.kind).not.toBe('checkUnknown');
});

test('a gap goes before it, for it needs the operator first', () => {
  const facts = withStatus(
    { ...noTail, chain: { ...noTail.chain, status: 'forked', summary: 'two branches' } },
    { atRest: undefined },
  );
  expect(lookAt(facts, 0, 700).decision.block?.kind).toBe('chainBroken');
});
