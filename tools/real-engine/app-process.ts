/**
 * The app's process for the host in C#: loads the app of its first argument with the local host's worker code, and serves
 * the host over the loopback address. `GET /app` lists what the app registers; `POST /invoke` runs a function once.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { CoreModule, installCoreModule } from '../localhost/worker/core-module';
import { endWithParent } from '../localhost/worker/end-with-parent';
import { loadApp } from '../localhost/worker/load-app';
import { type AppRuntime, runInvocation } from '../localhost/worker/run-invocation';
import { type JsonData, fromJson, toJson } from './base64-bytes';

interface JsonRequest {
  readonly invocationId: string;
  readonly functionId: string;
  readonly inputData: readonly { readonly name: string; readonly data: JsonData }[];
  readonly triggerMetadata: Readonly<Record<string, JsonData>>;
}

const KEEP_ALIVE_MS = 600_000;

async function main(appFolder: string): Promise<void> {
  endWithParent();
  // Ctrl-C reaches the whole process group; the host decides when this process ends.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => undefined);
  const runtime: AppRuntime = { core: new CoreModule(log), appHookData: {}, log };
  const app = await load(runtime, appFolder);
  const server = createServer((request, response) => {
    const answer =
      request.url === '/app' ? app : json(request).then((body) => invoke(runtime, body as JsonRequest));
    void Promise.resolve(answer).then((value) => response.end(JSON.stringify(value)));
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.requestTimeout = 0;
  server.listen(0, '127.0.0.1', () => {
    console.log(`APP-PROCESS ${(server.address() as AddressInfo).port}`);
  });
}

/** What the app registers, or why it cannot be loaded. */
async function load({ core, appHookData }: AppRuntime, folder: string): Promise<unknown> {
  try {
    installCoreModule(core);
    await loadApp(folder);
    await core.hooks.run('appStart', { appHookData });
    core.endRegistration();
    return { functions: [...core.functions.values()].map(({ metadata }) => metadata) };
  } catch (error) {
    return { error: error instanceof Error ? error.stack : String(error) };
  }
}

async function invoke(runtime: AppRuntime, request: JsonRequest): Promise<unknown> {
  try {
    const { returnValue } = await runInvocation(runtime, {
      ...request,
      inputData: request.inputData.map(({ name, data }) => ({ name, data: fromJson(data) })),
      triggerMetadata: Object.fromEntries(
        Object.entries(request.triggerMetadata).map(([name, data]) => [name, fromJson(data)]),
      ),
    });
    return { returnValue: returnValue && toJson(returnValue) };
  } catch (error) {
    const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
    return { error: { message, stack } };
  }
}

function log(level: string, message: string, functionName = '-'): void {
  if (level !== 'trace' && level !== 'debug') console.log(`${level} ${functionName}: ${message}`);
}

void main(process.argv[2] ?? '.');
