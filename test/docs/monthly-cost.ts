/** What an app costs in a month, computed from measured transactions and a price list; docs/operate.md has the table. */

/** A month of 30 days. */
const HOURS = 720;
const SECONDS = HOURS * 3_600;

/**
 * US dollars, list prices of East US 2 as third parties read them from the retail API on 2026-06-30; storage: locally
 * redundant, hot. They are no offer: look up the prices of your region.
 */
export const PRICES = {
  alwaysReadyBaseline: 0.000_004,
  alwaysReadyExecuting: 0.000_016,
  executions: 0.4 / 1e6,
  listsAndWrites: 5 / 1e6,
  reads: 0.4 / 1e6,
  tables: 0.036 / 1e6,
  queues: 0.4 / 1e6,
  ledgerGb: 0.045,
  eventsBeyondFree: 0.6 / 1e6,
  freeEvents: 100_000,
} as const;

/** One instance is always ready for the durable group (infra/), with this memory in GB. */
const GB = 2;

/**
 * What was measured on 2026-11-29 with version 0.1.0: the hub on Microsoft's extension 3.19, an hour without migrations at
 * its defaults; 3,000 queue reads an hour more by the polling interval of host.json; and one migration over 30 days with a
 * log every five minutes, every request counted.
 */
export const MEASURED = {
  hub: { queues: 3_600, tables: 1_800, leases: 144 },
  migration: {
    looksPerHour: 24,
    /** Of 1,200 an hour, those that are not the product's own requests. */
    durablePerHour: 744,
    lists: 12_280,
    tables: 353_800,
    reads: 25_920,
    ledgerGb: 0.0498,
    logs: 8_640,
  },
} as const;

/** Assumed: a look occupies an instance for the second that is billed at least, and takes four executions. */
const LOOK = { seconds: 1, executions: 4 } as const;

/** What a month costs, US dollars. */
export interface MonthlyCost {
  readonly databases: number;
  readonly app: number;
  readonly durable: number;
  readonly ledger: number;
  readonly backups: number;
  readonly events: number;
  readonly total: number;
}

/** Computes the cost of a month in which so many databases are followed all the time. @example monthlyCost(5).databases // 5 */
export function monthlyCost(databases: number): MonthlyCost {
  const { hub, migration: one } = MEASURED;
  const looks = databases * one.looksPerHour * HOURS;
  const busy = Math.min(looks * LOOK.seconds, SECONDS);
  const app =
    GB * (SECONDS * PRICES.alwaysReadyBaseline + busy * PRICES.alwaysReadyExecuting) +
    looks * LOOK.executions * PRICES.executions;
  const durable =
    HOURS *
    (hub.queues * PRICES.queues +
      hub.tables * PRICES.tables +
      hub.leases * PRICES.listsAndWrites +
      databases * one.durablePerHour * PRICES.queues);
  const ledger = databases * (one.tables * PRICES.tables + one.ledgerGb * PRICES.ledgerGb);
  const backups = databases * (one.lists * PRICES.listsAndWrites + one.reads * PRICES.reads);
  const events = Math.max(0, databases * one.logs - PRICES.freeEvents) * PRICES.eventsBeyondFree;
  return {
    databases,
    app,
    durable,
    ledger,
    backups,
    events,
    total: app + durable + ledger + backups + events,
  };
}

/** The sizes of the table in docs/operate.md. */
const SIZES = [5, 50, 500] as const;

/** The table of docs/operate.md, Markdown. */
export function costTable(): string {
  const rows = SIZES.map(monthlyCost).map((cost) => [
    String(cost.databases),
    ...[cost.app, cost.durable, cost.ledger, cost.backups, cost.events, cost.total].map(dollars),
  ]);
  const heads = ['databases', 'app', 'durable state', 'ledger', 'reading backups', 'events', 'a month'];
  return [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

/** Rounded up, so that no line is for nothing. */
function dollars(amount: number): string {
  return amount === 0 ? '0' : `$${amount < 10 ? amount.toFixed(2) : Math.ceil(amount)}`;
}
