import {
  BLOCK_HEADER,
  CONFIGURATION_STREAM_AT,
  SET_OS_DATA,
  START_OF_SET,
  STREAM_HEADER_SIZE,
  VOLUME,
} from '../../../shared/core/mtf/layout';
import type { BackupSetSpec } from './backup-spec';
import { finishBlock, startBlock, type BlockPlace, type StreamSpec } from './block-writer';
import { writeConfiguration, type Side } from './configuration-writer';
import { PASSWORD_HASH } from './media-writer';
import { roundUp, SET_ALIGNMENT, type Tape } from './tape-writer';

/** Appends a set to a tape: head, invented data, final record, end. */
export function writeSet(tape: Tape, set: BackupSetSpec, position: number): void {
  const setStart = tape.at;
  const align = roundUp(SET_ALIGNMENT, setStart);
  const beforeFilemark = (least: number) => roundUp(tape.filemarkBlock)(align(least));
  let controlBlock = 0;
  const place = (at: number): BlockPlace => ({ at, setStart, controlBlock: controlBlock++ });
  tape.add((at) => writeStart(set, position, place(at), align));
  tape.add((at) => writeVolume(set, place(at), align));
  tape.add((at) => writeRecords(set, 'before', place(at), align));
  if (set.type !== 'log') tape.add((at) => writeData('MSDA', set, place(at), align));
  tape.add((at) => writeData('MSTL', set, place(at), align));
  tape.add((at) => writeRecords(set, 'after', place(at), beforeFilemark));
  tape.addFilemark();
  const catalogAt = tape.at;
  tape.add((at) => writeEnd(set, position, at, tape.unit, writeCatalog(tape.unit)));
  tape.add((at) => writeEnd(set, position, at, tape.unit, [], catalogAt));
  tape.addFilemark();
}

type Align = (least: number) => number;

const START_OS_DATA_AT = 100;
const OS_DATA_SIZE = 21;
const START_TEXTS_AT = 122;
const IDENTITY_IN_START = {
  backupSetGuid: { ...SET_OS_DATA.backupSetGuid, at: START_OS_DATA_AT },
  expirationDate: { ...SET_OS_DATA.expirationDate, at: START_OS_DATA_AT + SET_OS_DATA.expirationDate.at },
};
const WRITTEN_NORMALLY = 4;
const WRITTEN_AS_DIFFERENTIAL = 8;

function writeStart(set: BackupSetSpec, position: number, place: BlockPlace, align: Align): Uint8Array {
  const block = startBlock('SSET', START_TEXTS_AT, place)
    .write(BLOCK_HEADER, { osData: { length: OS_DATA_SIZE, offset: START_OS_DATA_AT } })
    .write(START_OF_SET, {
      attributes: set.type === 'differential' ? WRITTEN_AS_DIFFERENTIAL : WRITTEN_NORMALLY,
      position,
      backupName: set.backupName,
      backupDescription: set.backupDescription,
      userName: set.userName,
      writeDate: set.startDate,
      timeZone: set.timeZoneQuarterHours ?? 0,
    })
    .write(IDENTITY_IN_START, { backupSetGuid: set.backupSetGuid, expirationDate: set.expirationDate });
  if (set.passwordProtected) block.append(START_OF_SET.setPassword, PASSWORD_HASH);
  return finishBlock(block, [], place.at, align);
}

const VOLUME_TEXTS_AT = 73;

function writeVolume(set: BackupSetSpec, place: BlockPlace, align: Align): Uint8Array {
  const machineName = set.machineName ?? (set.serverName ?? 'SQL01').split('\\')[0];
  const block = startBlock('VOLB', VOLUME_TEXTS_AT, place).write(VOLUME, { device: 'C:', machineName });
  return finishBlock(block, [], place.at, align);
}

function writeRecords(set: BackupSetSpec, side: Side, place: BlockPlace, align: Align): Uint8Array {
  const size = side === 'before' ? 0 : place.at - (place.setStart ?? 0);
  const stream = { id: 'MQCI', data: writeConfiguration(set, side, size) };
  const block = startBlock(side === 'before' ? 'MSCI' : 'MSLS', CONFIGURATION_STREAM_AT, place);
  return finishBlock(block, [stream], place.at, align);
}

const DEFAULT_DATA = 4096;
const FOLLOWED_BY_CHECKSUM = 0x100;
const CHECKSUM_SIZE = 4;

/** Blocks of data begin after 60 bytes, those of the log after 596, and their data on the alignment of the set. */
const DATA_BLOCKS = {
  MSDA: { header: 60, stream: 'MQDA' },
  MSTL: { header: 596, stream: 'MQTL' },
} as const;

function writeData(
  type: keyof typeof DATA_BLOCKS,
  set: BackupSetSpec,
  place: BlockPlace,
  align: Align,
): Uint8Array {
  const { header, stream } = DATA_BLOCKS[type];
  const block = startBlock(type, header, place);
  const checked = set.checksums !== false;
  const data: StreamSpec = {
    id: stream,
    data: inventedData(set.dataBytes ?? DEFAULT_DATA),
    mediaAttributes: checked ? FOLLOWED_BY_CHECKSUM : 0,
  };
  const checksum = { id: 'CSUM', data: new Uint8Array(CHECKSUM_SIZE) };
  const padding = { id: 'APAD', data: new Uint8Array(paddingBefore(place.at + header, align)) };
  return finishBlock(block, checked ? [padding, data, checksum] : [padding, data], place.at, align);
}

function paddingBefore(at: number, align: Align): number {
  const headers = 2 * STREAM_HEADER_SIZE;
  return align(at + headers) - at - headers - 2;
}

/** Never zero, so that nothing takes it for an empty page. */
function inventedData(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => 1 + ((index * 7) % 255));
}

const END_SIZE = 88;
const END_LAYOUT = {
  attributes: { at: 52, kind: 'u32' },
  catalogAt: { at: 60, kind: 'u64' },
  setNumber: { at: 78, kind: 'u16' },
  writeDate: { at: 80, kind: 'date' },
} as const;

function writeEnd(
  set: BackupSetSpec,
  position: number,
  at: number,
  unit: number,
  streams: readonly StreamSpec[],
  catalogAt = 0,
): Uint8Array {
  const attributes = set.type === 'differential' ? WRITTEN_AS_DIFFERENTIAL : WRITTEN_NORMALLY;
  const block = startBlock('ESET', END_SIZE, { at }).write(END_LAYOUT, {
    attributes,
    catalogAt: BigInt(catalogAt),
    setNumber: position,
    writeDate: set.startDate,
  });
  return finishBlock(block, streams, at, roundUp(unit, at));
}

const CATALOG_ENTRY_SIZE = 202;

/** The catalog fills the first unit of its block; its content is not read by anyone here. */
function writeCatalog(unit: number): StreamSpec[] {
  return [
    { id: 'OTCP', data: new Uint8Array(unit - END_SIZE - STREAM_HEADER_SIZE) },
    { id: 'TSMP', data: new Uint8Array(CATALOG_ENTRY_SIZE) },
  ];
}
