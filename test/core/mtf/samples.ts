import { parseLsn } from '../../../shared/core/lsn';
import type { BackupSetSpec, MediaSpec } from '../../../tools/demo/backup-writer/backup-spec';
import { writeChecksum } from '../../../tools/demo/backup-writer/record-writer';
import { seededGuid } from '../../../tools/demo/backup-writer/seeded-guid';
import { writeBackup } from '../../../tools/demo/backup-writer/write-backup';
import { walkBlocks } from './walk-blocks';

/** A full backup, final and provisional LSNs different. */
export const aFull: BackupSetSpec = {
  type: 'full',
  databaseName: 'Sales',
  backupSetGuid: seededGuid('set'),
  familyGuid: seededGuid('family'),
  recoveryForkId: seededGuid('fork'),
  firstLsn: parseLsn('34:1000:1'),
  lastLsn: parseLsn('34:1200:1'),
  checkpointLsn: parseLsn('34:1000:1'),
  databaseBackupLsn: parseLsn('33:10:1'),
  provisional: {
    firstLsn: parseLsn('34:900:37'),
    lastLsn: parseLsn('34:950:1'),
    checkpointLsn: parseLsn('34:900:37'),
  },
  startDate: '2026-01-05T20:00:00',
  finishDate: '2026-01-05T20:01:30',
};

/** Writes a file of one or several sets like `aFull`. */
export function aBackup(
  fields: Partial<BackupSetSpec> = {},
  media: Partial<MediaSpec> = {},
  sets = 1,
): Uint8Array {
  return writeBackup({
    media: { mediaSetGuid: seededGuid('media'), ...media },
    sets: Array.from({ length: sets }, () => ({ ...aFull, ...fields })),
  });
}

const BLOCK_CHECKSUM_AT = 50;

/** A copy with bytes changed in place. */
export function changed(bytes: Uint8Array, change: (copy: Uint8Array, view: DataView) => void): Uint8Array {
  const copy = bytes.slice();
  change(copy, new DataView(copy.buffer));
  return copy;
}

/** A copy with bytes of a block's header or body changed and its checksum made right again. */
export function changedBlock(
  bytes: Uint8Array,
  at: number,
  change: (block: Uint8Array, view: DataView) => void,
): Uint8Array {
  return changed(bytes, (copy) => {
    const block = copy.subarray(at);
    change(block, new DataView(copy.buffer, at));
    writeChecksum(block, BLOCK_CHECKSUM_AT);
  });
}

/** File offset of the nth block of a type. */
export function offsetOf(bytes: Uint8Array, type: string, nth = 0): number {
  const block = walkBlocks(bytes).filter((walked) => walked.type === type)[nth];
  if (!block) throw new Error(`no block ${type}`);
  return block.at;
}

/** The pieces of a backup of any size: everything between them is a hole. */
export interface Stretched {
  readonly head: Uint8Array;
  readonly tail: Uint8Array;
  /** File offset of `tail`. */
  readonly tailAt: number;
  readonly size: number;
}

const MEBIBYTE = 1024 * 1024;
const LIST_AT = 0x48;

/** A backup of one set whose data is about that many bytes long. */
export function stretched(gigabytes: number): Stretched {
  const bytes = aBackup();
  const finalAt = offsetOf(bytes, 'MSLS');
  const dataEnd = offsetOf(bytes, 'SFMB', 1);
  const moved = gigabytes * 1024 * MEBIBYTE;
  const tail = changed(bytes, (_, view) =>
    view.setBigUint64(offsetOf(bytes, 'SFMB', 2) + LIST_AT, BigInt(dataEnd + moved), true),
  ).subarray(finalAt);
  return { head: bytes.subarray(0, finalAt), tail, tailAt: finalAt + moved, size: bytes.length + moved };
}
