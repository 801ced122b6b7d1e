/** Runs the parity suite against the app `parity` on the real engine, with storage of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFunctionsHost } from '../demo/stack/functions-host';
import type { HostChoice } from '../demo/stack/host-choice';
import type { Service } from '../demo/stack/service-process';
import { startStorage } from '../demo/stack/storage';

const PARITY = join('tools', 'localhost', 'test');

/** The exit code of the suite; what it is given goes to jest. @throws {ServiceStartError} */
export async function runParity(
  root: string,
  host: HostChoice,
  env: Readonly<Record<string, string>>,
  jestArgs: readonly string[],
): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'sqlmi-cutover-parity-'));
  const started: Service[] = [];
  try {
    const storage = await startStorage(join(folder, 'storage'), join(folder, 'storage.log'), 'free');
    if (storage.service) started.push(storage.service);
    const { service, url } = await startFunctionsHost(host, {
      appFolder: join(root, PARITY, 'apps', 'parity'),
      bundledHost: '',
      env: {
        ...env,
        AzureWebJobsStorage: storage.connectionString,
        CONTAINER: 'parity-inbox',
        OVERRIDDEN: 'environment',
      },
      port: 0,
      stateFolder: folder,
      logFile: join(folder, 'host.log'),
    });
    started.push(service);
    const run = join(root, PARITY, 'parity', 'run.cjs');
    const args = [run, '--base', url, ...(jestArgs.length > 0 ? ['--', ...jestArgs] : [])];
    // Not spawnSync: what the host prints is read by this process, and a host whose output nobody reads stands still.
    const jest = spawn(process.execPath, args, { stdio: 'inherit' });
    const [code] = (await once(jest, 'exit')) as [number | null];
    return code ?? 1;
  } finally {
    for (const service of started.reverse()) await service.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
