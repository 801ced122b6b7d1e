/**
 * The ledger's record of one version of one blob: identity is name + ETag, so an overwritten blob is a new record
 * and what was known of the old one stays.
 */
import type { BackupSetRow } from '../backup-set-row';
import { toJson } from '../json';
import { clip } from '../text';

/**
 * What our reading of the blob gave. `read`: header complete, `sets` holds it. `growing`: no closing filemark,
 * still being written or cut off. `unreadable`: may be a backup, cannot be judged. `notABackup`: recognised as something
 * else. `unusable`: a backup no online migration takes. `removed`: listed once, now gone.
 */
export type RecordState = 'read' | 'growing' | 'unreadable' | 'notABackup' | 'unusable' | 'removed';

/** One version of one blob. */
export interface BackupRecord {
  readonly name: string;
  readonly etag: string;
  /** Which upload it was when it was recorded, of one that is not committed; absent in rows of 0.1.0. */
  readonly upload?: string;
  /** Bytes. */
  readonly size: number;
  /** ISO 8601 UTC, as storage reports them. */
  readonly lastModified: string;
  /** When the product first recorded this version. */
  readonly seenAt: string;
  /** Set when an event brought this version; else the sweep found it, or an operator named it. Absent in rows of older versions. */
  readonly foundBy?: 'event';
  readonly state: RecordState;
  /** Why it is not simply usable, one sentence. */
  readonly reason?: string;
  /** The header error's name, when reading failed. */
  readonly errorName?: string;
  /**
   * Of `notABackup`: whether a backup may be in it all the same, as in an archive. Absent in rows of 0.1.0, which called
   * unknown bytes no backup, too: then it may.
   */
  readonly mayHoldBackup?: boolean;
  /** True when the blob lies below a sub-folder of the prefix, where the engine does not look. */
  readonly misplaced: boolean;
  /** How the blob is marked as the tail, if it is. */
  readonly tailMark?: 'name' | 'metadata';
  readonly sets: readonly BackupSetRow[];
  /** False once a newer version of the same name was recorded. */
  readonly current: boolean;
}

/** Tells whether a blob certainly holds no backup, so that it cannot be the newest log. */
export function isCertainlyNoBackup({
  state,
  mayHoldBackup,
}: Pick<BackupRecord, 'state' | 'mayHoldBackup'>): boolean {
  return state === 'notABackup' && mayHoldBackup === false;
}

/**
 * Says which sets of a file no service reads: all but the first (rule S4).
 *
 * @returns undefined when the file holds one set
 * @example unreadSets({ name: 'device.trn', sets: [first, second] }) // 'set 2 of device.trn is not read by the service: …'
 */
export function unreadSets({ name, sets }: Pick<BackupRecord, 'name' | 'sets'>): string | undefined {
  const positions = sets.map(({ position }) => position).filter((position) => position > 1);
  const [first] = positions;
  if (first === undefined) return undefined;
  const which =
    positions.length === 1
      ? `set ${first} of ${name} is`
      : `sets ${first} to ${Math.max(...positions)} of ${name} are`;
  return `${which} not read by the service: write each backup to its own file`;
}

/**
 * Characters of a record as JSON. A row of the ledger takes 480,000, and one transaction writes three versions of a
 * record, 4 MiB at most, three bytes a character at worst.
 */
const MOST_CHARS = 200_000;

/** Characters of a sentence with words from the file. */
const SENTENCE = 1_000;

/**
 * Keeps a record small whatever the file holds: one of hundreds of sets becomes `unusable`, with the reason, and leaves
 * its sets out (G7). The services restore the first set of a file only, so no migration needs such a file.
 *
 * @example boundRecord(record).state // 'unusable' for 500 sets
 */
export function boundRecord(record: BackupRecord): BackupRecord {
  const clipped = record.reason === undefined ? record : { ...record, reason: clip(record.reason, SENTENCE) };
  if (toJson(clipped).length <= MOST_CHARS) return clipped;
  return {
    ...clipped,
    state: 'unusable',
    reason: `it holds ${record.sets.length} backup sets, more than are kept of one file, and a service reads the first only: write each backup to its own file`,
    sets: [],
  };
}
