/**
 * What a look reads of a folder with thousands of files: by one more log, and by one more log after a file was removed. And
 * whether the evidence still holds what operators did before all of them came.
 *
 * Counts, not times: a look is to read what is new, whatever lies in the folder.
 */
import { BlobServiceClient, type ContainerClient } from '@azure/storage-blob';
import type { Registration } from '../../shared/core/migration/registration';
import type { Ledger } from '../../shared/ports/ledger';
import { assessMigration } from '../../shared/use-cases/assess/assess-migration';
import type { Capabilities } from '../../shared/use-cases/capabilities';
import { syncContainer } from '../../shared/use-cases/ingest/sync-container';
import { hold, release } from '../../shared/use-cases/operate/hold-migration';
import { BackupHistory } from '../demo/backup-writer/backup-history';
import type { Storage } from '../demo/stack/storage';
import { inParallel } from './in-parallel';
import { row, type Row } from './row';
import { adopt, makeWorld, type ToldWorld } from './told-world';

const LOGS = 5_000;
const UPLOADS_AT_ONCE = 32;
const ID = 'sales';

/** Counts. */
export async function benchLooks(storage: Storage, note: (text: string) => void): Promise<readonly Row[]> {
  const folder = await CountedFolder.create(storage);
  const history = new BackupHistory({ databaseName: 'Sales', seed: 7 });
  const log = (): Uint8Array => history.work().log().files[0] ?? new Uint8Array();
  await folder.put('full.bak', history.full().files[0] ?? new Uint8Array());
  const operator = { id: ID, by: 'ada@example.com' };
  await hold(folder.caps, operator, 'not yet');
  await release(folder.caps, operator);
  note(`${LOGS} logs`);
  const logs = Array.from({ length: LOGS }, log);
  await inParallel(LOGS, UPLOADS_AT_ONCE, (index) =>
    folder.put(nameOf(index + 1), logs[index] ?? new Uint8Array()),
  );
  await folder.settle();

  const oneMore = async (number: number): Promise<number> => {
    await folder.put(nameOf(number), log());
    await folder.sync();
    const before = folder.recordsRead;
    await folder.look();
    return folder.recordsRead - before;
  };
  const plain = await oneMore(LOGS + 1);
  await folder.container.deleteBlob(nameOf(10));
  await folder.settle();
  const afterRemoval = await oneMore(LOGS + 2);
  const { lines } = await folder.caps.ledger.evidence(ID);
  return [
    row(`records read by a look at one more log of ${LOGS}`, plain, 'records', { target: 10, places: 0 }),
    row(`– after a file was removed`, afterRemoval, 'records', { target: 10, places: 0 }),
    row(
      `lines of operators in the evidence after ${LOGS} files, of 2`,
      lines.filter(({ by }) => by === operator.by).length,
      'lines',
      { places: 0 },
    ),
  ];
}

function nameOf(number: number): string {
  return `log_${String(number).padStart(5, '0')}.trn`;
}

/** A migration whose ledger counts the records that are read of it. */
class CountedFolder {
  recordsRead = 0;
  readonly caps: Capabilities;

  private constructor(
    private readonly world: ToldWorld,
    private readonly registration: Registration,
    readonly container: ContainerClient,
  ) {
    this.caps = { ...world.caps, ledger: this.counted(world.caps.ledger) };
  }

  /** Registered, adopted, and as the service shows it while it waits for the next log. */
  static async create({ connectionString, blobUrl }: Storage): Promise<CountedFolder> {
    const container =
      BlobServiceClient.fromConnectionString(connectionString).getContainerClient('sql-backups');
    await container.create();
    const world = makeWorld(connectionString, 'Looks');
    const registration = await adopt(world, ID, `${blobUrl}/${container.containerName}`, 'manual');
    world.tell({ fullRestored: true, pendingLogs: 0, lastRestoredFile: nameOf(LOGS) });
    return new CountedFolder(world, registration, container);
  }

  async put(name: string, content: Uint8Array): Promise<void> {
    await this.container.getBlockBlobClient(name).uploadData(content);
  }

  /** Takes up what was uploaded or removed. */
  async sync(): Promise<void> {
    await syncContainer(this.caps, this.registration, 2 * LOGS);
  }

  async look(): Promise<void> {
    this.world.forward(120);
    await assessMigration(this.caps, ID, 'routine', 'watch');
  }

  /** Takes up, and looks until nothing new waits in the inbox. */
  async settle(): Promise<void> {
    await this.sync();
    do await this.look();
    while ((await this.caps.ledger.inbox(ID, 1)).length > 0);
  }

  private counted(ledger: Ledger): Ledger {
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
