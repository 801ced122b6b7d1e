/**
 * Which version of a file the service restored, where all it names is a name.
 *
 * A file that is uploaded again under its name is another backup; a service that restored the first goes on naming the
 * file. So the tail's name counts as restored only where one of these holds, in this order:
 *
 * - the id of its set is reported, where ids are the headers' (engine-join.ts);
 * - the reported facts (LSNs, backup dates, size) are those of this version, and of no other that was recorded;
 * - it was last modified a minute before the service began to restore it (when it finished proves nothing);
 * - it is the only version there ever was, as far as can be known, and was there a minute before a reading that did not
 *   yet name the file: a service tells late what it opened, and its replicas may be behind. Where only that reading is missing, an operator may confirm that nothing was overwritten.
 *
 * Earlier files need none of this: SQL Server takes logs in LSN order (error 4305), so a restored tail proves them.
 */
import type { BackupSet } from '../chain/collect-sets';
import { normalizeGuid } from '../chain/guid';
import { lastSetOf } from '../engine/contradictions';
import type { EngineSet, EngineStatus } from '../engine/engine-status';
import { isSameBlob } from '../file-names';
import { formatLsn, lsnAgrees, maxLsn } from '../lsn';
import type { BackupRecord } from '../migration/backup-record';
import type { UnchangedTail } from '../migration/control';
import type { EarlierVersions } from '../migration/earlier-versions';
import { hasElapsed, secondsBetween } from '../timing';
import { type EngineJoin, reportedSets } from './engine-join';
import type { RestoredVersion } from './facts';

/** A file of the set, with everything that is known of what lay under its name. */
export interface FileVersions {
  /** What is there now. */
  readonly current: BackupRecord;
  /** Recorded versions of the name that hold, or may hold, another backup. */
  readonly others: readonly BackupRecord[];
  /** ETags of recorded versions that hold the same backup, the current one among them. */
  readonly same: readonly string[];
  /** What storage keeps besides; undefined while it was not asked. */
  readonly earlier?: EarlierVersions;
  /** When the last reading began that did not yet name the file; undefined when there was none. ISO 8601 UTC. */
  readonly unnamedAt?: string;
}

/** What the version is judged by. */
export interface VersionContext {
  /** The tail's set; with an empty tail the one that the service restored last, which ends at its LSN. */
  readonly set: BackupSet;
  readonly by: NonNullable<EngineJoin['by']>;
  readonly status: EngineStatus;
  readonly files: readonly FileVersions[];
  readonly confirmed: UnchangedTail | undefined;
  /** `Timing.clocksApart`, in seconds. */
  readonly clocksApart: number;
}

/**
 * Judges which version was restored last.
 *
 * @returns `ask` when only storage can tell more: judge again with `earlier` of each file
 * @example judgeRestoredVersion({ set, by: 'setIds', status, files, confirmed }).kind // 'proven' when its id is reported
 */
export function judgeRestoredVersion(context: VersionContext): RestoredVersion | { readonly kind: 'ask' } {
  if (context.by === 'setIds') return byId(context);
  return byFormerId(context) ?? byFacts(context) ?? byRestoreStart(context) ?? byUniqueness(context);
}

function byId({ set, status }: VersionContext): RestoredVersion {
  const isOwn = (one: EngineSet): boolean => normalizeGuid(one.backupSetId) === set.key;
  const last = status.lastRestoredSet;
  const own = status.sets.filter(isOwn);
  const isRestored =
    (last !== undefined && isOwn(last) && last.restored !== false) ||
    own.some((one) => one.restored === true);
  return isRestored && own.every((one) => one.restored !== false)
    ? proven('setId', 'the service names its set by the id in the header')
    : {
        kind: 'another',
        reason: `the service reports ids of backup sets, and that of ${set.head.file} is not among the restored ones: it restored another version under that name`,
      };
}

/** Ids that are the headers', of which the only known one is that of an overwritten version. */
function byFormerId({ files, status, set }: VersionContext): RestoredVersion | undefined {
  const former = new Set(
    files.flatMap(({ others }) =>
      others.flatMap((record) => record.sets.map((row) => normalizeGuid(row.backupSetGuid))),
    ),
  );
  const reported = reportedSets(status).map((one) => normalizeGuid(one.backupSetId));
  return reported.some((id) => id !== undefined && former.has(id))
    ? {
        kind: 'another',
        reason: `the service names the set of an earlier version of ${set.head.file} by its id`,
      }
    : undefined;
}

/** The set the service means by its last file, when it tells anything of it. */
function reportedSet({ status, files }: VersionContext): EngineSet | undefined {
  const last = lastSetOf(status);
  const isOurs = (name: string): boolean => files.some(({ current }) => isSameBlob(current.name, name));
  return last !== undefined && (last.files.length === 0 || last.files.some((file) => isOurs(file.name)))
    ? last
    : undefined;
}

/** What a backup says of itself, as far as services repeat it. */
type BackupFacts = Pick<BackupSet['head'], 'firstLsn' | 'lastLsn' | 'startedAt' | 'finishedAt'>;

function byFacts(context: VersionContext): RestoredVersion | undefined {
  const { set, files } = context;
  const reported = reportedSet(context);
  if (reported === undefined) return undefined;
  const { firstLsn, lastLsn } = reported;
  if (contradictsLsn(reported, set))
    return {
      kind: 'another',
      reason: `the service restored a set of LSN ${lsnText(firstLsn)} to ${lsnText(lastLsn)} as ${set.head.file}, which now holds LSN ${formatLsn(set.firstLsn)} to ${formatLsn(set.lastLsn)}: another version`,
    };
  const isTold = isIdentified(reported, set) && hasFacts(reported, set.head) && hasSizes(reported, files);
  const rivals = files.flatMap(({ others }) => others.flatMap((record) => record.sets));
  if (!isTold || rivals.some((row) => !contradictsLsn(reported, row) && hasFacts(reported, row)))
    return undefined;
  const more = reported.backupStartedAt === undefined ? '' : ', and the time of its backup';
  return proven('facts', `the service reports its LSNs${more}`);
}

function contradictsLsn(
  { firstLsn, lastLsn }: EngineSet,
  own: Pick<BackupFacts, 'firstLsn' | 'lastLsn'>,
): boolean {
  return (
    (firstLsn !== undefined && !lsnAgrees(own.firstLsn, firstLsn)) ||
    (lastLsn !== undefined && !lsnAgrees(own.lastLsn, lastLsn))
  );
}

/** Beyond this LSN what the services round away is more than a log block, and two versions may look alike. */
const ROUNDED_BEYOND_A_BLOCK = 2n ** 52n * 10n ** 5n;

/** Both LSNs are told, and together with dates or sizes they mean one backup. */
function isIdentified(reported: EngineSet, set: BackupSet): boolean {
  if (reported.firstLsn === undefined || reported.lastLsn === undefined) return false;
  const hasDates = reported.backupStartedAt !== undefined && reported.backupFinishedAt !== undefined;
  const isFine = maxLsn(set.firstLsn, set.lastLsn) < ROUNDED_BEYOND_A_BLOCK;
  return hasDates || isFine;
}

function hasFacts(reported: EngineSet, own: BackupFacts): boolean {
  const { backupStartedAt: started, backupFinishedAt: finished } = reported;
  return (
    (started === undefined || started === toSecond(own.startedAt)) &&
    (finished === undefined || finished === toSecond(own.finishedAt))
  );
}

function toSecond(time: string | undefined): string | undefined {
  return time?.slice(0, 'YYYY-MM-DDThh:mm:ss'.length);
}

function hasSizes(reported: EngineSet, files: readonly FileVersions[]): boolean {
  return reported.files.every((told) => {
    const own = files.find(({ current }) => isSameBlob(current.name, told.name));
    return own === undefined || told.size === undefined || told.size === own.current.size;
  });
}

/** Restored once it has begun after the last change; of several starts under one name the latest is the last set's. */
function byRestoreStart({ status, files, clocksApart }: VersionContext): RestoredVersion | undefined {
  const starts = reportedSets(status)
    .filter((set) => set.restored === true)
    .filter((set) =>
      set.files.some((file) => files.some(({ current }) => isSameBlob(current.name, file.name))),
    )
    .flatMap((set) => set.restoreStartedAt ?? []);
  const [latest] = starts.toSorted((a, b) => secondsBetween(a, b));
  const isAfter = files.every(
    ({ current }) => latest !== undefined && hasElapsed(current.lastModified, latest, clocksApart),
  );
  return isAfter && latest !== undefined
    ? proven(
        'restoreStart',
        `the service began to restore it at ${latest}, ${clocksApart} s or more after it was uploaded`,
      )
    : undefined;
}

function byUniqueness(context: VersionContext): RestoredVersion | { readonly kind: 'ask' } {
  const { files } = context;
  for (const { current, others } of files) {
    const [other] = others;
    if (other !== undefined) return { kind: 'unproven', reason: severalText(current, other) };
  }
  if (files.some(({ earlier }) => earlier === undefined)) return { kind: 'ask' };
  for (const { current, earlier, same } of files) {
    if (earlier?.kind === 'untold')
      return {
        kind: 'untold',
        reason: `whether ${current.name} was overwritten is not known: ${earlier.reason}`,
      };
    const past = earlier?.versions.find((version) => !same.includes(version.etag));
    if (past !== undefined)
      return {
        kind: 'unproven',
        reason: `storage keeps an earlier version of ${current.name}, of ${past.lastModified}, and nothing the service reports shows which of the two it restored`,
      };
  }
  return bySeenInTime(context);
}

function severalText(current: BackupRecord, other: BackupRecord): string {
  return `${current.name} was uploaded more than once (now the version of ${current.lastModified}, before that of ${other.lastModified}), and nothing the service reports shows which of them it restored`;
}

/** There before a reading that did not name it, so whatever was restored under the name later is this version. */
function bySeenInTime({ files, confirmed, set, clocksApart }: VersionContext): RestoredVersion {
  const late = files.find(({ current, unnamedAt }) => !wasThere(current, unnamedAt, clocksApart));
  if (late === undefined)
    return proven(
      'onlyVersion',
      `it is the only version that ever existed, and it was there ${clocksApart} s or more before a reading without it`,
    );
  if (confirmed !== undefined && isConfirmed(confirmed, set, files))
    return proven('operator', `${confirmed.by} confirmed at ${confirmed.at} that it was never overwritten`);
  return {
    kind: 'confirmable',
    tail: { blob: set.head.file, setKey: set.key, lastLsn: set.lastLsn },
    versions: files.map(({ current: { name, etag } }) => ({ blob: name, etag })),
    reason: `the service restored ${late.current.name} before this app could read, ${clocksApart} s or more after its upload, that it had not: nothing shows that there was no other version before`,
  };
}

/** Recorded by us, and written by the word of storage, long enough before the reading began: neither clock alone is trusted. */
function wasThere(
  { lastModified, seenAt }: BackupRecord,
  unnamedAt: string | undefined,
  clocksApart: number,
): boolean {
  return (
    unnamedAt !== undefined &&
    hasElapsed(lastModified, unnamedAt, clocksApart) &&
    hasElapsed(seenAt, unnamedAt, clocksApart)
  );
}

/** The very versions that are there now. */
function isConfirmed(
  { tail, versions }: UnchangedTail,
  set: BackupSet,
  files: readonly FileVersions[],
): boolean {
  return (
    tail.setKey === set.key &&
    tail.lastLsn === set.lastLsn &&
    files.every(({ current }) =>
      versions.some((one) => one.blob === current.name && one.etag === current.etag),
    )
  );
}

/** True when a recorded version of a name holds the same backup as another: only its metadata or tier changed. */
export function isSameBackup(one: BackupRecord, other: BackupRecord): boolean {
  return (
    one.size === other.size &&
    one.sets.length > 0 &&
    one.sets.length === other.sets.length &&
    one.sets.every((row, index) => {
      const twin = other.sets[index];
      return (
        twin !== undefined &&
        normalizeGuid(row.backupSetGuid) !== undefined &&
        normalizeGuid(row.backupSetGuid) === normalizeGuid(twin.backupSetGuid) &&
        row.firstLsn === twin.firstLsn &&
        row.lastLsn === twin.lastLsn &&
        row.familySequenceNumber === twin.familySequenceNumber
      );
    })
  );
}

/**
 * True when a recorded version may be what a service restored in place of the current one. What was never committed, what
 * is certainly no backup, and a part of the current version that was seen while it grew, cannot.
 */
export function mayBeRestored(version: BackupRecord, current: BackupRecord): boolean {
  if (version.etag === current.etag || version.etag === '' || version.state === 'notABackup') return false;
  if (version.state === 'growing' && version.size <= current.size) return false;
  return !isSameBackup(version, current);
}

function proven(by: Extract<RestoredVersion, { kind: 'proven' }>['by'], reason: string): RestoredVersion {
  return { kind: 'proven', by, reason };
}

function lsnText(lsn: EngineSet['firstLsn']): string {
  return lsn === undefined ? 'untold' : formatLsn(lsn);
}
