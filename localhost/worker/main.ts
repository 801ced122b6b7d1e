import type { HostMessage, InvocationResult, WireError, WorkerMessage } from '../wire/messages';
import type { InvocationRequest } from '../wire/typed-data';
import { createBatchedSender } from '../wire/batched-sender';
import { CoreModule, installCoreModule } from './core-module';
import { endWithParent } from './end-with-parent';
import { HookRegistry } from './hooks';
import { loadApp } from './load-app';
import { type AppRuntime, runInvocation } from './run-invocation';

/** The worker process: loads the app named by its first argument and runs its functions for the host. */
async function main(appFolder: string): Promise<void> {
  const send = createBatchedSender<WorkerMessage>((batch) => process.send?.(batch));
  const log = (level: string, message: string, functionName?: string) =>
    send({ kind: 'log', level, message, ...(functionName === undefined ? {} : { functionName }) });
  const core = new CoreModule(new HookRegistry(), (level, message) => {
    if (level === 'warning' || level === 'error' || level === 'critical') log(level, message);
  });
  const runtime: AppRuntime = { core, appHookData: {}, log };

  endWithParent();
  // Ctrl-C reaches the whole process group; the host decides when the worker ends.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => undefined);
  process.on('disconnect', () => process.exit(0));
  process.on('message', (batch: HostMessage[]) => {
    for (const message of batch) {
      if (message.kind === 'stop') void stop(runtime);
      else {
        const { invocationId } = message.request;
        void invoke(runtime, message.functionName, message.request).then((result) =>
          send({ kind: 'ended', invocationId, result }),
        );
      }
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

async function invoke(
  runtime: AppRuntime,
  functionName: string,
  request: InvocationRequest,
): Promise<InvocationResult> {
  try {
    const model = runtime.core.getProgrammingModel();
    const registered = runtime.core.functions.get(functionName.toLowerCase());
    if (model === undefined || registered === undefined)
      throw new Error(`Cannot run function '${functionName}': the app has not registered it`);
    const { outputData, returnValue } = await runInvocation(runtime, model, registered, request);
    return { kind: 'ok', response: { outputData, returnValue: returnValue ?? null } };
  } catch (error) {
    return { kind: 'failed', error: wireError(error) };
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
  if (!(thrown instanceof Error)) return { message: String(thrown) };
  return { message: thrown.message, ...(thrown.stack === undefined ? {} : { stack: thrown.stack }) };
}

void main(process.argv[2] ?? '.');
