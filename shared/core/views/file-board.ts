/** The file board: every blob, what it is, and where it stands on our side and at the engine. */
import type { ChainVerdict, FileVerdict } from '../chain/verdict';
import type { EngineStatus } from '../engine/engine-status';
import { isExcluded } from '../facts/chain-input';
import { lastSegment } from '../file-names';
import { formatLsn } from '../lsn';
import { isCertainlyNoBackup, type BackupRecord, unreadSets } from '../migration/backup-record';
import type { Exclusion } from '../migration/control';

/** One line of the board; absent members are unknown. */
export interface BoardItem {
  readonly name: string;
  /** Of this version, in quotes, as `exclude` wants it; empty for an upload that is not committed. */
  readonly etag: string;
  readonly setType?: string;
  readonly firstLsn?: string;
  readonly lastLsn?: string;
  /** `m/n`. */
  readonly stripe?: string;
  /** Bytes. */
  readonly size: number;
  readonly state: string;
  /** The engine's own word for this file. */
  readonly engineState?: string;
  readonly reason?: string;
  /** When this version came, as storage reports it, ISO 8601 UTC. */
  readonly arrivedAt?: string;
  /** Of `notABackup`: false where certainly no backup is in it; else it may be the newest log, and blocks. */
  readonly mayHoldBackup?: boolean;
}

/** Makes the board, in order of names. */
export function toFileBoard(
  records: readonly BackupRecord[],
  verdict: ChainVerdict,
  exclusions: readonly Exclusion[],
  status: EngineStatus | undefined,
): readonly BoardItem[] {
  const places = new Map<string, FileVerdict>();
  for (const place of verdict.files) if (!places.has(place.file)) places.set(place.file, place);
  const engineStateOf = indexEngineStates(status);
  return records
    .filter((record) => record.current)
    .map((record) => ({
      ...toItem(record, places.get(record.name), exclusions),
      engineState: engineStateOf(record.name),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function toItem(
  record: BackupRecord,
  place: FileVerdict | undefined,
  exclusions: readonly Exclusion[],
): BoardItem {
  const [set] = record.sets;
  return {
    name: record.name,
    etag: record.etag,
    setType: set?.type,
    firstLsn: set && formatLsn(set.firstLsn),
    lastLsn: set && formatLsn(set.lastLsn),
    stripe:
      set?.familyCount === undefined ? undefined : `${set.familySequenceNumber ?? '?'}/${set.familyCount}`,
    size: record.size,
    arrivedAt: record.lastModified,
    ...placeOf(record, place, exclusions),
  };
}

function placeOf(
  record: BackupRecord,
  place: FileVerdict | undefined,
  exclusions: readonly Exclusion[],
): Pick<BoardItem, 'state' | 'reason' | 'mayHoldBackup'> {
  const exclusion = exclusions.find((one) => isExcluded(record, [one]));
  if (exclusion) return { state: 'excluded', reason: `${exclusion.by} excluded it: ${exclusion.reason}` };
  if (record.state === 'notABackup')
    return { state: record.state, reason: record.reason, mayHoldBackup: !isCertainlyNoBackup(record) };
  if (record.state !== 'read') return { state: record.state, reason: record.reason };
  if (record.misplaced)
    return { state: 'unusable', reason: 'it is in a sub-folder that the engine does not read' };
  if (place === undefined) return { state: 'unusable', reason: 'it holds no backup set' };
  const notes = [place.reason, unreadSets(record), record.reason].filter((note) => note !== undefined);
  return { state: place.state, reason: notes.length === 0 ? undefined : notes.join(' ') };
}

/** Finds the engine's word for a file in constant time: a service may list as many files as the folder has. */
function indexEngineStates(status: EngineStatus | undefined): (name: string) => string | undefined {
  const words = new Map(status?.invalidFiles.map((name) => [name, 'Invalid']));
  const files = status?.sets.flatMap((set) => set.files) ?? [];
  for (const { name, rawState } of files.toReversed()) words.set(name, rawState);
  return (name) => words.get(name) ?? words.get(lastSegment(name));
}
