/** Time as the host sees it; tests hand in their own. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Runs `action` once after `milliseconds` (any length); the returned function cancels it. */
  after(milliseconds: number, action: () => void): () => void;
}

/** Node fires timers longer than this at once, so longer waits are taken in hops. */
const longestNodeTimer = 2 ** 31 - 1;

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, action) {
    const due = Date.now() + milliseconds;
    let handle: NodeJS.Timeout;
    const arm = () => {
      const left = due - Date.now();
      handle =
        left > longestNodeTimer ? setTimeout(arm, longestNodeTimer) : setTimeout(action, Math.max(0, left));
    };
    arm();
    return () => clearTimeout(handle);
  },
};
