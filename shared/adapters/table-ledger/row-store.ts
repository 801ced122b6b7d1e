/** Rows of one table: reads, ranges and transactions, with retries and errors that carry no secrets. */
import { randomBytes } from 'node:crypto';
import type { PipelineRequest } from '@azure/core-rest-pipeline';
import type {
  TableClient,
  TableEntityQueryOptions,
  TableEntityResult,
  TransactionAction,
} from '@azure/data-tables';
import type { ChangeOutcome } from '../../ports/ledger';
import { storageFault } from '../storage-fault';
import type { EntityPages, RawEntity } from './entity-pages';
import { asLedgerError, isMissingRow, isUnmetCondition, mayBeCarriedOut } from './errors';
import type { KeyRange } from './keys';
import { withRetries, type RetryBudget } from './retry';
import { tokenOf, type Columns, type StoredRow } from './row-codec';

/** One operation of a transaction. */
export type RowChange =
  | { readonly kind: 'insert'; readonly row: string; readonly columns: Columns }
  | { readonly kind: 'replace'; readonly row: string; readonly columns: Columns; readonly etag: string }
  | { readonly kind: 'put'; readonly row: string; readonly columns: Columns }
  | { readonly kind: 'delete'; readonly row: string };

/** The first change: it carries the transaction's token, so that a lost answer can be found out. */
export type GuardChange = Extract<RowChange, { kind: 'insert' | 'replace' }>;

/** What became of a transaction; on `conflict` nothing was written. */
export type TransactionOutcome =
  | {
      readonly kind: 'done';
      readonly etag: string;
      /** ETag of the second change, where the store told it. */
      readonly secondEtag?: string;
    }
  /** `guardHolds`: the condition of the guard row still holds, so that of another row did not. */
  | { readonly kind: 'conflict'; readonly guardHolds: boolean };

/** Which rows a range read gives, and how. */
export interface RangeOptions {
  /** OData condition on columns, beside the range. */
  readonly filter?: string;
  /** Columns wanted; all when absent. */
  readonly select?: readonly string[];
  /** Rows asked for at a time, at most 1,000 (Microsoft Learn, "Query timeout and pagination"). */
  readonly pageSize?: number;
}

type Entity = TableEntityResult<Record<string, unknown>>;

/** No row's key begins with `~`. */
const EVERYTHING: KeyRange = { after: '', before: '~' };

const KEY_COLUMNS = new Set(['partitionKey', 'rowKey', 'timestamp', 'etag', 'odata.metadata']);

/** A table's rows. */
export class RowStore {
  constructor(
    private readonly client: TableClient,
    /** The client's HTTP client. */
    private readonly pages: EntityPages,
    private readonly retry: RetryBudget,
  ) {}

  /** Creates the table unless it is there. */
  async create(action: string): Promise<void> {
    await this.call(action, (abortSignal) => this.client.createTable({ abortSignal }));
  }

  /** Reads a row; undefined when it is not there. */
  async get(action: string, partition: string, row: string): Promise<StoredRow | undefined> {
    try {
      const entity = await withRetries(this.retry, (abortSignal) =>
        this.client.getEntity(partition, row, { abortSignal }),
      );
      return toStoredRow(partition, entity);
    } catch (error) {
      if (isMissingRow(storageFault(error))) return undefined;
      throw asLedgerError(action, error);
    }
  }

  /** Reads the rows of a range in key order, page by page. */
  async *range(
    action: string,
    partition: string,
    keys: KeyRange,
    options: RangeOptions = {},
  ): AsyncGenerator<StoredRow> {
    const range = `PartitionKey eq ${quote(partition)} and RowKey gt ${quote(keys.after)} and RowKey lt ${quote(keys.before)}`;
    const queryOptions = {
      filter: options.filter === undefined ? range : `${range} and ${options.filter}`,
      ...(options.select && { select: ['PartitionKey', 'RowKey', ...options.select] }),
    };
    const maxPageSize = Math.min(Math.max(options.pageSize ?? 1_000, 1), 1_000);
    let continuationToken: string | undefined;
    do {
      const page = await this.call(action, (signal) =>
        this.page(signal, queryOptions, maxPageSize, continuationToken),
      );
      for (const entity of page.entities) yield toListedRow(entity);
      continuationToken = page.next;
    } while (continuationToken !== undefined);
  }

  /**
   * Makes all changes or none. A condition that does not hold is a conflict, unless the guard row carries our own
   * token: then an earlier attempt was carried out and only its answer was lost.
   *
   * @throws {LedgerUnclearError} When it may have been carried out. @throws {LedgerUnavailableError} When nothing was.
   */
  async transact(
    action: string,
    partition: string,
    guard: GuardChange,
    rest: readonly RowChange[],
  ): Promise<TransactionOutcome> {
    // A missing or wildcard ETag would replace whatever is there.
    if (guard.kind === 'replace' && (guard.etag === '' || guard.etag === '*'))
      return { kind: 'conflict', guardHolds: false };
    const actions = [guard, ...rest].map((change) => toAction(partition, change));
    let isUnclear = false;
    const submit = async (abortSignal: AbortSignal) => {
      try {
        return await this.client.submitTransaction(actions, { abortSignal });
      } catch (error) {
        isUnclear ||= mayBeCarriedOut(storageFault(error));
        throw error;
      }
    };
    try {
      const response = await withRetries(this.retry, submit);
      const [etag, secondEtag] = response.subResponses.map((one) => one.etag);
      isUnclear ||= etag === undefined;
      return etag === undefined
        ? await this.ownWrite(action, partition, guard)
        : { kind: 'done', etag, ...(secondEtag !== undefined && { secondEtag }) };
    } catch (error) {
      if (!isUnmetCondition(storageFault(error))) throw asLedgerError(action, error, isUnclear);
      return await this.ownWrite(action, partition, guard).catch((fault: unknown) => {
        throw isUnclear ? asLedgerError(action, fault, true) : fault;
      });
    }
  }

  /** Writes a row whatever is there. */
  async put(action: string, partition: string, row: string, columns: Columns): Promise<void> {
    const entity = { ...columns, partitionKey: partition, rowKey: row };
    await this.call(action, (abortSignal) => this.client.upsertEntity(entity, 'Replace', { abortSignal }));
  }

  /** Inserts rows that no one else can have written (unique keys), all or none; a repeat finds them there and is content. */
  async append(action: string, partition: string, rows: readonly RowChange[]): Promise<void> {
    const actions = rows.map((change) => toAction(partition, change));
    try {
      await withRetries(this.retry, (abortSignal) => this.client.submitTransaction(actions, { abortSignal }));
    } catch (error) {
      if (storageFault(error).code !== 'EntityAlreadyExists') throw asLedgerError(action, error);
    }
  }

  /** Deletes a row; content when it is not there. */
  async remove(action: string, partition: string, row: string): Promise<void> {
    try {
      await withRetries(this.retry, (abortSignal) =>
        this.client.deleteEntity(partition, row, { abortSignal }),
      );
    } catch (error) {
      if (!isMissingRow(storageFault(error))) throw asLedgerError(action, error);
    }
  }

  /** True when a partition has any row. */
  async hasRows(action: string, partition: string): Promise<boolean> {
    const rows = this.range(action, partition, EVERYTHING, { select: [], pageSize: 1 });
    return (await take(rows, 1)).length > 0;
  }

  /** Deletes all rows of a partition, a hundred in one transaction; one that somebody else deleted meanwhile is looked for anew. */
  async removeAll(action: string, partition: string): Promise<void> {
    for (;;) {
      const rows = await take(this.range(action, partition, EVERYTHING, { select: [], pageSize: 100 }), 100);
      if (rows.length === 0) return;
      const actions = rows.map(({ row }) => toAction(partition, { kind: 'delete', row }));
      try {
        await withRetries(this.retry, (abortSignal) =>
          this.client.submitTransaction(actions, { abortSignal }),
        );
      } catch (error) {
        if (!isMissingRow(storageFault(error))) throw asLedgerError(action, error);
      }
    }
  }

  private async page(
    abortSignal: AbortSignal,
    queryOptions: TableEntityQueryOptions,
    maxPageSize: number,
    continuationToken: string | undefined,
  ): Promise<{ readonly entities: readonly RawEntity[]; readonly next?: string }> {
    let answered: PipelineRequest | undefined;
    const pages = this.client
      .listEntities({ queryOptions, abortSignal, onResponse: ({ request }) => (answered = request) })
      .byPage({ maxPageSize, ...(continuationToken !== undefined && { continuationToken }) });
    for await (const page of pages) {
      const entities = answered === undefined ? [] : this.pages.entitiesOf(answered);
      return { entities, ...(page.continuationToken && { next: page.continuationToken }) };
    }
    return { entities: [] };
  }

  private async ownWrite(action: string, partition: string, guard: GuardChange): Promise<TransactionOutcome> {
    const stored = await this.get(action, partition, guard.row);
    if (stored !== undefined && tokenOf(stored) === guard.columns['token'])
      return { kind: 'done', etag: stored.etag };
    const expected = guard.kind === 'replace' ? guard.etag : undefined;
    return { kind: 'conflict', guardHolds: stored?.etag === expected };
  }

  private async call<T>(action: string, attempt: (signal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      return await withRetries(this.retry, attempt);
    } catch (error) {
      throw asLedgerError(action, error);
    }
  }
}

/** The first `count` rows; asks for no page beyond them. */
export async function take(rows: AsyncIterable<StoredRow>, count: number): Promise<readonly StoredRow[]> {
  const taken: StoredRow[] = [];
  if (count < 1) return taken;
  for await (const row of rows) {
    taken.push(row);
    if (taken.length >= count) break;
  }
  return taken;
}

/** A name for one write, that no other write has. */
export function newToken(): string {
  return randomBytes(9).toString('base64url');
}

/** The port's word for a transaction's outcome. */
export function toChangeOutcome(outcome: TransactionOutcome): ChangeOutcome {
  return outcome.kind === 'done' ? { kind: 'changed', etag: outcome.etag } : { kind: 'conflict' };
}

/** Text as an OData literal. */
export function quote(text: string): string {
  return `'${text.replace(/'/g, "''")}'`;
}

function toAction(partition: string, change: RowChange): TransactionAction {
  const keys = { partitionKey: partition, rowKey: change.row };
  switch (change.kind) {
    case 'insert':
      return ['create', { ...change.columns, ...keys }];
    case 'replace':
      return ['update', { ...change.columns, ...keys }, 'Replace', { etag: change.etag }];
    case 'put':
      return ['upsert', { ...change.columns, ...keys }, 'Replace'];
    case 'delete':
      return ['delete', keys];
  }
}

function toStoredRow(partition: string, entity: Entity): StoredRow {
  const columns = Object.entries(entity).filter(([name]) => !KEY_COLUMNS.has(name));
  return { partition, row: entity.rowKey ?? '', etag: entity.etag, columns: Object.fromEntries(columns) };
}

function toListedRow(columns: RawEntity): StoredRow {
  return { partition: columns.PartitionKey, row: columns.RowKey, etag: columns['odata.etag'], columns };
}
