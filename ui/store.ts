import type { State } from './state';

/** Holds the state, and tells when it has changed. */
export class Store {
  private isTold = false;

  constructor(
    private current: State,
    private readonly onChange: (state: State) => void,
  ) {}

  /** As it is now. */
  get state(): State {
    return this.current;
  }

  /** Replaces members; several changes in a row are told once, before the next frame or at once in the background. */
  set(change: Partial<State>): void {
    this.current = { ...this.current, ...change };
    if (this.isTold) return;
    this.isTold = true;
    const tell = (): void => {
      this.isTold = false;
      this.onChange(this.current);
    };
    if (document.hidden) queueMicrotask(tell);
    else requestAnimationFrame(tell);
  }
}
