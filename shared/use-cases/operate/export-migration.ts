/** Exporting a migration: as a backup, or for good to one other ledger, which ends it here. */
import type { ControlRow, Exported } from '../../core/migration/control';
import { type ExportDocument, EXPORT_FORMAT, EXPORT_VERSION } from '../../core/migration/export-document';
import { targetName } from '../../core/migration/target-name';
import type { Ledger } from '../../ports/ledger';
import { type Capabilities, nowIso } from '../capabilities';
import { changeControl } from '../change-control';
import { evidenceName } from '../cutover/evidence';
import { type ActionOutcome, type Operator, type Refusal, done, entry, refuse } from '../operator-actions';

/** What is asked for. */
export interface ExportOrder {
  /** Home of the ledger that may import it. */
  readonly to: string;
  readonly reason: string;
  /** `<instance>/<database>`, typed. */
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
  return {
    format: EXPORT_FORMAT,
    version: EXPORT_VERSION,
    home: ledger.home,
    at: nowIso(clock),
    registration,
    control,
    journal: await ledger.evidence(id),
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
 * Ends a migration here, marked for the one ledger that may import it. Repeated for the same ledger it changes nothing. By
 * the control row's ETag, so either this wins or a claim does: what is being sent is waited for.
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function exportMigration(
  caps: Capabilities,
  operator: Operator,
  { to, reason, confirm }: ExportOrder,
): Promise<ActionOutcome> {
  const registration = await caps.ledger.registration(operator.id);
  if (!registration) return { kind: 'unknownMigration' };
  const name = targetName(registration.target);
  if (confirm !== name)
    return { kind: 'mistyped', field: 'confirm', reason: `the migration ends here; type ${name} to confirm` };
  if (to === caps.ledger.home)
    return { kind: 'mistyped', field: 'to', reason: `the migration is in that ledger; name the other one` };
  return changeControl<Refusal>(caps.ledger, operator.id, (control) => {
    if (control.exported?.to === to) return { kind: 'keep' };
    if (control.ended !== undefined)
      return refuse(`Cannot export: the migration has ended (${control.ended.phase})`);
    const sending = REQUESTS.find((request) => control[request]?.state === 'sending');
    if (sending !== undefined)
      return refuse(`Cannot export: a request is being sent (${sending}); wait until its answer is stored`);
    const at = nowIso(caps.clock);
    const exported: Exported = { by: operator.by, at, to, reason };
    const ended = { phase: 'exported', at, reason: `by ${operator.by} to ledger ${to}: ${reason}` } as const;
    const text = `Exported to ledger ${to}: ${reason}; it has ended here`;
    return done({ ...control, exported, ended }, entry(at, 'exported', operator, text, { to }));
  });
}

const REQUESTS = ['attempt', 'creation', 'cancel', 'retry'] as const;
