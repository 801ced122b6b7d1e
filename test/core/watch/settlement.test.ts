import type { EngineState } from '../../../shared/core/engine/engine-status';
import type { TargetSighting } from '../../../shared/core/engine/sighting';
import { AZURE_TIMING } from '../../../shared/core/timing';
import type { Block } from '../../../shared/core/watch/block';
import { settle, type Settlement, type SettlingFacts } from '../../../shared/core/watch/settlement';
import { aControl, anApproval, anAttempt, aStatus, at, NOW, TROUBLE } from '../../support/facts';

const GONE: Block = { kind: 'migrationGone', migration: 'shop', seen: 'gone' };
const UNREADABLE: Block = { kind: 'engineUnreadable', message: 'no answer', canWithdraw: false };
const OTHER: Block = { kind: 'anotherOperation', adopted: 'a', running: 'b' };
const STUCK: Block = {
  kind: 'cutoverStuck',
  migration: 'shop',
  attempt: 1,
  state: 'sent',
  since: NOW,
  byService: false,
  restores: true,
  does: 'still restores',
};
const ODD: Block = { ...STUCK, restores: false, does: 'says something else' };
const unadopted = aControl({
  operationId: undefined,
  creation: { by: 'ada', at: at(-7_200), state: 'sent', sentAt: at(-600) },
});
const LONG: Block = { kind: 'completingLong', migration: 'shop', completion: { since: NOW } };
const SILENT: Block = {
  kind: 'checkUnknown',
  check: 'engine.running',
  cause: 'commands',
  reason: 'the service does not report',
};
const ONLINE: TargetSighting = { kind: 'found', status: 'Online' };
const RESTORING: TargetSighting = { kind: 'found', status: 'Restoring' };
const NONE: TargetSighting = { kind: 'absent' };
const UNTOLD: TargetSighting = { kind: 'notTold' };

const sent = anAttempt({ state: 'sent', sentAt: at(-7_200) });

function read(state: EngineState, rawState: string = state): SettlingFacts['engine'] {
  return { kind: 'read', status: aStatus({ state, rawState }) };
}

function say(as: Settlement, facts: Partial<SettlingFacts>): string {
  const outcome = settle(
    {
      control: aControl({ attempt: sent }),
      block: GONE,
      blockedSince: at(-3_600),
      engine: { kind: 'absent' },
      target: RESTORING,
      isAdoptable: false,
      ...facts,
    },
    { as, by: 'ada', at: NOW, reason: 'support said so' },
    AZURE_TIMING,
  );
  if (outcome.kind === 'refused') return outcome.reason;
  if (outcome.control.nothingUnderWay) return outcome.control.ended?.phase ?? 'stated';
  return outcome.control.ended?.phase ?? outcome.control.attempt?.state ?? 'nothing';
}

test.each<[string, Settlement, Partial<SettlingFacts>, string]>([
  ['gone, the target restores: it was cancelled', 'canceled', {}, 'overtaken'],
  ['gone, the target cannot be read', 'canceled', { target: TROUBLE }, 'overtaken'],
  ['gone, nobody can tell: it was made', 'completed', { target: UNTOLD }, 'completedUnproven'],
  ['gone, and the target is online', 'completed', { target: ONLINE }, 'completedUnproven'],
  [
    'unreadable for an hour',
    'canceled',
    { block: UNREADABLE, engine: { kind: 'trouble', code: 'unreachable', message: 'x' } },
    'overtaken',
  ],
  ['accepted, and it restores on', 'notReceived', { block: STUCK, engine: read('running') }, 'notReceived'],
  ['a word nobody knows', 'notReceived', { block: ODD, engine: read('unknown', 'Paused') }, 'notReceived'],
  [
    'a word nobody knows, the target online',
    'completed',
    { block: ODD, engine: read('unknown', 'Paused'), target: ONLINE },
    'completedUnproven',
  ],
  [
    'completing without end, the target online',
    'completed',
    { block: LONG, engine: read('completing'), target: ONLINE },
    'completedUnproven',
  ],
  ['gone without a request', 'canceled', { control: aControl() }, 'canceled'],
  [
    'gone without a request, the target online',
    'completed',
    { control: aControl(), target: ONLINE },
    'completed',
  ],
  [
    'another operation',
    'canceled',
    { control: aControl(), block: OTHER, engine: read('running') },
    'canceled',
  ],
  [
    'another operation that was finished',
    'completed',
    { control: aControl(), block: OTHER, engine: read('succeeded'), target: ONLINE },
    'completed',
  ],
  [
    'another operation that runs, and the target is online',
    'completed',
    { control: aControl(), block: OTHER, engine: read('running'), target: ONLINE },
    'completed',
  ],
  ['canceling without end', 'canceled', { block: ODD, engine: read('canceling') }, 'overtaken'],
  [
    'canceling without end, the target online',
    'completed',
    { block: ODD, engine: read('canceling'), target: ONLINE },
    'completedUnproven',
  ],
  [
    'begun by the service itself, and it restores on',
    'notReceived',
    {
      control: aControl({ attempt: { ...sent, requestedBy: 'service' } }),
      block: { ...STUCK, byService: true },
      engine: read('running'),
    },
    'notReceived',
  ],
  [
    'created and never adopted, whatever blocks it',
    'canceled',
    { control: unadopted, block: undefined, engine: read('running') },
    'canceled',
  ],
  [
    'created and never adopted, cut over in the portal',
    'completed',
    { control: unadopted, block: undefined, target: ONLINE },
    'completed',
  ],
  [
    'the service does not report its commands',
    'nothingUnderWay',
    { control: aControl(), block: SILENT, engine: read('running') },
    'stated',
  ],
  [
    'the same after a request that was lost',
    'nothingUnderWay',
    {
      control: aControl({ attempt: { ...sent, state: 'notReceived' } }),
      block: SILENT,
      engine: read('running'),
    },
    'stated',
  ],
])('%s: %s is taken', (_name, as, facts, becomes) => {
  expect(say(as, facts)).toBe(becomes);
});

test.each<[string, Settlement, Partial<SettlingFacts>, RegExp]>([
  ['nothing blocks', 'canceled', { block: undefined }, /^nothing blocks it/],
  [
    'an unknown that nobody can state',
    'nothingUnderWay',
    { block: { ...SILENT, check: 'pending.zero', cause: 'pending' }, engine: read('running') },
    /cannot be settled/,
  ],
  [
    'a silent service',
    'completed',
    { block: SILENT, engine: read('running') },
    /only be settled as nothingUnderWay/,
  ],
  [
    'the target is online, so it was cut over',
    'nothingUnderWay',
    { control: aControl(), block: SILENT, engine: read('running'), target: ONLINE },
    /target database is Online/,
  ],
  [
    'a silent service that cannot be read just now',
    'nothingUnderWay',
    { control: aControl(), block: SILENT, engine: { kind: 'trouble', code: 'unreachable', message: 'x' } },
    /does not show the migration now/,
  ],
  ['another way out', 'canceled', { block: { kind: 'serviceBlocked', reason: 'x' } }, /cannot be settled/],
  ['not what is possible', 'notReceived', {}, /only be settled as completed or canceled/],
  [
    'completing is not lost',
    'notReceived',
    { block: LONG, engine: read('completing') },
    /only be settled as completed/,
  ],
  [
    'the service completes after all',
    'notReceived',
    { block: STUCK, engine: read('completing', 'Completing') },
    /the service is Completing/,
  ],
  [
    'the service cannot be read just now',
    'notReceived',
    { block: STUCK, engine: { kind: 'trouble', code: 'unreachable', message: 'x' } },
    /does not show the migration now/,
  ],
  [
    'the target is online',
    'notReceived',
    { block: STUCK, engine: read('running'), target: ONLINE },
    /target database is Online/,
  ],
  [
    'the service restores',
    'completed',
    { block: STUCK, engine: read('running', 'InProgress') },
    /the service is InProgress/,
  ],
  ['the target restores', 'completed', {}, /target database is Restoring/],
  ['the target is not there', 'completed', { target: NONE }, /does not exist/],
  [
    'the target is online, so it was not cancelled',
    'canceled',
    { target: ONLINE },
    /target database is Online/,
  ],
  [
    'just unreadable',
    'canceled',
    {
      block: UNREADABLE,
      blockedSince: at(-599),
      engine: { kind: 'trouble', code: 'unreachable', message: 'x' },
    },
    /wait until it responds again/,
  ],
  ['not adopted', 'canceled', { control: aControl({ operationId: undefined }) }, /withdraw it$/],
  [
    'ended',
    'canceled',
    { control: aControl({ ended: { phase: 'failed', at: NOW, reason: 'x' } }) },
    /has ended \(failed\)/,
  ],
  ['no request', 'notReceived', { control: aControl(), block: STUCK }, /no request is open/],
  [
    'another operation that runs, the target restores',
    'completed',
    { control: aControl(), block: OTHER, engine: read('running', 'InProgress') },
    /the service is InProgress/,
  ],
  [
    'another operation that was finished',
    'canceled',
    { control: aControl(), block: OTHER, engine: read('succeeded'), target: ONLINE },
    /target database is Online/,
  ],
  [
    'it restores on',
    'canceled',
    { block: STUCK, engine: read('running') },
    /only be settled as notReceived or completed/,
  ],
  [
    'canceling is not lost',
    'notReceived',
    { block: ODD, engine: read('canceling') },
    /the service is canceling/,
  ],
  [
    'created just now',
    'canceled',
    {
      control: { ...unadopted, creation: { by: 'ada', at: NOW, state: 'sent', sentAt: at(-599) } },
      block: undefined,
    },
    /^the service may still process the request/,
  ],
  [
    'an unclear creation, before its sender is through',
    'canceled',
    {
      control: {
        ...unadopted,
        creation: {
          by: 'ada',
          at: at(-7_200),
          state: 'unknown',
          sender: { token: 't', notAfter: at(-599) },
        },
      },
    },
    /may still process/,
  ],
  [
    'it is adopted at the next look',
    'canceled',
    { control: unadopted, engine: read('running'), isAdoptable: true },
    /is adopted at the next assessment; then cancel it/,
  ],
  ['created, and in use', 'canceled', { control: unadopted, target: ONLINE }, /target database is Online/],
  ['created, and lost', 'notReceived', { control: unadopted }, /only be settled as completed or canceled/],
  [
    'created by nobody',
    'canceled',
    { control: { ...unadopted, creation: { by: 'ada', at: at(-7_200), state: 'refused' } } },
    /withdraw it$/,
  ],
])('%s: %s is refused', (_name, as, facts, reason) => {
  expect(say(as, facts)).toMatch(reason);
});

test('an approval dies with it, and the row says by whom and why', () => {
  const control = aControl({
    attempt: { ...sent, missing: { count: 1, lastAt: NOW } },
    approvals: [anApproval()],
  });
  const outcome = settle(
    {
      control,
      block: STUCK,
      blockedSince: NOW,
      engine: read('running'),
      target: RESTORING,
      isAdoptable: false,
    },
    { as: 'notReceived', by: 'ada', at: NOW, reason: 'support said so' },
    AZURE_TIMING,
  );
  expect(outcome).toMatchObject({ kind: 'settled', text: 'ada settled it as notReceived: support said so' });
  if (outcome.kind !== 'settled') return;
  expect(outcome.control.approvals).toBeUndefined();
  expect(outcome.control.attempt).toMatchObject({ settledBy: 'ada', settledAt: NOW });
  expect(outcome.control.attempt?.missing).toBeUndefined();
});
