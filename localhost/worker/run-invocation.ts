import type { InvocationRequest, InvocationResponse } from '../wire/typed-data';
import type { CoreModule, ProgrammingModel, RegisteredFunction } from './core-module';

/** What an invocation has to be told about the app it runs in. */
export interface AppRuntime {
  core: CoreModule;
  /** Shared by all hooks of the app. */
  appHookData: Record<string, unknown>;
  log: (level: string, message: string, functionName: string) => void;
}

/**
 * Runs one function once: arguments, pre-invocation hooks, the function, post-invocation hooks, response
 * (Azure/azure-functions-nodejs-worker `InvocationHandler`).
 */
export async function runInvocation(
  runtime: AppRuntime,
  model: ProgrammingModel,
  { metadata, callback }: RegisteredFunction,
  request: InvocationRequest,
): Promise<InvocationResponse> {
  const invocation = {
    invocationId: request.invocationId,
    metadata,
    request,
    state: undefined as string | undefined,
    log: (level: string, _category: string, message: string) => runtime.log(level, message, metadata.name),
  };
  const run = model.getInvocationModel(invocation);
  const { context, inputs } = await run.getArguments();
  const hookContext = { hookData: {}, appHookData: runtime.appHookData, invocationContext: context };

  invocation.state = 'preInvocationHooks';
  const before = { ...hookContext, inputs, functionCallback: callback };
  await runtime.core.hooks.run('preInvocation', before);

  invocation.state = 'invocation';
  const ran = await settle(() => run.invokeFunction(context, before.inputs, before.functionCallback));

  invocation.state = 'postInvocationHooks';
  const after = { ...hookContext, inputs: before.inputs, ...ran };
  await runtime.core.hooks.run('postInvocation', after);
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- whatever the function or a hook left there
  if (after.error !== null && after.error !== undefined) throw after.error;
  return (await run.getResponse(context, after.result)) as InvocationResponse;
}

async function settle(work: () => Promise<unknown>): Promise<{ result: unknown; error: unknown }> {
  try {
    return { result: await work(), error: null };
  } catch (error) {
    return { result: null, error: error ?? new Error('the function threw nothing') };
  }
}
