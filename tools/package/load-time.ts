/** How long an app takes to load, in processes of their own. */
import { execFileSync } from 'node:child_process';

/** Enough for the app to start; it is ended before it asks the network. */
const SETTINGS = {
  AzureWebJobsStorage: 'UseDevelopmentStorage=true',
  BackupStorage: 'UseDevelopmentStorage=true',
  BackupContainer: 'sql-backups',
  LedgerStorage: 'UseDevelopmentStorage=true',
  SweepSchedule: '0 */5 * * * *',
};

/** What loading the app took. */
export interface Load {
  readonly ms: number;
  /** Of the processor, which a busy machine does not lengthen as much. */
  readonly cpuMs: number;
  /** Memory of the process afterwards, in bytes. */
  readonly rss: number;
}

const LOAD = `
  const cpu = process.cpuUsage();
  const began = performance.now();
  require(process.argv[1]);
  const ms = performance.now() - began;
  const { user, system } = process.cpuUsage(cpu);
  const load = { ms, cpuMs: (user + system) / 1000, rss: process.memoryUsage.rss() };
  process.stdout.write(JSON.stringify(load), () => process.exit());`;

/** Loads the app's file so often, the shortest first. @throws with what it printed when it does not load */
export function measureLoads(file: string, runs: number): readonly Load[] {
  const { PATH, SystemRoot } = process.env;
  const once = (): Load =>
    JSON.parse(
      execFileSync(process.execPath, ['-e', LOAD, file], {
        env: { PATH, SystemRoot, ...SETTINGS },
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    ) as Load;
  return Array.from({ length: runs }, once).sort((a, b) => a.ms - b.ms);
}
