/** The control rows and status documents of the migrations. */
import type { ControlRow } from '../../core/migration/control';
import { fromFormer, statusFromFormer, type FormerControlRow } from '../../core/migration/former-rows';
import type { JournalEntry } from '../../core/migration/journal';
import type { StatusDocument } from '../../core/migration/status-document';
import type { ChangeOutcome, Versioned } from '../../ports/ledger';
import { assertWithin, MAX_ENTRIES } from '../ledger-rules/limits';
import type { JournalRows } from './journal-rows';
import { keyPart, migrationRow } from './keys';
import { NEWEST_ROW_VERSION, packRow, unpackRow, versionOf, type Columns, type StoredRow } from './row-codec';
import { newToken, type RowStore } from './row-store';

/** Version of the control rows that this program writes: holds are a list, and approvals are judged by its rules. */
const CONTROL_VERSION = NEWEST_ROW_VERSION;

function packControl(action: string, control: ControlRow): Columns {
  return packRow(action, control, newToken(), {}, CONTROL_VERSION);
}

function unpackControl(stored: StoredRow): ControlRow {
  return versionOf(stored) === CONTROL_VERSION
    ? unpackRow<ControlRow>(stored)
    : fromFormer(unpackRow<FormerControlRow>(stored));
}

/** Rows of which a migration has exactly one. */
export class ControlRows {
  constructor(
    private readonly store: RowStore,
    private readonly journal: JournalRows,
  ) {}

  async read(id: string): Promise<Versioned<ControlRow> | undefined> {
    const stored = await this.store.get(`read the control row of "${id}"`, keyPart(id), migrationRow.control);
    return stored && { value: unpackControl(stored), etag: stored.etag };
  }

  /** Inserts the first control row with its journal line; content when it is there already. */
  async create(id: string, control: ControlRow, entry: JournalEntry): Promise<void> {
    const action = `create the control row of "${id}"`;
    const columns = packControl(action, control);
    const guard = { kind: 'insert', row: migrationRow.control, columns } as const;
    await this.journal.tell(action, id, { guard, entries: [entry], isFirst: true });
  }

  async change(
    id: string,
    etag: string,
    control: ControlRow,
    entries: readonly JournalEntry[],
  ): Promise<ChangeOutcome> {
    const action = `change the control row of "${id}"`;
    assertWithin(action, 'journal lines', entries.length, MAX_ENTRIES);
    const columns = packControl(action, control);
    const guard = { kind: 'replace', row: migrationRow.control, columns, etag } as const;
    return this.journal.tell(action, id, { guard, entries });
  }

  /** Deletes every row of the migration's partition, the journal's head first: an import goes on behind a head. */
  async removeAll(id: string): Promise<void> {
    const action = `delete migration "${id}"`;
    await this.store.remove(action, keyPart(id), migrationRow.journalHead);
    await this.store.removeAll(action, keyPart(id));
    this.journal.forget(id);
  }

  /** True when the migration's partition has any row. */
  hasRows(id: string): Promise<boolean> {
    return this.store.hasRows(`look for rows of migration "${id}"`, keyPart(id));
  }

  async putStatus(id: string, status: StatusDocument): Promise<void> {
    const action = `publish the status of "${id}"`;
    await this.store.put(action, keyPart(id), migrationRow.status, packRow(action, status, newToken()));
  }

  async status(id: string): Promise<StatusDocument | undefined> {
    const stored = await this.store.get(`read the status of "${id}"`, keyPart(id), migrationRow.status);
    return stored && statusFromFormer(unpackRow<StatusDocument>(stored));
  }
}
