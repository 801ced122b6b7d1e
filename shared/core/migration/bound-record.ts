import { toJson } from '../json';
import { clip } from '../text';
import type { BackupRecord } from './backup-record';

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
