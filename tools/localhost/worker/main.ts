import { createBatchedSender } from '../wire/batched-sender';
import type { HostMessage, WireError, WorkerMessage } from '../wire/messages';
import type { InvocationRequest } from '../wire/typed-data';
import { CoreModule, installCoreModule } from './core-module';
import { endWithParent } from './end-with-parent';
import { loadApp } from './load-app';
import { type AppRuntime, runInvocation } from './run-invocation';

/** The worker process: loads the app named by its first argument and runs its functions for the host. */
async function main(appFolder: string): Promise<void> {
  const send = createBatchedSender<WorkerMessage>((batch) => process.send?.(batch));
  const log: AppRuntime['log'] = (level, message, functionName) =>
    send({ kind: 'log', level, message, functionName });
  const core = new CoreModule(log);
  const runtime: AppRuntime = { core, appHookData: {}, log };

  endWithParent();
  // Ctrl-C reaches the whole process group; the host decides when the worker ends.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => undefined);
  process.on('disconnect', () => process.exit(0));
  process.on('message', (batch: HostMessage[]) => {
    for (const message of batch) {
      if (message.kind === 'stop') void stop(runtime);
      else void invoke(runtime, message.request).then(send);
    }
  });

  try {
    installCoreModule(core);
    await loadApp(appFolder);
    await core.hooks.run('appStart', { appHookData: runtime.appHookData });
    core.endRegistration();
    const capabilities = (await core.getProgrammingModel()?.getCapabilities({})) ?? {};
    const functions = [...core.functions.values()].map(({ metadata }) => metadata);
    send({ kind: 'loaded', app: { functions, capabilities } });
  } catch (error) {
    send({ kind: 'loadFailed', error: wireError(error) });
  }
}

async function invoke(runtime: AppRuntime, request: InvocationRequest): Promise<WorkerMessage> {
  const { invocationId } = request;
  try {
    const response = await runInvocation(runtime, request);
    return { kind: 'ended', invocationId, result: { kind: 'ok', response } };
  } catch (error) {
    return { kind: 'ended', invocationId, result: { kind: 'failed', error: wireError(error) } };
  }
}

async function stop({ core, appHookData }: AppRuntime): Promise<void> {
  try {
    await core.hooks.run('appTerminate', { appHookData });
  } finally {
    process.exit(0);
  }
}

function wireError(thrown: unknown): WireError {
  return thrown instanceof Error
    ? { message: thrown.message, stack: thrown.stack }
    : { message: String(thrown) };
}

void main(process.argv[2] ?? '.');
