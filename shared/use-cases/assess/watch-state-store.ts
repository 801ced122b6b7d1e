/** Where the state of the watch lies between two assessments. */
import { fromJson, toJson } from '../../core/json';
import type { JournalEntry } from '../../core/migration/journal';
import { type WatchState, NEW_WATCH, recall } from '../../core/watch/watch-state';
import type { ChangeOutcome, Ledger } from '../../ports/ledger';

const STATE = 'watch';

/** The state, and the ETag to save the next one by; none when nothing was remembered yet. */
export interface StoredWatchState {
  readonly state: WatchState;
  readonly etag: string | undefined;
}

/** Reads what the watch remembers. @throws {LedgerUnavailableError} When the ledger does not answer. */
export async function readWatchState(ledger: Ledger, id: string): Promise<StoredWatchState> {
  const stored = await ledger.workingState(id, STATE);
  return stored === undefined
    ? { state: NEW_WATCH, etag: undefined }
    : { state: recall(fromJson<WatchState>(stored.value.json)), etag: stored.etag };
}

/** Saves the next state with its journal lines; `conflict` when another assessment remembered first. */
export function saveWatchState(
  ledger: Ledger,
  id: string,
  { etag }: StoredWatchState,
  state: WatchState,
  entries: readonly JournalEntry[],
): Promise<ChangeOutcome> {
  return ledger.saveWorkingState(id, STATE, etag, { json: toJson(state) }, [], entries);
}
