/**
 * What the reads of one subscription may cost: a pause after a 429, and few retries in any minute.
 *
 * The management API counts per subscription and principal (Microsoft Learn, "Understand how Azure Resource
 * Manager throttles requests"), so all migrations of one subscription share one budget. Retries of many readers at
 * once are what turns a slow service into a dead one: Microsoft's own service failed migrations by polling too fast
 * (recorded in Azure/azure-powershell Get-AzDataMigrationSqlServiceMigration.Recording.json, code 1009).
 */

/** Figures of a budget. */
export interface ReadBudgetOptions {
  /** Retries that may be used at once; 20 when absent. */
  readonly capacity?: number;
  /** Retries that come back each second; 0.5 when absent. */
  readonly refillPerSecond?: number;
}

/** Retries left for one subscription, and until when it rests. */
export class ReadBudget {
  private readonly capacity: number;
  private readonly refillPerMs: number;
  private tokens: number;
  private countedAt: number;
  private restsUntil = 0;

  /** @param now epoch milliseconds of the start */
  constructor(now: number, options: ReadBudgetOptions = {}) {
    this.capacity = options.capacity ?? 20;
    this.refillPerMs = (options.refillPerSecond ?? 0.5) / 1000;
    this.tokens = this.capacity;
    this.countedAt = now;
  }

  /** Takes one retry, or says that none is left. */
  takeRetry(now: number): boolean {
    this.tokens = Math.min(this.capacity, this.tokens + Math.max(0, now - this.countedAt) * this.refillPerMs);
    this.countedAt = now;
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }

  /** The service said 429: nobody reads before `until` (epoch milliseconds). */
  pause(until: number): void {
    this.restsUntil = Math.max(this.restsUntil, until);
  }

  /** Milliseconds until reads may go on; 0 when they may now. */
  restMs(now: number): number {
    return Math.max(0, this.restsUntil - now);
  }
}

/** One budget for each subscription; share the same object among all clients of the process. */
export class ReadBudgets {
  private readonly budgets = new Map<string, ReadBudget>();

  constructor(private readonly options: ReadBudgetOptions = {}) {}

  /** The budget of a subscription; requests that name none share one. */
  of(subscriptionId: string | undefined, now: number): ReadBudget {
    const key = subscriptionId?.toLowerCase() ?? '';
    const known = this.budgets.get(key);
    if (known !== undefined) return known;
    const fresh = new ReadBudget(now, this.options);
    this.budgets.set(key, fresh);
    return fresh;
  }
}
