/** Exporting a migration: as a backup, or for good to one other ledger, which ends it here. */
import { type ExportedRows, journaledExport, rowsHash } from '../../core/evidence/rows-hash';
import type { ControlRow, Exported } from '../../core/migration/control';
import { type ExportDocument, EXPORT_FORMAT, EXPORT_VERSION } from '../../core/migration/export-document';
import { targetName } from '../../core/migration/target-name';
import type { Ledger } from '../../ports/ledger';
import { type Capabilities, nowIso } from '../capabilities';
import { type ControlChange, changeControl } from '../change-control';
import { evidenceName } from '../cutover/evidence';
import { type ActionOutcome, type Operator, type Refusal, entry } from '../operator-actions';

/** What is asked for. */
export interface ExportOrder {
  /** Home of the ledger that may import it. */
  readonly to: string;
  readonly reason: string;
  /** Typed: `<instance>/<database>`; for another ledger than before, the former one. */
  readonly confirm: string;
}

/**
 * Reads a migration as a document.
 *
 * @returns undefined when no such migration is registered
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function readExport(
  { ledger, clock }: Pick<Capabilities, 'ledger' | 'clock'>,
  id: string,
): Promise<ExportDocument | undefined> {
  const registration = await ledger.registration(id);
  const control = (await ledger.control(id))?.value;
  if (!registration || !control) return undefined;
  const { lines, head } = await ledger.evidence(id);
  return {
    format: EXPORT_FORMAT,
    version: EXPORT_VERSION,
    home: ledger.home,
    at: nowIso(clock),
    registration,
    control,
    journal: lines,
    ...(head && { journalHead: head }),
    rowsHash: rowsHash({ registration, control }),
    evidence: await savedEvidence(ledger, id, control),
  };
}

async function savedEvidence(
  ledger: Ledger,
  id: string,
  { attempt }: ControlRow,
): Promise<ExportDocument['evidence']> {
  const found: { name: string; json: string }[] = [];
  for (let number = 0; number <= (attempt?.number ?? 0); number++) {
    const name = evidenceName(number);
    const stored = await ledger.workingState(id, name);
    if (stored !== undefined) found.push({ name, json: stored.value.json });
  }
  return found;
}

/**
 * Ends a migration here, marked for the one ledger that may import it. Repeated for the same ledger it changes nothing, unless
 * the rows are others than those that its line has the hash of: then another line tells that. By
 * the control row's ETag, so either this wins or a claim does: what is being sent is waited for.
 *
 * For another ledger than before, the former one is typed: that it has not imported the migration nobody knows here.
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function exportMigration(
  caps: Capabilities,
  operator: Operator,
  order: ExportOrder,
): Promise<ActionOutcome> {
  const registration = await caps.ledger.registration(operator.id);
  if (!registration) return { kind: 'unknownMigration' };
  if (order.to === caps.ledger.home)
    return { kind: 'mistyped', field: 'to', reason: `the migration is in that ledger; name the other one` };
  const journaled = journaledExport((await caps.ledger.evidence(operator.id)).lines);
  const outcome = await changeControl<Refusal | Unconfirmed>(caps.ledger, operator.id, (control) => {
    const before = control.exported?.to;
    if (before === order.to)
      return journaled?.hash === rowsHash({ registration, control })
        ? { kind: 'keep' }
        : told({ registration, control }, operator, nowIso(caps.clock), `Exported to ledger ${before} again`);
    const unconfirmed = whatToType(before, targetName(registration.target), order.confirm);
    if (unconfirmed !== undefined) return { kind: 'refuse', refusal: { unconfirmed } };
    const inTheWay = objectionTo(control);
    if (inTheWay !== undefined) return { kind: 'refuse', refusal: `Cannot export: ${inTheWay}` };
    return ending({ registration, control }, operator, order, nowIso(caps.clock));
  });
  if (outcome.kind !== 'refused') return outcome;
  const { refusal } = outcome;
  return typeof refusal === 'string'
    ? { kind: 'refused', refusal }
    : { kind: 'mistyped', field: 'confirm', reason: refusal.unconfirmed };
}

interface Unconfirmed {
  readonly unconfirmed: string;
}

/** @param before home of the ledger that it was exported to */
function whatToType(before: string | undefined, target: string, typed: string): string | undefined {
  if (before === undefined)
    return typed === target ? undefined : `the migration ends here; type ${target} to confirm`;
  return typed === before
    ? undefined
    : `it was exported to ledger ${before}; if it was imported there, two ledgers would send for it: make sure that it was not, and type ${before} to confirm`;
}

function objectionTo(control: ControlRow): string | undefined {
  if (control.exported !== undefined) return undefined;
  if (control.ended !== undefined) return `the migration has ended (${control.ended.phase})`;
  const sending = REQUESTS.find((request) => control[request]?.state === 'sending');
  return sending && `a request is being sent (${sending}); wait until its answer is stored`;
}

function ending(
  { registration, control }: ExportedRows,
  operator: Operator,
  { to, reason }: ExportOrder,
  at: string,
): ControlChange<never> {
  const { by } = operator;
  const before = control.exported?.to;
  const exported: Exported = { by, at, to, reason };
  const ended = { phase: 'exported', at, reason: `by ${by} to ledger ${to}: ${reason}` } as const;
  const text =
    before === undefined
      ? `Exported to ledger ${to}: ${reason}; it has ended here`
      : `Exported to ledger ${to}, no longer to ${before}: ${reason}`;
  return told({ registration, control: { ...control, exported, ended } }, operator, at, text);
}

/** With a line that has the hash of the rows. */
function told(rows: ExportedRows, operator: Operator, at: string, text: string): ControlChange<never> {
  const { control } = rows;
  const facts = { ...(control.exported && { to: control.exported.to }), rowsHash: rowsHash(rows) };
  return { kind: 'change', control, entries: [entry(at, 'exported', operator, text, facts)] };
}

const REQUESTS = ['attempt', 'creation', 'cancel', 'retry'] as const;
