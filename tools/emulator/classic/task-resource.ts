/** A classic task as PUT, GET and cancel answer with it. */
import type { Emulation } from '../emulation';
import type { Migration } from '../engine/migration';
import type { OperationCall } from '../http/operation-call';
import type { JsonObject } from '../wire/json';
import { taskId, TASK_TYPE, type ClassicTask, type TaskCommand } from './classic-task';
import { COMPLETE_COMMAND } from './task-body';
import { migrationsOf, taskState } from './task-migrations';
import { taskOutput } from './task-output';

/** Parts of a task that are only shown when asked for by `$expand`. */
export type TaskExpansion = 'output' | 'command';

/** Writes the task (key order as recorded). */
export function taskResource(
  task: ClassicTask,
  call: OperationCall,
  emulation: Emulation,
  expand: readonly TaskExpansion[],
): JsonObject {
  const migrations = migrationsOf(task, emulation);
  const errors = migrations.flatMap(errorOf);
  return {
    properties: {
      input: task.input,
      output: expand.includes('output') ? taskOutput(task, emulation) : undefined,
      taskId: migrations[0]?.operationId,
      taskType: TASK_TYPE,
      state: taskState(migrations),
      errors: errors.length === 0 ? undefined : errors,
      commands: expand.includes('command') ? commandsOf(task, migrations) : undefined,
    },
    id: taskId(call),
    name: task.name,
    type: 'Microsoft.DataMigration/services/projects/tasks',
  };
}

/** A command as the service shows it (recorded when accepted). */
export function commandResource({ commandId, sourceDatabaseName }: TaskCommand, state: string): JsonObject {
  return { commandId, input: { sourceDatabaseName }, commandType: COMPLETE_COMMAND, state };
}

function commandsOf({ commands, databases }: ClassicTask, migrations: readonly Migration[]): JsonObject[] {
  return commands.map((command) => {
    const index = databases.findIndex(({ sourceName }) => sourceName === command.sourceDatabaseName);
    return commandResource(command, commandState(migrations[index]));
  });
}

/** CommandState (Microsoft.DataMigration 2018-07-15-preview). */
function commandState(migration: Migration | undefined): string {
  switch (migration?.phase.kind) {
    case 'completing':
      return 'Running';
    case 'succeeded':
      return 'Succeeded';
    default:
      return 'Failed';
  }
}

/** ODataError. */
function errorOf({ phase }: Migration): JsonObject[] {
  return phase.kind === 'failed' ? [{ code: phase.failure.name, message: phase.failure.message }] : [];
}
