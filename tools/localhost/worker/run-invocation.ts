import type { InvocationRequest, InvocationResponse } from '../wire/typed-data';
import type { CoreModule } from './core-module';

/** What an invocation has to be told about the app it runs in. */
export interface AppRuntime {
  core: CoreModule;
  /** Shared by all hooks of the app. */
  appHookData: Record<string, unknown>;
  log: (level: string, message: string, functionName?: string) => void;
}

/**
 * Runs one function once: arguments, pre-invocation hooks, the function, post-invocation hooks, response
 * (Azure/azure-functions-nodejs-worker `InvocationHandler`).
 */
export async function runInvocation(
  { core, appHookData, log }: AppRuntime,
  request: InvocationRequest,
): Promise<InvocationResponse> {
  const { invocationId, functionId } = request;
  const model = core.getProgrammingModel();
  const registered = core.functions.get(functionId.toLowerCase());
  if (model === undefined || registered === undefined)
    throw new Error(`Cannot run function '${functionId}': the app has not registered it`);
  const { metadata, callback } = registered;
  const invocation = {
    invocationId,
    metadata,
    request,
    state: undefined as string | undefined,
    log: (level: string, _category: string, message: string) => log(level, message, functionId),
  };
  const run = model.getInvocationModel(invocation);
  const { context, inputs } = await run.getArguments();
  const hookContext = { hookData: {}, appHookData, invocationContext: context };

  invocation.state = 'preInvocationHooks';
  const before = { ...hookContext, inputs, functionCallback: callback };
  await core.hooks.run('preInvocation', before);

  invocation.state = 'invocation';
  const ran = await settle(() => run.invokeFunction(context, before.inputs, before.functionCallback));

  invocation.state = 'postInvocationHooks';
  const after = { ...hookContext, inputs: before.inputs, ...ran };
  await core.hooks.run('postInvocation', after);
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- whatever the function or a hook left there
  if (after.error !== null && after.error !== undefined) throw after.error;
  const { outputData, returnValue } = (await run.getResponse(context, after.result)) as InvocationResponse;
  // Nothing else of the answer may have to cross to the host.
  return { outputData, returnValue: returnValue ?? null };
}

async function settle(work: () => Promise<unknown>): Promise<{ result: unknown; error: unknown }> {
  try {
    return { result: await work(), error: null };
  } catch (error) {
    return { result: null, error: error ?? new Error('the function threw nothing') };
  }
}
