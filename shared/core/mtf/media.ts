import type { MediaHeader } from '../backup-header';
import { readBlock, readStreams, type BlockStreams } from './block';
import { corrupt, HeaderFault, type Place } from './fault';
import { readFields, type Values } from './fields';
import type { ByteSpace, Reading } from './file-window';
import { FILEMARK_UNIT, RAID, RAID_MARKER, SQL_SERVER_VENDOR, TAPE } from './layout';
import type { HeaderLimits } from './limits';

/** The media header and the address at which its block ends. */
export interface Media {
  readonly header: MediaHeader;
  readonly end: number;
}

/**
 * Reads the media block (MTF 1.00a, MTF_TAPE; columns of RESTORE LABELONLY) at the start of a space.
 *
 * @throws {HeaderFault} `NotABackup` when other software wrote the tape, `CorruptHeader` when a value is impossible.
 */
export function* readMedia(space: ByteSpace, limits: HeaderLimits): Reading<Media> {
  const block = yield* readBlock(space, 0);
  if (block.header.type !== 'TAPE') throw corrupt(block.place, 'a file begins with the block TAPE');
  const tape = readFields(TAPE, block.body, block.place);
  if (tape.softwareVendor !== SQL_SERVER_VENDOR) throw otherSoftware(tape.softwareName);
  const streams = yield* readStreams(space, block, limits);
  const family = readFamily(streams, block.place);
  return { header: toMediaHeader(tape, family, block.place), end: streams.end };
}

function otherSoftware(name: string | null): HeaderFault {
  const writer = name ?? 'unnamed software';
  return new HeaderFault(
    'NotABackup',
    `Cannot read the backup: it is a tape file of ${writer}, not of SQL Server, or damaged at its beginning`,
    0,
    true,
  );
}

type Family = Values<typeof RAID>;

function readFamily({ streams }: BlockStreams, place: Place): Family | undefined {
  const raid = streams.find(({ id }) => id === 'RAID');
  if (!raid) return undefined;
  const family = readFields(RAID, raid.data, place);
  const { marker, familySequenceNumber: number, familyCount: count } = family;
  if (marker !== RAID_MARKER) throw corrupt(place, 'the record of its media set has no marker');
  if (number < 1 || number > count) throw corrupt(place, `it claims to be stripe ${number} of ${count}`);
  return family;
}

function toMediaHeader(tape: Values<typeof TAPE>, family: Family | undefined, place: Place): MediaHeader {
  return {
    ...(family && {
      mediaSetGuid: family.mediaSetGuid ?? undefined,
      familyCount: family.familyCount,
      familySequenceNumber: family.familySequenceNumber,
    }),
    mediaFamilyId: tape.mediaFamilyId,
    mediaSequenceNumber: tape.mediaSequenceNumber,
    filemarkBlock: filemarkBlock(tape.filemarkBlock, place),
    formatLogicalBlock: tape.formatLogicalBlock,
    mediaName: tape.mediaName,
    mediaDescription: tape.mediaDescription,
    mediaPasswordProtected: tape.mediaPassword.length > 0,
    softwareName: tape.softwareName,
    softwareVendorId: tape.softwareVendor,
    mediaDate: tape.mediaDate,
  };
}

const LARGEST_FILEMARK = 128;

/** BLOCKSIZE takes the powers of two from 512 to 65536 (Microsoft Learn, BACKUP). */
function filemarkBlock(units: number, place: Place): number {
  const isPowerOfTwo = units > 0 && (units & (units - 1)) === 0;
  if (!isPowerOfTwo || units > LARGEST_FILEMARK)
    throw corrupt(place, `its filemark block of ${units} sectors is impossible`);
  return units * FILEMARK_UNIT;
}
