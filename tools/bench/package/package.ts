/** The package beside a folder of the build and every package of production: size, files, loading and memory. */
import { join } from 'node:path';
import { emulatorArgsFor } from '../../demo/demo-engine';
import { writeDemoBackups } from '../../demo/demo-backups';
import { migrate } from '../../demo/migrate';
import { CONTAINER, PACKAGE } from '../../demo/stack/stack';
import { APP } from '../../package/bundle';
import { type Load, measureLoads } from '../../package/load-time';
import { makePackage } from '../../package/make-package';
import { LocalStack } from '../local-stack';
import { mostMemory } from '../most-memory';
import { type Row, row } from '../row';
import { withTempFolder } from '../temp-folder';
import { everyPackage } from './every-package';

const LOADS = 11;
const MIB = 2 ** 20;
const COURSE = { engine: 'dms', offline: false, open: false } as const;

interface Measured {
  readonly what: string;
  readonly files: number;
  readonly bytes: number;
  readonly zipBytes: number;
  /** Absent for the build itself. */
  readonly appFolder?: string;
}

/** Measures both; the loads alternate, so that a busy machine is busy for both. */
export function benchPackage(note: (text: string) => void): Promise<readonly Row[]> {
  return withTempFolder(async (out) => {
    note('packages the app');
    const { folder, bytes, zipBytes, manifest } = await makePackage({
      root: PACKAGE,
      out,
      durableBackend: 'storage',
    });
    note('zips every package of production');
    const sizes: readonly Measured[] = [
      { what: 'every package', ...everyPackage(PACKAGE) },
      { what: 'one file', files: manifest.files.length + 1, bytes, zipBytes, appFolder: folder },
    ];
    const rounds = Array.from({ length: LOADS }, (_, round) => {
      note(`loads each, ${round + 1} of ${LOADS}`);
      return sizes.map(({ appFolder }) => measureLoads(join(appFolder ?? PACKAGE, APP), 1)[0]);
    });
    const rows: Row[] = [];
    for (const [at, measured] of sizes.entries()) {
      const loads = rounds.flatMap((round) => round[at] ?? []);
      note(`a migration, ${measured.what}`);
      rows.push(...rowsOf(measured, loads, await memoryAfterMigration(measured.appFolder)));
    }
    return rows;
  });
}

function rowsOf(
  { what, files, bytes, zipBytes }: Measured,
  loads: readonly Load[],
  after?: number,
): readonly Row[] {
  return [
    row(`${what}: files`, files, ''),
    row(`${what}: size`, bytes / MIB, 'MiB', { places: 1 }),
    row(`${what}: zip`, zipBytes / MIB, 'MiB', { places: 1 }),
    row(`${what}: loading, median of ${LOADS}`, median(loads.map(({ ms }) => ms)), 'ms', { places: 0 }),
    row(`${what}: processor time of loading, median`, median(loads.map(({ cpuMs }) => cpuMs)), 'ms', {
      places: 0,
    }),
    row(`${what}: memory after loading, median`, median(loads.map(({ rss }) => rss)) / MIB, 'MiB', {
      places: 0,
    }),
    ...(after === undefined
      ? []
      : [row(`${what}: memory of host and app after a migration, most`, after / MIB, 'MiB', { places: 0 })]),
  ];
}

/** The most memory that the host and the worker with the app had, in bytes; undefined where the system does not tell. */
async function memoryAfterMigration(appFolder: string | undefined): Promise<number | undefined> {
  const options = {
    emulatorArgs: emulatorArgsFor(COURSE, CONTAINER),
    ...(appFolder !== undefined && { appFolder }),
  };
  return LocalStack.with(options, async ({ stack }) => {
    const silent = { note: () => undefined, uploaded: () => undefined, status: () => undefined };
    await migrate(COURSE, stack, await writeDemoBackups(6), silent, Date.now());
    return mostMemory(stack.host().pid);
  });
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}
