import {
  BLOCK_HEADER,
  FILEMARK_UNIT,
  RAID,
  RAID_MARKER,
  SQL_SERVER_VENDOR,
  TAPE,
} from '../../../shared/core/mtf/layout';
import type { MediaSpec } from './backup-spec';
import { finishBlock, startBlock } from './block-writer';
import { RecordWriter } from './record-writer';
import { roundUp } from './tape-writer';

/** What stands in for the hash of a password. */
export const PASSWORD_HASH = Uint8Array.from({ length: 16 }, (_, index) => 0xa0 + index);

/** Written with two NULs inside its length. */
const SOFTWARE_NAME = 'Microsoft SQL Server\0\0';
const TAPE_ATTRIBUTES = 0x3_0000;
const TAPE_TEXTS_AT = 94;
const CATALOG_TYPE = 3;
const FORMAT_LOGICAL_BLOCK = 1024;

/**
 * Writes the media block, the first of a file.
 *
 * @param unit bytes; the block ends on a multiple of it
 */
export function writeMediaBlock(media: MediaSpec, at: number, unit: number): Uint8Array {
  const block = startBlock('TAPE', TAPE_TEXTS_AT, { at })
    .write(BLOCK_HEADER, { attributes: TAPE_ATTRIBUTES })
    .write(TAPE, {
      mediaFamilyId: media.mediaFamilyId ?? media.familySequenceNumber ?? 1,
      mediaSequenceNumber: 1,
      filemarkBlock: (media.filemarkBlock ?? FILEMARK_UNIT) / FILEMARK_UNIT,
      catalogType: CATALOG_TYPE,
      mediaName: media.mediaName,
      mediaDescription: media.mediaDescription,
      softwareName: SOFTWARE_NAME,
      formatLogicalBlock: FORMAT_LOGICAL_BLOCK,
      softwareVendor: SQL_SERVER_VENDOR,
      mediaDate: media.mediaDate,
    });
  if (media.passwordProtected) block.append(TAPE.mediaPassword, PASSWORD_HASH);
  return finishBlock(block, [{ id: 'RAID', data: writeFamily(media) }], at, roundUp(unit));
}

const RAID_SIZE = 32;

function writeFamily(media: MediaSpec): Uint8Array {
  return new RecordWriter(RAID_SIZE)
    .write(RAID, {
      mediaSetGuid: media.mediaSetGuid,
      marker: RAID_MARKER,
      familyCount: media.familyCount ?? 1,
      mirrorCount: 1,
      familySequenceNumber: media.familySequenceNumber ?? 1,
    })
    .toBytes();
}
