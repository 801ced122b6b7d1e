/** Preparing the ledger at start: storage that is away is said once, waited for, and the return is said too. */
import type { Ledger } from '../shared/ports/ledger';

/** Where the two sentences go, and how to wait (milliseconds). */
export interface PrepareOptions {
  readonly warn: (text: string) => void;
  readonly sleep: (ms: number) => Promise<void>;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;

/** Creates what the ledger needs, however long its storage stays away. Requests until then are answered 503. */
export async function prepareLedger(
  ledger: Pick<Ledger, 'prepare'>,
  { warn, sleep }: PrepareOptions,
): Promise<void> {
  for (let wait = FIRST_WAIT_MS, failed = false; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    try {
      await ledger.prepare();
      if (failed) warn('The ledger is ready: its storage answers again');
      return;
    } catch (error) {
      if (!failed)
        warn(
          `${error instanceof Error ? error.message : 'Cannot prepare the ledger'}; retrying until it is ready`,
        );
      failed = true;
      await sleep(wait);
    }
  }
}
