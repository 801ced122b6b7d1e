import type { ControlRow, CreationIntent } from '../../../shared/core/migration/control';
import { mayBeClaimed } from '../../../shared/core/requests/creation';
import { isWithdrawn, withdrawalObjection, withdrawalReason } from '../../../shared/core/requests/withdrawal';
import { aControl, anAttempt, at, NOW, OPERATION } from '../../support/facts';

const act = { by: 'ada', at: at(-90) };
const registered = (change: Partial<ControlRow> = {}): ControlRow =>
  aControl({ operationId: undefined, ...change });
const creating = (change: Partial<CreationIntent>): ControlRow =>
  registered({ creation: { ...act, state: 'intended', ...change } });
const ended = { phase: 'canceled' as const, at: NOW, reason: 'withdrawn by ada: a typo' };

test.each<[name: string, control: ControlRow]>([
  ['nothing was tried', registered()],
  ['held', registered({ holds: [{ ...act, number: 1, reason: 'x' }] })],
  ['the next try waits', creating({ number: 2, tries: 2, notBefore: at(60) })],
  ['the creation was refused', creating({ state: 'refused', reason: 'InvalidLocation' })],
  ['it was not sent, and given up', creating({ state: 'notReceived' })],
])('can be withdrawn: %s', (_name, control) => {
  expect(withdrawalObjection(control)).toBeUndefined();
});

test.each<[name: string, control: ControlRow, objection: RegExp]>([
  ['adopted', aControl(), new RegExp(`^operation ${OPERATION} is adopted .* cancel it$`)],
  ['an attempt', registered({ attempt: anAttempt({ state: 'withdrawn' }) }), /^attempt 1 .* cancel it$/],
  ['an earlier attempt', registered({ earlierAttempts: [anAttempt()] }), /^attempt 1 to cut it over exists/],
  [
    'a cancel',
    registered({ cancel: { ...act, state: 'refused' } }),
    /^ada requested a cancel at .*\(refused\)/,
  ],
  ['being sent', creating({ state: 'sending' }), /is being sent; wait until the status shows/],
  [
    'accepted',
    creating({ state: 'sent' }),
    /accepted the request .* wait until it is adopted, then cancel it; if it is never adopted, settle it as canceled$/,
  ],
  ['unclear', creating({ state: 'unknown' }), /may have reached the service; wait/],
  ['unclear before', creating({ state: 'intended', mayHaveArrived: true }), /may have reached the service/],
  ['unclear, then refused', creating({ state: 'refused', mayHaveArrived: true }), /may have reached/],
  [
    'lost',
    creating({ state: 'notReceived', mayHaveArrived: true }),
    /may have reached .*, or retry; to give it up, settle it as canceled$/,
  ],
])('cannot be withdrawn: %s', (_name, control, objection) => {
  expect(withdrawalObjection(control)).toMatch(objection);
});

test('what was asked of the service is not denied', () => {
  expect(withdrawalReason('ada', 'a typo', registered())).toBe(
    'withdrawn by ada: a typo; nothing was sent to the service',
  );
  expect(withdrawalReason('ada', 'a typo', creating({ state: 'refused' }))).toBe(
    'withdrawn by ada: a typo; the service created nothing',
  );
});

test('only an end without an adopted operation is a withdrawal', () => {
  expect(isWithdrawn(registered())).toBe(false);
  expect(isWithdrawn(registered({ ended }))).toBe(true);
  expect(isWithdrawn(aControl({ ended }))).toBe(false);
  expect(isWithdrawn({ ...creating({ state: 'sent' }), ended })).toBe(false);
});

test('nobody may claim the creation once it is withdrawn', () => {
  for (const control of [registered(), creating({}), creating({ notBefore: at(-60) })]) {
    expect(mayBeClaimed(control, NOW)).toBe(true);
    expect(mayBeClaimed({ ...control, ended }, NOW)).toBe(false);
  }
});
