/** The emulator as a server in this process. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerControlRequest } from './control/control-requests';
import { Emulation } from './emulation';
import { EngineLoop } from './engine-loop';
import { azureBackupReader } from './engine/azure-backup-reader';
import { estateAnywhere } from './estates/anywhere';
import { givenEstate } from './estates/given-estate';
import { answerArmRequest } from './http/arm-requests';
import { serviceErrors } from './http/service-errors';
import { errorAnswer, writeAnswer } from './http/wire-exchange';
import { settingsFrom, type EmulatorOptions } from './options';

/** Port the emulator listens on unless told otherwise. */
export const DEFAULT_PORT = 7075;

const LOOPBACK = '127.0.0.1';
const DEVELOPMENT_STORAGE = 'UseDevelopmentStorage=true';

/** A running emulator. */
export interface RunningEmulator {
  /** `http://127.0.0.1:<port>`: give it to a client in place of `https://management.azure.com`. */
  readonly url: string;
  readonly port: number;
  /** The emulated world, for tests in the same process. */
  readonly emulation: Emulation;
  /** Looks into all containers now; resolves when what was found is stored. */
  scan(): Promise<void>;
  /** Ends the server, open connections included; safe to call twice. */
  close(): Promise<void>;
}

/**
 * Starts the emulator on 127.0.0.1.
 *
 * @throws {Error} When the port is in use, the state folder or the estate cannot be used, or the connection string is none.
 * @example const emulator = await startEmulator({ port: 0, storage: connectionString });
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<RunningEmulator> {
  const storage = options.storage ?? DEVELOPMENT_STORAGE;
  const reader = options.backupReader ?? azureBackupReader(storage);
  const settings = settingsFrom(options);
  const estate =
    options.estate === undefined
      ? estateAnywhere({
          location: settings.location,
          accountName: accountNameIn(storage),
          containers: () => reader.containers(),
        })
      : givenEstate(options.estate);
  const emulation = new Emulation(settings, estate, options.stateFolder, options.realNow ?? Date.now);
  const loop = new EngineLoop(emulation, reader);
  const server = createServer((request, response) => {
    answer(request, response, emulation, loop).catch((error: unknown) => {
      console.error('Cannot answer a request:', error);
      if (!response.headersSent) writeAnswer(response, errorAnswer(serviceErrors.unexpected()));
    });
  });
  const port = await listen(server, options.port ?? DEFAULT_PORT);
  loop.start();
  let closing: Promise<void> | undefined;
  return {
    url: `http://${LOOPBACK}:${port}`,
    port,
    emulation,
    scan: () => loop.scan(),
    close: () => (closing ??= close(server, loop)),
  };
}

/** The account that a connection string names; the one of development storage otherwise. */
function accountNameIn(connectionString: string): string {
  return /(?:^|;)AccountName=([^;]+)/i.exec(connectionString)?.[1] ?? 'devstoreaccount1';
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  emulation: Emulation,
  loop: EngineLoop,
): Promise<void> {
  return /^\/_control(\/|$)/.test(request.url ?? '')
    ? answerControlRequest(request, response, emulation, loop)
    : answerArmRequest(request, response, emulation);
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const reason =
        cause.code === 'EADDRINUSE' ? 'the port is in use; end what uses it or give another' : cause.message;
      reject(new Error(`Cannot listen on ${LOOPBACK}:${port}: ${reason}`, { cause }));
    });
    server.listen(port, LOOPBACK, () => resolve((server.address() as AddressInfo).port));
  });
}

async function close(server: Server, loop: EngineLoop): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await loop.stop();
  await closed;
}
