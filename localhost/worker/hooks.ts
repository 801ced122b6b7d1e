import type { FunctionCallback } from './core-module';
import { Disposable } from './disposable';

const hookNames = ['appStart', 'appTerminate', 'preInvocation', 'postInvocation', 'log'];

/** The app's hooks, called in the order they were registered. */
export class HookRegistry {
  readonly #callbacks = new Map<string, FunctionCallback[]>(hookNames.map((name) => [name, []]));

  /** @throws {RangeError} marked `isAzureFunctionsSystemError`, for an unknown name: the library looks for both. */
  register(name: string, callback: FunctionCallback): Disposable {
    const callbacks = this.#callbacks.get(name);
    if (callbacks === undefined) {
      throw Object.assign(
        new RangeError(`Cannot register hook '${name}': it is not one of ${hookNames.join(', ')}`),
        {
          isAzureFunctionsSystemError: true,
        },
      );
    }
    callbacks.push(callback);
    return new Disposable(() => callbacks.splice(callbacks.indexOf(callback), 1));
  }

  async run(name: string, context: object): Promise<void> {
    for (const callback of this.#callbacks.get(name) ?? []) await callback(context);
  }
}
