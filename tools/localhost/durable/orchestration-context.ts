import { ActionCode, type Call, type RetryOptions } from './actions';
import { EventCode, type ScheduledEvent } from './history';
import type { CallableFunctions } from './replay-outcome';
import { retryDelay } from './retry-delay';
import { timerHop } from './timer-hops';

/**
 * What a replayed orchestration has scheduled: sequence ids from one counter that only grows, which tasks are open, and
 * which the history does not hold yet (Azure/durabletask `TaskOrchestrationContext`).
 */
export class OrchestrationContext {
  /** The time of the latest turn, milliseconds, and ISO 8601. */
  private now = 0;
  private at = '';
  private nextId = 0;
  private readonly waiting = new Map<number, ScheduledEvent>();
  private readonly open = new Map<number, (succeeded: boolean) => void>();

  constructor(
    readonly executionId: string,
    readonly functions: CallableFunctions,
  ) {}

  startTurn(at: string): void {
    this.at = at;
    this.now = Date.parse(at);
  }

  /** What was scheduled and is not in the history, by sequence id. */
  get unrecorded(): ScheduledEvent[] {
    return [...this.waiting.values()];
  }

  get nothingOpen(): boolean {
    return this.open.size === 0;
  }

  /**
   * Resolves with whether the call succeeded.
   * @throws {Error} when the app has no such function.
   */
  call({ actionType, functionName: name, input, instanceId, version }: Call): Promise<boolean> {
    if (actionType === ActionCode.CallActivity || actionType === ActionCode.CallActivityWithRetry) {
      if (!this.functions.hasActivity(name))
        throw new Error(`Cannot call activity '${name}': the app has no activity function of that name`);
      return this.schedule({
        EventType: EventCode.TaskScheduled,
        EventId: this.nextId++,
        Timestamp: this.at,
        Name: name,
        Input: JSON.stringify(input ?? null),
      });
    }
    if (!this.functions.hasOrchestrator(name))
      throw new Error(`Cannot call orchestrator '${name}': the app has no orchestrator of that name`);
    const id = this.nextId++;
    return this.schedule({
      EventType: EventCode.SubOrchestrationInstanceCreated,
      EventId: id,
      Timestamp: this.at,
      Name: name,
      InstanceId: instanceId || `${this.executionId}:${id}`,
      Input: input === undefined ? null : JSON.stringify(input),
      Version: version || undefined,
    });
  }

  /** One try, one timer, the next try; after the last failed try one more timer, without delay. */
  async callWithRetry(call: Call, options: RetryOptions): Promise<void> {
    const firstTry = this.now;
    for (let failures = 0; !(await this.call(call)); failures++) {
      const delay = retryDelay(options, failures, this.now - firstTry);
      if (delay === undefined) return;
      const isLast = failures + 1 >= options.maxNumberOfAttempts;
      await this.startTimer(this.now + (isLast ? 0 : delay)).fired;
      if (isLast) return;
    }
  }

  /** A cancelled timer keeps its id, and nobody waits for it. Only a long one is waited for again when it ends early. */
  async waitUntil(fireAt: number, isCanceled: boolean): Promise<void> {
    if (Number.isNaN(fireAt)) throw new Error('Cannot create a timer: its time is not valid');
    const isLong = timerHop(this.now, fireAt) !== fireAt;
    do {
      const hop = this.startTimer(timerHop(this.now, fireAt));
      if (isCanceled) this.close(hop.id, true);
      await hop.fired;
    } while (isLong && !isCanceled && this.now < fireAt);
  }

  /** Closes a task that is open; of any other nothing is known, and nothing done. */
  close(id: number, succeeded: boolean): void {
    const settled = this.open.get(id);
    this.open.delete(id);
    settled?.(succeeded);
  }

  /** @throws {NonDeterminism} when the replay did not schedule what the history holds. */
  matchRecorded(recorded: ScheduledEvent): void {
    const produced = this.waiting.get(recorded.EventId);
    const [was, is] = [describe(recorded), produced === undefined ? 'nothing' : describe(produced)];
    if (was.toLowerCase() !== is.toLowerCase()) throw new NonDeterminism(was, recorded.EventId, is);
    this.waiting.delete(recorded.EventId);
  }

  private startTimer(fireAt: number): { id: number; fired: Promise<boolean> } {
    const id = this.nextId++;
    const fired = this.schedule({
      EventType: EventCode.TimerCreated,
      EventId: id,
      Timestamp: this.at,
      FireAt: new Date(fireAt).toISOString(),
    });
    return { id, fired };
  }

  private schedule(event: ScheduledEvent): Promise<boolean> {
    this.waiting.set(event.EventId, event);
    return new Promise((settled) => this.open.set(event.EventId, settled));
  }
}

/** Another history than the replay makes; the message begins as the one of Azure/durabletask does. */
export class NonDeterminism extends Error {
  constructor(was: string, id: number, is: string) {
    super(
      `Non-Deterministic workflow detected: A previous execution of this orchestration scheduled ${was} with sequence number ${id}, but its replay asks for ${is} there`,
    );
  }
}

function describe(event: ScheduledEvent): string {
  switch (event.EventType) {
    case EventCode.TaskScheduled:
      return `activity '${event.Name}'`;
    case EventCode.SubOrchestrationInstanceCreated:
      return `sub-orchestration '${event.Name}'`;
    case EventCode.TimerCreated:
      return 'a timer';
  }
}
