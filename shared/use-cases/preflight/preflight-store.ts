/** Where the last preflight of a migration lies. */
import { fromJson, toJson } from '../../core/json';
import type { JournalEntry } from '../../core/migration/journal';
import type { PreflightResult } from '../../core/migration/preflight-result';
import type { ChangeOutcome, Ledger } from '../../ports/ledger';

const STATE = 'preflight';

/** The result, and the ETag to save the next one by; neither when none was stored. */
export interface StoredPreflight {
  readonly result?: PreflightResult;
  readonly etag?: string;
}

/** Reads it. @throws {LedgerUnavailableError} When the ledger does not answer. */
export async function readPreflight(
  ledger: Pick<Ledger, 'workingState'>,
  id: string,
): Promise<StoredPreflight> {
  const stored = await ledger.workingState(id, STATE);
  return stored === undefined
    ? {}
    : { result: fromJson<PreflightResult>(stored.value.json), etag: stored.etag };
}

/** Saves the next one with its journal line; `conflict` when another run stored first. */
export function savePreflight(
  ledger: Pick<Ledger, 'saveWorkingState'>,
  id: string,
  { etag }: StoredPreflight,
  result: PreflightResult,
  entries: readonly JournalEntry[],
): Promise<ChangeOutcome> {
  return ledger.saveWorkingState(id, STATE, etag, { json: toJson(result) }, [], entries);
}
