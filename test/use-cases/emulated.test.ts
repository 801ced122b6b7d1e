/** The watch against the emulator of the management API, on one clock and the same backups: new DMS, all its modes. */
import { createArmClient } from '../../shared/adapters/arm/arm-client';
import { loopbackCredential } from '../../shared/adapters/arm/arm-token';
import { createDmsEngine } from '../../shared/adapters/dms/dms-engine';
import { readBackupFile } from '../../shared/adapters/read-backup-file';
import type { Policy } from '../../shared/core/migration/policy';
import type { ListedBlob } from '../../shared/ports/backup-container';
import type { DmsCreateSpec, MigrationEngine } from '../../shared/ports/migration-engine';
import { assessMigration, type Assessed } from '../../shared/use-cases/assess/assess-migration';
import { observeCutover } from '../../shared/use-cases/cutover/observe-cutover';
import { recordIntent } from '../../shared/use-cases/cutover/record-intent';
import { triggerCutover } from '../../shared/use-cases/cutover/trigger-cutover';
import { nameTail } from '../../shared/use-cases/operate/name-tail';
import { adoptMigration } from '../../shared/use-cases/register/adopt-migration';
import type { BackupReader } from '../../tools/emulator/engine/backup-reader';
import type { EmulatorOptions } from '../../tools/emulator/options';
import { startEmulator, type RunningEmulator } from '../../tools/emulator/server';
import { ADA, ID, SCOPE, someBackups, TARGET, World } from '../support/world';

const PROVIDERS = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers';
const SPEC: DmsCreateSpec = {
  engine: 'dms',
  sourceDatabaseName: 'Shop',
  migrationServiceId: `${PROVIDERS}/Microsoft.DataMigration/sqlMigrationServices/dms`,
  storageAccountResourceId: `${PROVIDERS}/Microsoft.Storage/storageAccounts/acct`,
  containerName: 'backups',
  authType: 'ManagedIdentity',
};
const SHARE = '\\\\files\\shop';
const BACKUPS = someBackups();

/** A world whose engine is the real adapter on an emulator that reads the world's container. */
class EmulatedWorld {
  readonly world = new World();
  engine!: MigrationEngine;
  private emulator!: RunningEmulator;

  async start(options: EmulatorOptions = {}): Promise<void> {
    const { world } = this;
    const now = (): number => world.clock.now().getTime();
    this.emulator = await startEmulator({
      port: 0,
      scanIntervalMs: 0,
      realNow: now,
      backupReader: readerOf(world),
      ...options,
    });
    const clock = { now: () => world.clock.now(), sleep: async () => undefined };
    const arm = createArmClient({ endpoint: this.emulator.url, credential: loopbackCredential(), clock });
    this.engine = createDmsEngine(arm);
    Object.assign(world.caps, { engine: () => this.engine });
  }

  /** Creates the migration from a file share, which the product leaves to the portal. */
  async createFromShare(): Promise<void> {
    const properties = {
      kind: 'SqlMi',
      scope: SCOPE,
      sourceDatabaseName: SPEC.sourceDatabaseName,
      migrationService: SPEC.migrationServiceId,
      backupConfiguration: {
        sourceLocation: { fileShare: { path: SHARE, username: 'reader', password: 'not-a-real-one' } },
        targetLocation: { storageAccountResourceId: SPEC.storageAccountResourceId, accountKey: 'no-key' },
      },
    };
    const path = `${SCOPE}/providers/Microsoft.DataMigration/databaseMigrations/${TARGET.databaseName}`;
    const response = await fetch(`${this.emulator.url}${path}?api-version=2025-06-30`, {
      method: 'PUT',
      body: JSON.stringify({ properties }),
      headers: { 'Content-Type': 'application/json', Authorization: 'Bearer emulator' },
    });
    expect([response.status, await response.text()]).toEqual([201, expect.any(String)]);
  }

  stop(): Promise<void> {
    return this.emulator.close();
  }

  /** Lets time pass for both sides. */
  async pass(seconds: number): Promise<void> {
    this.world.clock.forward(seconds);
    const response = await fetch(`${this.emulator.url}/_control/scan`, { method: 'POST' });
    expect(response.status).toBe(204);
  }

  async received(kind: string): Promise<number> {
    const response = await fetch(`${this.emulator.url}/_control/requests?kind=${kind}`);
    return ((await response.json()) as { requests: unknown[] }).requests.length;
  }

  put(...names: readonly string[]): void {
    for (const name of names) this.world.put(name, BACKUPS[name]!);
  }

  /** Does what watch and orchestrations do, until `isThere` or the migration ends. */
  async watch(isThere: (assessed: Assessed) => boolean): Promise<Assessed> {
    const { world } = this;
    for (let look = 0; look < 60; look++) {
      const assessed = (await assessMigration(world.caps, ID, 'routine'))!;
      const [command] = assessed.decision.commands;
      if (isThere(assessed) || command?.kind === 'end') return assessed;
      if (command?.kind === 'adopt') await adoptMigration(world.caps, ID, command.operationId);
      if (command?.kind === 'cutOver') {
        await recordIntent(world.caps, ID, command.attempt);
        await triggerCutover(world.caps, ID, command.attempt);
        await observeCutover(world.caps, ID, command.attempt);
      }
      await this.pass(command?.kind === 'wait' ? 31 : 5);
    }
    throw new Error('the watch never came there');
  }
}

/** The emulator's view of the world's container: the same names, ETags and bytes. */
function readerOf({ container }: World): BackupReader {
  const listed = new Map<string, ListedBlob>();
  return {
    containers: async () => [SPEC.containerName],
    async list() {
      for await (const blob of container.list('')) listed.set(blob.name, blob);
      const blobs = [...listed.values()].map(({ name, etag, size, lastModified }) => ({
        name,
        etag,
        size,
        lastModified: Date.parse(lastModified),
      }));
      return { kind: 'listed', blobs };
    },
    readHeader: async (_container, { name }) => readBackupFile(container.open(listed.get(name)!)),
  };
}

let emulated: EmulatedWorld;
beforeEach(() => void (emulated = new EmulatedWorld()));
afterEach(() => emulated.stop());

async function migrate(spec: Partial<DmsCreateSpec>, policy: Partial<Policy>, options?: EmulatorOptions) {
  await emulated.start(options);
  await emulated.world.register({}, policy);
  expect(await emulated.engine.create(TARGET, { ...SPEC, ...spec }, Number.POSITIVE_INFINITY)).toEqual({
    kind: 'accepted',
  });
}

const isFollowing = (assessed: Assessed): boolean => assessed.facts.chain.lastFile === 'log2.trn';

test.each(['minimal', 'sets', 'newer'] as const)(
  'offline (details %s): confirmed without any request of ours',
  async (details) => {
    await migrate({ offline: { lastBackupName: 'log3.final.trn' } }, { mode: 'offline' }, { details });
    emulated.put('full.bak', 'log1.trn', 'log2.trn');
    await emulated.watch(
      ({ facts }) => facts.chain.pathFiles === 3 && facts.control.operationId !== undefined,
    );
    emulated.put('log3.final.trn');
    await assessMigration(emulated.world.caps, ID, 'thorough');
    await emulated.world.readInTime();
    const { decision } = await emulated.watch(() => false);
    expect(decision.commands[0]).toMatchObject({
      kind: 'end',
      phase: 'completed',
      reason: expect.stringMatching(/^cutover confirmed: the service succeeded, the tail was restored last/),
    });
    expect((await emulated.world.control()).attempt).toMatchObject({
      requestedBy: 'service',
      state: 'confirmed',
    });
    expect([await emulated.received('cutover'), await emulated.received('cancel')]).toEqual([0, 0]);
  },
);

test('online: at rest, then cut over once and confirmed', async () => {
  await migrate({}, { mode: 'auto' });
  emulated.put('full.bak', 'log1.trn', 'log2.trn');
  await emulated.watch(isFollowing);
  emulated.put('log3.final.trn');
  await assessMigration(emulated.world.caps, ID, 'thorough');
  const { decision } = await emulated.watch(() => false);
  expect(decision.commands[0]).toMatchObject({
    kind: 'end',
    phase: 'completed',
    reason: expect.stringMatching(/^cutover confirmed/),
  });
  expect(await emulated.received('cutover')).toBe(1);
});

test('a file share: adopted by its container, and a log that is still on the share stops the cutover', async () => {
  const { world } = emulated;
  await emulated.start({ shares: { [SHARE]: 'share' } });
  await emulated.createFromShare();
  emulated.put('full.bak', 'log1.trn', 'log2.trn');
  for (let minutes = 0; minutes < 10; minutes++) await emulated.pass(60);
  const reading = await emulated.engine.read(TARGET);
  if (reading.kind !== 'read') throw new Error(JSON.stringify(reading));
  const { operationId = '', containerName } = reading.status;
  expect(containerName).toBe(operationId);

  const containerUrl = `https://acct.blob.core.windows.net/${operationId}`;
  const uploads = world.containers.create(containerUrl);
  for (const name of ['full.bak', 'log1.trn', 'log2.trn']) uploads.put(name, BACKUPS[name]!);
  await world.register({ backups: { containerUrl, prefix: '' } }, { mode: 'auto' });
  await emulated.watch(({ facts }) => facts.control.operationId === operationId);
  await nameTail(world.caps, ADA, 'log2.trn');
  emulated.put('log3.final.trn');
  await emulated.pass(1);

  const { facts, decision } = (await assessMigration(world.caps, ID, 'thorough'))!;
  expect(decision.readiness.ready).toBe(false);
  expect(facts.listing).toMatchObject({
    kind: 'listed',
    unsettled: [
      {
        blob: 'log3.final.trn',
        reason: expect.stringMatching(/the service knows it .*, the ledger does not/),
      },
    ],
  });
  expect(await emulated.received('cutover')).toBe(0);
});
