import { EventCode, type ScheduledEvent } from './history';

/**
 * The tasks of one replay: their sequence ids from one counter that only grows, which are open, and which the history
 * does not hold yet (Azure/durabletask `TaskOrchestrationContext`).
 */
export class ReplayTasks {
  #nextId = 0;
  readonly #unrecorded = new Map<number, ScheduledEvent>();
  readonly #open = new Map<number, (succeeded: boolean) => void>();

  /** What was scheduled and is not in the history, by sequence id. */
  get unrecorded(): ScheduledEvent[] {
    return [...this.#unrecorded.values()];
  }

  get nothingOpen(): boolean {
    return this.#open.size === 0;
  }

  takeId(): number {
    return this.#nextId++;
  }

  /** Resolves with whether the task succeeded. */
  schedule(event: ScheduledEvent): Promise<boolean> {
    this.#unrecorded.set(event.EventId, event);
    return new Promise((settled) => this.#open.set(event.EventId, settled));
  }

  /** A task that was settled, or that nobody waits for. */
  close(id: number, succeeded: boolean): void {
    const settled = this.#open.get(id);
    this.#open.delete(id);
    settled?.(succeeded);
  }

  /** @throws {Error} when the replay did not schedule what the history holds. */
  matchRecorded(recorded: ScheduledEvent): void {
    const produced = this.#unrecorded.get(recorded.EventId);
    const [was, is] = [describe(recorded), produced === undefined ? 'nothing' : describe(produced)];
    if (was.toLowerCase() !== is.toLowerCase()) {
      throw new Error(
        `Non-deterministic workflow detected: history has ${was} with sequence id ${recorded.EventId}, but the replay produced ${is}`,
      );
    }
    this.#unrecorded.delete(recorded.EventId);
  }
}

function describe(event: ScheduledEvent): string {
  switch (event.EventType) {
    case EventCode.TaskScheduled:
      return `an activity '${event.Name}'`;
    case EventCode.SubOrchestrationInstanceCreated:
      return `a sub-orchestration '${event.Name}'`;
    case EventCode.TimerCreated:
      return 'a timer';
  }
}
