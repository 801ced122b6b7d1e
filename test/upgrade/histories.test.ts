/**
 * Orchestrations that 0.1.0 began go on under the current orchestrators: the real library replays their histories, and
 * what it asks for is held against what is recorded, as the Durable extension does it.
 */
import type { OrchestrationContext } from 'durable-functions';
import { performCutover } from '../../functions/orchestrators/perform-cutover';
import { watchMigration } from '../../functions/orchestrators/watch-migration';
import * as contracts from '../../shared/durable/contracts';
import type { Action } from '../../tools/localhost/durable/actions';
import { EventCode, type HistoryEvent, type ScheduledEvent } from '../../tools/localhost/durable/history';
import { outOfProcessData } from '../../tools/localhost/durable/out-of-process-data';
import { replayActions } from '../../tools/localhost/durable/replay';
import { timerHopPayload } from '../../tools/localhost/durable/timer-hops';
import { recordedHistories, type RecordedHistory } from './recorded-version';

type Orchestrator = (context: OrchestrationContext) => Generator<unknown, unknown, unknown>;
interface Ran {
  readonly isDone: boolean;
  readonly actions: Action[][];
  readonly output?: unknown;
  readonly error?: string;
}
/** The library gives these to nobody but its own tests. */
const { createOrchestrator, DummyOrchestrationContext } = jest.requireActual<{
  createOrchestrator: (run: Orchestrator) => (trigger: unknown, context: unknown) => Promise<Ran>;
  DummyOrchestrationContext: new () => object;
}>('durable-functions/lib/src/util/testingUtils');

const ORCHESTRATORS: Readonly<Record<string, Orchestrator>> = {
  [contracts.watchOrchestration.name]: watchMigration,
  [contracts.cutoverOrchestration.name]: performCutover,
};
const SCHEMA_V3 = 2;
const everyFunction = { hasActivity: () => true, hasOrchestrator: () => true };
const SCHEDULED: readonly number[] = [
  EventCode.TaskScheduled,
  EventCode.SubOrchestrationInstanceCreated,
  EventCode.TimerCreated,
];
const isScheduled = (event: HistoryEvent): event is ScheduledEvent => SCHEDULED.includes(event.EventType);

/** Each turn: what was known before it, what it took from the inbox, what it set going. */
function turnsOf({ history }: RecordedHistory) {
  const begins = history.flatMap((event, index) =>
    event.EventType === EventCode.OrchestratorStarted ? [index] : [],
  );
  return begins.map((begin, turn) => {
    const events = history.slice(begin, begins[turn + 1]);
    const closing = events.findIndex(
      (event) =>
        isScheduled(event) ||
        event.EventType === EventCode.ExecutionCompleted ||
        event.EventType === EventCode.OrchestratorCompleted,
    );
    return {
      before: history.slice(0, begin),
      taken: events.slice(0, closing),
      scheduled: events.filter(isScheduled),
    };
  });
}

async function replay(recorded: RecordedHistory, before: HistoryEvent[], taken: HistoryEvent[]) {
  const trigger = {
    history: [
      ...before.map((event) => ({ ...event, IsPlayed: true })),
      ...taken.map((event) => ({ ...event, IsPlayed: false })),
    ],
    input: recorded.input,
    instanceId: recorded.instanceId,
    isReplaying: before.length > 0,
    parentInstanceId: recorded.parentInstanceId,
    upperSchemaVersion: 1,
    upperSchemaVersionNew: SCHEMA_V3,
    ...timerHopPayload,
    defaultHttpAsyncRequestSleepTimeMillseconds: 30_000,
  };
  const run = createOrchestrator(ORCHESTRATORS[recorded.name]!);
  const ran = await run(structuredClone(trigger), new DummyOrchestrationContext()).catch(failed);
  const outcome = await replayActions(
    ran.actions[0] ?? [],
    [...before, ...taken],
    everyFunction,
    recorded.executionId,
  );
  return { ran, outcome };
}

/** The library throws with what it asked for in the message. */
function failed(error: unknown): Ran {
  const message = error instanceof Error ? error.message : String(error);
  return { isDone: false, actions: [], ...(outOfProcessData(message) as object), error: message };
}

const what = (events: readonly ScheduledEvent[]) =>
  events.map((event) => [event.EventType, event.EventId, 'Name' in event ? event.Name : 'timer']);

describe.each(
  recordedHistories().map((one, index) => [`${index + 1}: ${one.name} of ${one.instanceId}`, one] as const),
)('history %s', (_title, recorded) => {
  test('every turn asks for what it asked for', async () => {
    for (const { before, taken, scheduled } of turnsOf(recorded)) {
      const { ran, outcome } = await replay(recorded, before, taken);
      expect(ran.error).toBeUndefined();
      expect(outcome).toMatchObject({ kind: 'replayed' });
      if (outcome.kind === 'replayed') expect(what(outcome.scheduled)).toEqual(what(scheduled));
    }
  });

  test('it ends as it ended, or goes on', async () => {
    const last = turnsOf(recorded).at(-1)!;
    const { ran, outcome } = await replay(recorded, last.before, last.taken);
    expect(ran.isDone).toBe(recorded.end !== 'Running');
    if (outcome.kind !== 'replayed') throw new Error(outcome.message);
    expect(outcome.continueAsNew !== undefined).toBe(recorded.end === 'ContinuedAsNew');
  });

  test('what is on its way when the host is stopped is still understood: inputs and results of activities', () => {
    const contractOf = new Map<number, (typeof ACTIVITIES)[number] | undefined>();
    for (const event of recorded.history) {
      if (event.EventType === EventCode.TaskScheduled) {
        const contract = ACTIVITIES.find(({ name }) => name === event.Name);
        contractOf.set(event.EventId, contract);
        expect(contract?.input.safeParse(JSON.parse(event.Input))).toMatchObject({ success: true });
      }
      if (event.EventType === EventCode.TaskCompleted) {
        const contract = contractOf.get(event.TaskScheduledId);
        expect(contract?.output.safeParse(JSON.parse(event.Result))).toMatchObject({ success: true });
      }
    }
  });
});

const ACTIVITIES = Object.values(contracts).flatMap((one) =>
  typeof one === 'object' && 'output' in one ? [one] : [],
);

/** What 0.1.0 did not have. */
const NEW: readonly string[] = ['advanceGroup', 'preflightForCreation'];

test('the recording holds what an upgrade can meet', () => {
  const histories = recordedHistories();
  const called = new Set(
    histories.flatMap(({ history }) => history.flatMap((e) => ('Name' in e ? [e.Name] : []))),
  );
  expect(
    [...ACTIVITIES.map(({ name }) => name), 'nudge', ...Object.keys(ORCHESTRATORS)].filter(
      (name) => !called.has(name),
    ),
  ).toEqual(NEW);
  for (const name of Object.keys(ORCHESTRATORS))
    for (const end of ['Running', 'Completed', 'ContinuedAsNew'])
      expect(histories.filter((one) => one.name === name && one.end === end)).not.toEqual([]);
});
