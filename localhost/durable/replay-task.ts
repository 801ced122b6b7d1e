/** A task of a replayed orchestration: settles once, and runs who waits for it at once and in order of arrival. */
export class ReplayTask {
  #outcome: 'open' | 'done' | 'failed' = 'open';
  readonly #waiting: ((succeeded: boolean) => void)[] = [];

  /** A task that is done already. */
  static done(): ReplayTask {
    const task = new ReplayTask();
    task.settle(true);
    return task;
  }

  get isSettled(): boolean {
    return this.#outcome !== 'open';
  }

  settle(succeeded: boolean): void {
    if (this.isSettled) return;
    this.#outcome = succeeded ? 'done' : 'failed';
    for (const wake of this.#waiting.splice(0)) wake(succeeded);
  }

  whenSettled(wake: (succeeded: boolean) => void): void {
    if (this.isSettled) wake(this.#outcome === 'done');
    else this.#waiting.push(wake);
  }
}

/** Settles with the first of `tasks`, whatever its outcome. */
export function firstOf(tasks: ReplayTask[]): ReplayTask {
  const first = new ReplayTask();
  for (const task of tasks) task.whenSettled((succeeded) => first.settle(succeeded));
  return first;
}

/** Settles when the last of `tasks` has settled; a failed one does not shorten the wait, as in .NET's WhenAll. */
export function allOf(tasks: ReplayTask[]): ReplayTask {
  const all = new ReplayTask();
  let open = tasks.length;
  let succeededSoFar = true;
  for (const task of tasks) {
    task.whenSettled((succeeded) => {
      succeededSoFar &&= succeeded;
      open -= 1;
      if (open === 0) all.settle(succeededSoFar);
    });
  }
  return all;
}
