/**
 * The ledger: registrations, control rows, backups, checkpoints, journal and projections.
 *
 * Every implementation passes `test/contracts/ledger.contract.ts`. Writes are idempotent; the control row changes by
 * ETag only; what belongs together is written together or not at all. Throttling and restarts of the store are
 * retried inside; a store that stays away throws `LedgerUnavailableError`.
 */
import type { Group } from '../core/group/group';
import type { BackupRecord } from '../core/migration/backup-record';
import type { ControlRow } from '../core/migration/control';
import type { ChainedJournal, JournalEntry, JournalHead } from '../core/migration/journal';
import type { LedgerState } from '../core/migration/ledger-state';
import type { Registration } from '../core/migration/registration';
import type { MigrationSummary, StatusDocument } from '../core/migration/status-document';

/** What became of a registration. */
export type RegisterOutcome =
  | { readonly kind: 'registered' }
  /** The same body was registered before: nothing was written. */
  | { readonly kind: 'same'; readonly registration: Registration }
  /** Another body stands under this id; `differences` names the fields. */
  | { readonly kind: 'different'; readonly differences: readonly string[] }
  | { readonly kind: 'targetClaimed'; readonly by: string }
  | { readonly kind: 'locationOverlaps'; readonly with: string }
  /** A deletion that a crash interrupted, or a line that came late, left rows under this id: `remove` deletes them. */
  | { readonly kind: 'leftOver' };

/** Why a registration is not made. */
export type RegisterRefusal = Exclude<RegisterOutcome, { readonly kind: 'registered' }>;

/** A stored value and the ETag to change it by. */
export interface Versioned<T> {
  readonly value: T;
  readonly etag: string;
}

/** What became of a change by ETag. */
export type ChangeOutcome =
  | {
      readonly kind: 'changed';
      readonly etag: string;
      /** Where the journal ends with the lines of this change; absent where it had none. */
      readonly journal?: JournalHead;
    }
  | { readonly kind: 'conflict' };

/** The journal line about one backup; not evidence, so it is in no chain of hashes. */
export type BackupLine = JournalEntry & { readonly kind: 'backupRecorded' };

/** What became of a backup record. */
export type RecordOutcome = 'inserted' | 'unchanged' | 'updated';

/** A page; `continuation` absent on the last one. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly continuation?: string;
}

/** A part of the ledger's small, opaque working state: the chain checkpoint, the stability of readings, "since" times. */
export interface WorkingState {
  /** JSON text, at most 30,000 characters; meaning belongs to its writer. */
  readonly json: string;
}

/** A change to the backups not yet taken into the chain checkpoint. */
export interface InboxItem {
  readonly key: string;
  readonly blob: string;
}

/** Which migrations a list wants. */
export interface SummaryFilter {
  readonly phase?: string;
  readonly engine?: string;
  readonly blocked?: boolean;
  /** Part of id, source database or target database, case-insensitive. */
  readonly q?: string;
  readonly top: number;
  readonly continuation?: string;
}

/** What a comparison with a listing needs of a record. */
export type IndexedBackup = Pick<BackupRecord, 'name' | 'etag' | 'state' | 'errorName' | 'mayHoldBackup'>;

/** A stored row cannot be understood: written by a newer version, or damaged. */
export class LedgerRowError extends Error {
  readonly code = 'LedgerRow';
  constructor(partition: string, row: string, reason: string, options?: { cause: unknown }) {
    super(`Cannot read ledger row "${row}" of "${partition}": ${reason}`, options);
    this.name = 'LedgerRowError';
  }
}

/** The store could not be reached in spite of retries. */
export class LedgerUnavailableError extends Error {
  readonly code = 'LedgerUnavailable';
  constructor(action: string, options: { cause: unknown }) {
    super(`Cannot ${action}: the ledger's storage does not answer`, options);
    this.name = 'LedgerUnavailableError';
  }
}

/** The store took a write and gave no answer in spite of retries: it may have been carried out, or may be yet. */
export class LedgerUnclearError extends LedgerUnavailableError {
  constructor(action: string, options: { cause: unknown }) {
    super(action, options);
    this.name = 'LedgerUnclearError';
    this.message = `Cannot tell whether it worked to ${action}: the ledger's storage stopped answering`;
  }
}

/** The ledger. */
export interface Ledger {
  /** Account and tables in which it is, without any secret. */
  readonly home: string;
  /** Creates what the ledger needs (tables); safe to call at every start. */
  prepare(): Promise<void>;

  /** What concerns the whole ledger; undefined until it is written for the first time. */
  state(): Promise<Versioned<LedgerState> | undefined>;
  /** Replaces it if its ETag still holds (undefined inserts), with journal lines of `OF_THE_LEDGER` in the same transaction. */
  changeState(
    etag: string | undefined,
    state: LedgerState,
    entries: readonly JournalEntry[],
  ): Promise<ChangeOutcome>;

  /** A group of migrations; undefined when there is none of this id. */
  group(id: string): Promise<Versioned<Group> | undefined>;
  /**
   * Replaces a group if its ETag still holds (undefined inserts), with journal lines of `OF_THE_LEDGER` in the same transaction. What a
   * group has to say to its members is in their control rows.
   */
  changeGroup(
    etag: string | undefined,
    group: Group,
    entries: readonly JournalEntry[],
  ): Promise<ChangeOutcome>;
  /** All groups, in id order. */
  groups(): AsyncIterable<Group>;

  /**
   * Claims target and location, then inserts registration, control row, first journal line and summary. A crash between leaves nothing
   * that a repeat does not finish. One that has ended without success claims nothing, as after `releaseClaims`. It never goes on from
   * rows that stand under its id, but from a journal that was brought with it.
   *
   * @param brought where the journal ends that was written before; anything else under this id is `leftOver`
   */
  register(
    registration: Registration,
    control: ControlRow,
    entry: JournalEntry,
    summary: MigrationSummary,
    brought?: JournalHead,
  ): Promise<RegisterOutcome>;
  /** Why `register` would refuse the two now, without a journal that was brought; undefined where it would not. Writes nothing. */
  registerRefusal(registration: Registration, control: ControlRow): Promise<RegisterRefusal | undefined>;
  /** Gives up target and location of a migration that ended without success, so that they can be registered again. Idempotent. */
  releaseClaims(id: string): Promise<void>;
  /**
   * Deletes everything of a migration: registration, claims and list row first, so that no crash leaves a registration without its
   * control row, which would begin anew; then the journal's head, so that no import goes on behind what is left. A repeat deletes what
   * a crash left, and until then the id is not registered again.
   */
  remove(id: string): Promise<void>;
  /** True when anything stands under this id, registered or left by a deletion. */
  hasRows(id: string): Promise<boolean>;
  registration(id: string): Promise<Registration | undefined>;
  /** All registrations, in id order, read page by page. */
  registrations(): AsyncIterable<Registration>;

  control(id: string): Promise<Versioned<ControlRow> | undefined>;
  /** Replaces the control row if its ETag still holds, and appends the journal lines in the same transaction. */
  changeControl(
    id: string,
    etag: string,
    control: ControlRow,
    entries: readonly JournalEntry[],
  ): Promise<ChangeOutcome>;

  /**
   * Records one version of a blob (identity name + ETag) with its journal line and an inbox item, in one transaction;
   * the former current version of the name stops being current. The same record again is `unchanged` and writes nothing.
   * A record whose state is better known later (growing → read) is `updated`. A `read` record is never turned into a worse state except `removed`.
   */
  recordBackup(id: string, record: BackupRecord, line: BackupLine): Promise<RecordOutcome>;
  backup(id: string, name: string, etag: string): Promise<BackupRecord | undefined>;
  /** Current records by name. */
  currentBackups(id: string): AsyncIterable<BackupRecord>;
  /** All versions ever recorded, current and former. */
  backupVersions(id: string, name: string): Promise<readonly BackupRecord[]>;
  /** Every current record, in short. */
  backupIndex(id: string): Promise<readonly IndexedBackup[]>;
  /** Current records holding a log whose LastLSN is greater than `lsnKey` (25 digits): one range query. */
  logsBeyond(id: string, lsnKey: string): Promise<readonly BackupRecord[]>;

  /** Changes since the checkpoint was last saved, oldest first, at most `limit`. */
  inbox(id: string, limit: number): Promise<readonly InboxItem[]>;
  /**
   * Saves a working state under `name`; with `consumed`, deletes these inbox items in the same transaction (at most 90).
   * `entries` are journal lines of the same transaction, without `consumed`.
   * `etag` undefined inserts; a conflict or an item already consumed by another is `conflict` and writes nothing.
   */
  saveWorkingState(
    id: string,
    name: string,
    etag: string | undefined,
    state: WorkingState,
    consumed?: readonly InboxItem[],
    entries?: readonly JournalEntry[],
  ): Promise<ChangeOutcome>;
  workingState(id: string, name: string): Promise<Versioned<WorkingState> | undefined>;

  /** Writes lines on their own; where the journal ends with them. A repeat after a lost answer writes nothing. */
  appendJournal(id: string, entries: readonly JournalEntry[]): Promise<JournalHead | undefined>;
  /** Oldest first, or newest first on request. */
  journal(
    id: string,
    page: { readonly top: number; readonly continuation?: string; readonly newestFirst?: boolean },
  ): Promise<Page<JournalEntry>>;
  /**
   * All journal lines but those about single backups, in the order in which they were written: complete, however many backups
   * there are. Each is linked to the one before it in the transaction that writes it, and the head is a row of that transaction, so
   * of two writers at the same time one links behind the other. Nothing is verified here: `verifyChain` does.
   */
  evidence(id: string): Promise<ChainedJournal>;
  /** Where the journal ends; undefined while no line was written since the chain was introduced. */
  journalHead(id: string): Promise<JournalHead | undefined>;

  /** Stores the latest status document and its summary (which alone feeds the list). */
  publish(id: string, status: StatusDocument, summary: MigrationSummary): Promise<void>;
  status(id: string): Promise<StatusDocument | undefined>;
  summaries(filter: SummaryFilter): Promise<Page<MigrationSummary>>;
}

/** The continuation given was not made by this ledger. */
export class InvalidContinuationError extends Error {
  readonly code = 'InvalidContinuation';
  constructor() {
    super(
      'Cannot read the next page: the continuation is not one this ledger gave; start from the first page',
    );
    this.name = 'InvalidContinuationError';
  }
}
