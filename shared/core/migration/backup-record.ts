/**
 * The ledger's record of one version of one blob: identity is name + ETag, so an overwritten blob is a new record
 * and what was known of the old one stays.
 */
import type { BackupSetRow } from '../backup-set-row';

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
