/** The list: one small row a migration, all in the register's partition. */
import type { MigrationSummary } from '../../core/migration/status-document';
import type { Page, SummaryFilter } from '../../ports/ledger';
import { continuationAfter, matchesFilter, readContinuation } from '../ledger-rules/paging';
import { below, REGISTER_PARTITION, registerRow } from './keys';
import { packRow, unpackRow, type Columns } from './row-codec';
import { newToken, quote, type RowStore } from './row-store';

/** The columns that the service itself can filter by; a part of a name it cannot. */
export function summaryColumns({ phase, engine, blocked }: MigrationSummary): Columns {
  return { phase, engine, blocked };
}

/** Summaries. */
export class SummaryRows {
  constructor(private readonly store: RowStore) {}

  async put(summary: MigrationSummary): Promise<void> {
    const action = `publish the summary of "${summary.id}"`;
    const columns = packRow(action, summary, newToken(), summaryColumns(summary));
    await this.store.put(action, REGISTER_PARTITION, registerRow.summary(summary.id), columns);
  }

  async page(filter: SummaryFilter): Promise<Page<MigrationSummary>> {
    const top = Math.max(1, filter.top);
    const range = below('s');
    const after =
      filter.continuation === undefined ? range.after : readContinuation(filter.continuation, range.after);
    const condition = serverCondition(filter);
    const rows = this.store.range(
      'list the migrations',
      REGISTER_PARTITION,
      { ...range, after },
      {
        pageSize: filter.q === undefined ? top + 1 : 1_000,
        ...(condition !== '' && { filter: condition }),
      },
    );
    const items: MigrationSummary[] = [];
    let last = after;
    for await (const row of rows) {
      const summary = unpackRow<MigrationSummary>(row);
      if (!matchesFilter(summary, filter)) continue;
      if (items.length === top) return { items, continuation: continuationAfter(last) };
      items.push(summary);
      last = row.row;
    }
    return { items };
  }
}

function serverCondition({ phase, engine, blocked }: SummaryFilter): string {
  return [
    ...(phase === undefined ? [] : [`phase eq ${quote(phase)}`]),
    ...(engine === undefined ? [] : [`engine eq ${quote(engine)}`]),
    ...(blocked === undefined ? [] : [`blocked eq ${blocked}`]),
  ].join(' and ');
}
