/** The large folder: its blobs as storage lists them, its rows as the table service writes them. */
import { packRow } from '../../../shared/adapters/table-ledger/row-codec';
import { indexColumns } from '../../../shared/adapters/table-ledger/backup-rows';
import { keyPart, migrationRow } from '../../../shared/adapters/table-ledger/keys';
import type { BackupSetRow } from '../../../shared/core/backup-set-row';
import { lsnFromParts } from '../../../shared/core/lsn';
import type { BackupRecord } from '../../../shared/core/migration/backup-record';
import type { LargeFolder } from './front';

/** Backups in it: a full and its logs. */
export const FILES = 40_000;
/** The migration's id. */
export const ID = 'large';
/** When all of them were uploaded. */
export const AT = '2026-11-21T10:00:00.000Z';

/** Makes it. */
export function makeFolder(): LargeFolder {
  const records = Array.from({ length: FILES }, (_unused, number) => recordOf(number));
  return {
    blobs: records.map(
      ({ name, etag, size }) =>
        `<Blob><Name>${name}</Name><Properties><Creation-Time>Sat, 21 Nov 2026 10:00:00 GMT</Creation-Time><Last-Modified>Sat, 21 Nov 2026 10:00:00 GMT</Last-Modified><Etag>${etag.slice(1, -1)}</Etag><Content-Length>${size}</Content-Length><Content-Type>application/octet-stream</Content-Type><Content-Encoding /><Content-Language /><Content-MD5>sQqNsWTgdUEFt6mb5y4/5Q==</Content-MD5><Cache-Control /><Content-Disposition /><BlobType>BlockBlob</BlobType><AccessTier>Hot</AccessTier><AccessTierInferred>true</AccessTierInferred><LeaseStatus>unlocked</LeaseStatus><LeaseState>available</LeaseState><ServerEncrypted>true</ServerEncrypted></Properties><Metadata /><OrMetadata /></Blob>`,
    ),
    entities: records.map((record, number) => ({
      'odata.etag': `W/"${number}"`,
      PartitionKey: keyPart(ID),
      RowKey: migrationRow.current(record.name),
      ...packRow('make a row', record, 'token', indexColumns(record)),
    })),
  };
}

/** Name of a backup; the last one is marked as the tail. */
export function nameOf(number: number): string {
  if (number === 0) return 'full.bak';
  const digits = String(number).padStart(5, '0');
  return number === FILES - 1 ? `log_${digits}.final.trn` : `log_${digits}.trn`;
}

function recordOf(number: number): BackupRecord {
  const name = nameOf(number);
  return {
    name,
    etag: `"0x8DD${String(number).padStart(12, '0')}"`,
    size: 1_048_576,
    lastModified: AT,
    seenAt: AT,
    state: 'read',
    misplaced: false,
    ...(number === FILES - 1 && { tailMark: 'name' as const }),
    sets: [setOf(name, number)],
    current: true,
  };
}

function setOf(file: string, number: number): BackupSetRow {
  const common = {
    file,
    position: 1,
    backupSetGuid: guid('5d3f3c1e', number),
    mediaSetGuid: guid('6d3f3c1e', number),
    familyCount: 1,
    familySequenceNumber: 1,
    databaseName: 'Sales',
    serverName: 'SQL1',
    familyGuid: guid('7d3f3c1e', 1),
    recoveryForkId: guid('8d3f3c1e', 1),
    recoveryModel: 'full',
    hasBackupChecksums: true,
  } as const;
  const start = lsnFromParts(1_000 + number, 16, 1);
  const end = lsnFromParts(1_001 + number, 16, 1);
  return number === 0
    ? { ...common, type: 'full', firstLsn: start, lastLsn: end, checkpointLsn: start }
    : { ...common, type: 'log', firstLsn: start, lastLsn: end };
}

/** A GUID of a number. */
export function guid(head: string, number: number): string {
  return `${head}-0000-4000-8000-${String(number).padStart(12, '0')}`;
}
