/** Keeps the emulated engine going: scans the containers of running migrations and lets time pass. */
import type { Emulation } from './emulation';
import type { BackupReader } from './engine/backup-reader';
import { scanContainer, type Scan } from './engine/container-scanner';
import { storageBroken } from './engine/failures';
import { versionKey, type Migration } from './engine/migration';

/** Containers scanned at a time. */
const PARALLEL_SCANS = 8;

/** The loop. `scan` may be called at any time; scans never overlap. */
export class EngineLoop {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly emulation: Emulation,
    private readonly reader: BackupReader,
  ) {}

  /** Scans at the interval of the settings, each time counted from the end of the scan before. */
  start(): void {
    if (this.emulation.settings.scanIntervalMs === 0) return;
    this.schedule();
  }

  /** Scans all containers once; resolves when what was found is stored. */
  scan(): Promise<void> {
    const scan = this.running.then(() => this.scanAll());
    this.running = scan.catch(() => undefined);
    return scan;
  }

  /** Ends the loop and waits for a scan under way. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private schedule(): void {
    this.timer = setTimeout(() => {
      void this.scan()
        .catch((error: unknown) => console.error('Cannot scan the containers:', error))
        .then(() => {
          if (!this.stopped) this.schedule();
        });
    }, this.emulation.settings.scanIntervalMs);
  }

  private async scanAll(): Promise<void> {
    const waiting = this.emulation.all().filter(reads);
    const workers = Array.from({ length: PARALLEL_SCANS }, async () => {
      for (let next = waiting.shift(); next && !this.stopped; next = waiting.shift())
        await this.scanOne(next);
    });
    await Promise.all(workers);
  }

  private async scanOne(migration: Migration): Promise<void> {
    const { clock, settings } = this.emulation;
    const scan = await scanContainer(migration, this.reader, () => clock.now(), settings.overwritten);
    // The migration may have moved on, or have been replaced, while storage answered.
    const current = this.emulation.find(migration.id);
    if (current?.generation !== migration.generation || !reads(current)) return;
    this.noteTrouble(migration, scan);
    const updated = withScan(current, scan, clock.now());
    if (updated !== current) this.emulation.save(updated);
    this.emulation.find(migration.id);
  }

  private noteTrouble(migration: Migration, scan: Scan): void {
    const key = migration.id.toLowerCase();
    if (scan.kind === 'scanned') this.emulation.scanTroubles.delete(key);
    else
      this.emulation.scanTroubles.set(
        key,
        scan.kind === 'failed' ? scan.reason : 'The container does not exist.',
      );
  }
}

/** Phases in which the service looks for new backups. */
function reads({ phase, goneAt }: Migration): boolean {
  return goneAt === undefined && (phase.kind === 'running' || phase.kind === 'completing');
}

/** A container that is missing from the start ends the migration; later trouble is waited out. */
function withScan(migration: Migration, scan: Scan, now: number): Migration {
  const { phase } = migration;
  if (scan.kind === 'noContainer' && phase.kind === 'running' && migration.files.length === 0)
    return {
      ...migration,
      phase: {
        kind: 'failed',
        startedAt: phase.startedAt,
        endedAt: now,
        failure: storageBroken(),
        duringCutover: false,
      },
    };
  if (scan.kind !== 'scanned') return migration;
  const current = new Map(migration.files.map((file) => [versionKey(file), file]));
  // A copy to storage that began while storage was read must not be forgotten.
  const files = scan.files.map((file) => current.get(versionKey(file)) ?? file);
  const same =
    files.length === migration.files.length && files.every((file, index) => file === migration.files[index]);
  return same ? migration : { ...migration, files };
}
