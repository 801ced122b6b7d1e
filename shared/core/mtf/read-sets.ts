import type { BackupSetHeader } from '../backup-header';
import { formatLsn, NO_LSN } from '../lsn';
import { toBackupSetHeader, toSetStart, type SetStart } from './backup-set';
import { readBlock } from './block';
import { readConfiguration, readHeadBlocks, type Configuration } from './configuration';
import { corrupt, HeaderFault } from './fault';
import type { Reading } from './file-window';
import type { SetSpan } from './filemarks';
import type { HeaderLimits } from './limits';
import type { Tape } from './tape';

/** What the head of a set gave. */
export interface SetHead {
  readonly start: SetStart;
  readonly configuration: Configuration;
  readonly header: BackupSetHeader;
}

/** What stands after the data of a set. */
export interface FinalRecord {
  readonly header: BackupSetHeader;
  readonly unknownTags: readonly string[];
}

/**
 * Reads a set from its SSET to its MSCI, the record before the data; the header is provisional.
 *
 * @param start file offset of SSET
 */
export function* readHead(tape: Tape, start: number, limits: HeaderLimits): Reading<SetHead> {
  const { space, at } = yield* tape.openSet(start);
  const blocks = yield* readHeadBlocks(space, at, limits);
  const msci = blocks.get('MSCI');
  if (!msci) throw corrupt({ what: 'the backup set', offset: start }, 'its block MSCI is missing');
  const setStart = toSetStart(blocks);
  const configuration = yield* readConfiguration(space, msci, limits);
  return {
    start: setStart,
    configuration,
    header: toBackupSetHeader(setStart, configuration, 'provisional'),
  };
}

/**
 * Reads the record after the data of a set, MSLS.
 *
 * Only this one counts: from SQL Server 2019 on FirstLSN, LastLSN and CheckpointLSN before the data are those of an
 * earlier pass (25 of 25 fulls measured), and BackupFinishDate is never there.
 *
 * @throws {HeaderFault} `MissingFinalRecord` when it cannot be found or decoded, `CorruptHeader` when it belongs to
 * another set or has LSN 0.
 */
export function* readFinal(
  tape: Tape,
  span: SetSpan,
  head: SetHead,
  limits: HeaderLimits,
): Reading<FinalRecord> {
  const found = yield* tape.findFinal(span, head.configuration.length);
  if (!found) throw missing(span, 'no block MSLS with a valid checksum precedes its closing filemark');
  const configuration = yield* decode(span, readFinalConfiguration(found.space, found.at, limits));
  const end = tape.finalEnd(span);
  if (end !== undefined && configuration.end !== end)
    throw missing(span, 'the block MSLS does not reach the filemark');
  checkSameSet(head.configuration, configuration);
  checkLsns(configuration);
  const header = toBackupSetHeader(head.start, configuration, 'final');
  return { header, unknownTags: configuration.unknownTags };
}

function* readFinalConfiguration(
  space: Parameters<typeof readBlock>[0],
  at: number,
  limits: HeaderLimits,
): Reading<Configuration> {
  return yield* readConfiguration(space, yield* readBlock(space, at), limits);
}

function* decode<T>(span: SetSpan, reading: Reading<T>): Reading<T> {
  try {
    return yield* reading;
  } catch (problem) {
    if (problem instanceof HeaderFault && problem.code === 'CorruptHeader')
      throw missing(span, problem.message);
    throw problem;
  }
}

function missing({ dataEnd }: SetSpan, reason: string): HeaderFault {
  return new HeaderFault(
    'MissingFinalRecord',
    `Cannot find the final record of a backup set: ${reason}`,
    dataEnd,
  );
}

/** What both records of a set say alike (192 of 192 sets). */
const SAME_IN_BOTH = [
  'type',
  'databaseName',
  'familyGuid',
  'databaseCreationDate',
  'backupStartDate',
] as const;

function checkSameSet(before: Configuration, after: Configuration): void {
  const other = SAME_IN_BOTH.find((field) => before.set[field] !== after.set[field]);
  if (other) throw corrupt(after.place, `its ${other} is not that of the record before the data`);
}

/** No backup begins or ends at LSN 0; one that says so says nothing of what it holds. */
function checkLsns({ set: { firstLsn, lastLsn }, place }: Configuration): void {
  if (firstLsn === NO_LSN || lastLsn === NO_LSN)
    throw corrupt(place, `it says FirstLSN ${formatLsn(firstLsn)} and LastLSN ${formatLsn(lastLsn)}`);
}

/**
 * Refuses a set that is neither full, differential nor log.
 *
 * @throws {HeaderFault} `UnknownBackupType`, with the type's code.
 */
export function checkType({ header, configuration }: Pick<SetHead, 'header' | 'configuration'>): void {
  if (header.type !== 'other') return;
  const { type: code } = configuration.set;
  const isKnown = header.backupTypeId !== undefined;
  const reason = isKnown ? 'a migration does not support file or partial backups' : 'this type is unknown';
  throw new HeaderFault('UnknownBackupType', `Cannot use a backup set of type "${code}": ${reason}`);
}
