/**
 * The journal: every line in two rows, one for each reading order, because a table is read forwards only; what evidence
 * is made of in a third, so that it is found without reading the lines about backups.
 */
import { type JournalEntry, isEvidence } from '../../core/migration/journal';
import type { Page } from '../../ports/ledger';
import { MAX_ENTRIES } from '../ledger-rules/limits';
import type { OrderKeys } from '../ledger-rules/order-keys';
import { continuationAfter, readContinuation } from '../ledger-rules/paging';
import { below, keyPart, migrationRow } from './keys';
import { packRow, unpackRow } from './row-codec';
import { take, type RowChange, type RowStore } from './row-store';

/** Which page of the journal. */
export interface JournalPage {
  readonly top: number;
  readonly continuation?: string;
  readonly newestFirst?: boolean;
}

/** The journals of all migrations. */
export class JournalRows {
  constructor(
    private readonly store: RowStore,
    private readonly keys: OrderKeys,
  ) {}

  /** The rows of these lines, for the transaction of what they tell about. */
  changes(action: string, entries: readonly JournalEntry[]): readonly RowChange[] {
    return entries.flatMap((entry) => {
      const { ascending, descending } = this.keys.next(new Date(entry.at));
      const columns = packRow(action, entry, ascending);
      const rows = [
        migrationRow.journal(ascending),
        migrationRow.journalNewestFirst(descending),
        ...(isEvidence(entry) ? [migrationRow.evidence(ascending)] : []),
      ];
      return rows.map((row): RowChange => ({ kind: 'insert', row, columns }));
    });
  }

  /** Writes lines on their own, as many in one transaction as go in. */
  async append(id: string, entries: readonly JournalEntry[]): Promise<void> {
    const action = `write the journal of "${id}"`;
    for (let start = 0; start < entries.length; start += MAX_ENTRIES) {
      const changes = this.changes(action, entries.slice(start, start + MAX_ENTRIES));
      await this.store.append(action, keyPart(id), changes);
    }
  }

  async page(id: string, page: JournalPage): Promise<Page<JournalEntry>> {
    const top = Math.max(1, page.top);
    const part = page.newestFirst === true ? 'k' : 'j';
    const range = below(part);
    const after =
      page.continuation === undefined ? range.after : readContinuation(page.continuation, range.after);
    const action = `read the journal of "${id}"`;
    const rows = this.store.range(action, keyPart(id), { ...range, after }, { pageSize: top + 1 });
    const found = await take(rows, top + 1);
    const shown = found.slice(0, top);
    const items = shown.map((row) => unpackRow<JournalEntry>(row));
    const last = shown.at(-1);
    return found.length > top && last !== undefined
      ? { items, continuation: continuationAfter(last.row) }
      : { items };
  }

  /** Every line that evidence is made of, oldest first. */
  async evidence(id: string): Promise<readonly JournalEntry[]> {
    const kept = await this.lines(id, 'e');
    if (kept[0]?.kind === 'registered') return kept;
    // Version 0.1.0 wrote no such rows: its lines, and any from then on, are found among all.
    return (await this.lines(id, 'j')).filter(isEvidence);
  }

  private async lines(id: string, part: 'e' | 'j'): Promise<readonly JournalEntry[]> {
    const action = `read the journal of "${id}"`;
    const lines: JournalEntry[] = [];
    for await (const row of this.store.range(action, keyPart(id), below(part), { pageSize: 1_000 }))
      lines.push(unpackRow<JournalEntry>(row));
    return lines;
  }
}
