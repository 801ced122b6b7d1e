/** The whole product on one machine: storage, the emulated management API, the Functions host. */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type FunctionsHost, startFunctionsHost } from './functions-host';
import type { HostChoice } from './host-choice';
import { type Service, endText, startService } from './service-process';
import { type Ports, type Storage, startStorage, storageFolder } from './storage';

/** Waiting times of the app that are fast enough to watch: settings, in seconds. */
export const QUICK = {
  StableReadGapSeconds: 1,
  NotReceivedFirstSeconds: 3,
  NotReceivedGapSeconds: 1,
  AbsenceSeconds: 5,
  ClocksApartSeconds: 1,
  SenderSeconds: 2,
  ObserveSeconds: 1,
  LeastPollSeconds: 1,
} as const;

/** Waiting times for a stack whose management API is on this machine. */
export type StackTiming = Readonly<Record<keyof typeof QUICK, number>>;

/** How to start. */
export interface StackOptions {
  /** Data and logs go below it. */
  readonly folder: string;
  /** The well-known ports (storage 10000–10002, API 7075, host 7071), or free ones. */
  readonly ports: 'usual' | 'free';
  /** Ports of its storage where they are not for `ports` to say: those of an earlier start in the folder. */
  readonly storagePorts?: Ports;
  readonly timing: StackTiming;
  /** Folder of the app; absent for the package that this code belongs to. */
  readonly appFolder?: string;
  readonly emulatorArgs?: readonly string[];
  /** Absent for the bundled one. */
  readonly host?: HostChoice;
  /** For the bundled host only. */
  readonly hostArgs?: readonly string[];
  readonly hostPort?: number;
  /** Further settings of the app. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Told of each service once it runs. */
  readonly onStarted?: (name: string, url: string) => void;
  /** Told of every line that the Functions host prints. */
  readonly onHostLine?: (line: string) => void;
}

/** A running stack. */
export interface Stack {
  readonly storage: Storage;
  readonly emulatorUrl: string;
  readonly hostUrl: string;
  readonly containerUrl: string;
  readonly logs: string;
  /** Resolves with a sentence when a service ends by itself. */
  readonly broken: Promise<string>;
  host(): Service;
  /** Starts the host again on the same state, after it was killed. */
  restartHost(): Promise<void>;
  stop(): Promise<void>;
}

/** Name of the container that backups land in. */
export const CONTAINER = 'sql-backups';

const BUNDLED: HostChoice = { kind: 'bundled', why: 'the caller asks for nothing else' };

/** Folder of the package; the build lies in its `dist`. */
export const PACKAGE = packageFolder(__dirname);

/** Starts the stack; what was started is ended again when a later part does not start. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const logs = join(options.folder, 'logs');
  mkdirSync(logs, { recursive: true });
  const started: Service[] = [];
  const stop = async (): Promise<void> => {
    for (const service of [...started].reverse()) await service.stop();
  };
  try {
    const storage = await startStorage(
      storageFolder(options.folder),
      join(logs, 'storage.log'),
      options.storagePorts ?? options.ports,
    );
    if (storage.service) started.push(storage.service);
    options.onStarted?.(storage.service ? 'storage (Azurite)' : 'storage (already running)', storage.blobUrl);
    const emulator = await startEmulator(options, storage, logs);
    started.push(emulator);
    const emulatorUrl = readyUrl(emulator);
    options.onStarted?.('management API (emulator)', emulatorUrl);
    const settings = { ...hostEnvironment(storage, emulatorUrl, options.timing), ...options.settings };
    const host = await startHost(options, settings, logs, firstPort(options));
    let running = host.service;
    started.push(running);
    options.onStarted?.(running.name, host.url);
    return {
      storage,
      emulatorUrl,
      hostUrl: host.url,
      containerUrl: `${storage.blobUrl}/${CONTAINER}`,
      logs,
      broken: Promise.race(
        started.map((service) =>
          service.ended.then((code) => `${service.name} ${endText(code)}; see ${logs}`),
        ),
      ),
      host: () => running,
      restartHost: async () => {
        started.splice(started.indexOf(running), 1);
        running = (await startHost(options, settings, logs, Number(new URL(host.url).port))).service;
        started.push(running);
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function startEmulator(options: StackOptions, storage: Storage, logs: string): Promise<Service> {
  const port = options.ports === 'usual' ? '7075' : '0';
  return startService({
    name: 'management API (emulator)',
    args: [
      join(PACKAGE, 'dist', 'tools', 'emulator', 'main.js'),
      '--port',
      port,
      '--storage',
      storage.connectionString,
      '--state',
      join(options.folder, 'management-api'),
      ...(options.emulatorArgs ?? []),
    ],
    env: {},
    ready: { line: /^READY (http:\S+)/ },
    logFile: join(logs, 'management-api.log'),
  });
}

function startHost(
  options: StackOptions,
  env: Readonly<Record<string, string>>,
  logs: string,
  port: number,
): Promise<FunctionsHost> {
  return startFunctionsHost(options.host ?? BUNDLED, {
    appFolder: options.appFolder ?? PACKAGE,
    bundledHost: join(PACKAGE, 'dist', 'tools', 'localhost', 'main.js'),
    env,
    port,
    stateFolder: join(options.folder, 'host'),
    logFile: join(logs, 'host.log'),
    ...(options.hostArgs ? { bundledArgs: options.hostArgs } : {}),
    ...(options.onHostLine ? { onLine: options.onHostLine } : {}),
  });
}

function firstPort({ hostPort, ports }: StackOptions): number {
  return hostPort ?? (ports === 'usual' ? 7071 : 0);
}

function hostEnvironment(
  storage: Storage,
  emulatorUrl: string,
  timing: StackTiming,
): Readonly<Record<string, string>> {
  return {
    AzureWebJobsStorage: storage.connectionString,
    BackupStorage: storage.connectionString,
    LedgerStorage: storage.connectionString,
    BackupContainer: CONTAINER,
    ArmEndpoint: emulatorUrl,
    SweepSchedule: '*/15 * * * * *',
    ...Object.fromEntries(Object.entries(timing).map(([name, seconds]) => [name, String(seconds)])),
  };
}

function readyUrl(service: Service): string {
  return service.ready[0]?.[1] ?? '';
}

function packageFolder(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : packageFolder(dirname(folder));
}
