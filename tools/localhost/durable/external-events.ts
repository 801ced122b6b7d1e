/**
 * External events of one replay. The extension compares names without regard to case; waiters of one name form a
 * stack, events nobody waits for yet form a queue (Azure/azure-functions-durable-extension `DurableOrchestrationContext`).
 */
export class ExternalEvents {
  private readonly waiters = new Map<string, (() => void)[]>();
  private readonly early = new Map<string, number>();

  /** Resolves with the next event of that name that no newer waiter takes. */
  waitFor(name: string): Promise<void> {
    const key = name.toLowerCase();
    const early = this.early.get(key) ?? 0;
    if (early > 0) {
      this.early.set(key, early - 1);
      return Promise.resolve();
    }
    return new Promise((received) => {
      this.waiters.set(key, [...(this.waiters.get(key) ?? []), received]);
    });
  }

  raise(name: string): void {
    const key = name.toLowerCase();
    const newest = this.waiters.get(key)?.pop();
    if (newest === undefined) this.early.set(key, (this.early.get(key) ?? 0) + 1);
    else newest();
  }
}
