/**
 * Migrations at rest: the service has restored everything that is in the ledger, and nothing is asked of it. Such a
 * one is only glanced at where its engine has a cheaper way than a reading; it is read again at any difference, at any
 * news in the ledger, and every ten minutes.
 *
 * A glance can tell that nothing has changed, and nothing else: the new DMS's list shows no details (recorded in
 * Azure/azure-powershell Get-AzDataMigrationSqlServiceMigration.Recording.json), a classic task without its commands does
 * not tell whether a change is under way, and the database of a log replay is told by a list that is some seconds old.
 */
import type { EngineStatus } from '../engine/engine-status';
import { toJson } from '../json';
import type { ControlRow } from '../migration/control';
import type { ChainFacts, Facts } from '../readiness/facts';
import { isSameFile } from '../readiness/same-file';
import { quietFingerprint } from '../readiness/stability';
import { hasElapsed } from '../timing';

/** Seconds after which details are read again though nothing seems to have changed. */
const DETAILS_LAST = 600;

/** The last reading with details of a migration at rest. */
export interface RestingReading {
  /** Without its lists of sets and files. */
  readonly status: EngineStatus;
  /** What the chain looked like then. */
  readonly chain: string;
}

/**
 * Takes note of a migration that has come to rest.
 *
 * @param facts facts with a detailed reading
 * @returns undefined when it is not at rest, so that the next look reads details again
 */
export function restingReading(facts: Facts): RestingReading | undefined {
  const { engine, control, chain, tail } = facts;
  if (engine.kind !== 'read' || tail.kind !== 'none' || !nothingIsAsked(control)) return undefined;
  const { status } = engine;
  if (!isQuiet(status) || !hasRestored(status, chain)) return undefined;
  if (status.operationId?.toLowerCase() !== control.operationId?.toLowerCase()) return undefined;
  return { status: withoutLists(status), chain: chainMark(chain) };
}

/** True while a note may still stand for details: nothing was asked since, and it is not ten minutes old at the next look. */
export function mayStillRest({ status }: RestingReading, control: ControlRow, at: string): boolean {
  const lastsUntilNextLook = DETAILS_LAST - control.policy.restPollSeconds;
  const isFresh = hasElapsed(status.asOf, at, 0) && !hasElapsed(status.asOf, at, lastsUntilNextLook);
  return (
    isFresh &&
    nothingIsAsked(control) &&
    status.operationId?.toLowerCase() === control.operationId?.toLowerCase()
  );
}

/** What a glance showed; see the port. */
export interface Glimpse {
  /** `state`: without details. `details`: all of a reading, but not whether a change is under way. */
  readonly tells: 'state' | 'details';
  readonly status: EngineStatus;
}

/**
 * True when a glance, later than the reading, shows the same migration in the same state, and nothing that speaks
 * against it.
 */
export function showsNoChange({ status }: RestingReading, { tells, status: seen }: Glimpse): boolean {
  return (
    hasElapsed(status.asOf, seen.asOf, 0) &&
    seen.operationId?.toLowerCase() === status.operationId?.toLowerCase() &&
    SAME.every((member) => seen[member] === status[member]) &&
    seen.failure === undefined &&
    seen.blockingReasons.length === 0 &&
    (tells === 'state' ? seen.atRest === status.atRest : showsSameDetails(status, seen))
  );
}

/** The files and counts are still those of a migration at rest; a change under way would show in the state, later. */
function showsSameDetails(status: EngineStatus, seen: EngineStatus): boolean {
  return isQuiet({ ...seen, atRest: status.atRest }) && quietFingerprint(seen) === quietFingerprint(status);
}

const SAME = [
  'kind',
  'state',
  'rawState',
  'provisioningState',
  'online',
  'lastBackupName',
  'sourceDatabaseName',
  'startedOn',
  'endedOn',
] as const satisfies readonly (keyof EngineStatus)[];

/** The chain in one text: another one means that the ledger has news. */
export function chainMark({ status, chainEnd, pathFiles, counts, errors }: ChainFacts): string {
  const sorted = Object.entries(counts).sort(([one], [other]) => (one < other ? -1 : 1));
  return toJson([status, chainEnd, pathFiles, sorted, errors.length]);
}

function nothingIsAsked(control: ControlRow): boolean {
  return (
    control.operationId !== undefined &&
    control.ended === undefined &&
    control.namedTail === undefined &&
    (control.approval === undefined || control.approval.ended !== undefined) &&
    control.attempt === undefined &&
    control.cancel === undefined
  );
}

function isQuiet(status: EngineStatus): boolean {
  return (
    (status.state === 'running' || status.state === 'readyForCutover') &&
    status.atRest === true &&
    status.fullRestored === true &&
    status.failure === undefined &&
    status.blockingReasons.length === 0 &&
    (status.unrestorableFiles ?? 0) === 0 &&
    (status.restoringFile === undefined || status.restoringFile === status.lastRestoredFile) &&
    quietFingerprint(status) !== undefined
  );
}

/** The chain is whole, and its last file is what the service restored last. */
function hasRestored(
  { lastRestoredFile, lastRestoredSet }: EngineStatus,
  { status, lastFile }: ChainFacts,
): boolean {
  const names = [lastRestoredFile, ...(lastRestoredSet?.files.map((file) => file.name) ?? [])];
  return (
    status === 'complete' &&
    lastFile !== undefined &&
    names.some((name) => name !== undefined && name !== '' && isSameFile(lastFile, name))
  );
}

/** Kept from one look to the next, so it must stay small (G7). */
function withoutLists(status: EngineStatus): EngineStatus {
  const { lastRestoredSet: last } = status;
  return {
    ...status,
    sets: [],
    invalidFiles: [],
    lastRestoredSet: last && { ...last, files: [], ignoreReasons: [] },
  };
}
