/** Azurite's table service with a folder and a port that outlive the process, to stop and start it in the middle. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A table service that can be stopped and started again. */
export interface RestartableAzurite {
  /** Where it listens, before and after a restart. */
  readonly port: number;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Stops it for good and removes its folder. */
  close(): Promise<void>;
}

/** Starts the service on a free port. */
export async function startRestartableAzurite(): Promise<RestartableAzurite> {
  const folder = await mkdtemp(path.join(tmpdir(), 'azurite-tables-'));
  let { child, port } = await listen(folder, 0);
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    const force = setTimeout(() => child.kill('SIGKILL'), 5_000);
    child.kill('SIGTERM');
    await ended;
    clearTimeout(force);
  };
  return {
    port,
    stop,
    start: async () => {
      ({ child, port } = await listen(folder, port));
    },
    close: async () => {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function listen(folder: string, wanted: number): Promise<{ child: ChildProcess; port: number }> {
  const script = path.join(__dirname, '../../node_modules/azurite/dist/src/azurite.js');
  const options = [
    ...['--location', folder, '--blobPort', '0', '--queuePort', '0', '--tablePort', String(wanted)],
    ...['--skipApiVersionCheck', '--silent', '--disableTelemetry'],
  ];
  const child = spawn(process.execPath, [script, ...options], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  process.once('exit', () => child.kill('SIGKILL'));
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (reason: string): void => {
      clearTimeout(limit);
      child.kill('SIGKILL');
      reject(new Error(`Cannot start Azurite tables: ${reason}; it printed:\n${output}`));
    };
    const limit = setTimeout(() => fail('waited 20 s for its port'), 20_000);
    const onData = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
      const found = /Table service is successfully listening at http:\/\/127\.0\.0\.1:(\d+)/.exec(output);
      if (found === null) return;
      clearTimeout(limit);
      resolve({ child, port: Number(found[1]) });
    };
    child.stdout.on('data', onData);
    child.stderr.on('data', onData);
    child.once('exit', (code) => fail(`it ended with code ${String(code)}`));
  });
}
