/** The emulated world: migrations, databases, operations, faults, requests and the clock, with their storage. */
import type { ClassicTask } from './classic/classic-task';
import { EmulatorClock, type ClockSetting } from './clock';
import type { EngineContext } from './engine/engine-settings';
import type { Migration } from './engine/migration';
import { advance, isGone } from './engine/state-machine';
import type { ActiveFault } from './faults/fault';
import type { ServedEstate } from './estates/served-estate';
import { ordersFor } from './faults/orders';
import type { EmulatorSettings } from './options';
import { folderStore, memoryStore, type Collection } from './store/document-store';
import { RequestLog } from './store/request-log';

/** A long-running operation as `operationResults` reports it. */
export interface LongRunningOperation {
  readonly id: string;
  /** For example `cutoversqlmimigration`, or `managedDatabaseRestore`. */
  readonly type: string;
  /** Lower-case id of the migration. */
  readonly migrationKey: string;
  readonly generation: string;
  readonly startedAt: number;
  /** Signed part of the URL, without `?`; absent before 2025. */
  readonly signature?: string;
}

/** A database on a managed instance that outlives its migration's resource. */
export interface TargetDatabase {
  /** Id of the instance. */
  readonly scope: string;
  readonly name: string;
  readonly createdAt: number;
  readonly collation: string;
}

/** Collation of a database whose migration names none. */
export const DEFAULT_COLLATION = 'SQL_Latin1_General_CP1_CI_AS';

/** Everything operations work on. All methods are synchronous; what they change is stored before they return. */
export class Emulation {
  readonly clock: EmulatorClock;
  readonly operations: Collection<LongRunningOperation>;
  readonly databases: Collection<TargetDatabase>;
  /** Tasks of the classic DMS by lower-case id; each of their databases is a migration of its own. */
  readonly tasks: Collection<ClassicTask>;
  readonly requests: RequestLog;
  /** Why the last scan of a migration failed, by key; not stored. */
  readonly scanTroubles = new Map<string, string>();
  private readonly migrations: Collection<Migration>;
  private readonly faultLists: Collection<readonly ActiveFault[]>;
  private readonly clockSettings: Collection<ClockSetting>;

  /** @throws {Error} When the state folder cannot be read or created. */
  constructor(
    readonly settings: EmulatorSettings,
    /** What is around the migrations: networks, accounts, services, rights. */
    readonly estate: ServedEstate,
    stateFolder: string | undefined,
    realNow: () => number,
  ) {
    const store = stateFolder === undefined ? memoryStore() : folderStore(stateFolder);
    this.migrations = store.collection('migrations');
    this.operations = store.collection('operations');
    this.databases = store.collection('databases');
    this.tasks = store.collection('tasks');
    this.faultLists = store.collection('faults');
    this.clockSettings = store.collection('clock');
    this.requests = new RequestLog(stateFolder);
    this.clock = new EmulatorClock(realNow, this.clockSettings.get('clock'));
  }

  /** Key of a migration: its id in lower case. */
  static keyOf(id: string): string {
    return id.toLowerCase();
  }

  /** The migration as it stands now, or undefined when there is none. */
  find(id: string): Migration | undefined {
    const key = Emulation.keyOf(id);
    const stored = this.migrations.get(key);
    if (stored === undefined) return undefined;
    const migration = advance(stored, this.contextFor(stored));
    if (migration !== stored) this.save(migration);
    if (!isGone(migration, this.clock.now())) return migration;
    this.forget(migration);
    return undefined;
  }

  /** Removes a migration; what the Log Replay Service restored goes with it, as its resource is the database. */
  forget(migration: Migration): void {
    const key = Emulation.keyOf(migration.id);
    this.migrations.remove(key);
    this.scanTroubles.delete(key);
    if (migration.flavour.engine === 'lrs')
      this.databases.remove(databaseKey(migration.scope, migration.name));
  }

  /** All migrations as they stand now. */
  all(): readonly Migration[] {
    return this.migrations.values().flatMap((migration) => this.find(migration.id) ?? []);
  }

  /** Stores a migration; one that has succeeded leaves its database behind. */
  save(migration: Migration): void {
    this.migrations.put(Emulation.keyOf(migration.id), migration);
    if (migration.phase.kind !== 'succeeded' || migration.kind !== 'SqlMi') return;
    const key = databaseKey(migration.scope, migration.name);
    if (this.databases.get(key)) return;
    const collation = migration.targetDatabaseCollation ?? DEFAULT_COLLATION;
    // The Log Replay Service's PUT creates the database; the others' restore does.
    const { flavour, phase, scope, name } = migration;
    const createdAt = flavour.engine === 'lrs' ? flavour.databaseAt : phase.startedAt;
    this.databases.put(key, { scope, name, createdAt, collation });
  }

  /** Time, settings and orders for a migration. */
  contextFor(migration: Pick<Migration, 'name'>): EngineContext {
    return {
      now: this.clock.now(),
      settings: this.settings,
      orders: ordersFor(this.faults(), migration.name),
    };
  }

  /** Faults in force, in the order they were posted. */
  faults(): readonly ActiveFault[] {
    return this.faultLists.get('faults') ?? [];
  }

  /** Replaces the faults in force. */
  setFaults(faults: readonly ActiveFault[]): void {
    this.faultLists.put('faults', faults);
  }

  /** Stores how the clock runs. */
  saveClock(): void {
    this.clockSettings.put('clock', this.clock.current());
  }

  /** Forgets everything but the settings. */
  reset(): void {
    const { migrations, operations, databases, tasks, faultLists } = this;
    for (const collection of [migrations, operations, databases, tasks, faultLists]) collection.clear();
    this.requests.clear();
    this.scanTroubles.clear();
  }
}

/** Key of a database on an instance. */
export function databaseKey(scope: string, database: string): string {
  return `${scope}/databases/${database}`.toLowerCase();
}
