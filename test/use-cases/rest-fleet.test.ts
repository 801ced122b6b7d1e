/** Bulk reading, counted: a service with many migrations at rest is read in lists. */
import { createArmClient } from '../../shared/adapters/arm/arm-client';
import { loopbackCredential } from '../../shared/adapters/arm/arm-token';
import { createDmsEngine } from '../../shared/adapters/dms/dms-engine';
import type { Capabilities } from '../../shared/use-cases/capabilities';
import { adoptMigration } from '../../shared/use-cases/adopt-migration';
import { assessMigration } from '../../shared/use-cases/assess-migration';
import { startTinyArm, type Received, type Scripted, type TinyArm } from '../adapters/arm/tiny-arm';
import { CONTAINER_URL, OPERATION, SCOPE, someBackups, World } from '../support/world';

const SERVICE =
  '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.DataMigration/sqlMigrationServices/dms';
const COUNT = 100;
const PAGE = 50;
const CADENCE = 120;
const names = Array.from({ length: COUNT }, (_, index) => `db${index}`);

/** A service whose migrations have all restored their full backup and wait. */
class Fleet {
  readonly changed = new Map<string, Record<string, unknown>>();
  constructor(private readonly server: TinyArm) {
    server.otherwise((request) => this.answer(request));
  }

  count(part: string): number {
    return this.server.received.filter(({ url }) => url.includes(part)).length;
  }

  private answer({ url }: Received): Scripted {
    const { pathname, searchParams } = new URL(url, this.server.origin);
    if (!pathname.endsWith('/listMigrations')) return { body: this.item(pathname.split('/').at(-1)!, true) };
    const start = Number(searchParams.get('$skiptoken') ?? 0);
    const value = names.slice(start, start + PAGE).map((name) => this.item(name, false));
    const next = `${this.server.origin}${pathname}?api-version=1&$skiptoken=${start + PAGE}`;
    return { body: { value, ...(start + PAGE < COUNT && { nextLink: next }) } };
  }

  private item(name: string, expanded: boolean): object {
    return {
      id: `${SCOPE}/providers/Microsoft.DataMigration/databaseMigrations/${name}`,
      name,
      properties: {
        kind: 'SqlMi',
        provisioningState: 'Succeeded',
        migrationStatus: 'InProgress',
        migrationOperationId: OPERATION,
        migrationService: SERVICE,
        sourceDatabaseName: 'Shop',
        startedOn: '2026-03-01T22:00:00Z',
        ...(expanded && {
          migrationStatusDetails: {
            blobContainerName: `backups/${name}`,
            isFullBackupRestored: true,
            lastRestoredFilename: 'full.bak',
            pendingLogBackupsCount: 0,
          },
        }),
        ...this.changed.get(name),
      },
    };
  }
}

test('100 migrations at rest cost a handful of lists per cadence, and a difference still leads to details', async () => {
  const server = await startTinyArm();
  try {
    const world = new World();
    const fleet = new Fleet(server);
    const clock = { now: () => world.clock.now().getTime(), sleep: async () => undefined };
    const engine = createDmsEngine(
      createArmClient({ endpoint: server.origin, credential: loopbackCredential(), clock, random: () => 0 }),
    );
    const caps: Capabilities = { ...world.caps, engine: () => engine };
    const assess = async (name: string) => (await assessMigration(caps, name, 'routine'))!;
    const full = someBackups()['full.bak']!;
    for (const name of names) {
      await world.register({
        id: name,
        target: { managedInstanceId: SCOPE, databaseName: name },
        backups: { containerUrl: CONTAINER_URL, prefix: `${name}/` },
      });
      world.put(`${name}/full.bak`, full);
      await assess(name);
      await adoptMigration(caps, name, OPERATION);
    }

    /** Looks at every migration once, spread over the cadence as their watches are. */
    async function cadence(): Promise<number> {
      server.received.length = 0;
      let unchanged = 0;
      for (const name of names) {
        if ((await assess(name)).facts.engine.kind === 'unchanged') unchanged += 1;
        world.clock.forward(CADENCE / COUNT);
      }
      return unchanged;
    }

    expect([await cadence(), fleet.count('/databaseMigrations/')]).toEqual([0, COUNT]);
    for (let again = 0; again < 3; again++) {
      expect(await cadence()).toBe(COUNT);
      expect(fleet.count('/databaseMigrations/')).toBe(0);
      // A list serves for a sixth of the cadence; two pages each.
      expect(fleet.count('/listMigrations')).toBeLessThanOrEqual(14);
    }

    fleet.changed.set('db42', { migrationStatus: 'Completing', provisioningState: 'Completing' });
    world.clock.forward(21);
    server.received.length = 0;
    expect((await assess('db42')).facts.engine).toMatchObject({
      kind: 'read',
      status: { state: 'completing' },
    });
    expect(server.received.map(({ url }) => url.split('?')[0]!.split('/').at(-1))).toEqual([
      'listMigrations',
      'listMigrations',
      'db42',
    ]);
  } finally {
    await server.close();
  }
}, 60_000);
