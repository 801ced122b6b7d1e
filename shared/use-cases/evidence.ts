/** Evidence of a cutover: what was known when the request was sent, and what the journal says from then on. */
import { fromJson, toJson } from '../core/json';
import { formatLsn } from '../core/lsn';
import type { Attempt, ControlRow } from '../core/migration/control';
import type { JournalEntry } from '../core/migration/journal';
import type { Registration } from '../core/migration/registration';
import { clip } from '../core/views/clip';
import type { EvidenceAtSending, EvidenceDocument } from '../core/views/evidence-document';
import type { Ledger } from '../ports/ledger';
import type { Assessed } from './assess-migration';

/** Characters of the path's names that are kept, half of them from each end (a working state holds 30,000). */
const PATH_CHARS = 12_000;
/** Characters of a check's reason that are kept. */
const REASON_CHARS = 600;

/**
 * Writes what an attempt is about to be sent on; written before the claim, so that nothing can fail between the claim
 * and the request. A second writing for the same attempt replaces the first.
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function saveEvidence(
  ledger: Ledger,
  id: string,
  assessed: Assessed,
  attempt: Attempt,
): Promise<void> {
  const { facts, whole, decision } = assessed;
  const files = whole?.verdict.path.flatMap((step) => step.files) ?? [];
  const status = facts.engine.kind === 'read' ? facts.engine.status : undefined;
  const evidence: EvidenceAtSending = {
    attempt: attempt.number,
    assessedAt: facts.at,
    checks: decision.readiness.checks.map((check) => ({
      ...check,
      reason: clip(check.reason, REASON_CHARS),
    })),
    chainEndLsn: facts.chain.chainEnd === undefined ? undefined : formatLsn(facts.chain.chainEnd),
    path: shortPath(files),
    pathFiles: files.length,
    lastRestoredFile: status?.lastRestoredFile,
    pendingLogs: status?.pendingLogs,
  };
  const name = evidenceName(attempt.number);
  const stored = await ledger.workingState(id, name);
  await ledger.saveWorkingState(id, name, stored?.etag, { json: toJson(evidence) });
}

/** The path, without its middle when it is long: as many names from each end as fit. */
function shortPath(files: readonly string[]): readonly string[] {
  const head = namesWithin(files, PATH_CHARS / 2);
  const rest = files.slice(head.length);
  const tail = namesWithin([...rest].reverse(), PATH_CHARS / 2).reverse();
  const left = rest.length - tail.length;
  return left === 0 ? files : [...head, `… ${left} more …`, ...tail];
}

function namesWithin(files: readonly string[], chars: number): string[] {
  let used = 0;
  const end = files.findIndex((file) => (used += file.length + 3) > chars);
  return files.slice(0, end < 0 ? files.length : end);
}

/** Puts the evidence document together; undefined when no such migration is registered. */
export async function readEvidence(ledger: Ledger, id: string): Promise<EvidenceDocument | undefined> {
  const registration = await ledger.registration(id);
  const control = await ledger.control(id);
  if (!registration || !control) return undefined;
  const { attempt } = control.value;
  const stored = attempt?.sender && (await ledger.workingState(id, evidenceName(attempt.number)));
  return {
    migration: migrationView(registration),
    outcome: outcomeOf(control.value),
    attempt: attempt && attemptView(attempt),
    atSending: stored && fromJson<EvidenceAtSending>(stored.value.json),
    journal: await journalExtract(ledger, id),
  };
}

/** The outcome in one word: an attempt's state, or where the migration stands. */
function outcomeOf(control: ControlRow): string {
  return control.attempt?.state ?? control.ended?.phase ?? 'none';
}

function migrationView(registration: Registration): EvidenceDocument['migration'] {
  const { id, source, target, engine, backups } = registration;
  return {
    id,
    source: source.databaseName,
    target: `${target.managedInstanceId}/databases/${target.databaseName}`,
    engine,
    containerUrl: backups.containerUrl,
    prefix: backups.prefix,
  };
}

function attemptView(attempt: Attempt): EvidenceDocument['attempt'] {
  const {
    number,
    state,
    requestedBy,
    requestedAt,
    sentAt,
    settledAt,
    reason,
    operationId,
    lastRestoredFile,
  } = attempt;
  return {
    number,
    state,
    requestedBy,
    requestedAt,
    sentAt,
    settledAt,
    reason,
    operationId,
    lastRestoredFile,
    tail: { blob: attempt.tail.blob, lastLsn: formatLsn(attempt.tail.lastLsn) },
  };
}

async function journalExtract(ledger: Ledger, id: string): Promise<readonly JournalEntry[]> {
  const { items } = await ledger.journal(id, { top: 500, newestFirst: true });
  return items.filter((entry) => entry.kind !== 'backupRecorded').reverse();
}

function evidenceName(attempt: number): string {
  return `evidence-${attempt}`;
}
