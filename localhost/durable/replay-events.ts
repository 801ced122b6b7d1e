import { ReplayTask } from './replay-task';

/**
 * External events of one replay. The extension compares names without regard to case; waiters of one name form a
 * stack, events nobody waits for yet form a queue (Azure/azure-functions-durable-extension `DurableOrchestrationContext`).
 */
export class ReplayEvents {
  readonly #waiters = new Map<string, ReplayTask[]>();
  readonly #buffered = new Map<string, number>();

  waitFor(name: string): ReplayTask {
    const key = name.toLowerCase();
    const early = this.#buffered.get(key) ?? 0;
    if (early > 0) {
      this.#buffered.set(key, early - 1);
      return ReplayTask.done();
    }
    const task = new ReplayTask();
    this.#waiters.set(key, [...(this.#waiters.get(key) ?? []), task]);
    return task;
  }

  raise(name: string): void {
    const key = name.toLowerCase();
    const newest = this.#waiters.get(key)?.pop();
    if (newest === undefined) this.#buffered.set(key, (this.#buffered.get(key) ?? 0) + 1);
    else newest.settle(true);
  }
}
