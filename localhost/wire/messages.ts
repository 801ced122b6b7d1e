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
  stack?: string;
}

/** What the host sends to the worker process. */
export type HostMessage =
  { kind: 'invoke'; functionName: string; request: InvocationRequest } | { kind: 'stop' };

/** What the worker process sends to the host. */
export type WorkerMessage =
  | { kind: 'loaded'; functions: FunctionMetadata[]; capabilities: Record<string, string> }
  | { kind: 'loadFailed'; error: WireError }
  | { kind: 'done'; invocationId: string; response: InvocationResponse }
  | { kind: 'failed'; invocationId: string; error: WireError }
  | { kind: 'log'; level: string; message: string; functionName?: string };
