import { HeaderFault } from './fault';

/** Caps of the header reader, so that no file, however made, costs more than this. */
export interface HeaderLimits {
  /** Range reads per file. */
  readonly reads: number;
  /** Bytes asked for per file. */
  readonly bytes: number;
  /** Backup sets per file. */
  readonly sets: number;
  /** Bytes of one configuration stream (MQCI); it grows by about 1.3 KiB per database file. */
  readonly configurationBytes: number;
  /** Bytes inflated for one record of a compressed backup, before or after its data. */
  readonly inflatedRecordBytes: number;
  /** Bytes inflated per file. */
  readonly inflatedBytes: number;
  /** Chunks tried per set while looking backwards for the final record of a compressed backup. */
  readonly inflateAttempts: number;
}

const KIB = 1024;
const MIB = 1024 * KIB;

/** Room for 512 appended sets and for databases of some 3,000 files; real files need 2 to 12 reads. */
export const DEFAULT_LIMITS: HeaderLimits = {
  reads: 2_048,
  bytes: 32 * MIB,
  sets: 512,
  configurationBytes: 4 * MIB,
  inflatedRecordBytes: 4 * MIB + 512 * KIB,
  inflatedBytes: 64 * MIB,
  inflateAttempts: 16,
};

/**
 * Holds a value against a cap.
 *
 * @throws {HeaderFault} `LimitExceeded`, naming the cap, when the value is above it.
 */
export function withinLimit(
  limits: HeaderLimits,
  cap: keyof HeaderLimits,
  value: number,
  offset?: number,
): void {
  if (value <= limits[cap]) return;
  throw new HeaderFault(
    'LimitExceeded',
    `Cannot read the backup header: it needs ${value} ${CAP_WORDS[cap]}, the limit "${cap}" is ${limits[cap]}${cap === 'sets' ? '; write each backup to its own file' : ''}`,
    offset,
  );
}

const CAP_WORDS: Record<keyof HeaderLimits, string> = {
  reads: 'range reads',
  bytes: 'bytes from the file',
  sets: 'backup sets',
  configurationBytes: 'bytes of configuration in one record',
  inflatedRecordBytes: 'inflated bytes for one record',
  inflatedBytes: 'inflated bytes',
  inflateAttempts: 'attempts to inflate a final record',
};
