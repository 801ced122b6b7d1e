/** Asks again and again, slower after failures and while nobody looks; never twice at a time. */
import { pauseAfter } from './answer';

/** What one look needs. */
export interface Look {
  /** Makes one request; the number of failures in a row so far. */
  readonly ask: () => Promise<number>;
  /** Milliseconds between two of them while all is well. */
  readonly pause: number;
  /** Is told when the next one is made: in so many milliseconds. */
  readonly onPause: (milliseconds: number) => void;
}

/** While the page is in the background: often enough for its title to tell. */
const HIDDEN_PAUSE = 30_000;

/** A loop of requests until it is stopped. */
export class Poll {
  private timer: number | undefined;
  private asking: Promise<void> | undefined;
  private isStopped = false;

  constructor(private readonly look: Look) {
    void this.turn();
  }

  /** Asks now, whatever the pause is; after an answer that is on its way already, once more. */
  async now(): Promise<void> {
    clearTimeout(this.timer);
    await this.asking;
    clearTimeout(this.timer);
    await this.turn();
  }

  /** Ends it. */
  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  private turn(): Promise<void> {
    this.asking ??= this.askOnce().finally(() => (this.asking = undefined));
    return this.asking;
  }

  private async askOnce(): Promise<void> {
    if (this.isStopped) return;
    const failures = await this.look.ask();
    // `stop` may have been called meanwhile.
    if (this.hasStopped()) return;
    const pause = document.hidden ? Math.max(HIDDEN_PAUSE, this.look.pause) : this.look.pause;
    // A tenth more or less, so that many pages do not ask in step.
    const wait = Math.round(pauseAfter(pause, failures) * (0.9 + Math.random() * 0.2));
    this.look.onPause(wait);
    this.timer = setTimeout(() => void this.turn(), wait);
  }

  private hasStopped(): boolean {
    return this.isStopped;
  }
}
