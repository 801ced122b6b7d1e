import Module from 'node:module';
import type { BindingMetadata, FunctionMetadata } from '../wire/messages';
import { Disposable, type FunctionCallback, HookRegistry } from './hooks';

/** What `@azure/functions` hands over to run one invocation (its `InvocationModel`). */
export interface InvocationModel {
  getArguments(): Promise<{ context: object; inputs: unknown[] }>;
  invokeFunction(context: object, inputs: unknown[], callback: FunctionCallback): Promise<unknown>;
  getResponse(context: object, result: unknown): Promise<unknown>;
}

/** What `@azure/functions` registers itself with (its `ProgrammingModel`). */
export interface ProgrammingModel {
  name: string;
  version: string;
  getInvocationModel(invocation: object): InvocationModel;
  getCapabilities(capabilities: Record<string, string>): Promise<Record<string, string>>;
}

/** A function the app has registered. */
export interface RegisteredFunction {
  metadata: FunctionMetadata;
  callback: FunctionCallback;
}

/**
 * Stands in for `@azure/functions-core`, which the Functions worker makes up at run time and npm does not carry
 * (Azure/azure-functions-nodejs-worker `setupCoreModule`).
 */
export class CoreModule {
  readonly version = '3.13.0';
  readonly hostVersion = '4.0.0';
  readonly Disposable = Disposable;
  readonly hooks = new HookRegistry();
  readonly functions = new Map<string, RegisteredFunction>();
  private model: ProgrammingModel | undefined;
  private registrationIsOver = false;

  constructor(readonly writeLog: (level: string, message: string) => void) {}

  registerFunction = (metadata: FunctionMetadata, callback: FunctionCallback): Disposable => {
    const key = metadata.name.toLowerCase();
    const cannot = `Cannot register function '${metadata.name}':`;
    if (this.registrationIsOver) throw new Error(`${cannot} the app has already started`);
    if (this.functions.has(key)) throw new Error(`${cannot} a function of that name exists already`);
    this.functions.set(key, { metadata: { ...metadata, bindings: plain(metadata.bindings) }, callback });
    return new Disposable(() => this.functions.delete(key));
  };

  registerHook = (name: string, callback: FunctionCallback): Disposable =>
    this.hooks.register(name, callback);

  setProgrammingModel = (model: ProgrammingModel): void => {
    this.model = model;
  };

  getProgrammingModel = (): ProgrammingModel | undefined => this.model;

  /** What the library itself has to say; most of it is of no interest to whoever runs an app. */
  log = (level: string, _category: string, message: string): void => {
    if (['warning', 'error', 'critical'].includes(level)) this.writeLog(level, message);
  };

  /** From here on registering is an error. */
  endRegistration(): void {
    this.registrationIsOver = true;
  }
}

/** Makes `require('@azure/functions-core')` answer `core`, in CommonJS and in what ES modules load. */
export function installCoreModule(core: CoreModule): void {
  const loader = Module as unknown as { _load: (request: string, ...rest: unknown[]) => unknown };
  const load = loader._load;
  loader._load = function (this: unknown, request, ...rest) {
    return request === '@azure/functions-core' ? core : load.call(this, request, ...rest);
  };
}

/** Bindings as they cross to the host: JSON, so that an option holding a function or class does not break the crossing. */
function plain(bindings: Record<string, BindingMetadata>): Record<string, BindingMetadata> {
  return JSON.parse(JSON.stringify(bindings)) as Record<string, BindingMetadata>;
}
