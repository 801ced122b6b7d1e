/**
 * Records one version of a blob, rightly under concurrency.
 *
 * Every recording of a name goes through the name's current row by its ETag: who loses reads again and decides anew,
 * so that in the end exactly one version is current, and each change is told once to journal and inbox.
 */
import type { BackupRecord } from '../../core/migration/backup-record';
import type { BackupLine, RecordOutcome } from '../../ports/ledger';
import { mergeRecord } from '../ledger-rules/record-rules';
import { indexColumns, logRow } from './backup-rows';
import { contentionError } from './errors';
import type { JournalRows } from './journal-rows';
import { keyPart, migrationRow } from './keys';
import { CONTENTION_ROUNDS, contentionPause } from './retry';
import { packRow, unpackRow, type StoredRow } from './row-codec';
import { newToken, type GuardChange, type RowChange, type RowStore } from './row-store';
import type { WorkingStateRows } from './working-state-rows';

/** Writes backup records. */
export class BackupRecorder {
  constructor(
    private readonly store: RowStore,
    private readonly journal: JournalRows,
    private readonly states: WorkingStateRows,
  ) {}

  async record(id: string, incoming: BackupRecord, line: BackupLine): Promise<RecordOutcome> {
    const action = `record backup "${incoming.name}" of "${id}"`;
    for (let round = 1; round <= CONTENTION_ROUNDS; round += 1) {
      const head = await this.store.get(action, keyPart(id), migrationRow.current(incoming.name));
      const current = head && unpackRow<BackupRecord>(head);
      const stored = await this.storedVersion(action, id, current, incoming);
      const step = mergeRecord(current, stored, incoming);
      if (step.kind === 'unchanged') return 'unchanged';
      const { record } = step;
      const changes = [
        ...(record.current
          ? becomeCurrent(action, record, current, stored)
          : [putVersion(action, { ...record, current: false })]),
        this.states.inboxChange(action, record.name),
        ...this.journal.plain(action, line),
      ];
      const guard = headChange(action, record.current || current === undefined ? record : current, head);
      const outcome = await this.store.transact(action, keyPart(id), guard, changes);
      if (outcome.kind === 'done') return step.kind;
      await contentionPause(round);
    }
    throw contentionError(action);
  }

  private async storedVersion(
    action: string,
    id: string,
    current: BackupRecord | undefined,
    { name, etag }: BackupRecord,
  ): Promise<BackupRecord | undefined> {
    if (current === undefined || current.etag === etag) return current;
    const former = await this.store.get(action, keyPart(id), migrationRow.former(name, etag));
    return former && unpackRow<BackupRecord>(former);
  }
}

/** The current row carries every recording of the name, even one that leaves it as it is: its ETag orders them. */
function headChange(action: string, record: BackupRecord, head: StoredRow | undefined): GuardChange {
  const row = migrationRow.current(record.name);
  const columns = packRow(action, record, newToken(), indexColumns(record));
  return head === undefined
    ? { kind: 'insert', row, columns }
    : { kind: 'replace', row, columns, etag: head.etag };
}

/** The rows beside the current one: the version that was current stays as a former one, the log row moves. */
function becomeCurrent(
  action: string,
  record: BackupRecord,
  current: BackupRecord | undefined,
  stored: BackupRecord | undefined,
): readonly RowChange[] {
  const changes: RowChange[] = [];
  const [oldLog, newLog] = [current && logRow(current), logRow(record)];
  if (oldLog !== undefined && oldLog !== newLog) changes.push({ kind: 'delete', row: oldLog });
  if (newLog !== undefined)
    changes.push({ kind: 'put', row: newLog, columns: packRow(action, record, newToken()) });
  if (current === undefined || current.etag === record.etag) return changes;
  changes.push(putVersion(action, { ...current, current: false }));
  if (stored !== undefined)
    changes.push({ kind: 'delete', row: migrationRow.former(record.name, record.etag) });
  return changes;
}

function putVersion(action: string, record: BackupRecord): RowChange {
  const row = migrationRow.former(record.name, record.etag);
  return { kind: 'put', row, columns: packRow(action, record, newToken()) };
}
