/**
 * Maps a classic task to the engine-neutral reading of one of its databases. Pure; every rule has a row in a table
 * test.
 */
import type { EngineState, EngineStatus } from '../../core/engine/engine-status';
import { findingText } from '../engine-text/findings';
import { nonEmpty, toTime } from '../engine-text/service-words';
import { toContradictions } from './classic-contradictions';
import { commandsFor, type ClassicDatabase } from './classic-databases';
import { toFailure, toFindings } from './classic-reasons';
import { countPending, toEngineSets, toFullRestored, toLastRestoredSet } from './classic-sets';
import { toCommandState, toEngineState } from './classic-state';
import type { WireCommand, WireTask } from './classic-wire';

/** The command that asks for a database's cutover. */
const COMPLETE = 'migrate.sqlserver.azuredbsqlmi.complete';

/**
 * Maps a task of type `Migrate.SqlServer.AzureSqlDbMI.Sync.LRS`, which is online by its type.
 *
 * @param commands all commands given to the task; undefined when they could not be read
 * @param asOf when the task's answer arrived, ISO 8601 UTC
 */
export function toEngineStatus(
  task: WireTask,
  database: ClassicDatabase,
  commands: readonly WireCommand[] | undefined,
  asOf: string,
): EngineStatus {
  const { row } = database;
  const own = commands && commandsFor(commands, database);
  const state = withCommands(stateOf(task, database), own ?? []);
  const findings = toFindings(task, database, own ?? []);
  const pending = countPending(row);
  const lastRestoredSet = toLastRestoredSet(row);
  const sets = row === undefined ? [] : toEngineSets(row);
  return {
    kind: 'dms-classic',
    asOf,
    state,
    rawState: row?.migrationState ?? task.state,
    provisioningState: provisioningWords(task, own ?? []),
    atRest: toAtRest(task.state, own),
    online: true,
    operationId: nonEmpty(task.taskId),
    sourceDatabaseName: database.name,
    containerName: nonEmpty(row?.containerName),
    fullRestored: toFullRestored(row),
    pendingLogs: pending.logs,
    pendingDifferentials: pending.differentials,
    sets,
    invalidFiles: [],
    lastRestoredFile: nonEmpty(lastRestoredSet?.files[0]?.name),
    lastRestoredSet,
    restoringFile: nonEmpty(
      sets.flatMap((set) => set.files).find((file) => file.state === 'restoring')?.name,
    ),
    blockingReasons: findings.map(findingText),
    failure: state === 'failed' ? toFailure(findings) : undefined,
    contradictions: toContradictions(database),
    startedOn: toTime(row?.startedOn),
    endedOn: toTime(row?.endedOn),
  };
}

/** The database's state without regard to commands; of two rows that differ, neither tells it. */
export function stateOf(task: WireTask, { row, otherRow }: ClassicDatabase): EngineState {
  if (otherRow !== undefined) return 'unknown';
  if (row !== undefined)
    return toEngineState(task.state, { kind: 'row', migrationState: row.migrationState });
  return toEngineState(task.state, { kind: task.output === undefined ? 'noRows' : 'noRow' });
}

/** True when the cutover was asked for, and not refused: among the commands for a database. */
export function isCutoverAsked(commands: readonly WireCommand[]): boolean {
  return commands.some(
    (one) => one.commandType?.toLowerCase() === COMPLETE && toCommandState(one.state) !== 'failed',
  );
}

/** A cutover that was asked for shows in the row only seconds later (recorded: up to 15); until then the command tells. */
function withCommands(state: EngineState, commands: readonly WireCommand[]): EngineState {
  return isCutoverAsked(commands) && state === 'running' ? 'completing' : state;
}

/** The task runs and no command is open; without the commands only that it does not run can be told. */
function toAtRest(
  taskState: string | undefined,
  commands: readonly WireCommand[] | undefined,
): boolean | undefined {
  if (taskState === undefined) return undefined;
  if (taskState.toLowerCase() !== 'running') return false;
  return commands?.every((one) => toCommandState(one.state) !== 'open');
}

function provisioningWords(task: WireTask, commands: readonly WireCommand[]): string | undefined {
  const open = commands
    .filter((one) => toCommandState(one.state) === 'open')
    .map((one) => `${one.commandType ?? 'a command'} ${one.state ?? 'in no state'}`);
  return task.state === undefined ? undefined : [task.state, ...open].join(', ');
}
