/** Where the last reading of a migration's target lies: the control row does not change any more once it has ended. */
import { fromJson, toJson } from '../../core/json';
import type { JournalEntry } from '../../core/migration/journal';
import type { TargetReading } from '../../core/migration/probe-reading';
import type { Ledger } from '../../ports/ledger';

const STATE = 'probe-target';
/** Rounds against other readings that are stored at the same time. */
const ROUNDS = 5;

/** A reading could not be stored, because others were stored again and again. */
export class TargetReadingNotStoredError extends Error {
  readonly code = 'TargetReadingNotStored';
  constructor(id: string) {
    super(`Cannot keep the probe of the target of ${id}: others are stored at the same time; send it again`);
    this.name = 'TargetReadingNotStoredError';
  }
}

/** Reads it; undefined where there was none. @throws {LedgerUnavailableError} When the ledger does not answer. */
export async function readTargetReading(
  ledger: Pick<Ledger, 'workingState'>,
  id: string,
): Promise<TargetReading | undefined> {
  const stored = await ledger.workingState(id, STATE);
  return stored && fromJson<TargetReading>(stored.value.json);
}

/**
 * Stores it with its journal line, in the place of the one before; the same result again writes nothing.
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 * @throws {TargetReadingNotStoredError} When other writers win again and again.
 */
export async function saveTargetReading(
  ledger: Pick<Ledger, 'workingState' | 'saveWorkingState'>,
  id: string,
  reading: TargetReading,
  line: JournalEntry,
): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const before = await ledger.workingState(id, STATE);
    const last = before && fromJson<TargetReading>(before.value.json);
    if (last && toJson(last.found) === toJson(reading.found)) return;
    const state = { json: toJson(reading) };
    const outcome = await ledger.saveWorkingState(id, STATE, before?.etag, state, [], [line]);
    if (outcome.kind === 'changed') return;
  }
  throw new TargetReadingNotStoredError(id);
}
