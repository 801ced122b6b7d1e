import { randomUUID } from 'node:crypto';
import type { RunOutcome } from '../worker-process/function-runner';
import type { Action } from './actions';
import { type DurableServices, runFunction } from './durable-services';
import { orchestratorFailure } from './failure';
import type { Failure, FailureDetails, InboxEvent } from './history';
import type { Instance } from './instance';
import { outOfProcessData } from './out-of-process-data';
import { replayActions } from './replay';
import type { ReplayOutcome } from './replay-outcome';
import type { TurnEnd, TurnStep } from './steps';
import { triggerPayload } from './trigger-payload';
import { openingEvents } from './turn-events';

/** What the library makes of an orchestrator's run. */
interface OrchestratorResult {
  isDone: boolean;
  /** Absent when the function failed before it could tell what it wants. */
  actions?: Action[][];
  output?: unknown;
  error?: string;
  customStatus?: unknown;
  failureDetails?: FailureDetails;
}

/** Runs the orchestrator function once on the history with `messages` added, and tells what the turn comes to. */
export async function runOrchestrator(
  services: DurableServices,
  instance: Instance,
  at: string,
  messages: InboxEvent[],
): Promise<Pick<TurnStep, 'scheduled' | 'customStatus' | 'end'> | 'stopped'> {
  const { history, name, instanceId, executionId } = instance;
  const added = openingEvents(at, messages);
  const input = { string: triggerPayload(instance, added) };
  const run = await runFunction(services, 'orchestrator', name, input, instanceId);
  if (run.kind === 'stopped') return 'stopped';
  const { actions, customStatus, ...result } = resultOf(run);
  const played = [...history, ...added];
  const replayed = await replayActions(actions?.[0] ?? [], played, services.functions, executionId);
  return {
    scheduled: replayed.kind === 'replayed' ? replayed.scheduled : [],
    customStatus,
    end: endOf(name, result, replayed),
  };
}

function resultOf(run: Exclude<RunOutcome, { kind: 'stopped' }>): OrchestratorResult {
  if (run.kind === 'failed') {
    const { message } = run.error;
    const state = outOfProcessData(message) as OrchestratorResult | undefined;
    return state === undefined ? { isDone: false, error: message } : { ...state, error: state.error ?? '' };
  }
  const { json } = run.response.returnValue ?? {};
  const state = json === undefined ? undefined : (JSON.parse(json) as Partial<OrchestratorResult>);
  if (Array.isArray(state?.actions)) return { isDone: false, ...state };
  return { isDone: false, error: 'it did not return what durable-functions returns' };
}

function endOf(name: string, result: OrchestratorResult, replayed: ReplayOutcome): TurnEnd {
  if (replayed.kind === 'failed') return failedEnd(orchestratorFailure(name, replayed.message));
  if (replayed.kind === 'nonDeterministic')
    return failedEnd({ Reason: replayed.message, Details: `Message: ${replayed.message}, StackTrace: ` });
  const { finished, nothingOpen, continueAsNew, carriedOver } = replayed;
  if (!finished || !nothingOpen) return { status: 'Running' };
  if (result.error !== undefined)
    return failedEnd(orchestratorFailure(name, result.error, result.failureDetails));
  if (!result.isDone) return { status: 'Running' };
  if (continueAsNew === undefined) return { status: 'Completed', output: result.output ?? null };
  const input = JSON.stringify(continueAsNew.input ?? null);
  return { status: 'ContinuedAsNew', executionId: randomUUID(), input, carriedOver };
}

/** Of a failure with details the status tells these, the history its reason. */
function failedEnd(failure: Failure): TurnEnd {
  const { Reason, FailureDetails: details } = failure;
  const output = details === undefined ? Reason : `${details.ErrorType}: ${details.ErrorMessage}`;
  return { status: 'Failed', output, failure };
}
