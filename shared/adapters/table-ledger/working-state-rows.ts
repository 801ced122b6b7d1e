/** Working states and the inbox they consume, changed together. */
import type { JournalEntry } from '../../core/migration/journal';
import type { ChangeOutcome, InboxItem, Versioned, WorkingState } from '../../ports/ledger';
import { assertWithin, MAX_CONSUMED, MAX_ENTRIES, MAX_WORKING_STATE_CHARS } from '../ledger-rules/limits';
import type { OrderKeys } from '../ledger-rules/order-keys';
import type { JournalRows } from './journal-rows';
import { below, keyPart, migrationRow } from './keys';
import { packRow, unpackRow } from './row-codec';
import { newToken, take, toChangeOutcome, type RowChange, type RowStore } from './row-store';

const INBOX = below('i');

/** What is written along with a working state. */
export interface Along {
  readonly consumed: readonly InboxItem[];
  readonly entries: readonly JournalEntry[];
}

/** The small rows a watch works with. */
export class WorkingStateRows {
  constructor(
    private readonly store: RowStore,
    private readonly keys: OrderKeys,
    private readonly journal: JournalRows,
  ) {}

  /** The row that tells the watch of a changed blob, for the transaction of the change. */
  inboxChange(action: string, blob: string): RowChange {
    const { ascending } = this.keys.next(new Date());
    return {
      kind: 'insert',
      row: migrationRow.inbox(ascending),
      columns: packRow(action, { blob }, ascending),
    };
  }

  async inbox(id: string, limit: number): Promise<readonly InboxItem[]> {
    const rows = this.store.range(`read the inbox of "${id}"`, keyPart(id), INBOX, { pageSize: limit });
    return (await take(rows, limit)).map((stored) => ({
      key: stored.row.slice(INBOX.after.length),
      blob: unpackRow<{ blob: string }>(stored).blob,
    }));
  }

  async save(
    id: string,
    name: string,
    etag: string | undefined,
    state: WorkingState,
    { consumed, entries }: Along,
  ): Promise<ChangeOutcome> {
    const action = `save working state "${name}" of "${id}"`;
    assertWithin(action, 'characters', state.json.length, MAX_WORKING_STATE_CHARS);
    assertWithin(action, 'consumed inbox items', consumed.length, MAX_CONSUMED);
    assertWithin(action, 'journal lines', entries.length, consumed.length === 0 ? MAX_ENTRIES : 0);
    const row = migrationRow.state(name);
    const columns = packRow(action, state, newToken());
    const guard =
      etag === undefined
        ? ({ kind: 'insert', row, columns } as const)
        : ({ kind: 'replace', row, columns, etag } as const);
    const keys = [...new Set(consumed.map((item) => item.key))];
    const deletes = keys.map((key) => ({ kind: 'delete', row: migrationRow.inbox(key) }) as const);
    if (entries.length > 0) return this.journal.tell(action, id, { guard, entries });
    return toChangeOutcome(await this.store.transact(action, keyPart(id), guard, deletes));
  }

  async read(id: string, name: string): Promise<Versioned<WorkingState> | undefined> {
    const action = `read working state "${name}" of "${id}"`;
    const stored = await this.store.get(action, keyPart(id), migrationRow.state(name));
    return stored && { value: unpackRow<WorkingState>(stored), etag: stored.etag };
  }
}
