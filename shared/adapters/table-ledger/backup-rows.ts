/** Backup records as rows: read by name, by version, and by the LSN at which their log ends. */
import { z } from 'zod';
import { lsnSortKey } from '../../core/lsn';
import type { BackupRecord } from '../../core/migration/backup-record';
import { type IndexedBackup, LedgerRowError } from '../../ports/ledger';
import { assertLsnKey } from '../ledger-rules/limits';
import { lastLogLsn } from '../ledger-rules/record-rules';
import { below, keyPart, migrationRow } from './keys';
import { unpackRow, type Columns, type StoredRow } from './row-codec';
import type { RowStore } from './row-store';

const INDEX_COLUMNS = ['blob', 'version', 'state', 'errorName', 'mayHoldBackup'] as const;
const indexRow = z.object({
  blob: z.string(),
  version: z.string(),
  state: z.enum(['read', 'growing', 'unreadable', 'notABackup', 'unusable', 'removed']),
  errorName: z.string().optional(),
  mayHoldBackup: z.boolean().optional(),
});

/** The columns by which the index is read without the record's text. */
export function indexColumns(record: BackupRecord): Columns {
  const { name, etag, state, errorName, mayHoldBackup } = record;
  return {
    blob: name,
    version: etag,
    state,
    ...(errorName !== undefined && { errorName }),
    ...(mayHoldBackup !== undefined && { mayHoldBackup }),
  };
}

/** The key of a record's log row; undefined when it holds no log. */
export function logRow(record: BackupRecord): string | undefined {
  const last = lastLogLsn(record);
  return last === undefined ? undefined : migrationRow.log(lsnSortKey(last), record.name);
}

/** Reads backup records. */
export class BackupRows {
  constructor(private readonly store: RowStore) {}

  async version(id: string, name: string, etag: string): Promise<BackupRecord | undefined> {
    const action = `read backup "${name}" of "${id}"`;
    const current = await this.record(action, id, migrationRow.current(name));
    if (current === undefined || current.etag === etag) return current;
    return this.record(action, id, migrationRow.former(name, etag));
  }

  /** Former versions, then the current one, as of one moment: read again when the current one changed meanwhile. */
  async versions(id: string, name: string): Promise<readonly BackupRecord[]> {
    const action = `read the versions of "${name}" of "${id}"`;
    for (;;) {
      const before = await this.store.get(action, keyPart(id), migrationRow.current(name));
      const former: BackupRecord[] = [];
      for await (const row of this.store.range(action, keyPart(id), below(`v!${keyPart(name)}`)))
        former.push(unpackRow<BackupRecord>(row));
      const after = await this.store.get(action, keyPart(id), migrationRow.current(name));
      if (before?.etag !== after?.etag) continue;
      former.sort((a, b) => (a.seenAt < b.seenAt ? -1 : 1));
      return after === undefined ? former : [...former, unpackRow<BackupRecord>(after)];
    }
  }

  async *current(id: string): AsyncIterable<BackupRecord> {
    for await (const row of this.store.range(`list the backups of "${id}"`, keyPart(id), below('b')))
      yield unpackRow<BackupRecord>(row);
  }

  async index(id: string): Promise<readonly IndexedBackup[]> {
    const rows = this.store.range(`list the backups of "${id}"`, keyPart(id), below('b'), {
      select: INDEX_COLUMNS,
    });
    const index: IndexedBackup[] = [];
    for await (const row of rows) index.push(toIndexed(row));
    return index;
  }

  async logsBeyond(id: string, lsnKey: string): Promise<readonly BackupRecord[]> {
    assertLsnKey(lsnKey);
    const range = { after: below(`l!${lsnKey}`).before, before: below('l').before };
    const records: BackupRecord[] = [];
    for await (const row of this.store.range(`read the logs of "${id}"`, keyPart(id), range))
      records.push(unpackRow<BackupRecord>(row));
    return records;
  }

  private async record(action: string, id: string, row: string): Promise<BackupRecord | undefined> {
    const stored = await this.store.get(action, keyPart(id), row);
    return stored && unpackRow<BackupRecord>(stored);
  }
}

function toIndexed(row: StoredRow): IndexedBackup {
  const read = indexRow.safeParse(row.columns);
  if (!read.success)
    throw new LedgerRowError(row.partition, row.row, 'its index columns are not complete', {
      cause: read.error,
    });
  const { blob, version, ...rest } = read.data;
  return { name: blob, etag: version, ...rest };
}
