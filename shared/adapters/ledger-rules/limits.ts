/** How much the ledger takes at once; each limit has its reason in the store or in the port. */

/** Characters of one working state (port): one string property of 64 KiB holds 32,768 UTF-16 characters. */
export const MAX_WORKING_STATE_CHARS = 30_000;
/** Inbox items consumed by one save (port): a transaction takes 100 operations (Microsoft Learn, "Performing entity group transactions"). */
export const MAX_CONSUMED = 90;
/** Journal lines with one control change: up to three rows a line, the head of the journal and the control row, one transaction. */
export const MAX_ENTRIES = 32;

/** More was asked for than the ledger takes: a fault of the program, not of the store. */
export class LedgerLimitError extends Error {
  readonly code = 'LedgerLimit';
  constructor(action: string, what: string, given: number, limit: number) {
    super(`Cannot ${action}: ${given} ${what} exceed the limit of ${limit}`);
    this.name = 'LedgerLimitError';
  }
}

/** @throws {LedgerLimitError} When `given` is over the limit. */
export function assertWithin(action: string, what: string, given: number, limit: number): void {
  if (given > limit) throw new LedgerLimitError(action, what, given, limit);
}

/** @throws {RangeError} When the text is not an LSN key: 25 digits, as `lsnSortKey` writes them. */
export function assertLsnKey(lsnKey: string): void {
  if (!/^\d{25}$/.test(lsnKey))
    throw new RangeError(`Cannot find logs beyond "${lsnKey}": an LSN key has exactly 25 digits`);
}
