/** The restores of a task's databases, and what they say about the task as a whole. */
import type { Emulation } from '../emulation';
import type { Migration } from '../engine/migration';
import type { OperationCall } from '../http/operation-call';
import { classicErrors } from './classic-errors';
import { taskKey, type ClassicTask } from './classic-task';

/** The task a request names. @throws {ServiceError} 404 with an empty body. */
export function knownTask(call: OperationCall, emulation: Emulation): ClassicTask {
  const task = emulation.tasks.get(taskKey(call));
  if (task === undefined) throw classicErrors.notFound();
  return task;
}

/** Its databases' restores as they stand now, in the task's order. */
export function migrationsOf(task: ClassicTask, emulation: Emulation): readonly Migration[] {
  return task.databases.flatMap(({ migrationId }) => emulation.find(migrationId) ?? []);
}

/** True until the restore has ended, well or not. */
export function isRunning({ phase }: Migration): boolean {
  return !['succeeded', 'failed', 'canceled'].includes(phase.kind);
}

/** TaskState (Microsoft.DataMigration 2018-07-15-preview); `Running` and `Succeeded` are recorded. */
export function taskState(migrations: readonly Migration[]): string {
  const kinds = migrations.map(({ phase }) => phase.kind);
  if (kinds.every((kind) => kind === 'creating')) return 'Queued';
  if (migrations.some(isRunning)) return 'Running';
  if (kinds.includes('failed')) return 'Failed';
  return kinds.includes('canceled') ? 'Canceled' : 'Succeeded';
}
