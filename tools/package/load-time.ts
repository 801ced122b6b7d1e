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

const LOAD = `
  const began = performance.now();
  require(process.argv[1]);
  process.stdout.write(String(performance.now() - began), () => process.exit());`;

/** Loads the app's file so often; milliseconds, the shortest first. @throws with what it printed when it does not load */
export function measureLoads(file: string, runs: number): readonly number[] {
  const { PATH, SystemRoot } = process.env;
  const once = (): number =>
    Number(
      execFileSync(process.execPath, ['-e', LOAD, file], {
        env: { PATH, SystemRoot, ...SETTINGS },
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
  return Array.from({ length: runs }, once).sort((a, b) => a - b);
}
