import { firstLine } from '../log';
import type { DurableServices } from './durable-services';
import { EventCode, type InboxEvent } from './history';
import type { Instance } from './instance';
import { runOrchestrator } from './orchestrator-run';
import type { TurnEnd, TurnStep } from './steps';

/** Runs one turn of an instance, if its inbox calls for one, and commits what came of it as one step. */
export async function runTurn(services: DurableServices, instanceId: string): Promise<void> {
  const { store, clock, chaos, log } = services;
  const instance = store.hub.instances.get(instanceId);
  const taken = instance === undefined ? undefined : nextMessages(instance);
  if (instance === undefined || taken === undefined) return;
  taken.count = chaos.batchSize(taken.count);
  const messages = instance.inbox.slice(taken.from, taken.from + taken.count);
  const at = timeOfTurn(instance, clock.now());
  const end = endByCommand(messages[0]);
  const outcome =
    end === undefined ? await runOrchestrator(services, instance, at, messages) : { scheduled: [], end };
  if (outcome === 'stopped') return;
  const { name, executionId } = instance;
  await store.commit({ kind: 'turn', instanceId, executionId, at, taken, ...outcome });
  // The host fails instances whose last run went well, too: an unknown activity, something refused, another history.
  if (outcome.end.status === 'Failed')
    log.warn(`${name}: orchestration ${instanceId} failed: ${firstLine(String(outcome.end.output))}`);
}

/**
 * The messages of the next turn, if any: in order, up to the next suspend, resume or terminate, which make a turn of
 * their own. A suspended instance takes nothing but these.
 */
export function nextMessages({
  inbox,
  runtimeStatus,
}: Pick<Instance, 'inbox' | 'runtimeStatus'>): TurnStep['taken'] | undefined {
  const command = inbox.findIndex((message) => endByCommand(message) !== undefined);
  const isSuspended = runtimeStatus === 'Suspended';
  if (command === 0 || (isSuspended && command > 0)) return { from: command, count: 1 };
  const count = command === -1 ? inbox.length : command;
  return isSuspended || count === 0 ? undefined : { from: 0, count };
}

/** How a turn ends that takes a suspend, resume or terminate; undefined for any other message. */
function endByCommand(message: InboxEvent | undefined): TurnEnd | undefined {
  switch (message?.EventType) {
    case EventCode.ExecutionSuspended:
      return { status: 'Suspended', reason: message.Input };
    case EventCode.ExecutionResumed:
      return { status: 'Running', reason: message.Input };
    case EventCode.ExecutionTerminated: {
      // Without a text in Details the library cannot read the failure, and the parent fails as a whole.
      const failure = { Reason: message.Input, Details: null };
      return { status: 'Terminated', output: message.Input, failure };
    }
    default:
      return undefined;
  }
}

/** Time never goes back within an instance. */
function timeOfTurn({ history }: Instance, now: number): string {
  const last = history.at(-1)?.Timestamp;
  return new Date(Math.max(now, last === undefined ? 0 : Date.parse(last))).toISOString();
}
