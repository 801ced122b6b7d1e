/** Since when the service says what it says: a state with a beginning, which nothing but another state ends. */
import type { Facts } from '../../../shared/core/facts/facts';
import { AZURE_TIMING } from '../../../shared/core/timing';
import { decide } from '../../../shared/core/watch/decide';
import { NEW_WATCH } from '../../../shared/core/watch/watch-state';
import { anAttempt, aReadyFacts, at, withControl, withStatus } from '../../support/facts';

const completing = (second: number): Facts => ({
  ...withControl(
    withStatus(aReadyFacts(), { state: 'completing', rawState: 'Completing', asOf: at(second + 1) }),
    { attempt: anAttempt({ state: 'sent', sentAt: at(0) }) },
  ),
  at: at(second),
});
const unseen = (engine: Facts['engine']) => (second: number) => ({ ...completing(second), engine });
const trouble = unseen({ kind: 'trouble', code: 'unreachable', message: 'no answer' });
const absent = unseen({ kind: 'absent' });
const running = (second: number) => ({
  ...withStatus(completing(second), { state: 'running', rawState: 'InProgress' }),
});

/** The decision after a look at each of these facts. */
function after(...looks: readonly Facts[]) {
  return looks.reduce((memory, facts) => decide(memory, facts, AZURE_TIMING).watchState, NEW_WATCH);
}

test.each<[string, readonly ((second: number) => Facts)[]]>([
  ['looks that say the same', [completing]],
  ['trouble', [trouble, completing]],
  ['one 404', [absent, completing]],
])(
  '%s in between: it completes since it was first seen, and an operator is told after an hour',
  (_name, between) => {
    const before = after(completing(0), ...between.map((look) => look(1_800)));
    expect(before.engineState).toEqual({ what: 'Completing', since: at(1) });
    expect(decide(before, completing(3_599), AZURE_TIMING).block).toBeUndefined();
    expect(decide(before, completing(3_600), AZURE_TIMING).block).toMatchObject({
      kind: 'completingLong',
      completion: { since: at(1) },
    });
  },
);

test('another state in between: it completes anew', () => {
  const before = after(completing(0), running(60), completing(120));
  expect(before.engineState).toEqual({ what: 'Completing', since: at(121) });
});
