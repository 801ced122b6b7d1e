/** The plan of a registered migration: what the product has read of its backups, its token and its service already. */
import { isExcluded } from '../../core/facts/chain-input';
import { decodeHistory } from '../../core/facts/chain-snapshot';
import { wholeChain } from '../../core/facts/whole-chain';
import type { EngineStatus } from '../../core/engine/engine-status';
import type { BackupRecord } from '../../core/migration/backup-record';
import type { ControlRow } from '../../core/migration/control';
import type { Registration } from '../../core/migration/registration';
import type { BackupFacts, PreflightFile } from '../../core/preflight/backup-facts';
import type { PreflightPlan } from '../../core/preflight/plan';
import { mayHaveCreated } from '../../core/requests/creation';
import { readEngine } from '../assess/gather-facts';
import { readLedger } from '../assess/load-chain';
import { type Capabilities, nowIso } from '../capabilities';
import { sasOf } from '../sas-of';

/** The plan of a registration that nothing is stored of. */
export async function planOfRequest(
  caps: Pick<Capabilities, 'secret' | 'clock' | 'ownIdentity'>,
  migration: Registration,
): Promise<PreflightPlan> {
  const sas = sasOf(caps, migration);
  return {
    migration,
    notes: migration.preflight ?? {},
    now: nowIso(caps.clock),
    caller: { runs: 'app', ...(await caps.ownIdentity()) },
    ...(sas !== undefined && { sas }),
  };
}

/**
 * The plan of a registered migration.
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer.
 */
export async function planOf(
  caps: Capabilities,
  registration: Registration,
  control: ControlRow,
): Promise<PreflightPlan> {
  const status = await statusOf(caps, registration, control);
  const backups = await backupsOf(caps, registration, control, status);
  const tailName = control.namedTail?.blob;
  return {
    ...(await planOfRequest(caps, registration)),
    backups,
    ...(status !== undefined && { status }),
    ...((control.operationId !== undefined || mayHaveCreated(control)) && { begun: true }),
    ...(tailName !== undefined && { tailName }),
  };
}

/** One that is still to be created has none. */
async function statusOf(
  caps: Capabilities,
  registration: Registration,
  { operationId }: ControlRow,
): Promise<EngineStatus | undefined> {
  if (registration.start === 'create' && operationId === undefined) return undefined;
  const engine = await readEngine(caps, registration);
  return engine.kind === 'read' ? engine.status : undefined;
}

/** The ledger's records and the chain over them; nothing is written, so the watch's checkpoint stays its own. */
async function backupsOf(
  caps: Pick<Capabilities, 'ledger'>,
  registration: Registration,
  control: ControlRow,
  status: EngineStatus | undefined,
): Promise<BackupFacts> {
  const { stored, records } = await readLedger(caps, registration.id, control);
  const history = stored === undefined ? {} : decodeHistory(stored.value.json);
  const { facts } = wholeChain({ registration, control, status }, records, history);
  return {
    readFrom: 'container',
    place: registration.backups,
    files: records.filter((record) => isThere(record, control)).map(toFile),
    chain: { status: facts.status, summary: facts.summary },
  };
}

function isThere(record: BackupRecord, { exclusions }: ControlRow): boolean {
  return record.state !== 'removed' && !isExcluded(record, exclusions);
}

function toFile({ name, state, reason, size, lastModified, sets }: BackupRecord): PreflightFile {
  return { name, state, size, lastModified, sets, ...(reason !== undefined && { reason }) };
}
