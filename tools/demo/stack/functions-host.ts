/** The Functions host of the stack, whichever it is: the same app folder, the same settings. */
import { findFreePort } from './free-port';
import type { HostChoice } from './host-choice';
import type { Answer } from './readiness';
import { type Service, type ServiceSpec, startService } from './service-process';

/** What a host is started with. */
export interface HostStart {
  readonly appFolder: string;
  /** Program of the bundled host. */
  readonly bundledHost: string;
  readonly env: Readonly<Record<string, string>>;
  /** 0 takes a free one. */
  readonly port: number;
  /** Where the bundled host keeps its state; `func` keeps it in the app's storage. */
  readonly stateFolder: string;
  readonly logFile: string;
  /** For the bundled host only. */
  readonly bundledArgs?: readonly string[];
  readonly onLine?: (line: string) => void;
}

/** A host that answers. */
export interface FunctionsHost {
  readonly service: Service;
  readonly url: string;
}

/** How people call a host. */
function hostName(choice: HostChoice): string {
  return `Functions host (${choice.kind})`;
}

/** Starts the chosen host and waits until it takes requests. @throws {ServiceStartError} */
export async function startFunctionsHost(choice: HostChoice, start: HostStart): Promise<FunctionsHost> {
  if (choice.kind === 'func') return startFunc(choice.path, hostName(choice), start);
  const service = await startService({
    name: hostName(choice),
    args: [
      start.bundledHost,
      '--app',
      start.appFolder,
      '--port',
      String(start.port),
      '--state',
      start.stateFolder,
      ...(start.bundledArgs ?? []),
    ],
    ready: { line: /^READY (http:\S+)/ },
    ...common(start),
  });
  return { service, url: service.ready[0]?.[1] ?? '' };
}

/**
 * `func` reads `local.settings.json` itself and leaves out what its environment has already
 * (Azure/azure-functions-core-tools, `StartHostAction.UpdateEnvironmentVariables`), so the stack's settings hold.
 * It hears SIGINT and not SIGTERM (its issue 3074), and has the Node worker as a child.
 */
async function startFunc(path: string, name: string, start: HostStart): Promise<FunctionsHost> {
  const port = start.port === 0 ? await findFreePort() : start.port;
  const url = `http://127.0.0.1:${port}`;
  const service = await startService({
    name,
    command: path,
    args: ['start', '--port', String(port)],
    cwd: start.appFolder,
    ready: { ask: (signal) => askStatus(url, signal) },
    // The first start downloads the extension bundle.
    limitMs: 180_000,
    tree: { stopSignal: 'SIGINT', stopMs: 10_000 },
    ...common(start),
    env: {
      ...start.env,
      FUNCTIONS_WORKER_RUNTIME: 'node',
      AZURE_FUNCTIONS_ENVIRONMENT: 'Development',
      WEBSITE_HOSTNAME: `localhost:${port}`,
    },
  });
  return { service, url };
}

function common({ env, logFile, onLine }: HostStart): Pick<ServiceSpec, 'env' | 'logFile' | 'onLine'> {
  return { env, logFile, ...(onLine ? { onLine } : {}) };
}

/** Whether a host runs its functions, by its own word (Azure/azure-functions-host wiki, "Admin API"). */
async function askStatus(url: string, signal: AbortSignal): Promise<Answer> {
  try {
    const answer = await fetch(`${url}/admin/host/status`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(5_000)]),
    });
    if (!answer.ok) return { ready: false, seen: `GET /admin/host/status answered ${answer.status}` };
    const { state } = (await answer.json()) as { state?: string };
    return state === 'Running'
      ? { ready: true }
      : { ready: false, seen: `GET /admin/host/status says state ${String(state)}` };
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    return { ready: false, seen: `GET /admin/host/status: ${String(cause)}` };
  }
}
