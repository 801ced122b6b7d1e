/** Where the last rehearsal of a migration lies. */
import type { RehearsalDocument } from '../../core/cutover/rehearsal';
import { fromJson, toJson } from '../../core/json';
import type { JournalEntry } from '../../core/migration/journal';
import type { Ledger } from '../../ports/ledger';

const STATE = 'rehearsal';
/** Rounds against other rehearsals that are stored at the same time. */
const ROUNDS = 5;

/** A rehearsal could not be stored, because others were stored again and again. */
export class RehearsalNotStoredError extends Error {
  readonly code = 'RehearsalNotStored';
  constructor(id: string) {
    super(`Cannot keep the rehearsal of ${id}: others are stored at the same time; rehearse again`);
    this.name = 'RehearsalNotStoredError';
  }
}

/** Reads it; undefined where there was none. @throws {LedgerUnavailableError} When the ledger does not answer. */
export async function readRehearsal(
  ledger: Pick<Ledger, 'workingState'>,
  id: string,
): Promise<RehearsalDocument | undefined> {
  const stored = await ledger.workingState(id, STATE);
  return stored && fromJson<RehearsalDocument>(stored.value.json);
}

/**
 * Stores it with its journal line, in the place of the one before.
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 * @throws {RehearsalNotStoredError} When other writers win again and again.
 */
export async function saveRehearsal(
  ledger: Pick<Ledger, 'workingState' | 'saveWorkingState'>,
  id: string,
  rehearsal: RehearsalDocument,
  line: JournalEntry,
): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const before = await ledger.workingState(id, STATE);
    const state = { json: toJson(rehearsal) };
    const outcome = await ledger.saveWorkingState(id, STATE, before?.etag, state, [], [line]);
    if (outcome.kind === 'changed') return;
  }
  throw new RehearsalNotStoredError(id);
}
