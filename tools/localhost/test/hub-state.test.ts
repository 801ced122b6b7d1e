import { EventCode, type InboxEvent } from '../durable/history';
import { HubState } from '../durable/hub-state';
import { nextMessages } from '../durable/turn';

const at = '2026-11-21T10:00:00.000Z';
const frame = { EventId: -1, Timestamp: at };

/** An instance that has taken its start and waits for activity 0 and timer 1. */
function waiting(): HubState {
  const hub = new HubState();
  const start = { executionId: 'e', name: 'n', input: null, createdTime: at };
  hub.apply({ kind: 'started', instanceId: 'i', start });
  hub.apply({
    kind: 'turn',
    instanceId: 'i',
    executionId: 'e',
    at,
    taken: { from: 0, count: 1 },
    scheduled: [
      { EventId: 0, Timestamp: at, EventType: EventCode.TaskScheduled, Name: 'a', Input: '1' },
      { EventId: 1, Timestamp: at, EventType: EventCode.TimerCreated, FireAt: at },
    ],
    end: { status: 'Running' },
  });
  return hub;
}

const answered = (executionId: string) =>
  ({
    kind: 'message',
    instanceId: 'i',
    executionId,
    event: { ...frame, EventType: EventCode.TaskCompleted, TaskScheduledId: 0, Result: '1' },
  }) as const;
const fired = {
  kind: 'message',
  instanceId: 'i',
  executionId: 'e',
  event: { ...frame, EventType: EventCode.TimerFired, TimerId: 1, FireAt: at },
} as const;

test.each([
  ['an activity', answered('e')],
  ['a timer', fired],
])('the second answer of %s that was delivered twice is dropped', (_, step) => {
  const hub = waiting();
  expect(hub.apply(step)).toEqual([{ kind: 'turn', instanceId: 'i' }]);
  expect(hub.apply(step)).toEqual([]);
  expect(hub.instances.get('i')?.inbox).toHaveLength(1);
});

test('an answer to an earlier generation is dropped', () => {
  const hub = waiting();
  expect(hub.apply(answered('earlier'))).toEqual([]);
  expect(hub.instances.get('i')?.inbox).toEqual([]);
});

describe('the next turn of an inbox', () => {
  const event: InboxEvent = { ...frame, EventType: EventCode.EventRaised, Name: 'e', Input: '1' };
  const suspend: InboxEvent = { ...frame, EventType: EventCode.ExecutionSuspended, Input: 's' };
  const resume: InboxEvent = { ...frame, EventType: EventCode.ExecutionResumed, Input: 'r' };
  const terminate: InboxEvent = { ...frame, EventType: EventCode.ExecutionTerminated, Input: 't' };

  test.each([
    ['nothing', 'Running' as const, [], undefined],
    ['all events', 'Running' as const, [event, event], { from: 0, count: 2 }],
    ['events up to a command', 'Running' as const, [event, terminate, event], { from: 0, count: 1 }],
    ['the command', 'Running' as const, [terminate, event], { from: 0, count: 1 }],
    ['nothing while suspended', 'Suspended' as const, [event], undefined],
    ['the resume behind an event', 'Suspended' as const, [event, resume], { from: 1, count: 1 }],
    ['a second suspend first', 'Suspended' as const, [event, suspend, resume], { from: 1, count: 1 }],
  ])('takes %s', (_, runtimeStatus, inbox, taken) => {
    expect(nextMessages({ runtimeStatus, inbox })).toEqual(taken);
  });
});
