/**
 * Takes one blob into the ledger: range reads, parse, one record per version. Idempotent, so an event may come twice,
 * late, out of order or never; the listing finds what events miss (G3).
 */
import type { BackupFileReading } from '../../core/backup-header';
import { isMarkedTailName } from '../../core/file-names';
import {
  type BackupRecord,
  type RecordState,
  boundRecord,
  unreadSets,
} from '../../core/migration/backup-record';
import type { Registration } from '../../core/migration/registration';
import { judgeSource } from '../../core/migration/source-notes';
import { toBackupSetRows } from '../../core/mtf/backup-set-rows';
import type { BackupContainer, ListedBlob } from '../../ports/backup-container';
import type { RecordOutcome } from '../../ports/ledger';
import { type Capabilities, nowIso } from '../capabilities';

/** What became of the blob. */
export type IngestOutcome =
  /** This version was read before. */
  | { readonly kind: 'known'; readonly record: BackupRecord }
  | { readonly kind: 'recorded'; readonly outcome: RecordOutcome; readonly record: BackupRecord }
  /** Gone, or not below this migration's prefix. */
  | { readonly kind: 'gone' };

/**
 * Looks a blob up by name and ingests the version that is there now.
 *
 * @param foundBy set by whoever was told of it by an event
 */
export async function ingestByName(
  caps: Capabilities,
  registration: Registration,
  name: string,
  foundBy?: 'event',
): Promise<IngestOutcome> {
  if (!name.startsWith(registration.backups.prefix)) return { kind: 'gone' };
  const container = caps.containers.at(registration.backups.containerUrl);
  const blob = await container.find(name);
  return blob === undefined ? { kind: 'gone' } : ingestBlob(caps, registration, container, blob, foundBy);
}

/** Ingests one listed blob. A version whose reading is settled is not read again. */
export async function ingestBlob(
  caps: Pick<Capabilities, 'ledger' | 'clock' | 'readBackup'>,
  registration: Registration,
  container: BackupContainer,
  blob: ListedBlob,
  foundBy?: 'event',
): Promise<IngestOutcome> {
  const known = await caps.ledger.backup(registration.id, blob.name, blob.etag);
  if (known?.current && isSettledReading(known) && isSameSighting(known, blob))
    return { kind: 'known', record: known };
  const read = await readRecord(caps, registration, container, blob);
  const record = foundBy === undefined ? read : { ...read, foundBy };
  const outcome = await caps.ledger.recordBackup(registration.id, record, {
    at: record.seenAt,
    kind: 'backupRecorded',
    by: 'ingest',
    text: describeRecord(record),
    facts: { blob: record.name, state: record.state, size: record.size },
  });
  return { kind: 'recorded', outcome, record };
}

/** A reading that another look at the same version cannot change; 0.1.0 called unknown bytes no backup. */
export function isSettledReading(
  record: Pick<BackupRecord, 'state' | 'errorName' | 'mayHoldBackup'>,
): boolean {
  return (
    record.state !== 'removed' &&
    record.errorName !== 'ReadFailed' &&
    record.errorName !== 'ChangedWhileReading' &&
    !(record.state === 'notABackup' && record.mayHoldBackup === undefined)
  );
}

/** The same mark; and of an uncommitted blob, which has no ETag to tell, the same upload. */
function isSameSighting(record: BackupRecord, blob: ListedBlob): boolean {
  return record.tailMark === tailMarkOf(blob) && record.upload === blob.upload;
}

async function readRecord(
  caps: Pick<Capabilities, 'clock' | 'readBackup'>,
  registration: Registration,
  container: BackupContainer,
  blob: ListedBlob,
): Promise<BackupRecord> {
  const base = {
    name: blob.name,
    etag: blob.etag,
    upload: blob.upload,
    size: blob.size,
    lastModified: blob.lastModified,
    seenAt: nowIso(caps.clock),
    misplaced: blob.name.slice(registration.backups.prefix.length).includes('/'),
    tailMark: tailMarkOf(blob),
    current: true,
  };
  if (!blob.committed)
    return {
      ...base,
      state: 'growing',
      reason: 'it is being uploaded: no content is committed yet',
      sets: [],
    };
  const reading = await caps.readBackup(container.open(blob), { fileName: blob.name });
  return boundRecord({
    ...base,
    ...judge(reading),
    sets: reading.error ? [] : toBackupSetRows(blob.name, reading),
  });
}

function tailMarkOf(blob: ListedBlob): 'name' | 'metadata' | undefined {
  if (isMarkedTailName(blob.name)) return 'name';
  return blob.markedTail ? 'metadata' : undefined;
}

function judge(
  reading: BackupFileReading,
): Pick<BackupRecord, 'state' | 'reason' | 'errorName' | 'mayHoldBackup'> {
  const { error } = reading;
  if (error)
    return {
      state: stateForError(error.name),
      reason: error.message,
      errorName: error.name,
      mayHoldBackup: error.mayHoldBackup,
    };
  if (reading.sets.some((set) => set.type === 'other'))
    return {
      state: 'unusable',
      reason: 'it holds a file or partial backup, which an online migration does not support',
    };
  return judgeFirst(reading.sets);
}

/** By the first set, the only one that a service reads. */
function judgeFirst([set]: BackupFileReading['sets']): Pick<BackupRecord, 'state' | 'reason'> {
  if (set === undefined) return { state: 'read' };
  const source = judgeSource(set);
  switch (source.kind) {
    case 'taken':
      return { state: 'read' };
    case 'dependsOnPolicy':
      return { state: 'read', reason: source.reason };
    case 'tooOld':
      return { state: 'unusable', reason: source.reason };
    case 'systemDatabase':
      return { state: 'unusable', reason: `${source.reason}: move it away or exclude it` };
  }
}

function stateForError(name: string): RecordState {
  switch (name) {
    case 'IncompleteBackup':
      return 'growing';
    case 'NotABackup':
      return 'notABackup';
    case 'UnknownBackupType':
    case 'LimitExceeded':
      return 'unusable';
    default:
      return 'unreadable';
  }
}

function describeRecord(record: BackupRecord): string {
  if (record.state !== 'read')
    return `${record.name}: ${record.state}${record.reason === undefined ? '' : `, ${record.reason}`}`;
  const [set] = record.sets;
  if (set === undefined) return `${record.name}: read, no backup set`;
  const stripe =
    (set.familyCount ?? 1) > 1 ? `, stripe ${set.familySequenceNumber ?? '?'}/${set.familyCount ?? '?'}` : '';
  const notes = [unreadSets(record), record.reason].filter((note) => note !== undefined);
  const first = record.sets.length > 1 ? `set ${set.position}, ` : '';
  return [
    `${record.name}: ${first}${set.type} of ${set.databaseName ?? 'an unnamed database'}, LSN ${set.firstLsn.toString()} to ${set.lastLsn.toString()}${stripe}`,
    ...notes,
  ].join('; ');
}
