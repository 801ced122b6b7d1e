/** Bringing a migration into this ledger: one that was exported to it, or one of a backup while the ledger is frozen. */
import { asRestored } from '../../core/cutover/restored-control';
import type { ControlRow } from '../../core/migration/control';
import type { ExportDocument } from '../../core/migration/export-document';
import { addHold } from '../../core/migration/holds';
import type { JournalEntry } from '../../core/migration/journal';
import type { Ledger, RegisterOutcome } from '../../ports/ledger';
import { type Capabilities, nowIso } from '../capabilities';
import { readFreeze } from '../read-freeze';
import { firstSummary } from '../register/register-migration';

/** What is asked for. */
export interface ImportOrder {
  readonly by: string;
  readonly document: ExportDocument;
  /** `transfer`: it was exported to this ledger. `restore`: it comes from a backup of a ledger that is lost. */
  readonly as: 'transfer' | 'restore';
  /** False: only tell whether it could be. */
  readonly apply: boolean;
}

/** What became of it, or would become. */
export type ImportOutcome =
  { readonly kind: 'imported' | 'possible' } | { readonly kind: 'refused'; readonly reason: string };

/**
 * Imports a migration: nothing of it is sent without an operator (`asRestored`), and a transferred one is held besides. It
 * is refused where its id is registered, so it is imported once; and where its target or folder is claimed.
 *
 * The journal is written before the registration, without which it is of no effect; after a crash the same document again
 * goes on where it stopped.
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function importMigration(
  caps: Pick<Capabilities, 'ledger' | 'clock'>,
  order: ImportOrder,
): Promise<ImportOutcome> {
  const { ledger } = caps;
  const { id } = order.document.registration;
  const objection = (await objectionTo(ledger, order)) ?? (await journalObjection(ledger, order.document));
  if (objection !== undefined) return { kind: 'refused', reason: `Cannot import ${id}: ${objection}` };
  if (!order.apply) return { kind: 'possible' };
  await writeJournal(ledger, order.document);
  const outcome = await register(caps, order);
  const refusal = refusalOf(outcome);
  return refusal === undefined
    ? { kind: 'imported' }
    : { kind: 'refused', reason: `Cannot import ${id}: ${refusal}` };
}

async function objectionTo(ledger: Ledger, { document, as }: ImportOrder): Promise<string | undefined> {
  const { registration, control } = document;
  const { exported } = control;
  if (as === 'transfer' && exported === undefined)
    return 'it has not ended in its ledger: the document is a backup; export it there to this ledger';
  if (exported !== undefined && exported.to !== ledger.home)
    return `it was exported to ledger ${exported.to}, and this is ${ledger.home}`;
  if (as === 'restore' && exported === undefined && (await readFreeze(ledger)) === undefined)
    return 'it comes from a backup, and the ledger is not frozen; freeze it first';
  return (await ledger.registration(registration.id)) === undefined
    ? undefined
    : 'a migration of this id is registered, and nothing is overwritten';
}

/** Lines that stand there already have to be the first ones of this document. */
async function journalObjection(ledger: Ledger, document: ExportDocument): Promise<string | undefined> {
  const written = await ledger.evidence(document.registration.id);
  const isSame = written.every((line, at) => sameLine(line, document.journal[at]));
  return isSame ? undefined : 'its journal has lines of another import; delete that first';
}

function sameLine(one: JournalEntry, other: JournalEntry | undefined): boolean {
  return other?.at === one.at && other.kind === one.kind && other.by === one.by && other.text === one.text;
}

/** Lines in one write. */
const BATCH = 33;

async function writeJournal(
  ledger: Ledger,
  { registration, journal, evidence }: ExportDocument,
): Promise<void> {
  const { id } = registration;
  const written = (await ledger.evidence(id)).length;
  for (let start = written; start < journal.length; start += BATCH)
    await ledger.appendJournal(id, journal.slice(start, start + BATCH));
  for (const { name, json } of evidence) await ledger.saveWorkingState(id, name, undefined, { json });
}

function register(
  { ledger, clock }: Pick<Capabilities, 'ledger' | 'clock'>,
  { by, document, as }: ImportOrder,
): Promise<RegisterOutcome> {
  const { registration, home } = document;
  const at = nowIso(clock);
  const why = as === 'transfer' ? `imported from ledger ${home}` : `restored from a backup of ledger ${home}`;
  const restored = asRestored(registration, unended(document.control), { by, at, why });
  const control = as === 'transfer' ? addHold(restored, { by, at, reason: HELD }) : restored;
  const text = `${as === 'transfer' ? 'Imported' : 'Restored'} from ledger ${home} as of ${document.at}: manual only, and what was open is unclear`;
  return ledger.register(
    registration,
    control.ended === undefined ? control : document.control,
    { at, kind: as === 'transfer' ? 'imported' : 'restored', by, text, facts: { home } },
    { ...firstSummary(registration), asOf: at },
  );
}

const HELD = 'imported: compare it with the service, then release';

/** What ended by being exported goes on here; any other end stays. */
function unended(control: ControlRow): ControlRow {
  return control.exported === undefined ? control : { ...control, exported: undefined, ended: undefined };
}

function refusalOf(outcome: RegisterOutcome): string | undefined {
  switch (outcome.kind) {
    case 'registered':
      return undefined;
    case 'targetClaimed':
      return `migration ${outcome.by} has its target database`;
    case 'locationOverlaps':
      return `its backups overlap with those of migration ${outcome.with}`;
    case 'same':
    case 'different':
      return 'a migration of this id is registered, and nothing is overwritten';
  }
}
