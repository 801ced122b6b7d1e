/**
 * The classic DMS: tasks `Migrate.SqlServer.AzureSqlDbMI.Sync.LRS` of `Microsoft.DataMigration/services/projects`.
 *
 * Retired for SQL Server, so what exists is read, cut over and cancelled, and nothing new is made. A command
 * names a database but no run of the task, so every change is preceded by one read that finds the very run the order
 * was given for; then it is written once.
 */
import type { ChangeAnswer } from '../../core/engine/change-answer';
import type { EngineState } from '../../core/engine/engine-status';
import { noticesOf } from '../../core/engine/notices';
import type { EngineReading } from '../../core/engine/reading';
import { databaseNameProblem, engineScope } from '../../core/engine/resource-id';
import type { EngineTarget, MigrationEngine } from '../../ports/migration-engine';
import type { ArmAnswer, NoResponse } from '../arm/arm-answer';
import type { ArmClient } from '../arm/arm-client';
import { toChangeAnswer, toTrouble } from '../arm/engine-answers';
import { findingsIn, findingText } from '../engine-text/findings';
import { readManagedDatabase } from '../sql/managed-database';
import { fitTask } from './classic-databases';
import { discoverClassicTask } from './classic-discover';
import { objectionToCancel } from './classic-guard';
import { isNoTask, readClassicTask, readCommands } from './classic-read';
import { findRun } from './classic-run';
import { toCommandState } from './classic-state';
import { stateOf, toEngineStatus } from './classic-status';
import { parseClassicTaskId } from './classic-task-id';
import { createClassicTasks, type ClassicTasks } from './classic-tasks';
import { readClassicCommand } from './classic-wire';

const NO_INSTANCE =
  'Cannot use the migration target: found a SQL virtual machine, expected Microsoft.Sql/managedInstances';

/**
 * Builds the engine on a client of the management API.
 *
 * @example createClassicEngine(createArmClient({ endpoint: PUBLIC_ARM_ENDPOINT, credential: new DefaultAzureCredential() }))
 */
export function createClassicEngine(arm: ArmClient): MigrationEngine {
  const tasks = createClassicTasks(arm);

  return {
    read: (target) => readMigration(arm, tasks, target),

    discover: (resourceId) => discoverClassicTask(tasks, resourceId),

    create: () => notSent(noticesOf('dms-classic').join(' ')),

    async cutover(target, { operationId, deadline }) {
      const run = await findRun(tasks, target, operationId);
      if (run.kind === 'none') return { ...run, kind: 'notSent' };
      return toCommandAnswer(await tasks.complete(run.id, run.database.name, deadline));
    },

    async cancel(target, operationId, deadline) {
      const run = await findRun(tasks, target, operationId);
      if (run.kind === 'none') return { ...run, kind: 'notSent' };
      const objection = await objectionToCancel(tasks, run);
      if (objection !== undefined) return notSent(objection);
      return toChangeAnswer(await tasks.cancel(run.id, deadline));
    },

    retry: () => notSent('the classic service has no retry'),

    async readTargetDatabase(target) {
      const scope = engineScope(target.scopeId);
      if (scope.kind !== 'managedInstance') {
        const reason = scope.kind === 'invalid' ? scope.reason : NO_INSTANCE;
        return { kind: 'trouble', code: 'unreadable', message: reason };
      }
      const problem = databaseNameProblem(target.databaseName);
      if (problem !== undefined) return { kind: 'trouble', code: 'unreadable', message: problem };
      const reading = await readManagedDatabase(arm, scope.id, target.databaseName);
      return reading.kind === 'found' ? { kind: 'found', status: reading.status } : reading;
    },
  };
}

async function readMigration(
  arm: ArmClient,
  tasks: ClassicTasks,
  target: EngineTarget,
): Promise<EngineReading> {
  const what = `the classic migration of "${target.databaseName}"`;
  const unreadable = (reason: string) =>
    ({ kind: 'trouble', code: 'unreadable', message: `Cannot read ${what}: ${reason}` }) as const;
  const id = parseClassicTaskId(target.taskId ?? '');
  if (id === undefined) return unreadable('the registration names no task');
  const reading = await readClassicTask(tasks, id);
  const asOf = arm.clock.now().toISOString();
  if (reading.kind === 'otherType') return unreadable(reading.reason);
  if (reading.kind === 'failed')
    return isNoTask(reading.result) ? { kind: 'absent' } : toTrouble(reading.result, what);
  const { task } = reading;
  const fit = fitTask(task, target);
  if (fit.kind === 'unfit') return unreadable(fit.reason);
  const commands = needsCommands(stateOf(task, fit.database))
    ? await readCommands(tasks, id, task)
    : undefined;
  return { kind: 'read', status: toEngineStatus(task, fit.database, commands, asOf) };
}

/**
 * Commands are asked for while the database runs, to see whether one is open (not knowing it, nothing is ready), and
 * when it failed, for what they say. Otherwise its row tells enough.
 */
function needsCommands(state: EngineState): boolean {
  return state === 'running' || state === 'failed';
}

function notSent(reason: string): Promise<ChangeAnswer> {
  return Promise.resolve({ kind: 'notSent', reason });
}

/**
 * The answer to a command is a command: what counts is its state. A 2xx whose body is no command, or says a word that
 * nobody knows, may have been carried out.
 */
function toCommandAnswer(result: ArmAnswer | NoResponse): ChangeAnswer {
  const answer = toChangeAnswer(result);
  if (answer.kind !== 'accepted' || result.kind === 'noResponse') return answer;
  const command = readClassicCommand(result);
  const word = command?.state?.toLowerCase() ?? '';
  if (command !== undefined && toCommandState(word) === 'failed') {
    const [first] = [...findingsIn(command.errors), ...findingsIn(command.output)];
    const message = first === undefined ? 'The command failed without a reason.' : findingText(first);
    return { kind: 'refused', httpStatus: result.status, code: first?.code || 'CommandFailed', message };
  }
  if (['accepted', 'running', 'succeeded'].includes(word)) return answer;
  return {
    kind: 'unknown',
    reason: `the service answered ${result.status} without the state of the command`,
  };
}
