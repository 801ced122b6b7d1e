const activeDelay = 500;
const longestIdleDelay = 2000;
const longestDownDelay = 10_000;

/** How long a poller waits before the next listing, milliseconds: short while there is work, longer when idle or down. */
export class PollPace {
  delay = activeDelay;

  /** After a listing that took `milliseconds`; a slow one is not repeated at once. */
  polled(foundWork: boolean, milliseconds: number): void {
    const calm = foundWork
      ? activeDelay
      : Math.min(Math.max(this.delay, activeDelay) * 1.25, longestIdleDelay);
    this.delay = Math.max(calm, 2 * milliseconds);
  }

  /** After a listing that failed. */
  failed(): void {
    this.delay = Math.min(Math.max(this.delay, activeDelay) * 2, longestDownDelay);
  }
}
