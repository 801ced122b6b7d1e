/** DELETE services/{s}/projects/{p}/tasks/{t}: a running one only with `deleteRunningTasks=true`. */
import type { Emulation } from '../emulation';
import type { Answer, OperationCall } from '../http/operation-call';
import { classicErrors } from './classic-errors';
import { taskKey } from './classic-task';
import { isRunning, migrationsOf } from './task-migrations';

/** 200 with an empty body, gone at once (recorded); 204 when there is none; a database that still runs is dropped. */
export function deleteTask(call: OperationCall, emulation: Emulation): Answer {
  const key = taskKey(call);
  const task = emulation.tasks.get(key);
  if (task === undefined) return { status: 204 };
  const migrations = migrationsOf(task, emulation);
  const force = call.query.get('deleteRunningTasks')?.toLowerCase() === 'true';
  if (!force && migrations.some(isRunning)) throw classicErrors.taskRunning();
  for (const migration of migrations) emulation.forget(migration);
  emulation.tasks.remove(key);
  return { status: 200 };
}
