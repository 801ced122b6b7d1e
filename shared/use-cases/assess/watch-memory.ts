/** Where the watch's memory lies between two assessments. */
import { fromJson, toJson } from '../../core/json';
import type { JournalEntry } from '../../core/migration/journal';
import { type WatchMemory, NO_MEMORY, recall } from '../../core/watch/memory';
import type { ChangeOutcome, Ledger } from '../../ports/ledger';

const STATE = 'watch';

/** The memory, and the ETag to save the next one by; none when nothing was remembered yet. */
export interface StoredMemory {
  readonly memory: WatchMemory;
  readonly etag: string | undefined;
}

/** Reads what the watch remembers. @throws {LedgerUnavailableError} When the ledger does not answer. */
export async function readMemory(ledger: Ledger, id: string): Promise<StoredMemory> {
  const stored = await ledger.workingState(id, STATE);
  return stored === undefined
    ? { memory: NO_MEMORY, etag: undefined }
    : { memory: recall(fromJson<WatchMemory>(stored.value.json)), etag: stored.etag };
}

/** Saves the next memory with its journal lines; `conflict` when another assessment remembered first. */
export function saveMemory(
  ledger: Ledger,
  id: string,
  { etag }: StoredMemory,
  memory: WatchMemory,
  entries: readonly JournalEntry[],
): Promise<ChangeOutcome> {
  return ledger.saveWorkingState(id, STATE, etag, { json: toJson(memory) }, [], entries);
}
