/** The large folder: its blobs as storage lists them, its rows as the table service writes them. */
import { indexColumns } from '../../../shared/adapters/table-ledger/backup-rows';
import { keyPart, migrationRow } from '../../../shared/adapters/table-ledger/keys';
import { packRow } from '../../../shared/adapters/table-ledger/row-codec';
import type { BackupRecord } from '../../../shared/core/migration/backup-record';
import { backupRecord } from '../records';
import type { LargeFolder } from './front';

/** Backups in it: a full and its logs. */
export const FILES = 40_000;
/** The migration's id. */
export const ID = 'large';

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
  const record = backupRecord(nameOf(number), number, number === 0 ? 'full' : 'log');
  return number === FILES - 1 ? { ...record, tailMark: 'name' } : record;
}
