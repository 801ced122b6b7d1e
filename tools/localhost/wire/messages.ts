import type { InvocationRequest, InvocationResponse } from './typed-data';

/** A binding as registered by the app: its type, direction and every option it was given. */
export interface BindingMetadata {
  type: string;
  direction: 'in' | 'out';
  properties?: Record<string, string>;
  [option: string]: unknown;
}

/** A function as registered by the app (`registerFunction` of `@azure/functions-core`). */
export interface FunctionMetadata {
  name: string;
  bindings: Record<string, BindingMetadata>;
  retryOptions?: unknown;
}

/** An error on its way between two processes. */
export interface WireError {
  message: string;
  stack?: string | undefined;
}

/** What the app registered, told when it is loaded. */
export interface LoadedApp {
  functions: FunctionMetadata[];
  capabilities: Record<string, string>;
}

/** How a function run ended in the worker process. */
export type InvocationResult =
  { kind: 'ok'; response: InvocationResponse } | { kind: 'failed'; error: WireError };

/** What the host sends to the worker process. */
export type HostMessage = { kind: 'invoke'; request: InvocationRequest } | { kind: 'stop' };

/** What the worker process sends to the host; `level` is one of the library's. */
export type WorkerMessage =
  | { kind: 'loaded'; app: LoadedApp }
  | { kind: 'loadFailed'; error: WireError }
  | { kind: 'ended'; invocationId: string; result: InvocationResult }
  | { kind: 'log'; level: string; message: string; functionName?: string | undefined };
