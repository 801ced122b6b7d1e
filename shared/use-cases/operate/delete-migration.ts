/** Deleting what the ledger has of a migration that has ended. Nothing else is ever deleted. */
import type { ControlRow } from '../../core/migration/control';
import { OF_THE_LEDGER } from '../../core/migration/ledger-state';
import type { Registration } from '../../core/migration/registration';
import { targetName } from '../../core/migration/target-name';
import { type Capabilities, nowIso } from '../capabilities';

/** What is asked for. */
export interface DeleteOrder {
  readonly id: string;
  readonly by: string;
  /** `<instance>/<database>`, typed; the id where a crash has left rows without a registration. */
  readonly confirm: string;
  /** False: only tell what would be deleted. */
  readonly apply: boolean;
}

/** What became of it, or would become. */
export type DeleteOutcome =
  | { readonly kind: 'deleted' | 'possible'; readonly what: string }
  | { readonly kind: 'unknownMigration' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'mistyped'; readonly reason: string };

/**
 * Deletes registration, claims, control row, journal, evidence and records of a migration, once it has ended. The
 * ledger's own journal keeps that it was there, how it ended, and who deleted it.
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function deleteMigration(
  { ledger, clock }: Pick<Capabilities, 'ledger' | 'clock'>,
  { id, by, confirm, apply }: DeleteOrder,
): Promise<DeleteOutcome> {
  const registration = await ledger.registration(id);
  const control = (await ledger.control(id))?.value;
  const { lines: journal, head } = await ledger.evidence(id);
  const lines = journal.length;
  if (!(await ledger.hasRows(id))) return { kind: 'unknownMigration' };
  if (registration !== undefined && control?.ended === undefined)
    return { kind: 'refused', reason: `Cannot delete ${id}: the migration has not ended` };
  const what = describe(id, registration, control, lines);
  if (!apply) return { kind: 'possible', what };
  const name = registration === undefined ? id : targetName(registration.target);
  if (confirm !== name) return { kind: 'mistyped', reason: `${what} is lost; type ${name} to confirm` };
  const text = `Deleted ${what}`;
  // With it, a copy of the evidence can be verified later.
  const facts = head && { journalHead: head.head, journalEntries: head.entries };
  await ledger.appendJournal(OF_THE_LEDGER, [
    { at: nowIso(clock), kind: 'deleted', by, text, ...(facts && { facts }) },
  ]);
  await ledger.remove(id);
  return { kind: 'deleted', what };
}

function describe(
  id: string,
  registration: Registration | undefined,
  control: ControlRow | undefined,
  lines: number,
): string {
  const evidence = `${lines} journal lines of its evidence`;
  if (registration === undefined) return `what is left of ${id}: ${evidence}`;
  const { ended } = control ?? {};
  return `${id} (${targetName(registration.target)}, ${ended?.phase ?? 'ended'} at ${ended?.at ?? 'an unknown time'}) with ${evidence}`;
}
