import { EventCode } from '../durable/history';
import { HubState } from '../durable/hub-state';

const at = '2026-11-21T10:00:00.000Z';
const frame = { EventId: -1, Timestamp: at };

/** An instance that has taken its start and waits for activity 0 and timer 1. */
function waiting(): HubState {
  const hub = new HubState();
  hub.apply({ kind: 'started', instanceId: 'i', executionId: 'e', name: 'n', input: null, at });
  hub.apply({
    kind: 'turn',
    instanceId: 'i',
    executionId: 'e',
    at,
    taken: [0],
    events: [
      { EventId: 0, Timestamp: at, EventType: EventCode.TaskScheduled, Name: 'a', Input: '1' },
      { EventId: 1, Timestamp: at, EventType: EventCode.TimerCreated, FireAt: at },
    ],
    childExecutionIds: {},
    end: { kind: 'waits' },
  });
  return hub;
}

const answered = (executionId: string) =>
  ({
    kind: 'activityDone',
    instanceId: 'i',
    executionId,
    taskId: 0,
    event: { ...frame, EventType: EventCode.TaskCompleted, TaskScheduledId: 0, Result: '1' },
  }) as const;
const fired = {
  kind: 'timerFired',
  instanceId: 'i',
  executionId: 'e',
  timerId: 1,
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
