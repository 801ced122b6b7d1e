/** A whole migration in memory: ledger, container, engine and a clock that tests set. */
import { withBoundedAnswers } from '../../shared/adapters/bounded-answers';
import { readBackupFile } from '../../shared/adapters/read-backup-file';
import type { ControlRow } from '../../shared/core/migration/control';
import type { EventLine } from '../../shared/core/migration/events';
import { DEFAULT_POLICY, type Policy } from '../../shared/core/migration/policy';
import type { Registration } from '../../shared/core/migration/registration';
import { type Timing, AZURE_TIMING } from '../../shared/core/timing';
import type { ListedBlob } from '../../shared/ports/backup-container';
import { LedgerUnavailableError, type Ledger } from '../../shared/ports/ledger';
import { assessMigration, type Assessed } from '../../shared/use-cases/assess/assess-migration';
import type { Capabilities } from '../../shared/use-cases/capabilities';
import { sharing } from '../../shared/use-cases/preflight/estate-readers';
import { readPreflight, savePreflight } from '../../shared/use-cases/preflight/preflight-store';
import { adoptMigration } from '../../shared/use-cases/register/adopt-migration';
import { registerMigration } from '../../shared/use-cases/register/register-migration';
import { BackupHistory } from '../../tools/demo/backup-writer/backup-history';
import { MemoryBackupContainers, type MemoryBackupContainer } from './memory-backup-containers';
import { MemoryEngine, type MemoryMigration } from './memory-engine';
import { MemoryEstate } from './memory-estate';
import { MemoryLedger } from './memory-ledger';

export const ID = 'shop';
export const CONTAINER_URL = 'https://acct.blob.core.windows.net/backups';
export const SCOPE =
  '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Sql/managedInstances/mi';
export const TARGET = { scopeId: SCOPE, databaseName: 'Shop' };
export const OPERATION = '11111111-2222-3333-4444-555555555555';
export const START = '2026-03-01T22:00:00.000Z';
export const ADA = { id: ID, by: 'ada@example.com' };

/** What a registration asks to be created; the setting it names is `CutoverSecret_ShopKey`. */
export const CREATE = {
  engine: 'dms' as const,
  migrationServiceId:
    '/subscriptions/s/resourceGroups/rg/providers/Microsoft.DataMigration/sqlMigrationServices/d',
  storageAccountResourceId:
    '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/acct',
  authType: 'AccountKey' as const,
  accountKeySetting: 'CutoverSecret_ShopKey',
};

/** A clock that stands still until it is moved. */
export class TestClock {
  private time = Date.parse(START);
  now(): Date {
    return new Date(this.time);
  }
  forward(seconds: number): void {
    this.time += seconds * 1000;
  }
}

export interface WorldOptions {
  readonly timing?: Partial<Timing>;
  /** No preflight has run of what is to be created; otherwise one has, and nothing is in the way. */
  readonly unjudged?: true;
  /** Stands between the use cases and the ledger. */
  readonly ledger?: (inner: Ledger) => Ledger;
}

export class World {
  readonly clock = new TestClock();
  readonly stored = new MemoryLedger();
  readonly engine = new MemoryEngine({ now: () => this.clock.now().getTime() });
  readonly containers = new MemoryBackupContainers();
  readonly container: MemoryBackupContainer = this.containers.create(CONTAINER_URL);
  readonly secrets: Record<string, string> = {};
  readonly estate = new MemoryEstate(this.clock);
  /** What the use cases wrote to the log; what a ledger announces goes where its test says. */
  readonly lines: EventLine[] = [];
  readonly caps: Capabilities;
  private tokens = 0;

  constructor(private readonly options: WorldOptions = {}) {
    const engine = withBoundedAnswers(this.engine);
    this.caps = {
      ledger: options.ledger?.(this.stored) ?? this.stored,
      containers: this.containers,
      engine: (kind) => (kind === 'dms' ? engine : undefined),
      readBackup: readBackupFile,
      readsOfRound: () => Promise.resolve(undefined),
      estate: this.estate,
      sharedEstate: sharing(this.estate, this.clock),
      ownIdentity: () => Promise.resolve(undefined),
      events: { write: (line) => void this.lines.push(line) },
      clock: this.clock,
      timing: { ...AZURE_TIMING, ...options.timing },
      secret: (name) => this.secrets[name],
      newToken: () => `token-${(this.tokens += 1)}`,
    };
  }

  async register(change: Partial<Registration> = {}, policy: Partial<Policy> = {}): Promise<Registration> {
    const registration: Registration = {
      id: ID,
      engine: 'dms',
      source: { databaseName: 'Shop' },
      target: { managedInstanceId: SCOPE, databaseName: 'Shop' },
      backups: { containerUrl: CONTAINER_URL, prefix: '' },
      start: 'adopt',
      policy: { ...DEFAULT_POLICY, mode: 'auto', ...policy },
      registeredBy: 'rita@example.com',
      registeredAt: this.clock.now().toISOString(),
      ...change,
    };
    await registerMigration({ ...this.caps, ledger: this.stored }, registration);
    if (registration.start === 'create' && !this.options.unjudged) await this.clearPreflight(registration.id);
    return registration;
  }

  /** A preflight that finds nothing in the way, as of now. */
  async clearPreflight(id = ID): Promise<void> {
    const result = { asOf: this.clock.now().toISOString(), rows: [] };
    await savePreflight(this.stored, id, await readPreflight(this.stored, id), result, []);
  }

  put(name: string, content: Uint8Array, metadata?: Record<string, string>): ListedBlob {
    return this.container.put(name, content, { lastModified: this.clock.now(), metadata });
  }

  /** The service runs and has restored these, the last one last. */
  runs(lastRestoredFile?: string, change: Partial<MemoryMigration> = {}): void {
    this.engine.set(TARGET, {
      operationId: OPERATION,
      sourceDatabaseName: 'Shop',
      containerName: 'backups',
      startedOn: this.clock.now().toISOString(),
      fullRestored: lastRestoredFile !== undefined,
      pendingLogs: 0,
      lastRestoredFile,
      ...change,
    });
  }

  /** Looks at what was uploaded, before the service names it as restored: at its event, and a minute later. */
  async readInTime(): Promise<void> {
    this.clock.forward(1);
    await this.assess();
    this.clock.forward(this.caps.timing.clocksApart);
    await this.assess();
  }

  async assess(look: 'routine' | 'whole' | 'thorough' = 'routine'): Promise<Assessed> {
    const assessed = await assessMigration(this.caps, ID, look, 'watch');
    if (!assessed) throw new Error('nothing is registered');
    return assessed;
  }

  async control(): Promise<ControlRow> {
    const control = await this.stored.control(ID);
    if (!control) throw new Error('nothing is registered');
    return control.value;
  }

  async change(change: Partial<ControlRow>): Promise<void> {
    const control = await this.stored.control(ID);
    if (!control) throw new Error('nothing is registered');
    await this.stored.changeControl(ID, control.etag, { ...control.value, ...change }, []);
  }

  async journal(): Promise<readonly string[]> {
    const { items } = await this.stored.journal(ID, { top: 500 });
    return items.map((entry) => entry.text);
  }

  get sends(): number {
    return this.engine.count('cutover');
  }
}

/** Full, two logs and a marked tail. */
export function someBackups(databaseName = 'Shop', seed = 7): Readonly<Record<string, Uint8Array>> {
  const history = new BackupHistory({ databaseName, seed });
  const one = (taken: { readonly files: readonly Uint8Array[] }): Uint8Array => taken.files[0]!;
  const full = one(history.full());
  const log1 = one(history.work().log());
  const log2 = one(history.work().log());
  const tail = one(history.work().log({ tail: true }));
  return { 'full.bak': full, 'log1.trn': log1, 'log2.trn': log2, 'log3.final.trn': tail };
}

/** A migration in mode auto whose next assessment orders a cutover at `log3.final.trn`. */
export async function readyWorld(options: WorldOptions = {}, policy: Partial<Policy> = {}): Promise<World> {
  const world = new World({ ...options, ledger: undefined });
  await world.register({}, policy);
  world.runs();
  for (const [name, content] of Object.entries(someBackups())) world.put(name, content);
  await world.assess();
  await adoptMigration(world.caps, ID, OPERATION);
  await world.readInTime();
  world.runs('log3.final.trn');
  await world.assess();
  world.clock.forward(31);
  await world.assess();
  world.clock.forward(16);
  const caps = world.caps as { -readonly [K in keyof Capabilities]: Capabilities[K] };
  caps.ledger = options.ledger?.(world.stored) ?? world.stored;
  return world;
}

/** A migration that is registered to be created. */
export async function toCreate(options: WorldOptions = {}, policy: Partial<Policy> = {}): Promise<World> {
  const world = new World(options);
  world.secrets.CutoverSecret_ShopKey = 'marked-secret';
  await world.register({ start: 'create', create: CREATE }, policy);
  return world;
}

/** A ledger whose first change of the control row is carried out, but answered as if somebody else had been faster. */
export function forgetfulLedger(inner: Ledger): Ledger {
  let forgets = true;
  return new Proxy(inner, {
    get(target, name: string) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      const call = method.bind(target) as (...args: readonly unknown[]) => Promise<unknown>;
      if (name !== 'changeControl' || !forgets) return call;
      return async (...args: readonly unknown[]) => {
        forgets = false;
        await call(...args);
        return { kind: 'conflict' };
      };
    },
  });
}

/** Where a process dies: at its n-th call of the ledger, before or after the call was carried out. */
export interface Death {
  readonly call: number;
  readonly when: 'before' | 'after';
}

/** A ledger whose caller dies; from then on nothing answers until `revive`. */
export class MortalLedger {
  calls = 0;
  private death: Death | undefined;
  private dead = false;
  readonly ledger: Ledger;

  constructor(inner: Ledger) {
    const answer = (name: string, work: () => unknown): unknown => this.pass(name, work);
    this.ledger = new Proxy(inner, {
      get(target, name: string) {
        const method: unknown = Reflect.get(target, name);
        if (typeof method !== 'function') return method;
        const call = method.bind(target) as (...args: readonly unknown[]) => unknown;
        return (...args: readonly unknown[]) => answer(name, () => call(...args));
      },
    });
  }

  dieAt(death: Death): void {
    this.death = { ...death, call: this.calls + death.call };
  }

  revive(): void {
    this.death = undefined;
    this.dead = false;
  }

  get isDead(): boolean {
    return this.dead;
  }

  private pass(name: string, work: () => unknown): unknown {
    this.calls += 1;
    const isLast = this.death?.call === this.calls;
    const gone = new LedgerUnavailableError(name, { cause: new Error('the process died') });
    if (this.dead || (isLast && this.death?.when === 'before')) {
      this.dead = true;
      return failing(work, gone, name);
    }
    if (!isLast) return work();
    this.dead = true;
    const result = work();
    return result instanceof Promise ? result.then(() => Promise.reject(gone)) : failing(work, gone, name);
  }
}

const ITERABLES = ['registrations', 'currentBackups', 'groups'];

function failing(_work: () => unknown, error: Error, name: string): unknown {
  if (!ITERABLES.includes(name)) return Promise.reject(error);
  return (async function* () {
    throw error;
  })();
}
