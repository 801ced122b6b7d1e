/** The backup records of one migration, in memory. */
import { lastLogLsn, mergeRecord } from '../../shared/adapters/ledger-rules/record-rules';
import { fromJson, toJson } from '../../shared/core/json';
import { lsnSortKey } from '../../shared/core/lsn';
import type { BackupRecord } from '../../shared/core/migration/backup-record';
import type { RecordOutcome } from '../../shared/ports/ledger';

/** All versions of all names. */
export class MemoryBackups {
  /** By name, then by ETag. */
  private readonly names = new Map<string, Map<string, BackupRecord>>();

  record(incoming: BackupRecord): RecordOutcome {
    const versions = this.names.get(incoming.name) ?? new Map<string, BackupRecord>();
    const current = [...versions.values()].find((version) => version.current);
    const step = mergeRecord(current, versions.get(incoming.etag), incoming);
    if (step.kind === 'unchanged') return 'unchanged';
    if (step.record.current && current !== undefined)
      versions.set(current.etag, { ...current, current: false });
    versions.set(incoming.etag, copy(step.record));
    this.names.set(incoming.name, versions);
    return step.kind;
  }

  version(name: string, etag: string): BackupRecord | undefined {
    const record = this.names.get(name)?.get(etag);
    return record && copy(record);
  }

  versions(name: string): readonly BackupRecord[] {
    return [...(this.names.get(name)?.values() ?? [])].map(copy);
  }

  /** Current records in the order of their names. */
  current(): readonly BackupRecord[] {
    const records = [...this.names.values()].flatMap((versions) => [...versions.values()]);
    return records
      .filter((record) => record.current)
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(copy);
  }

  /** Current records with a log that ends beyond the key, in the order of their ends. */
  logsBeyond(lsnKey: string): readonly BackupRecord[] {
    const keyed = this.current().flatMap((record) => {
      const last = lastLogLsn(record);
      return last === undefined ? [] : [{ key: lsnSortKey(last), record }];
    });
    return keyed
      .filter(({ key }) => key > lsnKey)
      .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
      .map(({ record }) => record);
  }
}

function copy(record: BackupRecord): BackupRecord {
  return fromJson<BackupRecord>(toJson(record));
}
