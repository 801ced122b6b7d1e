/** Changing the control row: read, decide, write by ETag, again when somebody else was faster. */
import type { ControlRow } from '../core/migration/control';
import type { JournalEntry } from '../core/migration/journal';
import type { Ledger } from '../ports/ledger';

/** A new row with its journal lines. */
export interface RowChange {
  readonly kind: 'change';
  readonly control: ControlRow;
  readonly entries: readonly JournalEntry[];
}

/** What a change wants: a new row, the row as it is, or a refusal. */
export type ControlChange<R> =
  | RowChange
  /** What is wanted is so already: nothing is written, so nobody's ETag changes. */
  | { readonly kind: 'keep' }
  | { readonly kind: 'refuse'; readonly refusal: R };

/** What became of it. */
export type ControlChangeOutcome<R> =
  | { readonly kind: 'changed'; readonly control: ControlRow }
  | { readonly kind: 'refused'; readonly refusal: R }
  | { readonly kind: 'unknownMigration' };

/** Other writers changed the control row on every try. */
export class ControlContentionError extends Error {
  readonly code = 'ControlContention';
  constructor(id: string) {
    super(`Cannot change the control row of ${id}: it was changed ${TRIES} times in between`);
    this.name = 'ControlContentionError';
  }
}

const TRIES = 8;

/**
 * Applies a change to the current row, and again after each conflict.
 *
 * @param change pure; called with the current row
 * @throws {ControlContentionError} When the row keeps changing.
 */
export async function changeControl<R>(
  ledger: Ledger,
  id: string,
  change: (control: ControlRow) => ControlChange<R>,
): Promise<ControlChangeOutcome<R>> {
  for (let tried = 0; tried < TRIES; tried++) {
    const current = await ledger.control(id);
    if (!current) return { kind: 'unknownMigration' };
    const wanted = change(current.value);
    if (wanted.kind === 'refuse') return { kind: 'refused', refusal: wanted.refusal };
    if (wanted.kind === 'keep') return { kind: 'changed', control: current.value };
    const outcome = await ledger.changeControl(id, current.etag, wanted.control, wanted.entries);
    if (outcome.kind === 'changed') return { kind: 'changed', control: wanted.control };
  }
  throw new ControlContentionError(id);
}
