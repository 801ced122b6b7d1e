/** Collects what is known of the versions of the file that the service restored last, and has it judged. */
import type { BackupSet } from '../../core/chain/collect-sets';
import { lastSetOf } from '../../core/engine/contradictions';
import type { EngineStatus } from '../../core/engine/engine-status';
import type { RestoredVersion } from '../../core/facts/facts';
import {
  type FileVersions,
  type VersionContext,
  isSameBackup,
  judgeRestoredVersion,
  mayBeRestored,
} from '../../core/facts/restored-version';
import { isSameBlob } from '../../core/file-names';
import type { BackupRecord } from '../../core/migration/backup-record';
import type { ControlRow } from '../../core/migration/control';
import type { EarlierVersions } from '../../core/migration/earlier-versions';
import type { Registration } from '../../core/migration/registration';
import type { UnnamedFile } from '../../core/readiness/unnamed';
import { ContainerUnavailableError } from '../../ports/backup-container';
import type { Capabilities } from '../capabilities';

/** What was restored last, and what is remembered of readings before. */
export interface VersionRequest {
  readonly registration: Registration;
  readonly control: ControlRow;
  /** Our set that the service restored last. */
  readonly set: BackupSet;
  readonly by: VersionContext['by'];
  readonly status: EngineStatus;
  /** As before this reading. */
  readonly unnamed: readonly UnnamedFile[] | undefined;
}

/**
 * Tells which version of its files the set restored last was.
 *
 * Storage is asked for earlier versions only where nothing else tells.
 *
 * @throws {LedgerUnavailableError} When the ledger does not answer; what storage does not report is a value.
 */
export async function findRestoredVersion(
  caps: Pick<Capabilities, 'ledger' | 'containers' | 'timing'>,
  request: VersionRequest,
): Promise<RestoredVersion> {
  const { set, by, status, control, registration } = request;
  const files = await Promise.all(filesOf(set, status).map((blob) => versionsOf(caps, request, blob)));
  const known = files.filter((file) => file !== undefined);
  if (known.length < files.length)
    return { kind: 'untold', reason: `a version of ${set.head.file} is not in the ledger yet` };
  const { clocksApart } = caps.timing;
  const context = { set, by, status, confirmed: control.unchangedTail, clocksApart };
  const verdict = judgeRestoredVersion({ ...context, files: known });
  if (verdict.kind !== 'ask') return verdict;
  const asked = await askStorage(caps, registration, known);
  const final = judgeRestoredVersion({ ...context, files: asked });
  return final.kind === 'ask' ? { kind: 'untold', reason: 'storage reported nothing' } : final;
}

/** Of each stripe the file that the service names, else every copy of it that it may mean. */
function filesOf(set: BackupSet, status: EngineStatus): readonly string[] {
  const names = [status.lastRestoredFile, ...(lastSetOf(status)?.files.map((file) => file.name) ?? [])];
  const isNamed = (file: string): boolean =>
    names.some((name) => name !== undefined && isSameBlob(file, name));
  const rows = [...set.stripes, ...set.spares];
  const numbers = new Set(rows.map((row) => row.familySequenceNumber));
  return [...numbers].flatMap((number) => {
    const copies = rows.filter((row) => row.familySequenceNumber === number).map((row) => row.file);
    const named = copies.filter(isNamed);
    return named.length > 0 ? named : copies;
  });
}

/** Undefined when no recorded version of the blob holds the set (any more). */
async function versionsOf(
  { ledger }: Pick<Capabilities, 'ledger'>,
  { registration, set, unnamed }: VersionRequest,
  blob: string,
): Promise<FileVersions | undefined> {
  const versions = await ledger.backupVersions(registration.id, blob);
  const holders = versions.filter((record) => holds(record, set));
  const own = holders.find((record) => record.current) ?? holders.at(-1);
  if (own === undefined) return undefined;
  return {
    current: own,
    others: versions.filter((record) => mayBeRestored(record, own)),
    same: [own, ...versions.filter((record) => isSameBackup(record, own))].map((record) => record.etag),
    unnamedAt: unnamed?.find((file) => file.blob === blob)?.at,
  };
}

function holds({ sets }: BackupRecord, set: BackupSet): boolean {
  return sets.some((row) =>
    [...set.stripes, ...set.spares].some(
      (own) =>
        own.file === row.file &&
        own.position === row.position &&
        own.backupSetGuid === row.backupSetGuid &&
        own.firstLsn === row.firstLsn &&
        own.lastLsn === row.lastLsn,
    ),
  );
}

async function askStorage(
  { containers }: Pick<Capabilities, 'containers'>,
  { backups }: Registration,
  files: readonly FileVersions[],
): Promise<readonly FileVersions[]> {
  const ask = async (blob: string): Promise<EarlierVersions> => {
    try {
      return await containers.at(backups.containerUrl).earlierVersions(blob);
    } catch (error) {
      if (error instanceof ContainerUnavailableError) return { kind: 'untold', reason: error.message };
      throw error;
    }
  };
  return Promise.all(files.map(async (file) => ({ ...file, earlier: await ask(file.current.name) })));
}
