/** Evidence of a cutover: what was known when it began, and what the journal says from then on. */
import { verifyChain } from '../../core/evidence/verify-chain';
import { fromJson, toJson } from '../../core/json';
import { formatLsn } from '../../core/lsn';
import type { Attempt, ControlRow } from '../../core/migration/control';
import { isByService, isOffline, shownState } from '../../core/migration/offline';
import type { Registration } from '../../core/migration/registration';
import { clip } from '../../core/text';
import type {
  EvidenceAtSending,
  EvidenceByService,
  EvidenceDocument,
} from '../../core/views/evidence-document';
import { pathOf } from '../../core/views/evidence-path';
import { routeView } from '../../core/views/route-view';
import { serviceCutoverEvidence } from '../../core/views/service-cutover';
import type { Decision } from '../../core/watch/decide';
import type { Ledger } from '../../ports/ledger';
import type { Gathered } from '../assess/gather-facts';
import { readRehearsal } from './rehearsal-store';

/** Characters of a check's reason that are kept. */
const REASON_CHARS = 600;
/** Stands for the number of an attempt where there is none; attempts are counted from 1. */
const NO_ATTEMPT = 0;

/**
 * Writes what an attempt is about to be sent on; written before the claim, so that nothing can fail between the claim
 * and the request. A second writing for the same attempt replaces the first.
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 * @throws {EvidenceNotStoredError} When other writers win again and again.
 */
export async function saveEvidence(
  ledger: Ledger,
  id: string,
  assessed: Gathered & { readonly decision: Pick<Decision, 'readiness'> },
  attempt: Attempt,
): Promise<void> {
  const { facts, whole, decision } = assessed;
  const status = facts.engine.kind === 'read' ? facts.engine.status : undefined;
  const evidence: EvidenceAtSending = {
    attempt: attempt.number,
    assessedAt: facts.at,
    checks: decision.readiness.checks.map((check) => ({
      ...check,
      reason: clip(check.reason, REASON_CHARS),
    })),
    chainEndLsn: facts.chain.chainEnd === undefined ? undefined : formatLsn(facts.chain.chainEnd),
    ...pathOf(whole?.verdict.path ?? []),
    lastRestoredFile: status?.lastRestoredFile,
    pendingLogs: status?.pendingLogs,
  };
  await save(ledger, id, evidenceName(attempt.number), evidence);
}

/**
 * Writes what is known of a cutover that the service began by itself; a later writing replaces an earlier one.
 *
 * @param attempt undefined when its last backup cannot be told, so that no attempt is written down
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function saveServiceEvidence(
  ledger: Ledger,
  { facts, whole }: Gathered,
  attempt: number | undefined,
): Promise<void> {
  const evidence = serviceCutoverEvidence(facts, whole?.verdict, attempt);
  await save(ledger, facts.registration.id, evidenceName(attempt ?? NO_ATTEMPT), evidence);
}

async function save(
  ledger: Ledger,
  id: string,
  name: string,
  evidence: EvidenceAtSending | EvidenceByService,
): Promise<void> {
  for (let round = 0; round < SAVES; round++) {
    const stored = await ledger.workingState(id, name);
    const saved = await ledger.saveWorkingState(id, name, stored?.etag, { json: toJson(evidence) });
    if (saved.kind !== 'conflict') return;
  }
  throw new EvidenceNotStoredError(id);
}

/** Rounds against others that write the evidence of the same attempt. */
const SAVES = 5;

/** The evidence lost to other writers again and again: without it nothing is sent. */
export class EvidenceNotStoredError extends Error {
  readonly code = 'EvidenceNotStored';
  constructor(id: string) {
    super(`Cannot store the evidence of migration ${id}: other writers keep changing it. It is retried`);
    this.name = 'EvidenceNotStoredError';
  }
}

/** Puts the evidence document together; undefined when no such migration is registered. */
export async function readEvidence(ledger: Ledger, id: string): Promise<EvidenceDocument | undefined> {
  const registration = await ledger.registration(id);
  const control = await ledger.control(id);
  if (!registration || !control) return undefined;
  const { attempt, ended } = control.value;
  const journal = await ledger.evidence(id);
  return {
    migration: migrationView(registration, control.value),
    outcome: outcomeOf(control.value),
    ended,
    attempt: attempt && attemptView(attempt),
    ...(await savedEvidence(ledger, id, control.value)),
    rehearsal: await readRehearsal(ledger, id),
    journal: journal.lines,
    chain: { ...verifyChain(id, journal), ...journal.head },
  };
}

/** What was saved: of an attempt that may have been sent, or of a cutover that the service began by itself. */
async function savedEvidence(
  ledger: Ledger,
  id: string,
  control: ControlRow,
): Promise<Pick<EvidenceDocument, 'atSending' | 'byService'>> {
  const { attempt } = control;
  const byService = attempt === undefined ? isOffline(control) : isByService(attempt);
  if (!byService && attempt?.sender === undefined) return {};
  const stored = await ledger.workingState(id, evidenceName(attempt?.number ?? NO_ATTEMPT));
  if (stored === undefined) return {};
  return byService
    ? { byService: fromJson<EvidenceByService>(stored.value.json) }
    : { atSending: fromJson<EvidenceAtSending>(stored.value.json) };
}

/** The outcome in one word: an attempt's state, or where the migration stands. */
function outcomeOf(control: ControlRow): string {
  const { attempt, ended } = control;
  return attempt === undefined ? (ended?.phase ?? 'none') : shownState(attempt);
}

function migrationView(registration: Registration, control: ControlRow): EvidenceDocument['migration'] {
  const { id, target, engine, backups } = registration;
  const route = routeView(registration);
  return {
    id,
    source: route.source.database,
    sourceServers: route.source.servers,
    target: `${target.managedInstanceId}/databases/${target.databaseName}`,
    targetInstance: route.target.instance,
    targetDatabase: route.target.database,
    engine,
    ...route.backups,
    containerUrl: backups.containerUrl,
    mode: isOffline(control) ? 'offline' : control.policy.mode,
  };
}

function attemptView(attempt: Attempt): EvidenceDocument['attempt'] {
  const { number, requestedBy, requestedAt, approvals, window, sentAt, settledAt, reason } = attempt;
  const { operationId, lastRestoredFile } = attempt;
  return {
    number,
    state: shownState(attempt),
    requestedBy,
    requestedAt,
    approvals,
    window,
    sentAt,
    settledAt,
    reason,
    operationId,
    lastRestoredFile,
    tail: { blob: attempt.tail.blob, lastLsn: formatLsn(attempt.tail.lastLsn) },
  };
}

/** Name of the working state that holds what an attempt was sent on. */
export function evidenceName(attempt: number): string {
  return `evidence-${attempt}`;
}
