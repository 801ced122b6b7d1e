/** When a member got where it is. */
import { momentsBefore, momentsSince } from '../../../shared/core/group/member-moments';
import type { ControlRow } from '../../../shared/core/migration/control';
import { readySince } from '../../../shared/core/watch/watch-state';
import { anAttempt } from '../../support/facts';

const at = (minute: number): string => `2026-03-01T22:${String(minute).padStart(2, '0')}:00.000Z`;
const by = (minute: number) => ({ by: `op${minute}`, at: at(minute), expiresAt: at(59) });

test.each([
  ['one of two approvals', 2, [by(5)], { readyAt: at(1) }],
  ['two of two, whatever their order', 2, [by(9), by(5)], { readyAt: at(1), approvedAt: at(9) }],
  ['one more than is needed', 1, [by(5), by(9)], { readyAt: at(1), approvedAt: at(5) }],
])(
  'before it is sent it is approved by the last approval that is needed: %s',
  (_name, required, standing, found) => {
    expect(momentsBefore(at(1), required, standing)).toEqual(found);
  },
);

test.each<[string, Pick<ControlRow, 'attempt' | 'ended'>, object]>([
  ['nothing was sent', {}, {}],
  [
    'its request is on its way',
    { attempt: anAttempt({ state: 'sent', readyAt: at(1), approvals: [by(3), by(2)], sentAt: at(4) }) },
    { readyAt: at(1), approvedAt: at(3), sentAt: at(4) },
  ],
  [
    'it is settled, and was sent in an opening',
    {
      attempt: anAttempt({
        ...{ state: 'confirmed', sentAt: at(4), settledAt: at(8) },
        window: { opensAt: at(0), closesAt: at(59), latestStart: at(30) },
      }),
      ended: { phase: 'completed', at: at(9), reason: 'confirmed' },
    },
    { sentAt: at(4), settledAt: at(8), sentIn: { opensAt: at(0), closesAt: at(59), latestStart: at(30) } },
  ],
  [
    'it has ended without a request',
    { ended: { phase: 'canceled', at: at(9), reason: 'canceled' } },
    { settledAt: at(9) },
  ],
])('after that its attempt tells: %s', (_name, control, found) => {
  expect(momentsSince(control)).toEqual(found);
});

test.each([
  ['since the last check was met', true, at(7)],
  ['not while one is not', false, undefined],
])('ready: %s', (_name, ready, since) => {
  const checks = {
    'full.restored': { what: 'met', since: at(7) },
    'tail.proven': { what: 'met', since: at(3) },
  };
  expect(readySince({ ready, checks })).toBe(since);
});
