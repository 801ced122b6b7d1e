/**
 * The ledger on Azure Table Storage: the port's methods, each handed to the rows it is about.
 *
 * Two tables: the register (registrations, claims, list; one partition) and the ledger proper (a partition for each
 * migration), so that whatever belongs together is one entity group transaction (Microsoft Learn, "Performing
 * entity group transactions").
 */
import type { TableClient } from '@azure/data-tables';
import type { Group } from '../../core/group/group';
import type { BackupRecord } from '../../core/migration/backup-record';
import type { ControlRow } from '../../core/migration/control';
import type { ChainedJournal, JournalEntry, JournalHead } from '../../core/migration/journal';
import type { LedgerState } from '../../core/migration/ledger-state';
import type { Registration } from '../../core/migration/registration';
import type { MigrationSummary, StatusDocument } from '../../core/migration/status-document';
import {
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
  LedgerUnavailableError,
} from '../../ports/ledger';
import { OrderKeys } from '../ledger-rules/order-keys';
import { BackupRows } from './backup-rows';
import { ControlRows } from './control-rows';
import type { EntityPages } from './entity-pages';
import { GroupRows } from './group-rows';
import { JournalRows, type JournalPage } from './journal-rows';
import { LedgerStateRow } from './ledger-state-row';
import { BackupRecorder } from './record-backup';
import { RegisterRows } from './register-rows';
import { DEFAULT_RETRY, type RetryBudget } from './retry';
import { RowStore } from './row-store';
import { SummaryRows } from './summary-rows';
import { WorkingStateRows } from './working-state-rows';

/** The two tables; their clients' own retries should be off, the ledger repeats by its own budget. */
export interface LedgerTables {
  readonly register: TableClient;
  readonly migrations: TableClient;
  /** The HTTP client of both. */
  readonly pages: EntityPages;
  readonly home: string;
}

/** The ledger on tables; `openTableLedger` and `connectTableLedger` make one. */
export class TableLedger implements Ledger {
  readonly home: string;
  private readonly stores: readonly RowStore[];
  private readonly registry: RegisterRows;
  private readonly list: SummaryRows;
  private readonly controls: ControlRows;
  private readonly journals: JournalRows;
  private readonly states: WorkingStateRows;
  private readonly backups: BackupRows;
  private readonly recorder: BackupRecorder;
  private readonly ownState: LedgerStateRow;
  private readonly groupRows: GroupRows;

  constructor(tables: LedgerTables, retry: RetryBudget = DEFAULT_RETRY) {
    const register = new RowStore(tables.register, tables.pages, retry);
    const migrations = new RowStore(tables.migrations, tables.pages, retry);
    const keys = new OrderKeys();
    this.home = tables.home;
    this.stores = [register, migrations];
    this.registry = new RegisterRows(register);
    this.list = new SummaryRows(register);
    this.journals = new JournalRows(migrations, keys);
    this.controls = new ControlRows(migrations, this.journals);
    this.states = new WorkingStateRows(migrations, keys, this.journals);
    this.backups = new BackupRows(migrations);
    this.recorder = new BackupRecorder(migrations, this.journals, this.states);
    this.ownState = new LedgerStateRow(migrations, this.journals);
    this.groupRows = new GroupRows(migrations, this.journals);
  }

  async prepare(): Promise<void> {
    await Promise.all(this.stores.map((store) => store.create('prepare the ledger')));
  }

  state(): Promise<Versioned<LedgerState> | undefined> {
    return this.ownState.read();
  }

  changeState(
    etag: string | undefined,
    state: LedgerState,
    entries: readonly JournalEntry[],
  ): Promise<ChangeOutcome> {
    return this.ownState.change(etag, state, entries);
  }

  group(id: string): Promise<Versioned<Group> | undefined> {
    return this.groupRows.read(id);
  }

  changeGroup(
    etag: string | undefined,
    group: Group,
    entries: readonly JournalEntry[],
  ): Promise<ChangeOutcome> {
    return this.groupRows.change(etag, group, entries);
  }

  groups(): AsyncIterable<Group> {
    return this.groupRows.all();
  }

  async register(
    registration: Registration,
    control: ControlRow,
    entry: JournalEntry,
    summary: MigrationSummary,
    brought?: JournalHead,
  ): Promise<RegisterOutcome> {
    const { id } = registration;
    const outcome = await this.registry.register({ registration, control, entry }, summary, () =>
      this.isLeftOver(id, brought),
    );
    if (outcome.kind === 'registered' || outcome.kind === 'same') await this.makeControl(id);
    return outcome;
  }

  registerRefusal(registration: Registration, control: ControlRow): Promise<RegisterRefusal | undefined> {
    return this.registry.refusal({ registration, control }, () => this.isLeftOver(registration.id));
  }

  releaseClaims(id: string): Promise<void> {
    return this.registry.release(id);
  }

  async remove(id: string): Promise<void> {
    await this.registry.remove(id);
    await this.controls.removeAll(id);
  }

  async hasRows(id: string): Promise<boolean> {
    return (await this.registry.hasRows(id)) || (await this.controls.hasRows(id));
  }

  private async isLeftOver(id: string, brought?: JournalHead): Promise<boolean> {
    if (brought === undefined) return this.controls.hasRows(id);
    return (await this.journals.head(id))?.head !== brought.head;
  }

  async registration(id: string): Promise<Registration | undefined> {
    return (await this.registry.read(`read migration "${id}"`, id))?.registration;
  }

  registrations(): AsyncIterable<Registration> {
    return this.registry.all();
  }

  /** It is registered already: where the row cannot be made now, its first reader makes it. */
  private async makeControl(id: string): Promise<void> {
    try {
      await this.control(id);
    } catch (error) {
      if (!(error instanceof LedgerUnavailableError)) throw error;
    }
  }

  /** Reads the control row; the first reader after a registration makes it, so that a crash between cannot lose it. */
  async control(id: string): Promise<Versioned<ControlRow> | undefined> {
    const found = await this.controls.read(id);
    if (found !== undefined) return found;
    const registered = await this.registry.read(`read migration "${id}"`, id);
    if (registered === undefined) return undefined;
    await this.controls.create(id, registered.control, registered.entry);
    return this.controls.read(id);
  }

  changeControl(
    id: string,
    etag: string,
    control: ControlRow,
    entries: readonly JournalEntry[],
  ): Promise<ChangeOutcome> {
    return this.controls.change(id, etag, control, entries);
  }

  recordBackup(id: string, record: BackupRecord, line: BackupLine): Promise<RecordOutcome> {
    return this.recorder.record(id, record, line);
  }

  backup(id: string, name: string, etag: string): Promise<BackupRecord | undefined> {
    return this.backups.version(id, name, etag);
  }

  currentBackups(id: string): AsyncIterable<BackupRecord> {
    return this.backups.current(id);
  }

  backupVersions(id: string, name: string): Promise<readonly BackupRecord[]> {
    return this.backups.versions(id, name);
  }

  backupIndex(id: string): Promise<readonly IndexedBackup[]> {
    return this.backups.index(id);
  }

  logsBeyond(id: string, lsnKey: string): Promise<readonly BackupRecord[]> {
    return this.backups.logsBeyond(id, lsnKey);
  }

  inbox(id: string, limit: number): Promise<readonly InboxItem[]> {
    return this.states.inbox(id, limit);
  }

  saveWorkingState(
    id: string,
    name: string,
    etag: string | undefined,
    state: WorkingState,
    consumed: readonly InboxItem[] = [],
    entries: readonly JournalEntry[] = [],
  ): Promise<ChangeOutcome> {
    return this.states.save(id, name, etag, state, { consumed, entries });
  }

  workingState(id: string, name: string): Promise<Versioned<WorkingState> | undefined> {
    return this.states.read(id, name);
  }

  appendJournal(id: string, entries: readonly JournalEntry[]): Promise<JournalHead | undefined> {
    return this.journals.append(id, entries);
  }

  journal(id: string, page: JournalPage): Promise<Page<JournalEntry>> {
    return this.journals.page(id, page);
  }

  evidence(id: string): Promise<ChainedJournal> {
    return this.journals.evidence(id);
  }

  journalHead(id: string): Promise<JournalHead | undefined> {
    return this.journals.head(id);
  }

  async publish(id: string, status: StatusDocument, summary: MigrationSummary): Promise<void> {
    await Promise.all([this.controls.putStatus(id, status), this.list.put(summary)]);
  }

  status(id: string): Promise<StatusDocument | undefined> {
    return this.controls.status(id);
  }

  summaries(filter: SummaryFilter): Promise<Page<MigrationSummary>> {
    return this.list.page(filter);
  }
}
