/** Whether what a chain's snapshot was made from still stands: operators' decisions, the service's anchor, backups that are gone. */
import { normalizeGuid } from '../../core/chain/guid';
import type { EngineStatus } from '../../core/engine/engine-status';
import type { ChainSnapshot } from '../../core/facts/chain-snapshot';
import { stillHolds } from '../../core/facts/engine-history';
import { toldAnchor } from '../../core/facts/engine-join';
import type { ChainBasis } from '../../core/facts/whole-chain';
import { lastSegment } from '../../core/file-names';
import type { BackupRecord } from '../../core/migration/backup-record';
import type { ControlRow } from '../../core/migration/control';
import type { Capabilities } from '../capabilities';

/** The part of a snapshot that tells its basis. */
export function basisOf(
  { control, status }: ChainBasis,
  records: readonly BackupRecord[],
): Pick<ChainSnapshot, 'lastRestored' | 'removedTo' | 'toldAnchor' | 'exclusions'> {
  return {
    lastRestored: lastRestored(status),
    removedTo: removedTo(records),
    toldAnchor: toldAnchor(status),
    exclusions: exclusionsKey(control),
  };
}

/** True when a snapshot may be continued. @throws {LedgerUnavailableError} When the ledger does not answer. */
export async function isSameBasis(
  caps: Pick<Capabilities, 'ledger'>,
  snapshot: ChainSnapshot,
  basis: ChainBasis,
): Promise<boolean> {
  return sameDecisions(snapshot, basis) && (await reachesRemoved(caps, basis, snapshot));
}

function sameDecisions(snapshot: ChainSnapshot, { status, control }: ChainBasis): boolean {
  if (snapshot.exclusions !== exclusionsKey(control) || !stillHolds(snapshot.engine, status)) return false;
  const anchor = toldAnchor(status);
  const isJoined = snapshot.checkpoint.options.anchorGuid !== undefined;
  return anchor === undefined || (isJoined && anchor === snapshot.toldAnchor);
}

/**
 * A removed backup counts as far as the service has restored; a service that is silent has restored no less. When it has
 * restored another file since, the backup still counts if that file ends no earlier, which one row tells; where it does
 * not, everything is looked at.
 */
async function reachesRemoved(
  caps: Pick<Capabilities, 'ledger'>,
  { registration, status }: ChainBasis,
  { removedTo, lastRestored: before }: ChainSnapshot,
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
