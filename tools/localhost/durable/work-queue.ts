import type { Clock } from '../clock';
import type { Chaos } from './chaos';

/**
 * Runs pieces of work in order of arrival, a bounded number at a time; chaos holds some back and changes the order.
 * A piece never rejects.
 */
export class WorkQueue {
  private readonly waiting: (() => Promise<void>)[] = [];
  private running = 0;
  private stopped = false;

  constructor(
    readonly limit: number,
    readonly chaos: Chaos,
    readonly clock: Clock,
  ) {}

  add(work: () => Promise<void>): void {
    const delay = this.chaos.delay();
    if (delay > 0) this.clock.after(delay, () => this.enqueue(work));
    else this.enqueue(work);
  }

  /** Starts nothing more. */
  stop(): void {
    this.stopped = true;
    this.waiting.length = 0;
  }

  private enqueue(work: () => Promise<void>): void {
    this.waiting.push(work);
    this.pump();
  }

  private pump(): void {
    while (!this.stopped && this.running < this.limit && this.waiting.length > 0) {
      const position = this.chaos.pick(this.waiting.length);
      const next = position === 0 ? this.waiting.shift() : this.waiting.splice(position, 1)[0];
      if (next === undefined) return;
      this.running += 1;
      void next().finally(() => {
        this.running -= 1;
        this.pump();
      });
    }
  }
}
