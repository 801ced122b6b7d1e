/**
 * Where each field of the tape format's blocks lies: offsets in decimal, from the start of the block.
 *
 * Names follow Microsoft Tape Format 1.00a and RESTORE LABELONLY; all positions were measured on 186 real files of
 * SQL Server 2005 to 2025. Integers are little-endian.
 */
import type { Layout } from './fields';

/** Descriptor blocks start on absolute multiples of this many bytes. */
export const BLOCK_ALIGNMENT = 512;

/** Bytes per unit of TAPE's filemark block size. */
export const FILEMARK_UNIT = 512;

/** 16-bit words that a checksum of a descriptor block covers. */
export const BLOCK_CHECKSUM_WORDS = 25;

/** 16-bit words that a checksum of a stream header covers. */
export const STREAM_CHECKSUM_WORDS = 10;

/** Bytes of the common block header. */
export const BLOCK_HEADER_SIZE = 52;

/** Bytes of a stream header. */
export const STREAM_HEADER_SIZE = 22;

/** Stream headers start on multiples of this many bytes. */
export const STREAM_ALIGNMENT = 4;

/** Common header of every descriptor block (MTF_DB_HDR). */
export const BLOCK_HEADER = {
  /** TAPE, SSET, VOLB, MSCI, MSDA, MSTL, MSLS, ESET or SFMB. */
  type: { at: 0, kind: 'tag' },
  /** Block attributes; bit 31 on an SFMB says that `SFMB.arrayOffset` is there (2008 and later). */
  attributes: { at: 4, kind: 'u32' },
  /** Offset of the first stream; for SFMB the size of the block. */
  firstStream: { at: 8, kind: 'u16' },
  /** 14, SQL Server's. */
  osId: { at: 10, kind: 'u8' },
  osVersion: { at: 11, kind: 'u8' },
  /** Format logical address: units of 1024 bytes from the set's SSET. */
  logicalAddress: { at: 20, kind: 'u64' },
  /** Number of the block within its set. */
  controlBlock: { at: 36, kind: 'u32' },
  /** OS-specific data; see `SET_OS_DATA`. */
  osData: { at: 44, kind: 'pointer' },
  /** 2: text is UTF-16LE. */
  stringType: { at: 48, kind: 'u8' },
  /** XOR of the 25 words before it. */
  checksum: { at: 50, kind: 'u16' },
} as const satisfies Layout;

/** Header of a stream (MTF_STREAM_HDR), offsets from its own start. */
export const STREAM_HEADER = {
  /** MQCI, RAID, SPAD (pads to the next block), MQDA, MQTL, APAD, CSUM, OTCP or TSMP. */
  id: { at: 0, kind: 'tag' },
  systemAttributes: { at: 4, kind: 'u16' },
  /** 0x100 on data that is followed by a CSUM stream. */
  mediaAttributes: { at: 6, kind: 'u16' },
  /** Bytes of data after this header. */
  length: { at: 8, kind: 'u64' },
  encryption: { at: 16, kind: 'u16' },
  compression: { at: 18, kind: 'u16' },
  /** XOR of the 10 words before it. */
  checksum: { at: 20, kind: 'u16' },
} as const satisfies Layout;

/** First block of a file (MTF_TAPE). */
export const TAPE = {
  /** Differs on every stripe. */
  mediaFamilyId: { at: 52, kind: 'u32' },
  mediaSequenceNumber: { at: 60, kind: 'u16' },
  /** In units of 512 bytes: 1, 8 (disks of 4 KiB sectors) or 128 (BLOCKSIZE = 65536; computed, no sample). */
  filemarkBlock: { at: 64, kind: 'u16' },
  catalogType: { at: 66, kind: 'u16' },
  mediaName: { at: 68, kind: 'text' },
  mediaDescription: { at: 72, kind: 'text' },
  /** Password hash; a length above 0 means MEDIAPASSWORD. */
  mediaPassword: { at: 76, kind: 'pointer' },
  softwareName: { at: 80, kind: 'text' },
  formatLogicalBlock: { at: 84, kind: 'u16' },
  /** 0x1200 is SQL Server. */
  softwareVendor: { at: 86, kind: 'u16' },
  mediaDate: { at: 88, kind: 'date' },
} as const satisfies Layout;

/** `TAPE.softwareVendor` of Microsoft SQL Server. */
export const SQL_SERVER_VENDOR = 0x1200;

/** Content of TAPE's stream RAID: the place of this file in its media set. */
export const RAID = {
  mediaSetGuid: { at: 0, kind: 'guid' },
  /** Always 0xF00000AD. */
  marker: { at: 16, kind: 'u32' },
  /** Number of stripes. */
  familyCount: { at: 20, kind: 'u16' },
  /** Perhaps the number of mirrors; always 1. */
  mirrorCount: { at: 22, kind: 'u16' },
  /** 1-based number of this stripe. */
  familySequenceNumber: { at: 24, kind: 'u16' },
} as const satisfies Layout;

/** `RAID.marker`. */
export const RAID_MARKER = 0xf000_00ad;

/** First block of a backup set (MTF_SSET). */
export const START_OF_SET = {
  /** 4 full and log, 8 differential. */
  attributes: { at: 52, kind: 'u32' },
  /** 1, 2, … in the order of appending. */
  position: { at: 62, kind: 'u16' },
  backupName: { at: 64, kind: 'text' },
  backupDescription: { at: 68, kind: 'text' },
  /** Password hash; a length above 0 means PASSWORD. */
  setPassword: { at: 72, kind: 'pointer' },
  userName: { at: 76, kind: 'text' },
  writeDate: { at: 88, kind: 'date' },
  /** Quarter hours east of UTC; 127 unknown. */
  timeZone: { at: 95, kind: 'i8' },
} as const satisfies Layout;

/** `START_OF_SET.timeZone` when the source's zone is not known. */
export const UNKNOWN_TIME_ZONE = 127;

/** OS-specific data of SSET, 21 bytes. */
export const SET_OS_DATA = {
  backupSetGuid: { at: 0, kind: 'guid' },
  expirationDate: { at: 16, kind: 'date' },
} as const satisfies Layout;

/** Volume block (MTF_VOLB). */
export const VOLUME = {
  device: { at: 56, kind: 'text' },
  volume: { at: 60, kind: 'text' },
  machineName: { at: 64, kind: 'text' },
} as const satisfies Layout;

/** Soft filemark (MTF_SFMB): a list of the earlier filemarks, newest first, as u64 offsets in the file. */
export const FILEMARK = {
  /** Entries that fit. */
  capacity: { at: 52, kind: 'u32' },
  /** Earlier filemarks. */
  used: { at: 56, kind: 'u32' },
  /** Offset of the list; in SQL Server 2005 (attribute bit 31 clear) the list itself starts here. */
  arrayOffset: { at: 60, kind: 'u32' },
} as const satisfies Layout;

/** Attribute bit of an SFMB that has `FILEMARK.arrayOffset`. */
export const FILEMARK_HAS_ARRAY_OFFSET = 0x8000_0000;

/** Offset of the stream MQCI in the blocks MSCI and MSLS, the size of what precedes it. */
export const CONFIGURATION_STREAM_AT = 0x38;
