import { type Action, ActionCode, type RetryOptions } from '../durable/actions';
import { EventCode, type HistoryEvent } from '../durable/history';
import { replayActions } from '../durable/replay';
import { retryDelay } from '../durable/retry-delay';

const anyFunction = { hasActivity: () => true, hasOrchestrator: () => true };
const day = 24 * 60 * 60 * 1000;
const at = (milliseconds: number) => new Date(milliseconds).toISOString();

const activity = (name: string): Action => ({ actionType: ActionCode.CallActivity, functionName: name });
const timer = (fireAt: number, isCanceled = false): Action => ({
  actionType: ActionCode.CreateTimer,
  fireAt: at(fireAt),
  isCanceled,
});
const event = (name: string): Action => ({
  actionType: ActionCode.WaitForExternalEvent,
  externalEventName: name,
});
const any = (...compoundActions: Action[]): Action => ({ actionType: ActionCode.WhenAny, compoundActions });
const all = (...compoundActions: Action[]): Action => ({ actionType: ActionCode.WhenAll, compoundActions });
const retrying = (name: string, retryOptions: RetryOptions): Action => {
  return { actionType: ActionCode.CallActivityWithRetry, functionName: name, retryOptions };
};
const again: Action = { actionType: ActionCode.ContinueAsNew, input: { n: 1 } };

const frame = { EventId: -1, Timestamp: at(0) };
const turn = (milliseconds = 0): HistoryEvent => ({
  ...frame,
  EventType: EventCode.OrchestratorStarted,
  Timestamp: at(milliseconds),
});
const started: HistoryEvent = { ...frame, EventType: EventCode.ExecutionStarted, Name: 'o', Input: null };
const scheduled = (id: number, name: string): HistoryEvent => {
  return { ...frame, EventType: EventCode.TaskScheduled, EventId: id, Name: name, Input: 'null' };
};
const completed = (id: number): HistoryEvent => ({
  ...frame,
  EventType: EventCode.TaskCompleted,
  TaskScheduledId: id,
  Result: 'null',
});
const failed = (id: number): HistoryEvent => {
  return { ...frame, EventType: EventCode.TaskFailed, TaskScheduledId: id, Reason: 'r', Details: 'd' };
};
const timerCreated = (id: number): HistoryEvent => ({
  ...frame,
  EventType: EventCode.TimerCreated,
  EventId: id,
  FireAt: at(0),
});
const timerFired = (id: number): HistoryEvent => ({
  ...frame,
  EventType: EventCode.TimerFired,
  TimerId: id,
  FireAt: at(0),
});
const raised = (name: string): HistoryEvent => ({
  ...frame,
  EventType: EventCode.EventRaised,
  Name: name,
  Input: '1',
});

const begun = [turn(), started];

test.each<{
  name: string;
  actions: Action[];
  history: HistoryEvent[];
  commands: string[];
  finished: boolean;
  nothingOpen: boolean;
}>([
  {
    name: 'one after the other',
    actions: [activity('a'), activity('b')],
    history: begun,
    commands: ['0 activity'],
    finished: false,
    nothingOpen: false,
  },
  {
    name: 'the next one when the first is done',
    actions: [activity('a'), activity('b')],
    history: [...begun, scheduled(0, 'a'), turn(), completed(0)],
    commands: ['1 activity'],
    finished: false,
    nothingOpen: false,
  },
  {
    name: 'all at once',
    actions: [all(activity('a'), timer(5), activity('b'))],
    history: begun,
    commands: ['0 activity', '1 timer', '2 activity'],
    finished: false,
    nothingOpen: false,
  },
  {
    name: 'an event takes no id',
    actions: [any(event('e'), timer(5))],
    history: begun,
    commands: ['0 timer'],
    finished: false,
    nothingOpen: false,
  },
  {
    name: 'a cancelled timer is not open',
    actions: [any(event('e'), timer(5, true)), activity('a')],
    history: [...begun, timerCreated(0), turn(), raised('E')],
    commands: ['1 activity'],
    finished: false,
    nothingOpen: false,
  },
  {
    name: 'the loser of a race stays open',
    actions: [any(activity('a'), timer(5))],
    history: [...begun, scheduled(0, 'a'), timerCreated(1), turn(), completed(0)],
    commands: [],
    finished: true,
    nothingOpen: false,
  },
  {
    name: 'all waits for the last, failed or not',
    actions: [all(activity('a'), activity('b')), activity('c')],
    history: [...begun, scheduled(0, 'a'), scheduled(1, 'b'), turn(), failed(0)],
    commands: [],
    finished: false,
    nothingOpen: false,
  },
  {
    name: 'the newest waiter of a name is served first',
    actions: [any(all(event('e'), activity('a')), event('e'))],
    history: [...begun, scheduled(0, 'a'), turn(), raised('e')],
    commands: [],
    finished: true,
    nothingOpen: false,
  },
])('ids and waiting: $name', ({ actions, history, commands, finished, nothingOpen }) => {
  const outcome = replayActions(actions, history, anyFunction);
  if (outcome.kind !== 'replayed') throw new Error(outcome.message);
  expect(outcome.commands.map(({ id, kind }) => `${id} ${kind}`)).toEqual(commands);
  expect([outcome.finished, outcome.nothingOpen]).toEqual([finished, nothingOpen]);
});

test('a retry takes ids for its try, its timer and its next try, and one timer after the last', () => {
  const actions = [
    retrying('a', { firstRetryIntervalInMilliseconds: 100, maxNumberOfAttempts: 2 }),
    activity('b'),
  ];
  const history = [...begun, scheduled(0, 'a'), turn(10), failed(0)];
  expect(replayActions(actions, history, anyFunction)).toMatchObject({
    commands: [{ id: 1, kind: 'timer', fireAt: at(110) }],
  });
  history.push(timerCreated(1), turn(120), timerFired(1), scheduled(2, 'a'), turn(130), failed(2));
  expect(replayActions(actions, history, anyFunction)).toMatchObject({
    commands: [{ id: 3, kind: 'timer', fireAt: at(130) }],
  });
  history.push(timerCreated(3), turn(130), timerFired(3));
  expect(replayActions(actions, history, anyFunction)).toMatchObject({
    commands: [{ id: 4, kind: 'activity', name: 'b' }],
  });
});

test('a timer of ten days hops twice by three days and then goes to its end', () => {
  const actions = [timer(10 * day)];
  const history = [...begun];
  const fireTimes: string[] = [];
  for (let hop = 0; hop < 3; hop++) {
    const outcome = replayActions(actions, history, anyFunction);
    if (outcome.kind !== 'replayed') throw new Error(outcome.message);
    const [command] = outcome.commands;
    expect(command?.id).toBe(hop);
    const fireAt = command?.kind === 'timer' ? command.fireAt : '';
    fireTimes.push(fireAt);
    history.push(timerCreated(hop), turn(Date.parse(fireAt)), timerFired(hop));
  }
  expect(fireTimes).toEqual([at(3 * day), at(6 * day), at(10 * day)]);
  expect(replayActions(actions, history, anyFunction)).toMatchObject({ finished: true, nothingOpen: true });
});

test('events before continueAsNew are dropped, those after it are carried over', () => {
  const history = [...begun, scheduled(0, 'a'), turn(), raised('early'), completed(0), raised('late')];
  expect(replayActions([activity('a'), again], history, anyFunction)).toMatchObject({
    continueAsNew: { input: { n: 1 } },
    carriedOver: [{ Name: 'late' }],
    finished: true,
  });
});

test.each([
  [
    'another kind',
    timerCreated(0),
    "history has a timer with sequence id 0, but the replay produced an activity 'a'",
  ],
  [
    'another name',
    scheduled(0, 'z'),
    "history has an activity 'z' with sequence id 0, but the replay produced an activity 'a'",
  ],
  [
    'nothing',
    scheduled(7, 'a'),
    "history has an activity 'a' with sequence id 7, but the replay produced nothing",
  ],
])('history with %s is non-deterministic', (_, recorded, message) => {
  expect(replayActions([activity('a')], [...begun, recorded], anyFunction)).toEqual({
    kind: 'nonDeterministic',
    message: `Non-deterministic workflow detected: ${message}`,
  });
});

test.each([
  ['first', 0, {}, 100],
  ['third', 2, {}, 100],
  ['third with backoff', 2, { backoffCoefficient: 2 }, 400],
  ['capped', 9, { backoffCoefficient: 2, maxRetryIntervalInMilliseconds: 1000 }, 1000],
  ['timed out', 0, { retryTimeoutInMilliseconds: 50 }, undefined],
])('delay after the %s try', (_, attempt, more, delay) => {
  expect(
    retryDelay({ firstRetryIntervalInMilliseconds: 100, maxNumberOfAttempts: 5, ...more }, attempt, 60),
  ).toBe(delay);
});
