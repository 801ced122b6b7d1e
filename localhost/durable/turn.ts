import { randomUUID } from 'node:crypto';
import type { WireError } from '../wire/messages';
import type { InvocationResponse } from '../wire/typed-data';
import type { Action } from './actions';
import type { Command } from './command';
import { failureOf } from './failure';
import { EventCode, type FailureDetails, type HistoryEvent, type InboxEvent } from './history';
import type { Instance } from './instance';
import { outOfProcessData } from './out-of-process-data';
import { replayActions } from './replay';
import type { CallableFunctions, ReplayOutcome } from './replay-outcome';
import type { TurnEnd, TurnStep } from './steps';
import { timerHopPayload } from './timer-hops';

/** The messages a turn takes: their positions in the inbox and the messages themselves. */
export interface Batch {
  taken: number[];
  messages: InboxEvent[];
}

/** What came back from running the orchestrator function once. */
export type OrchestratorRun =
  { kind: 'ok'; response: InvocationResponse } | { kind: 'failed'; error: WireError };

interface OrchestratorResult {
  isDone: boolean;
  /** Absent when the function failed before it could tell what it wants. */
  actions?: Action[][];
  output?: unknown;
  error?: string;
  customStatus?: unknown;
  failureDetails?: FailureDetails;
}

/** A turn under way: the history as the orchestrator sees it, and the time it has. */
export interface TurnStart {
  batch: Batch;
  at: string;
  added: HistoryEvent[];
  /** The trigger's payload, JSON text. */
  payload: string;
}

const schemaV3 = 2;

/** Opens a turn over `batch`: extends the history in memory and makes the payload for the orchestrator function. */
export function openTurn(instance: Instance, batch: Batch, now: number): TurnStart {
  const at = new Date(Math.max(now, latestTime(instance, batch))).toISOString();
  const added: HistoryEvent[] = [
    { EventType: EventCode.OrchestratorStarted, EventId: -1, Timestamp: at },
    ...batch.messages,
  ];
  const payload = JSON.stringify({
    history: [
      ...instance.history.map((event) => ({ ...event, IsPlayed: true })),
      ...added.map((event) => ({ ...event, IsPlayed: false })),
    ],
    input: instance.input === null ? null : (JSON.parse(instance.input) as unknown),
    instanceId: instance.instanceId,
    isReplaying: instance.history.length > 0,
    parentInstanceId: instance.parent?.instanceId ?? null,
    upperSchemaVersion: 1,
    upperSchemaVersionNew: schemaV3,
    ...timerHopPayload,
    defaultHttpAsyncRequestSleepTimeMillseconds: 30000,
  });
  return { batch, at, added, payload };
}

/** Closes a turn with what the orchestrator function gave back: the step to commit. */
export function closeTurn(
  instance: Instance,
  start: TurnStart,
  run: OrchestratorRun,
  functions: CallableFunctions,
): TurnStep {
  const result = resultOf(run);
  const replayed: ReplayOutcome =
    result.actions === undefined
      ? { kind: 'refused', message: result.error ?? '' }
      : replayActions(result.actions[0] ?? [], [...instance.history, ...start.added], functions);
  const commands = replayed.kind === 'replayed' ? replayed.commands : [];
  const end = endOf(instance, result, replayed);
  return {
    ...stepFrame(instance, start),
    events: [
      ...start.added,
      ...commands.map((command) => scheduledEvent(instance, command, start.at)),
      ...closingEvents(end, start.at),
    ],
    childExecutionIds: Object.fromEntries(
      commands.filter(({ kind }) => kind === 'sub-orchestration').map(({ id }) => [id, randomUUID()]),
    ),
    ...(result.customStatus === undefined ? {} : { customStatus: result.customStatus }),
    end,
  };
}

/** A turn that needs no orchestrator function: suspend, resume or terminate. */
export function controlTurn(instance: Instance, batch: Batch, now: number, end: TurnEnd): TurnStep {
  const start = openTurn(instance, batch, now);
  return {
    ...stepFrame(instance, start),
    events: [...start.added, ...closingEvents(end, start.at)],
    childExecutionIds: {},
    end,
  };
}

function stepFrame({ instanceId, executionId }: Instance, { at, batch }: TurnStart) {
  return { kind: 'turn' as const, instanceId, executionId, at, taken: batch.taken };
}

function latestTime(instance: Instance, { messages }: Batch): number {
  const last = instance.history.at(-1);
  const fireTimes = messages.map((message) => ('FireAt' in message ? Date.parse(message.FireAt) : 0));
  return Math.max(last === undefined ? 0 : Date.parse(last.Timestamp), ...fireTimes);
}

function resultOf(run: OrchestratorRun): OrchestratorResult {
  if (run.kind === 'failed') {
    const state = outOfProcessData(run.error.message) as OrchestratorResult | undefined;
    return state === undefined
      ? { isDone: false, error: run.error.message }
      : { ...state, error: state.error ?? '' };
  }
  const { json } = run.response.returnValue ?? {};
  const state = json === undefined ? undefined : (JSON.parse(json) as Partial<OrchestratorResult>);
  if (Array.isArray(state?.actions)) return { isDone: false, ...state };
  return { isDone: false, error: 'it did not return what durable-functions returns' };
}

function endOf({ name }: Instance, result: OrchestratorResult, replayed: ReplayOutcome): TurnEnd {
  if (replayed.kind !== 'replayed') {
    return {
      kind: 'failed',
      failure: failureOf(`Orchestrator function '${name}' failed`, { message: replayed.message }),
    };
  }
  if (!replayed.finished || !replayed.nothingOpen) return { kind: 'waits' };
  if (result.error !== undefined) {
    const failure = failureOf(`Orchestrator function '${name}' failed`, { message: result.error });
    const { failureDetails } = result;
    return {
      kind: 'failed',
      failure: failureDetails === undefined ? failure : { ...failure, FailureDetails: failureDetails },
    };
  }
  if (!result.isDone) return { kind: 'waits' };
  if (replayed.continueAsNew !== undefined) {
    return {
      kind: 'continuesAsNew',
      executionId: randomUUID(),
      input: JSON.stringify(replayed.continueAsNew.input ?? null),
      carriedOver: replayed.carriedOver,
    };
  }
  return { kind: 'completed', output: result.output ?? null };
}

function scheduledEvent(instance: Instance, command: Command, at: string): HistoryEvent {
  const frame = { EventId: command.id, Timestamp: at };
  switch (command.kind) {
    case 'activity':
      return {
        ...frame,
        EventType: EventCode.TaskScheduled,
        Name: command.name,
        Input: JSON.stringify(command.input ?? null),
      };
    case 'sub-orchestration':
      return {
        ...frame,
        EventType: EventCode.SubOrchestrationInstanceCreated,
        Name: command.name,
        InstanceId: command.instanceId ?? `${instance.executionId}:${command.id}`,
        Input: command.input === undefined ? null : JSON.stringify(command.input),
        ...(command.version === undefined ? {} : { Version: command.version }),
      };
    case 'timer':
      return { ...frame, EventType: EventCode.TimerCreated, FireAt: command.fireAt };
  }
}

function closingEvents(end: TurnEnd, at: string): HistoryEvent[] {
  const completed: HistoryEvent = { EventType: EventCode.OrchestratorCompleted, EventId: -1, Timestamp: at };
  const ended = (OrchestrationStatus: string, result: unknown): HistoryEvent[] => [
    {
      EventType: EventCode.ExecutionCompleted,
      EventId: -1,
      Timestamp: at,
      OrchestrationStatus,
      Result: JSON.stringify(result),
    },
    completed,
  ];
  switch (end.kind) {
    case 'completed':
      return ended('Completed', end.output);
    case 'failed':
      return ended('Failed', end.failure.Reason);
    case 'terminated':
      return ended('Terminated', end.reason);
    default:
      return [completed];
  }
}
