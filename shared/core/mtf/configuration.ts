/** The configuration stream (MQCI): one record for the set, one per filegroup and one per database file. */
import { isBlock, readBlock, readStreams, type Block } from './block';
import { corrupt, type Place } from './fault';
import { readFields, type Values } from './fields';
import type { ByteSpace, Reading } from './file-window';
import {
  FILE_RECORD,
  FILEGROUP_RECORD,
  RECORD_HEADER,
  RECORD_HEADER_SIZE,
  SET_RECORD,
  SET_RECORD_2008,
} from './layout-configuration';
import type { HeaderLimits } from './limits';

/** SCIN; the second part is absent in SQL Server 2005. */
export type SetRecord = Values<typeof SET_RECORD> & Partial<Values<typeof SET_RECORD_2008>>;

/** The records of one MSCI or MSLS block. */
export interface Configuration {
  readonly set: SetRecord;
  readonly filegroups: readonly Values<typeof FILEGROUP_RECORD>[];
  readonly files: readonly Values<typeof FILE_RECORD>[];
  /** Tags of records that were skipped because nothing is known of them. */
  readonly unknownTags: readonly string[];
  /** Bytes of the stream. */
  readonly length: number;
  /** Address at which the block ends. */
  readonly end: number;
  readonly place: Place;
}

const FIRST_MAJOR_WITH_COMPRESSED_SIZE = 10;

/**
 * Reads the configuration of an MSCI or MSLS block.
 *
 * @throws {HeaderFault} `CorruptHeader` when the stream is missing or a record does not fit into it, `LimitExceeded`
 * when it is too long.
 */
export function* readConfiguration(
  space: ByteSpace,
  block: Block,
  limits: HeaderLimits,
): Reading<Configuration> {
  const { streams, end } = yield* readStreams(space, block, limits);
  const stream = streams.find(({ id }) => id === 'MQCI');
  if (!stream) throw corrupt(block.place, 'it has no stream MQCI');
  const records = splitRecords(stream.data, {
    what: 'the configuration',
    offset: space.fileOffset(stream.at),
  });
  return { ...interpret(records, block.place), length: stream.data.length, end, place: block.place };
}

interface ConfigurationRecord {
  readonly tag: string;
  readonly bytes: Uint8Array;
  readonly place: Place;
}

function splitRecords(bytes: Uint8Array, stream: Place): ConfigurationRecord[] {
  const records: ConfigurationRecord[] = [];
  for (let at = 0; at < bytes.length;) {
    const rest = bytes.subarray(at);
    const offset = stream.offset + at;
    const { tag, size } = readFields(RECORD_HEADER, rest, { ...stream, offset });
    const place = { what: `the configuration record ${tag}`, offset };
    if (size < RECORD_HEADER_SIZE || size > rest.length)
      throw corrupt(place, `its size ${size} is impossible`);
    records.push({ tag, bytes: rest.subarray(0, size), place });
    at += size;
  }
  return records;
}

const KNOWN_TAGS = new Set(['SCIN', 'SFGI', 'SFIN']);

function interpret(records: readonly ConfigurationRecord[], block: Place) {
  const tagged = (wanted: string) => records.filter(({ tag }) => tag === wanted);
  const [set, second] = tagged('SCIN');
  if (!set || second) throw corrupt(block, `it has ${set ? 'more than one' : 'no'} record SCIN`);
  return {
    set: readSetRecord(set),
    filegroups: tagged('SFGI').map(({ bytes, place }) => readFields(FILEGROUP_RECORD, bytes, place)),
    files: tagged('SFIN').map(({ bytes, place }) => readFields(FILE_RECORD, bytes, place)),
    unknownTags: records.map(({ tag }) => tag).filter((tag) => !KNOWN_TAGS.has(tag)),
  };
}

function readSetRecord({ bytes, place }: ConfigurationRecord): SetRecord {
  const set = readFields(SET_RECORD, bytes, place);
  if (set.softwareMajor < FIRST_MAJOR_WITH_COMPRESSED_SIZE) return set;
  return { ...set, ...readFields(SET_RECORD_2008, bytes, place) };
}

/**
 * Finds the last block of that type in some bytes, at the steps at which blocks start.
 *
 * @returns its index, or undefined when there is none whose checksum is right
 */
export function findLastBlock(
  bytes: Uint8Array,
  firstStep: number,
  step: number,
  type: string,
): number | undefined {
  const steps = Math.floor((bytes.length - 1 - firstStep) / step);
  for (let at = firstStep + steps * step; at >= 0; at -= step) {
    if (isBlock(bytes.subarray(at), type)) return at;
  }
  return undefined;
}

const HEAD_BLOCKS = 8;

/** The blocks at the start of a backup set, by type, up to and including MSCI. */
export function* readHeadBlocks(
  space: ByteSpace,
  at: number,
  limits: HeaderLimits,
): Reading<Map<string, Block>> {
  const blocks = new Map<string, Block>();
  let next = at;
  while (blocks.size < HEAD_BLOCKS) {
    const block = yield* readBlock(space, next);
    if (blocks.size === 0 && block.header.type !== 'SSET')
      throw corrupt(block.place, 'a set begins with SSET');
    if (blocks.has(block.header.type)) throw corrupt(block.place, 'it occurs twice before MSCI');
    blocks.set(block.header.type, block);
    if (block.header.type === 'MSCI') return blocks;
    next = (yield* readStreams(space, block, limits)).end;
  }
  throw corrupt(
    { what: 'the backup set', offset: space.fileOffset(at) },
    `no MSCI in its first ${HEAD_BLOCKS} blocks`,
  );
}
