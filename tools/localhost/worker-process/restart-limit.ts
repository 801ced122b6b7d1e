const windowLength = 60_000;
const restartsAllowed = 10;

/** Counts the deaths of the worker process; too many in a minute mean that restarting does not help. */
export class RestartLimit {
  private deaths: number[] = [];

  /** Notes a death at `now` (milliseconds) and returns the wait before the next start, or undefined to give up. */
  delayAfterDeath(now: number): number | undefined {
    this.deaths = [...this.deaths.filter((death) => death > now - windowLength), now];
    if (this.deaths.length > restartsAllowed) return undefined;
    return Math.min(50 * 2 ** (this.deaths.length - 1), 2000);
  }
}
