import type { Facts } from '../../../shared/core/facts/facts';
import type { ControlRow } from '../../../shared/core/migration/control';
import { evaluateChecks } from '../../../shared/core/readiness/checks';
import { statementInForce } from '../../../shared/core/readiness/nothing-underway';
import { AZURE_TIMING } from '../../../shared/core/timing';
import { decide } from '../../../shared/core/watch/decide';
import { NEW_WATCH } from '../../../shared/core/watch/watch-state';
import {
  aControl,
  anAttempt,
  aReadyFacts,
  at,
  OPERATION,
  OTHER_OPERATION,
  withControl,
  withStatus,
} from '../../support/facts';

const statement = {
  by: 'ada@example.com',
  at: at(-30),
  operationId: OPERATION,
  reason: 'nobody pressed anything',
};
const stated = aControl({ nothingUnderWay: statement });
const sent = { sender: { token: 't', notAfter: at(-60) } };

test.each<[string, Partial<ControlRow>, string | undefined, boolean]>([
  ['of this run', {}, OPERATION, true],
  ['of this run, in another case', {}, OPERATION.toUpperCase(), true],
  ['nothing was stated', { nothingUnderWay: undefined }, OPERATION, false],
  ['of another run', {}, OTHER_OPERATION, false],
  ['of a run that is not told', {}, undefined, false],
  [
    'before a request',
    { attempt: anAttempt({ ...sent, state: 'sending', requestedAt: at(-20) }) },
    OPERATION,
    false,
  ],
  [
    'before a request that counted as lost after it',
    { attempt: anAttempt({ ...sent, state: 'notReceived', requestedAt: at(-300), settledAt: at(-10) }) },
    OPERATION,
    false,
  ],
  [
    'before a request, with one withdrawn since',
    {
      earlierAttempts: [
        anAttempt({ ...sent, state: 'notReceived', requestedAt: at(-300), settledAt: at(-10) }),
      ],
      attempt: anAttempt({ number: 2, state: 'withdrawn', requestedAt: at(-5), settledAt: at(-5) }),
    },
    OPERATION,
    false,
  ],
  [
    'after a request was settled',
    { attempt: anAttempt({ ...sent, state: 'notReceived', requestedAt: at(-300), settledAt: at(-40) }) },
    OPERATION,
    true,
  ],
  [
    'after an attempt that sent nothing',
    { attempt: anAttempt({ state: 'withdrawn', requestedAt: at(-5), settledAt: at(-5) }) },
    OPERATION,
    true,
  ],
])('a statement %s', (_name, change, running, stands) => {
  expect(statementInForce({ ...stated, ...change }, running)).toEqual(stands ? statement : undefined);
});

const running = (facts: Facts) => evaluateChecks(facts).find(({ code }) => code === 'engine.running');
const untold = withStatus(aReadyFacts(), { atRest: undefined });

test('mode auto never states it by itself, and goes on once it is stated, with the statement in the reason', () => {
  expect(running(untold)?.state).toBe('unknown');
  const waiting = decide(NEW_WATCH, untold, AZURE_TIMING).commands.map(({ kind }) => kind);
  expect(waiting).toEqual(['wait']);
  const facts = withControl(untold, { nothingUnderWay: statement });
  expect(running(facts)).toEqual({
    code: 'engine.running',
    state: 'met',
    reason: `the service says InProgress, and does not report whether a change is under way; ada@example.com stated at ${at(-30)} that none is: nobody pressed anything`,
  });
  expect(decide(NEW_WATCH, facts, AZURE_TIMING).commands[0]?.kind).toBe('cutOver');
});

test.each<[string, Partial<Parameters<typeof withStatus>[1]>, string]>([
  ['a change that the service tells', { atRest: false }, 'unmet'],
  ['a word nobody knows', { state: 'unknown' }, 'unknown'],
  ['a service that completes', { state: 'completing' }, 'unmet'],
])('it does not outweigh %s', (_name, change, state) => {
  const facts = withStatus(withControl(untold, { nothingUnderWay: statement }), change);
  expect(running(facts)?.state).toBe(state);
});
