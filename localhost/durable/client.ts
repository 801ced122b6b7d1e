import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock';
import type { HostStore } from '../state/host-store';
import type { CallableFunctions } from './replay-outcome';
import { EventCode } from './history';
import { type Instance, isFinished, type RuntimeStatus } from './instance';

/** How starting an instance came out. */
export type StartOutcome =
  { kind: 'started'; instanceId: string } | { kind: 'unknownFunction' } | { kind: 'alreadyRunning' };

/** How telling an instance something came out. */
export type TellOutcome = 'accepted' | 'notFound' | 'finished';

/** Which instances are asked for; times are ISO 8601. */
export interface InstanceFilter {
  createdTimeFrom?: string;
  createdTimeTo?: string;
  runtimeStatus?: readonly string[];
  instanceIdPrefix?: string;
}

type Command = 'terminate' | 'suspend' | 'resume';

const commandEvents = {
  terminate: EventCode.ExecutionTerminated,
  suspend: EventCode.ExecutionSuspended,
  resume: EventCode.ExecutionResumed,
} as const;

/** What may be done to orchestrations from outside; everything told back is on the disk first. */
export class DurableClient {
  constructor(
    readonly store: HostStore,
    readonly functions: CallableFunctions,
    readonly clock: Clock,
  ) {}

  /** Starts an instance; `input` is JSON text. An id that is in use by a finished instance is used again. */
  async start(
    name: string,
    input: string | null,
    instanceId?: string,
    version?: string,
  ): Promise<StartOutcome> {
    if (!this.functions.hasOrchestrator(name)) return { kind: 'unknownFunction' };
    const id = instanceId ?? randomUUID().replaceAll('-', '');
    const existing = this.store.hub.instances.get(id);
    if (existing !== undefined && !isFinished(existing)) return { kind: 'alreadyRunning' };
    await this.store.commit({
      kind: 'started',
      instanceId: id,
      executionId: randomUUID().replaceAll('-', ''),
      name,
      ...(version === undefined ? {} : { version }),
      input,
      at: this.#now(),
    });
    return { kind: 'started', instanceId: id };
  }

  /** Raises an event; `input` is JSON text. */
  raiseEvent(instanceId: string, name: string, input: string): Promise<TellOutcome> {
    return this.#tell(instanceId, { EventType: EventCode.EventRaised, Name: name, Input: input });
  }

  command(command: Command, instanceId: string, reason: string): Promise<TellOutcome> {
    return this.#tell(instanceId, { EventType: commandEvents[command], Input: reason });
  }

  async get(instanceId: string): Promise<Instance | undefined> {
    await this.store.settled();
    return this.store.hub.instances.get(instanceId);
  }

  /** Instances in the order they were started, from after `afterOrder`, `top` at most. */
  async list(filter: InstanceFilter, top: number, afterOrder: number): Promise<Instance[]> {
    await this.store.settled();
    const found: Instance[] = [];
    for (const instance of this.store.hub.instances.values()) {
      if (instance.order > afterOrder && matches(instance, filter)) found.push(instance);
      if (found.length === top) break;
    }
    return found;
  }

  /** Forgets finished instances and returns how many; running ones are left alone. */
  async purge(instances: Instance[]): Promise<number> {
    const instanceIds = instances.filter(isFinished).map(({ instanceId }) => instanceId);
    if (instanceIds.length > 0) await this.store.commit({ kind: 'purged', instanceIds });
    return instanceIds.length;
  }

  async #tell(
    instanceId: string,
    event:
      | { EventType: (typeof commandEvents)[Command]; Input: string }
      | { EventType: typeof EventCode.EventRaised; Name: string; Input: string },
  ): Promise<TellOutcome> {
    const instance = await this.get(instanceId);
    if (instance === undefined) return 'notFound';
    if (isFinished(instance)) return 'finished';
    await this.store.commit({
      kind: 'message',
      instanceId,
      event: { EventId: -1, Timestamp: this.#now(), ...event },
    });
    return 'accepted';
  }

  #now(): string {
    return new Date(this.clock.now()).toISOString();
  }
}

function matches(
  instance: Instance,
  { createdTimeFrom, createdTimeTo, runtimeStatus, instanceIdPrefix }: InstanceFilter,
) {
  return (
    (createdTimeFrom === undefined || instance.createdTime >= createdTimeFrom) &&
    (createdTimeTo === undefined || instance.createdTime <= createdTimeTo) &&
    (runtimeStatus === undefined || runtimeStatus.includes(instance.runtimeStatus satisfies RuntimeStatus)) &&
    (instanceIdPrefix === undefined || instance.instanceId.startsWith(instanceIdPrefix))
  );
}
