/** Bringing a migration into this ledger: one that was exported to it, or one of a backup while the ledger is frozen. */
import { asRestored } from '../../core/cutover/restored-control';
import { chainOn, unlinked } from '../../core/evidence/journal-chain';
import { judgeRows } from '../../core/evidence/rows-hash';
import { verifyChain } from '../../core/evidence/verify-chain';
import type { ControlRow } from '../../core/migration/control';
import type { ExportDocument } from '../../core/migration/export-document';
import { addHold } from '../../core/migration/holds';
import type { JournalEntry, JournalHead } from '../../core/migration/journal';
import type { Registration } from '../../core/migration/registration';
import type { Ledger, RegisterRefusal } from '../../ports/ledger';
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
  /** Typed by who accepts lines and rows without a hash. */
  readonly acceptUnhashed?: boolean;
}

/** What became of it, or would become. */
export type ImportOutcome =
  /** `note`: how else than usual, a clause. */
  | { readonly kind: 'imported' | 'possible'; readonly note?: string }
  /** From this very document: nothing is written. */
  | { readonly kind: 'importedBefore' }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * Imports a migration: nothing of it is sent without an operator (`asRestored`), and a transferred one is held besides. It
 * is refused where its id is registered, so it is imported once; and where its target or folder is claimed. One that a lost ledger
 * had exported to another is restored as it ended.
 *
 * A journal whose chain of hashes is broken is refused, and so are a registration and a control row that do not have the hash of their export;
 * what has no hash at all, unless an operator accepts it: its line then says so for good. Whether it is to be applied or not, the same is checked. The journal is written before the registration, without which it is of no
 * effect; after a crash the same document again goes on where it stopped.
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function importMigration(
  { ledger, clock }: Pick<Capabilities, 'ledger' | 'clock'>,
  order: ImportOrder,
): Promise<ImportOutcome> {
  const arrival = arrivalOf(order, ledger.home, nowIso(clock));
  const { registration, control } = arrival;
  const refused = (reason: string): ImportOutcome => ({
    kind: 'refused',
    reason: `Cannot import ${registration.id}: ${reason}`,
  });
  const refusal = await ledger.registerRefusal(registration, control);
  if (refusal?.kind === 'same' && (await isImported(ledger, order.document, arrival)))
    return { kind: 'importedBefore' };
  const objection =
    chainObjection(order.document) ??
    rowsObjection(order.document) ??
    unprovenObjection(order) ??
    (await objectionTo(ledger, order)) ??
    // What is left may be of this import, which a crash interrupted.
    (refusal?.kind === 'leftOver' ? await journalObjection(ledger, order.document) : refusalOf(refusal));
  if (objection !== undefined) return refused(objection);
  const note = notes(goesOnElsewhere(order, ledger.home), unprovenNote(unprovenOf(order.document)));
  if (!order.apply) return { kind: 'possible', ...(note && { note }) };
  const brought = await writeJournal(ledger, order.document);
  const { entry } = arrival;
  const summary = { ...firstSummary(registration), asOf: entry.at };
  const outcome = await ledger.register(registration, control, entry, summary, brought);
  const late = outcome.kind === 'registered' ? undefined : refusalOf(outcome);
  return late === undefined ? { kind: 'imported', ...(note && { note }) } : refused(late);
}

async function objectionTo(ledger: Ledger, { document, as }: ImportOrder): Promise<string | undefined> {
  const { exported } = document.control;
  if (as === 'transfer' && exported === undefined)
    return 'it has not ended in its ledger: the document is a backup; export it there to this ledger';
  if (as === 'transfer' && exported?.to !== ledger.home)
    return `it was exported to ledger ${exported?.to}, and this is ${ledger.home}`;
  if (exported?.to !== ledger.home && (await readFreeze(ledger)) === undefined)
    return 'it comes from a backup, and the ledger is not frozen; freeze it first';
  return undefined;
}

/** A journal that was altered is not brought in: what follows would seal it. */
function chainObjection({ registration, journal, journalHead }: ExportDocument): string | undefined {
  const { state, findings } = verifyChain(registration.id, { lines: journal, head: journalHead });
  if (state !== 'altered') return undefined;
  const [first, ...more] = findings.map(({ text }) => text);
  const others = more.length === 0 ? '' : `; and ${more.length} more`;
  return `its journal is not as it was written: ${first}${others}. Use an unaltered copy of the file`;
}

/** The rows say who may do what: they are brought in as they were exported. */
function rowsObjection(document: ExportDocument): string | undefined {
  return judgeRows(document) === 'altered'
    ? 'its registration or control row is not as it was exported. Use an unaltered copy of the file, or export it again'
    : undefined;
}

/** What of a document has no hash. */
interface Unproven {
  /** Lines of the journal. */
  readonly lines: number;
  /** A clause. */
  readonly text: string;
}

function unprovenOf(document: ExportDocument): Unproven | undefined {
  const { registration, journal, journalHead } = document;
  const { unhashed: lines } = verifyChain(registration.id, { lines: journal, head: journalHead });
  const parts = [
    ...(lines > 0 ? [`${lines} of the ${journal.length} lines of its journal`] : []),
    ...(judgeRows(document) === 'unhashed' ? ['its registration and control row'] : []),
  ];
  if (parts.length === 0) return undefined;
  return { lines, text: `nothing proves ${parts.join(', nor ')}: they have no hash` };
}

/** What an older version wrote and what somebody has stripped look alike: a person decides. */
function unprovenObjection({ document, acceptUnhashed }: ImportOrder): string | undefined {
  const unproven = acceptUnhashed === true ? undefined : unprovenOf(document);
  return (
    unproven &&
    `${unproven.text}. An older version wrote it, or somebody took them out: find out which, and import it all the same with --accept-unhashed ("acceptUnhashed": true)`
  );
}

/** @param unproven what an operator accepted */
function unprovenNote(unproven: Unproven | undefined): string | undefined {
  return unproven && `although ${unproven.text}`;
}

function notes(...clauses: readonly (string | undefined)[]): string | undefined {
  const said = clauses.filter((clause) => clause !== undefined);
  return said.length === 0 ? undefined : said.join('; ');
}

/** Of a restored ledger: the migration ended there, and another ledger has it. */
function goesOnElsewhere({ document }: ImportOrder, home: string): string | undefined {
  const { exported } = document.control;
  return exported === undefined || exported.to === home
    ? undefined
    : `as it ended: it was exported to ledger ${exported.to}, and goes on there`;
}

/** What is written into this ledger. */
interface Arrival {
  readonly registration: Registration;
  readonly control: ControlRow;
  readonly entry: JournalEntry;
}

function arrivalOf({ by, document, as }: ImportOrder, home: string, at: string): Arrival {
  const { registration, journalHead } = document;
  const from = document.home;
  const why = as === 'transfer' ? `imported from ledger ${from}` : `restored from a backup of ledger ${from}`;
  const restored = asRestored(registration, unended(document.control, home), { by, at, why });
  const isOpen = restored.ended === undefined;
  const what = `${as === 'transfer' ? 'Imported' : 'Restored'} from ledger ${from} as of ${document.at}`;
  const said = isOpen ? `${what}: manual only, and what was open is unclear` : `${what}: it has ended`;
  const unproven = unprovenOf(document);
  const { policy } = restored;
  return {
    registration,
    control: as === 'transfer' && isOpen ? addHold(restored, { by, at, reason: HELD }) : restored,
    entry: {
      at,
      kind: as === 'transfer' ? 'imported' : 'restored',
      by,
      text: unproven === undefined ? said : `${said}; accepted although ${unproven.text}`,
      facts: {
        home: from,
        mode: policy.mode,
        approvalsRequired: policy.approvals?.required ?? 1,
        registeredBy: registration.registeredBy,
        ...(journalHead && { journalHead: journalHead.head }),
        ...(unproven && { unhashed: unproven.lines }),
      },
    },
  };
}

const HELD = 'imported: compare it with the service, then release';

/** What ended by being exported to this ledger goes on here; any other end stays. */
function unended(control: ControlRow, home: string): ControlRow {
  return control.exported?.to === home ? { ...control, exported: undefined, ended: undefined } : control;
}

/** True when what is registered came of this very document: after its lines there is the one of its import. */
async function isImported(
  ledger: Ledger,
  { journal }: ExportDocument,
  { registration, entry }: Arrival,
): Promise<boolean> {
  // Its reader makes the row, with the line, where a crash left it out.
  await ledger.control(registration.id);
  const { lines: written } = await ledger.evidence(registration.id);
  const line = written[journal.length];
  return (
    journal.every((one, at) => sameLine(one, written[at])) &&
    line?.kind === entry.kind &&
    line.text === entry.text
  );
}

/** Lines that stand there already have to be the first ones of this document, with a head; a deletion takes the head first. */
async function journalObjection(ledger: Ledger, document: ExportDocument): Promise<string | undefined> {
  const { lines: written, head } = await ledger.evidence(document.registration.id);
  if (head === undefined) return LEFT_OVER;
  const isSame = written.every((line, at) => sameLine(line, document.journal[at]));
  return isSame ? undefined : 'its journal has lines of another import; delete that first';
}

const LEFT_OVER =
  'a migration of this id was deleted, and not all of it is gone; delete what is left of it first (admin delete)';

function sameLine(one: JournalEntry, other: JournalEntry | undefined): boolean {
  return other?.at === one.at && other.kind === one.kind && other.by === one.by && other.text === one.text;
}

/** Lines in one write. */
const BATCH = 32;

/** The ledger links the lines anew: the same lines in the same order get the hashes that they had. @returns where they end */
async function writeJournal(
  ledger: Ledger,
  { registration, journal, evidence }: ExportDocument,
): Promise<JournalHead> {
  const { id } = registration;
  const written = (await ledger.evidence(id)).lines.length;
  for (let start = written; start < journal.length; start += BATCH)
    await ledger.appendJournal(id, journal.slice(start, start + BATCH).map(unlinked));
  for (const { name, json } of evidence) await ledger.saveWorkingState(id, name, undefined, { json });
  return chainOn(id, undefined, journal).head;
}

function refusalOf(refusal: RegisterRefusal | undefined): string | undefined {
  switch (refusal?.kind) {
    case undefined:
      return undefined;
    case 'targetClaimed':
      return `migration ${refusal.by} has its target database`;
    case 'locationOverlaps':
      return `its backups overlap with those of migration ${refusal.with}`;
    case 'leftOver':
      return LEFT_OVER;
    case 'same':
    case 'different':
      return 'a migration of this id is registered, and nothing is overwritten';
  }
}
