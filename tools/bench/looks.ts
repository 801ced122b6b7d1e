/**
 * What a look reads of a folder with thousands of files: by one more log, and by one more log after a file was removed. And
 * whether the evidence still holds what operators did before all of them came.
 *
 * Counts, not times: a look is to read what is new, whatever lies in the folder.
 */
import { BackupHistory } from '../demo/backup-writer/backup-history';
import { MemoryBackupContainers } from '../../shared/adapters/memory-backup-containers';
import { MemoryEngine } from '../../shared/adapters/memory-engine';
import { MemoryLedger } from '../../shared/adapters/memory-ledger';
import { readBackupFile } from '../../shared/adapters/read-backup-file';
import { DEFAULT_POLICY } from '../../shared/core/migration/policy';
import type { Registration } from '../../shared/core/migration/registration';
import { AZURE_TIMING } from '../../shared/core/timing';
import type { Ledger } from '../../shared/ports/ledger';
import { adoptMigration } from '../../shared/use-cases/register/adopt-migration';
import { assessMigration } from '../../shared/use-cases/assess/assess-migration';
import type { Capabilities } from '../../shared/use-cases/capabilities';
import { hold, release } from '../../shared/use-cases/operate/hold-migration';
import { registerMigration } from '../../shared/use-cases/register/register-migration';
import { syncContainer } from '../../shared/use-cases/ingest/sync-container';
import { row, type Row } from './row';

const LOGS = 5_000;
const ID = 'sales';
const OPERATION = '11111111-2222-3333-4444-555555555555';
const CONTAINER_URL = 'https://acct.blob.core.windows.net/sql-backups';
const INSTANCE =
  '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Sql/managedInstances/mi';

/** Counts. */
export async function benchLooks(): Promise<readonly Row[]> {
  const folder = new CountedFolder();
  const registration = await folder.register();
  const history = new BackupHistory({ databaseName: 'Sales', seed: 7 });
  const log = (): Uint8Array => history.work().log().files[0] ?? new Uint8Array();
  folder.put('full.bak', history.full().files[0] ?? new Uint8Array());
  const operator = { id: ID, by: 'ada@example.com' };
  await hold(folder.caps, operator, 'not yet');
  await release(folder.caps, operator);
  for (let number = 1; number <= LOGS; number += 1) folder.put(nameOf(number), log());
  await syncContainer(folder.caps, registration, 2 * LOGS);
  await folder.settle();

  const oneMore = async (number: number): Promise<number> => {
    folder.put(nameOf(number), log());
    await syncContainer(folder.caps, registration, 10);
    const before = folder.recordsRead;
    await folder.look();
    return folder.recordsRead - before;
  };
  const plain = await oneMore(LOGS + 1);
  folder.container.remove(nameOf(10));
  await syncContainer(folder.caps, registration, 10);
  await folder.settle();
  const afterRemoval = await oneMore(LOGS + 2);
  const evidence = await folder.caps.ledger.evidence(ID);
  return [
    row(`records read by a look at one more log of ${LOGS}`, plain, 'records', { target: 10, places: 0 }),
    row(`– after a file was removed`, afterRemoval, 'records', { target: 10, places: 0 }),
    row(
      `lines of operators in the evidence after ${LOGS} files, of 2`,
      evidence.filter(({ by }) => by === operator.by).length,
      'lines',
      { places: 0 },
    ),
  ];
}

function nameOf(number: number): string {
  return `log_${String(number).padStart(5, '0')}.trn`;
}

/** A migration in memory whose ledger counts the records that are read of it. */
class CountedFolder {
  recordsRead = 0;
  readonly caps: Capabilities;
  readonly #containers = new MemoryBackupContainers();
  readonly container = this.#containers.create(CONTAINER_URL);
  readonly #engine = new MemoryEngine({ now: () => this.#now });
  #now = Date.parse('2026-03-01T22:00:00Z');

  constructor() {
    this.caps = {
      ledger: this.#counted(new MemoryLedger()),
      containers: this.#containers,
      engine: () => this.#engine,
      readBackup: readBackupFile,
      readsOfRound: () => Promise.resolve(undefined),
      clock: { now: () => new Date(this.#now) },
      timing: AZURE_TIMING,
      secret: () => undefined,
      newToken: () => 'token',
    };
  }

  /** Registered, adopted, and as the service shows it while it waits for the next log. */
  async register(): Promise<Registration> {
    const registration: Registration = {
      id: ID,
      engine: 'dms',
      source: { databaseName: 'Sales' },
      target: { managedInstanceId: INSTANCE, databaseName: 'Sales' },
      backups: { containerUrl: CONTAINER_URL, prefix: '' },
      start: 'adopt',
      policy: DEFAULT_POLICY,
      registeredBy: 'bench',
      registeredAt: new Date(this.#now).toISOString(),
    };
    await registerMigration(this.caps, registration);
    this.#engine.set(
      { scopeId: INSTANCE, databaseName: 'Sales' },
      {
        operationId: OPERATION,
        sourceDatabaseName: 'Sales',
        containerName: 'sql-backups',
        startedOn: new Date(this.#now).toISOString(),
        fullRestored: true,
        pendingLogs: 0,
        lastRestoredFile: nameOf(LOGS),
      },
    );
    await adoptMigration(this.caps, ID, OPERATION);
    return registration;
  }

  put(name: string, content: Uint8Array): void {
    this.container.put(name, content, { lastModified: new Date(this.#now) });
  }

  async look(): Promise<void> {
    this.#now += 120_000;
    await assessMigration(this.caps, ID, 'routine', 'watch');
  }

  /** Looks until nothing new waits in the inbox. */
  async settle(): Promise<void> {
    do await this.look();
    while ((await this.caps.ledger.inbox(ID, 1)).length > 0);
  }

  #counted(ledger: MemoryLedger): Ledger {
    const count = (records: number): void => void (this.recordsRead += records);
    return new Proxy<Ledger>(ledger, {
      get(target, name) {
        if (name === 'currentBackups')
          return async function* (id: string) {
            for await (const record of target.currentBackups(id)) {
              count(1);
              yield record;
            }
          };
        if (name === 'backupVersions')
          return async (id: string, blob: string) => {
            const versions = await target.backupVersions(id, blob);
            count(versions.length);
            return versions;
          };
        const member: unknown = Reflect.get(target, name);
        return typeof member === 'function' ? (member.bind(target) as unknown) : member;
      },
    });
  }
}
