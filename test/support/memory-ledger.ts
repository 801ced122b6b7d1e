/**
 * A ledger in memory, for tests: same outcomes, ETags and conflicts as the one on tables, nothing survives the process.
 *
 * Values are stored as text and read anew each time, so that no caller can change a stored row by accident.
 */
import {
  assertLsnKey,
  assertWithin,
  MAX_CONSUMED,
  MAX_ENTRIES,
  MAX_WORKING_STATE_CHARS,
} from '../../shared/adapters/ledger-rules/limits';
import { OrderKeys } from '../../shared/adapters/ledger-rules/order-keys';
import { matchesFilter } from '../../shared/adapters/ledger-rules/paging';
import {
  claimsAnything,
  containerClaim,
  prefixesOverlap,
  registrationDifferences,
  targetClaim,
} from '../../shared/adapters/ledger-rules/registration-rules';
import { fromJson, toJson } from '../../shared/core/json';
import type { Group } from '../../shared/core/group/group';
import type { BackupRecord } from '../../shared/core/migration/backup-record';
import type { ControlRow } from '../../shared/core/migration/control';
import { chainOn } from '../../shared/core/evidence/journal-chain';
import {
  type ChainedEntry,
  type ChainedJournal,
  type JournalEntry,
  type JournalHead,
  isEvidence,
} from '../../shared/core/migration/journal';
import { type LedgerState, OF_THE_LEDGER } from '../../shared/core/migration/ledger-state';
import type { Registration } from '../../shared/core/migration/registration';
import type { MigrationSummary, StatusDocument } from '../../shared/core/migration/status-document';
import {
  LedgerUnavailableError,
  type BackupLine,
  type ChangeOutcome,
  type IndexedBackup,
  type InboxItem,
  type Ledger,
  type Page,
  type RecordOutcome,
  type RegisterOutcome,
  type RegisterRefusal,
  type SummaryFilter,
  type Versioned,
  type WorkingState,
} from '../../shared/ports/ledger';
import { MemoryBackups } from './memory-backups';
import { MemoryCell, MemoryRows, pageOf } from './memory-rows';

/** All rows of one migration. */
class MigrationRows {
  readonly control = new MemoryCell<ControlRow>();
  readonly states = new Map<string, MemoryCell<WorkingState>>();
  readonly backups = new MemoryBackups();
  readonly inbox = new MemoryRows<InboxItem>();
  readonly journal = new MemoryRows<JournalEntry>();
  readonly journalNewestFirst = new MemoryRows<JournalEntry>();
  readonly chained: ChainedEntry[] = [];
  head?: JournalHead;
  status?: string;

  hasAny(): boolean {
    const { control, states, backups, inbox, journal, chained, head, status } = this;
    return (
      [control.read(), head, status].some((row) => row !== undefined) ||
      states.size + chained.length > 0 ||
      backups.current().length + inbox.after('').length + journal.after('').length > 0
    );
  }

  /** The first rows of a deletion, as the tables have them: backups and control row. */
  removeSome(): void {
    this.control.clear();
    this.chained.splice(0, Math.ceil(this.chained.length / 2));
  }
}

/** The ledger in memory. */
export class MemoryLedger implements Ledger {
  private readonly migrations = new Map<string, MigrationRows>();
  private readonly registered = new MemoryRows<Registration>();
  private readonly released = new Set<string>();
  private readonly summaryRows = new MemoryRows<MigrationSummary>();
  private readonly keys = new OrderKeys();
  private readonly own = new MemoryCell<LedgerState>();
  private readonly groupCells = new Map<string, MemoryCell<Group>>();
  private failures = 0;
  private stepsLeft = Number.POSITIVE_INFINITY;

  /** @param home where it is @param begun where it was begun; empty: never opened */
  constructor(
    readonly home = 'memory',
    begun = 'memory',
  ) {
    if (begun !== '') this.own.create({ home: begun });
  }

  /** Makes the next `n` calls throw `LedgerUnavailableError` and write nothing. */
  failNext(n: number): void {
    this.failures = n;
  }

  /** The process dies after `steps` steps of its calls, and is another one with `Infinity`. */
  dieAfter(steps: number): void {
    this.stepsLeft = steps;
  }

  async prepare(): Promise<void> {
    this.answer('prepare the ledger');
  }

  async state(): Promise<Versioned<LedgerState> | undefined> {
    this.answer('read the state of the ledger');
    return this.own.read();
  }

  async changeState(
    etag: string | undefined,
    state: LedgerState,
    entries: readonly JournalEntry[],
  ): Promise<ChangeOutcome> {
    const action = 'change the state of the ledger';
    assertWithin(action, 'journal lines', entries.length, MAX_ENTRIES);
    this.answer(action);
    const outcome = etag === undefined ? this.own.create(state) : this.own.replace(etag, state);
    return this.told(OF_THE_LEDGER, outcome, entries);
  }

  async group(id: string): Promise<Versioned<Group> | undefined> {
    this.answer(`read group "${id}"`);
    return this.groupCells.get(id)?.read();
  }

  async changeGroup(
    etag: string | undefined,
    group: Group,
    entries: readonly JournalEntry[],
  ): Promise<ChangeOutcome> {
    const action = `change group "${group.id}"`;
    assertWithin(action, 'journal lines', entries.length, MAX_ENTRIES);
    this.answer(action);
    const cell = this.groupCells.get(group.id) ?? new MemoryCell<Group>();
    this.groupCells.set(group.id, cell);
    const outcome = etag === undefined ? cell.create(group) : cell.replace(etag, group);
    return this.told(OF_THE_LEDGER, outcome, entries);
  }

  async *groups(): AsyncIterable<Group> {
    this.answer('list the groups');
    for (const id of [...this.groupCells.keys()].sort()) {
      const found = this.groupCells.get(id)?.read();
      if (found) yield found.value;
    }
  }

  async register(
    registration: Registration,
    control: ControlRow,
    entry: JournalEntry,
    summary: MigrationSummary,
    brought?: JournalHead,
  ): Promise<RegisterOutcome> {
    this.answer(`register migration "${registration.id}"`);
    const refusal = this.refusal(registration, control, brought);
    if (refusal !== undefined) return refusal;
    if (!claimsAnything(control)) this.released.add(registration.id);
    this.registered.set(registration.id, registration);
    this.of(registration.id).control.create(control);
    this.write(registration.id, [entry]);
    this.summaryRows.set(registration.id, summary);
    return { kind: 'registered' };
  }

  async registerRefusal(
    registration: Registration,
    control: ControlRow,
  ): Promise<RegisterRefusal | undefined> {
    this.answer(`register migration "${registration.id}"`);
    return this.refusal(registration, control);
  }

  async releaseClaims(id: string): Promise<void> {
    this.answer(`release the claims of migration "${id}"`);
    this.released.add(id);
  }

  async remove(id: string): Promise<void> {
    const steps = [
      () => this.released.add(id),
      () => {
        this.registered.delete(id);
        this.released.delete(id);
      },
      () => this.summaryRows.delete(id),
      () => (this.of(id).head = undefined),
      () => this.of(id).removeSome(),
      () => this.migrations.delete(id),
    ];
    for (const step of steps) {
      this.answer(`delete migration "${id}"`);
      step();
    }
  }

  async hasRows(id: string): Promise<boolean> {
    this.answer(`look for rows of migration "${id}"`);
    return (
      this.registered.get(id) !== undefined || this.summaryRows.get(id) !== undefined || this.of(id).hasAny()
    );
  }

  async registration(id: string): Promise<Registration | undefined> {
    this.answer(`read migration "${id}"`);
    return this.registered.get(id);
  }

  async *registrations(): AsyncIterable<Registration> {
    this.answer('list the migrations');
    for (const [, registration] of this.registered.after('')) yield registration;
  }

  async control(id: string): Promise<Versioned<ControlRow> | undefined> {
    this.answer(`read the control row of "${id}"`);
    return this.of(id).control.read();
  }

  async changeControl(
    id: string,
    etag: string,
    control: ControlRow,
    entries: readonly JournalEntry[],
  ): Promise<ChangeOutcome> {
    const action = `change the control row of "${id}"`;
    assertWithin(action, 'journal lines', entries.length, MAX_ENTRIES);
    this.answer(action);
    const outcome = this.of(id).control.replace(etag, control);
    return this.told(id, outcome, entries);
  }

  async recordBackup(id: string, record: BackupRecord, line: BackupLine): Promise<RecordOutcome> {
    this.answer(`record backup "${record.name}" of "${id}"`);
    const rows = this.of(id);
    const outcome = rows.backups.record(record);
    if (outcome === 'unchanged') return outcome;
    const { ascending } = this.keys.next(new Date());
    rows.inbox.set(ascending, { key: ascending, blob: record.name });
    this.write(id, [line]);
    return outcome;
  }

  async backup(id: string, name: string, etag: string): Promise<BackupRecord | undefined> {
    this.answer(`read backup "${name}" of "${id}"`);
    return this.of(id).backups.version(name, etag);
  }

  async *currentBackups(id: string): AsyncIterable<BackupRecord> {
    this.answer(`list the backups of "${id}"`);
    for (const record of this.of(id).backups.current()) yield record;
  }

  async backupVersions(id: string, name: string): Promise<readonly BackupRecord[]> {
    this.answer(`read the versions of "${name}" of "${id}"`);
    return this.of(id).backups.versions(name);
  }

  async backupIndex(id: string): Promise<readonly IndexedBackup[]> {
    this.answer(`list the backups of "${id}"`);
    return this.of(id)
      .backups.current()
      .map(({ name, etag, state, errorName, mayHoldBackup }) => ({
        name,
        etag,
        state,
        ...(errorName && { errorName }),
        ...(mayHoldBackup !== undefined && { mayHoldBackup }),
      }));
  }

  async logsBeyond(id: string, lsnKey: string): Promise<readonly BackupRecord[]> {
    assertLsnKey(lsnKey);
    this.answer(`read the logs of "${id}"`);
    return this.of(id).backups.logsBeyond(lsnKey);
  }

  async inbox(id: string, limit: number): Promise<readonly InboxItem[]> {
    this.answer(`read the inbox of "${id}"`);
    return this.of(id)
      .inbox.after('')
      .slice(0, limit)
      .map(([, item]) => item);
  }

  async saveWorkingState(
    id: string,
    name: string,
    etag: string | undefined,
    state: WorkingState,
    consumed: readonly InboxItem[] = [],
    entries: readonly JournalEntry[] = [],
  ): Promise<ChangeOutcome> {
    const action = `save working state "${name}" of "${id}"`;
    assertWithin(action, 'characters', state.json.length, MAX_WORKING_STATE_CHARS);
    assertWithin(action, 'consumed inbox items', consumed.length, MAX_CONSUMED);
    assertWithin(action, 'journal lines', entries.length, consumed.length === 0 ? MAX_ENTRIES : 0);
    this.answer(action);
    const rows = this.of(id);
    if (consumed.some((item) => rows.inbox.get(item.key) === undefined)) return { kind: 'conflict' };
    const cell = rows.states.get(name) ?? new MemoryCell<WorkingState>();
    rows.states.set(name, cell);
    const outcome = etag === undefined ? cell.create(state) : cell.replace(etag, state);
    if (outcome.kind === 'changed') for (const item of consumed) rows.inbox.delete(item.key);
    return this.told(id, outcome, entries);
  }

  async workingState(id: string, name: string): Promise<Versioned<WorkingState> | undefined> {
    this.answer(`read working state "${name}" of "${id}"`);
    return this.of(id).states.get(name)?.read();
  }

  async appendJournal(id: string, entries: readonly JournalEntry[]): Promise<JournalHead | undefined> {
    this.answer(`write the journal of "${id}"`);
    return this.write(id, entries);
  }

  async journal(
    id: string,
    page: { readonly top: number; readonly continuation?: string; readonly newestFirst?: boolean },
  ): Promise<Page<JournalEntry>> {
    this.answer(`read the journal of "${id}"`);
    const rows = this.of(id);
    const ordered = page.newestFirst === true ? rows.journalNewestFirst : rows.journal;
    return pageOf(ordered, page, () => true);
  }

  async evidence(id: string): Promise<ChainedJournal> {
    this.answer(`read the journal of "${id}"`);
    const { chained, head } = this.of(id);
    return { lines: [...chained], ...(head && { head }) };
  }

  async journalHead(id: string): Promise<JournalHead | undefined> {
    this.answer(`read the journal of "${id}"`);
    return this.of(id).head;
  }

  async publish(id: string, status: StatusDocument, summary: MigrationSummary): Promise<void> {
    this.answer(`publish the status of "${id}"`);
    this.of(id).status = toJson(status);
    this.summaryRows.set(id, summary);
  }

  async status(id: string): Promise<StatusDocument | undefined> {
    this.answer(`read the status of "${id}"`);
    const { status } = this.of(id);
    return status === undefined ? undefined : fromJson<StatusDocument>(status);
  }

  async summaries(filter: SummaryFilter): Promise<Page<MigrationSummary>> {
    this.answer('list the migrations');
    return pageOf(this.summaryRows, filter, (summary) => matchesFilter(summary, filter));
  }

  private refusal(
    registration: Registration,
    control: ControlRow,
    brought?: JournalHead,
  ): RegisterRefusal | undefined {
    const { id } = registration;
    const known = this.registered.get(id);
    if (known === undefined) {
      const collision = claimsAnything(control) ? this.collision(registration) : undefined;
      if (collision !== undefined) return collision;
      const isInTheWay = brought ? this.of(id).head?.head !== brought.head : this.of(id).hasAny();
      return isInTheWay || this.summaryRows.get(id) !== undefined ? { kind: 'leftOver' } : undefined;
    }
    const differences = registrationDifferences(known, registration);
    return differences.length === 0
      ? { kind: 'same', registration: known }
      : { kind: 'different', differences };
  }

  private collision(registration: Registration): RegisterRefusal | undefined {
    const others = this.registered
      .after('')
      .map(([, other]) => other)
      .filter((other) => !this.released.has(other.id));
    const claimed = others.find((other) => targetClaim(other) === targetClaim(registration));
    if (claimed !== undefined) return { kind: 'targetClaimed', by: claimed.id };
    const overlapping = others.find(
      (other) =>
        containerClaim(other) === containerClaim(registration) &&
        prefixesOverlap(other.backups.prefix, registration.backups.prefix),
    );
    return overlapping && { kind: 'locationOverlaps', with: overlapping.id };
  }

  private told(id: string, outcome: ChangeOutcome, entries: readonly JournalEntry[]): ChangeOutcome {
    if (outcome.kind === 'conflict') return outcome;
    const journal = this.write(id, entries);
    return { ...outcome, ...(journal && { journal }) };
  }

  private write(id: string, entries: readonly JournalEntry[]): JournalHead | undefined {
    const rows = this.of(id);
    for (const entry of entries) {
      const key = this.keys.next(new Date(entry.at));
      rows.journal.set(key.ascending, entry);
      rows.journalNewestFirst.set(key.descending, entry);
    }
    const kept = entries.filter(isEvidence);
    if (kept.length === 0) return undefined;
    const { lines, head } = chainOn(id, rows.head, fromJson<JournalEntry[]>(toJson(kept)));
    rows.chained.push(...lines);
    rows.head = head;
    return head;
  }

  private of(id: string): MigrationRows {
    const rows = this.migrations.get(id) ?? new MigrationRows();
    this.migrations.set(id, rows);
    return rows;
  }

  private answer(action: string): void {
    if (this.stepsLeft === 0) throw new Error('the program ends here');
    this.stepsLeft -= 1;
    if (this.failures === 0) return;
    this.failures -= 1;
    throw new LedgerUnavailableError(action, { cause: new Error('scripted failure') });
  }
}
