/** Finding the databases of a classic task by its resource id. */
import { engineScope } from '../../core/engine/resource-id';
import type { DiscoveredMigration, Discovery } from '../../ports/migration-engine';
import { toTrouble } from '../arm/engine-answers';
import { databasesOf } from './classic-databases';
import { isNoTask, readClassicTask } from './classic-read';
import { stateOf } from './classic-status';
import { CLASSIC_TASK_TYPE_OF_RESOURCE, parseClassicTaskId } from './classic-task-id';
import type { ClassicTasks } from './classic-tasks';
import type { WireTask } from './classic-wire';

/** Tells what a task carries: one migration for each of its databases. */
export async function discoverClassicTask(tasks: ClassicTasks, resourceId: string): Promise<Discovery> {
  const taskId = resourceId.trim().replace(/\/+$/, '');
  const id = parseClassicTaskId(taskId);
  if (id === undefined) return { kind: 'otherType', expected: CLASSIC_TASK_TYPE_OF_RESOURCE };
  const reading = await readClassicTask(tasks, id);
  if (reading.kind === 'otherType') return { kind: 'unfit', reason: reading.reason };
  if (reading.kind === 'failed') {
    const { result } = reading;
    return isNoTask(result)
      ? { kind: 'none', reason: `the classic service has no task ${id.task} there` }
      : toTrouble(result, `the task ${id.task}`);
  }
  return discovered(reading.task, taskId, id.task);
}

function discovered(task: WireTask, taskId: string, name: string): Discovery {
  const scopeId = task.input?.targetConnectionInfo?.managedInstanceResourceId;
  if (scopeId === undefined) return unfit(`task ${name} does not report its managed instance`);
  const scope = engineScope(scopeId);
  if (scope.kind !== 'managedInstance')
    return unfit(`task ${name} restores to ${scopeId}, which is no managed instance`);
  const databases = databasesOf(task);
  if (databases.length === 0) return unfit(`task ${name} names no database`);
  const migrations: DiscoveredMigration[] = [];
  for (const database of databases) {
    const { name: sourceDatabaseName, restoreDatabaseName, row } = database;
    if (restoreDatabaseName === undefined || restoreDatabaseName === '')
      return unfit(`task ${name} does not report the target name of ${sourceDatabaseName}`);
    migrations.push({
      target: { scopeId: scope.id, databaseName: restoreDatabaseName, taskId, sourceDatabaseName },
      state: stateOf(task, database),
      online: true,
      sourceDatabaseName,
      ...(task.taskId !== undefined && { operationId: task.taskId }),
      ...(row?.containerName !== undefined && { containerName: row.containerName }),
    });
  }
  return { kind: 'found', migrations };
}

function unfit(reason: string): Discovery {
  return { kind: 'unfit', reason };
}
