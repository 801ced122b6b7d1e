/** Whether what a chain's memo was made from still stands: operators' words, the service's anchor, backups that are gone. */
import type { ChainMemo } from '../../core/facts/chain-memo';
import { lastSegment, toldAnchor } from '../../core/facts/engine-join';
import { stillHolds } from '../../core/facts/engine-memory';
import { normalizeGuid } from '../../core/chain/guid';
import type { EngineStatus } from '../../core/engine/engine-status';
import type { BackupRecord } from '../../core/migration/backup-record';
import type { ControlRow } from '../../core/migration/control';
import type { Registration } from '../../core/migration/registration';
import type { Capabilities } from '../capabilities';

/** What a chain is judged by, beside the records of its backups. */
export interface Basis {
  readonly registration: Registration;
  readonly control: ControlRow;
  readonly status: EngineStatus | undefined;
}

/** The part of a memo that tells its basis. */
export function basisOf(
  { control, status }: Basis,
  records: readonly BackupRecord[],
): Pick<ChainMemo, 'lastRestored' | 'removedTo' | 'toldAnchor' | 'exclusions'> {
  return {
    lastRestored: lastRestored(status),
    removedTo: removedTo(records),
    toldAnchor: toldAnchor(status),
    exclusions: exclusionsKey(control),
  };
}

/** True when a memo may be continued. @throws {LedgerUnavailableError} When the ledger does not answer. */
export async function isSameBasis(
  caps: Pick<Capabilities, 'ledger'>,
  memo: ChainMemo,
  basis: Basis,
): Promise<boolean> {
  return sameWords(memo, basis) && (await reachesRemoved(caps, basis, memo));
}

function sameWords(memo: ChainMemo, { status, control }: Basis): boolean {
  if (memo.exclusions !== exclusionsKey(control) || !stillHolds(memo.engine, status)) return false;
  const anchor = toldAnchor(status);
  const isJoined = memo.checkpoint.options.anchorGuid !== undefined;
  return anchor === undefined || (isJoined && anchor === memo.toldAnchor);
}

/**
 * A removed backup counts as far as the service has restored; a service that is silent has restored no less. When it has
 * restored another file since, the backup still counts if that file ends no earlier, which one row tells; where it does
 * not, everything is looked at.
 */
async function reachesRemoved(
  caps: Pick<Capabilities, 'ledger'>,
  { registration, status }: Basis,
  { removedTo, lastRestored: before }: ChainMemo,
): Promise<boolean> {
  const told = lastRestored(status);
  if (removedTo === undefined || told === before || told === '') return true;
  const file = status?.lastRestoredFile;
  if (file === undefined) return false;
  const { id, backups } = registration;
  const [record, ...others] = await caps.ledger.backupVersions(id, `${backups.prefix}${lastSegment(file)}`);
  const [set, ...moreSets] = record?.sets ?? [];
  const toldId = normalizeGuid(status?.lastRestoredSet?.backupSetId);
  const isMeant = toldId === undefined || toldId === normalizeGuid(set?.backupSetGuid);
  return (
    set !== undefined && others.length + moreSets.length === 0 && isMeant && set.lastLsn >= BigInt(removedTo)
  );
}

function lastRestored(status: EngineStatus | undefined): string {
  return status?.lastRestoredSet?.backupSetId ?? status?.lastRestoredFile ?? '';
}

function exclusionsKey({ exclusions, acceptedSources = [] }: ControlRow): string {
  const excluded = exclusions.map((one) => [one.blob, one.etag, one.upload]);
  const accepted = acceptedSources.map((one) => [one.databaseName, one.serverName]);
  return JSON.stringify(accepted.length === 0 ? excluded : [...excluded, { accepted }]);
}

/** Of the removed records that matter; one that the service has not reached makes every look whole (`isWholeOnly`). */
function removedTo(records: readonly BackupRecord[]): string | undefined {
  const ends = records
    .filter(({ state }) => state === 'removed')
    .flatMap(({ sets }) => sets.map(({ lastLsn }) => lastLsn));
  return ends.length === 0 ? undefined : ends.reduce((most, end) => (end > most ? end : most)).toString();
}
