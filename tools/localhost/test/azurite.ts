import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { until } from './host-process';

/** Azurite's blob service in memory, on a port of its own. */
export class Azurite {
  private child: ChildProcess | undefined;

  private constructor(readonly port: number) {}

  static async start(): Promise<Azurite> {
    const azurite = new Azurite(await freePort());
    await azurite.run();
    return azurite;
  }

  /** A port nothing listens on yet; `run` starts the service there. */
  static async later(): Promise<Azurite> {
    return new Azurite(await freePort());
  }

  get connectionString(): string {
    return (
      'DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;' +
      'AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;' +
      `BlobEndpoint=http://127.0.0.1:${this.port}/devstoreaccount1;`
    );
  }

  async run(): Promise<void> {
    const main = require.resolve('azurite/dist/src/blob/main.js');
    const options = ['--skipApiVersionCheck', '--disableTelemetry', '--inMemoryPersistence', '--silent'];
    const child = spawn(process.execPath, [main, '--blobPort', String(this.port), ...options]);
    this.child = child;
    await until(
      'Azurite to listen',
      async () => (await fetch(`http://127.0.0.1:${this.port}/`).catch(() => null)) !== null,
      20_000,
    );
  }

  async stop(): Promise<void> {
    const child = this.child;
    if (child === undefined) return;
    const exited = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await exited;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
