import type { ControlRow } from '../../../shared/core/migration/control';
import { AZURE_TIMING } from '../../../shared/core/timing';
import { promptOrder } from '../../../shared/core/watch/prompt-order';
import { NEW_WATCH, type WatchState } from '../../../shared/core/watch/watch-state';
import {
  aControl,
  anApproval,
  anAttempt,
  aPolicy,
  aReadyFacts,
  at,
  aTail,
  OTHER_OPERATION,
} from '../../support/facts';

const tail = aTail();
const READY: WatchState = { ...NEW_WATCH, phase: 'ready', ready: true, readyTail: tail };
const approval = anApproval({ tail, at: at(-5), expiresAt: at(600) });
const approved = (change: Partial<ControlRow> = {}): ControlRow =>
  aControl({ policy: aPolicy({ mode: 'manual' }), approvals: [approval], ...change });
const { registration } = aReadyFacts();
const order = (memory: WatchState, control: ControlRow) =>
  promptOrder(memory, { control, registration, at: at(0) }, AZURE_TIMING);

it('orders the attempt that an approval was given for', () => {
  expect(order(READY, approved())).toEqual([
    { kind: 'cutOver', attempt: 1 },
    { kind: 'wait', until: at(15) },
  ]);
});

it('orders the next attempt when the approval is newer than the last one', () => {
  const attempt = anAttempt({ number: 1, state: 'withdrawn', settledAt: at(-60) });
  expect(order(READY, approved({ attempt }))?.[0]).toEqual({ kind: 'cutOver', attempt: 2 });
});

it.each<[string, WatchState, ControlRow]>([
  ['the last assessment was not ready', { ...READY, ready: false }, approved()],
  ['no tail was ready then', { ...READY, readyTail: undefined }, approved()],
  ['there is no approval', READY, approved({ approvals: undefined })],
  ['there is no approval, in mode auto', READY, aControl({ policy: aPolicy({ mode: 'auto' }) })],
  [
    'the approval is for another tail',
    READY,
    approved({ approvals: [{ ...approval, tail: aTail({ setKey: 'other' }) }] }),
  ],
  [
    'the approval is for another operation',
    READY,
    approved({ approvals: [{ ...approval, operationId: OTHER_OPERATION }] }),
  ],
  ['the approval has expired', READY, approved({ approvals: [{ ...approval, expiresAt: at(-1) }] })],
  [
    'it was tried with this approval already',
    READY,
    approved({ attempt: anAttempt({ number: 1, state: 'withdrawn', settledAt: at(-1) }) }),
  ],
  [
    'it was tried at the moment of the approval',
    READY,
    approved({ attempt: anAttempt({ number: 1, state: 'withdrawn', settledAt: approval.at }) }),
  ],
  ['an attempt is open', READY, approved({ attempt: anAttempt({ number: 1, state: 'intended' }) })],
  ['an attempt is in flight', READY, approved({ attempt: anAttempt({ number: 1, state: 'unknown' }) })],
  ['a cancel is asked for', READY, approved({ cancel: { by: 'ada', at: at(-1), state: 'intended' } })],
  ['a retry is asked for', READY, approved({ retry: { by: 'ada', at: at(-1), state: 'intended' } })],
  ['nothing is adopted', READY, approved({ operationId: undefined })],
  ['the service cuts over by itself', READY, approved({ offline: true })],
  ['it has ended', READY, approved({ ended: { phase: 'canceled', at: at(-1), reason: 'x' } })],
])('has everything looked at when %s', (_why, memory, control) => {
  expect(order(memory, control)).toBeUndefined();
});
