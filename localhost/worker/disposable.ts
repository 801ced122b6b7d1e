/** Something the app may take back: a registered function or hook (`Disposable` of `@azure/functions-core`). */
export class Disposable {
  constructor(readonly undo: () => unknown) {}

  static from(...disposables: { dispose(): unknown }[]): Disposable {
    return new Disposable(() => disposables.forEach((each) => each.dispose()));
  }

  dispose(): void {
    this.undo();
  }
}
