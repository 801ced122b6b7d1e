import { lsnFromParts, type Lsn } from '../../../shared/core/lsn';
import type { LsnSpec } from './backup-spec';

/** How far a source's log has come. */
export interface LogPosition {
  readonly vlf: number;
  readonly block: number;
}

const FIRST_BLOCK = 16;
const FIRST_SLOT = 1;
const BLOCKS_PER_VLF = 60_000;

/** The beginning of a virtual log file. */
export function startOfLog(vlf: number): LogPosition {
  return { vlf, block: FIRST_BLOCK };
}

/** The position some log blocks later, in the next virtual log file when this one is full. */
export function advance({ vlf, block }: LogPosition, blocks: number): LogPosition {
  const next = block + blocks;
  if (next < BLOCKS_PER_VLF) return { vlf, block: next };
  return advance(startOfLog(vlf + 1), next - BLOCKS_PER_VLF);
}

/** The LSN of a position. */
export function lsnOf({ vlf, block }: LogPosition): Lsn {
  return lsnFromParts(vlf, block, FIRST_SLOT);
}

const FIRST_MAJOR_WITH_EARLIER_PASS = 15;
const EARLIER_PASS_SLOTS = 36n;
const EARLIER_PASS_END = -800_000n;

/**
 * What the record before the data of a full or differential says: from SQL Server 2019 (15) on the LSNs of an earlier
 * pass, before that the final ones (undefined).
 *
 * @param softwareVersion `major.minor.build`; without it the newest layout
 */
export function earlierPass(lsns: LsnSpec, softwareVersion = '16'): LsnSpec | undefined {
  if (parseInt(softwareVersion, 10) < FIRST_MAJOR_WITH_EARLIER_PASS) return undefined;
  const shift = (lsn: Lsn, slots: bigint) => (lsn + slots) as Lsn;
  return {
    firstLsn: shift(lsns.firstLsn, EARLIER_PASS_SLOTS),
    checkpointLsn: shift(lsns.checkpointLsn, EARLIER_PASS_SLOTS),
    lastLsn: shift(lsns.lastLsn, EARLIER_PASS_END),
  };
}
