/** A function of the app: inputs first, invocation context last; or a hook. */
export type FunctionCallback = (...args: unknown[]) => unknown;

/** Something the app may take back: a registered function or hook (`Disposable` of `@azure/functions-core`). */
export class Disposable {
  constructor(readonly dispose: () => unknown) {}

  static from(...disposables: Disposable[]): Disposable {
    return new Disposable(() => disposables.forEach((each) => each.dispose()));
  }
}

const hookNames = ['appStart', 'appTerminate', 'preInvocation', 'postInvocation', 'log'];

/** The app's hooks, called in the order they were registered. */
export class HookRegistry {
  private readonly callbacks = new Map<string, FunctionCallback[]>(hookNames.map((name) => [name, []]));

  /** @throws {RangeError} marked `isAzureFunctionsSystemError`, for an unknown name: the library looks for both. */
  register(name: string, callback: FunctionCallback): Disposable {
    const callbacks = this.callbacks.get(name);
    if (callbacks === undefined) {
      const unknown = `Cannot register hook '${name}': it is not one of ${hookNames.join(', ')}`;
      throw Object.assign(new RangeError(unknown), { isAzureFunctionsSystemError: true });
    }
    callbacks.push(callback);
    return new Disposable(() => callbacks.splice(callbacks.indexOf(callback), 1));
  }

  async run(name: string, context: object): Promise<void> {
    for (const callback of this.callbacks.get(name) ?? []) await callback(context);
  }
}
