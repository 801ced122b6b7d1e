/**
 * A real Azurite for one test file: blob, queue and table services on free ports, in memory, ended by `close()`.
 *
 * Azurite is asked for port 0 and tells which ports it got, so parallel test files never collide.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Azurite's well-known development account (Microsoft Learn, "Use the Azurite emulator"); not a secret. */
export const AZURITE_ACCOUNT = 'devstoreaccount1';
const AZURITE_KEY =
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

const SERVICES = ['Blob', 'Queue', 'Table'] as const;
const LISTENING =
  /Azurite (Blob|Queue|Table) service is successfully listening at (http:\/\/127\.0\.0\.1:\d+)/g;

/** A running Azurite; endpoints include the account, without a final slash. */
export interface Azurite {
  readonly blobEndpoint: string;
  readonly queueEndpoint: string;
  readonly tableEndpoint: string;
  readonly connectionString: string;
  /** Ends the process and waits for it; safe to call twice. */
  close(): Promise<void>;
}

/**
 * Starts Azurite and waits until all three services listen.
 *
 * @param options.limitMs how long to wait (default 20 s)
 * @throws {Error} When it ends early or does not listen in time; the message names what was awaited.
 */
export async function startAzurite(options: { limitMs?: number } = {}): Promise<Azurite> {
  const workFolder = await mkdtemp(path.join(tmpdir(), 'azurite-'));
  const script = path.join(__dirname, '../../node_modules/azurite/dist/src/azurite.js');
  const child = spawn(
    process.execPath,
    [
      script,
      ...['--blobPort', '0', '--queuePort', '0', '--tablePort', '0'],
      ...['--inMemoryPersistence', '--skipApiVersionCheck', '--disableTelemetry', '--silent'],
    ],
    { cwd: workFolder, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const killWithParent = (): void => void child.kill('SIGKILL');
  process.once('exit', killWithParent);
  const close = async (): Promise<void> => {
    process.removeListener('exit', killWithParent);
    await endProcess(child);
    await rm(workFolder, { recursive: true, force: true });
  };
  try {
    return describeAzurite(await listeningUrls(child, options.limitMs ?? 20_000), close);
  } catch (error) {
    await close();
    throw error;
  }
}

function describeAzurite(urls: ReadonlyMap<string, string>, close: () => Promise<void>): Azurite {
  const endpoint = (service: string): string => `${urls.get(service) ?? ''}/${AZURITE_ACCOUNT}`;
  const [blobEndpoint, queueEndpoint, tableEndpoint] = [
    endpoint('Blob'),
    endpoint('Queue'),
    endpoint('Table'),
  ];
  const connectionString = [
    'DefaultEndpointsProtocol=http',
    `AccountName=${AZURITE_ACCOUNT}`,
    `AccountKey=${AZURITE_KEY}`,
    `BlobEndpoint=${blobEndpoint}`,
    `QueueEndpoint=${queueEndpoint}`,
    `TableEndpoint=${tableEndpoint}`,
    '',
  ].join(';');
  return { blobEndpoint, queueEndpoint, tableEndpoint, connectionString, close };
}

function listeningUrls(child: ChildProcess, limitMs: number): Promise<ReadonlyMap<string, string>> {
  return new Promise((resolve, reject) => {
    const urls = new Map<string, string>();
    let output = '';
    const missing = (): string => SERVICES.filter((service) => !urls.has(service)).join(', ');
    const fail = (reason: string): void => {
      clearTimeout(limit);
      reject(
        new Error(`Cannot start Azurite: ${reason}; not listening yet: ${missing()}; it printed:\n${output}`),
      );
    };
    const limit = setTimeout(() => fail(`waited ${limitMs} ms`), limitMs);
    const onData = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
      for (const [, service, url] of output.matchAll(LISTENING)) if (service && url) urls.set(service, url);
      if (urls.size < SERVICES.length) return;
      clearTimeout(limit);
      resolve(urls);
    };
    child.stdout?.on('data', onData);
    child.stderr?.on('data', onData);
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code) => fail(`it ended with code ${String(code)}`));
  });
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  const force = setTimeout(() => child.kill('SIGKILL'), 5_000);
  child.kill('SIGTERM');
  await ended;
  clearTimeout(force);
}
