/** Finding the tail among what is named and marked (proof T2), and what its header adds (T1). */
import { type BackupSet, isEmptyLog } from '../chain/collect-sets';
import { type TailMark, findTail, headerTail } from '../chain/tail';
import type { ChainVerdict } from '../chain/verdict';
import type { EngineStatus } from '../engine/engine-status';
import { formatLsn } from '../lsn';
import type { BackupRecord } from '../migration/backup-record';
import type { ControlRow } from '../migration/control';
import { isBeyondRestore, isOffline, THE_SERVICE } from '../migration/offline';
import { nearNames } from '../near-names';
import { boundNames } from './backup-sources';
import { isExcluded } from './chain-input';
import type { TailFacts } from './facts';

interface Candidate {
  readonly blob: string;
  readonly proof: 'named' | 'marked';
  readonly record: BackupRecord | undefined;
  readonly set: BackupSet | undefined;
}

/**
 * Finds the tail.
 *
 * @param records current records
 * @param sets the sets of our database
 * @param verdict the chain over them
 * @returns `ambiguous` when the candidates are not one set
 */
export function findTailFacts(
  records: readonly BackupRecord[],
  sets: readonly BackupSet[],
  verdict: ChainVerdict,
  control: ControlRow,
): TailFacts {
  const marked = markedTails(records, sets, control);
  const candidate = namedTail(records, sets, control);
  const unnamed = candidate && unnamedBy(candidate, control);
  if (candidate !== undefined && unnamed !== undefined && marked.length === 0)
    return { kind: 'unreadable', blob: candidate.blob, reason: unnamed, isUnnamed: true };
  const named = unnamed === undefined ? candidate : undefined;
  const found = findTail(marked.map(toMark), named && toMark(named));
  switch (found.kind) {
    case 'none':
      return found;
    case 'ambiguous':
      return { kind: 'ambiguous', blobs: found.files };
    case 'one': {
      const chosen = named ?? marked[0];
      if (!chosen) return { kind: 'none' };
      const judged = judgeCandidate(chosen, verdict, isOffline(control));
      if (judged.kind !== 'one') return judged;
      return {
        ...judged,
        ...(found.isMarked && { isMarked: true }),
        ...(unnamed !== undefined && { unnamed }),
      };
    }
  }
}

/**
 * Why the operator's word no longer names a tail: it binds a backup, not a name. The service's own word (offline) means a
 * name, and stays.
 *
 * @returns undefined while it names what is there
 */
function unnamedBy({ record, set }: Candidate, { namedTail: named }: ControlRow): string | undefined {
  if (named === undefined || named.by === THE_SERVICE) return undefined;
  const { by, at, setKey, lastLsn } = named;
  if (setKey === undefined || lastLsn === undefined)
    return `${by} named it at ${at} in an earlier version of this app, which did not bind the backup: name it again`;
  if (record?.state !== 'read' || set === undefined) return undefined;
  if (set.key === setKey && set.lastLsn === lastLsn) return undefined;
  return `another backup was uploaded over it after ${by} named it at ${at} (it ended at LSN ${formatLsn(lastLsn)}, now at LSN ${formatLsn(set.lastLsn)}): name the tail again`;
}

/** Blobs that are called the tail, by name or mark; most of them are never more than one. */
export function calledTail(records: readonly BackupRecord[], control: ControlRow): readonly string[] {
  const { namedTail: named } = control;
  const marked = records.filter((record) => record.tailMark !== undefined && record.state === 'read');
  return [...(named ? [named.blob] : []), ...marked.map((record) => record.name)].slice(0, MOST_CALLED);
}

const MOST_CALLED = 16;

function toMark({ blob, set }: Candidate): TailMark {
  return { file: blob, setKey: set?.key };
}

function markedTails(
  records: readonly BackupRecord[],
  sets: readonly BackupSet[],
  control: ControlRow,
): readonly Candidate[] {
  return records
    .filter(
      (record) =>
        record.tailMark !== undefined &&
        record.state !== 'removed' &&
        !isExcluded(record, control.exclusions),
    )
    .map((record) => ({ blob: record.name, proof: 'marked', record, set: setOf(record.name, sets) }));
}

function namedTail(
  records: readonly BackupRecord[],
  sets: readonly BackupSet[],
  control: ControlRow,
): Candidate | undefined {
  const blob = control.namedTail?.blob;
  if (blob === undefined) return undefined;
  return { blob, proof: 'named', record: records.find((one) => one.name === blob), set: setOf(blob, sets) };
}

function setOf(blob: string, sets: readonly BackupSet[]): BackupSet | undefined {
  return sets.find((set) => [...set.stripes, ...set.spares].some((row) => row.file === blob));
}

/** @param mayBeAny an offline migration may end with its full or a differential; online, the tail is a log */
function judgeCandidate(
  { blob, proof, record, set }: Candidate,
  verdict: ChainVerdict,
  mayBeAny: boolean,
): TailFacts {
  const unusable = (reason: string): TailFacts => ({ kind: 'unreadable', blob, reason });
  if (record === undefined) return unusable(`it is not in the container${nearText(blob, verdict)}`);
  if (record.misplaced) return unusable('it is in a sub-folder that the engine does not read');
  if (record.state !== 'read') return unusable(record.reason ?? `it is ${record.state}`);
  if (set === undefined) return unusable('it is not a backup of this database');
  if (set.type !== 'log' && !mayBeAny)
    return unusable(`it is a ${set.type} backup; the tail is a log backup`);
  if (!set.isComplete) return unusable(`${set.stripes.length} of ${set.stripeCount} stripes arrived`);
  const place = verdict.files.find((file) => file.file === set.head.file);
  if (place && (place.state === 'otherFork' || place.state === 'foreign' || place.state === 'unusable'))
    return unusable(place.reason ?? `it is ${place.state}`);
  return {
    kind: 'one',
    tail: { blob: set.head.file, setKey: set.key, lastLsn: set.lastLsn },
    files: set.stripes.map((row) => row.file),
    proof,
    empty: isEmptyLog(set),
    source: boundNames(set.head),
    header: headerTail(set.head),
  };
}

/** A name that was mistyped is told the ones it may mean. */
function nearText(blob: string, { files }: ChainVerdict): string {
  const near = nearNames(blob, [...new Set(files.map(({ file }) => file))]);
  return near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`;
}

/** True when a tail may be known, so that every file has to be looked at: one is named, approved or attempted, or may be marked before the adoption. */
export function mayHaveTail(control: ControlRow, status: EngineStatus | undefined): boolean {
  return (
    (isOffline(control) && status !== undefined && isBeyondRestore(status)) ||
    control.namedTail !== undefined ||
    control.approvals !== undefined ||
    control.attempt !== undefined ||
    control.operationId === undefined
  );
}
