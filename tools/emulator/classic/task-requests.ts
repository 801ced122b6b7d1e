/** A task of the classic DMS (services/{s}/projects/{p}/tasks/{t}): read, cut over, cancelled, deleted. */
import { randomUUID } from 'node:crypto';
import type { Emulation } from '../emulation';
import type { Migration } from '../engine/migration';
import { beginCanceling, beginCompleting } from '../engine/state-machine';
import type { Answer, OperationCall } from '../http/operation-call';
import { readBody } from '../http/request-body';
import { serviceErrors } from '../http/service-errors';
import { classicErrors } from './classic-errors';
import { taskKey } from './classic-task';
import { commandBody, COMPLETE_COMMAND, typedBody } from './task-body';
import { isRunning, knownTask, migrationsOf } from './task-migrations';
import { commandResource, type TaskExpansion, taskResource } from './task-resource';

/**
 * GET services/{s}/projects/{p}/tasks/{t}: the task, with `$expand` its output or commands.
 *
 * 200; 404 with an empty body when there is none, or none any more (recorded).
 */
export function getTask(call: OperationCall, emulation: Emulation): Answer {
  const task = knownTask(call, emulation);
  return { status: 200, body: taskResource(task, call, emulation, expansions(call)) };
}

function expansions({ query }: OperationCall): readonly TaskExpansion[] {
  const asked = (query.get('$expand') ?? '').split(',').filter((part) => part !== '');
  return asked.map((part) => {
    const name = part.trim().toLowerCase();
    if (name === 'output' || name === 'command') return name;
    throw classicErrors.invalidInput('$expand', "Expected 'output' or 'command'.");
  });
}

/**
 * POST services/{s}/projects/{p}/tasks/{t}/command: cuts over one database of a task.
 *
 * 200 with the command, Accepted (recorded), whatever is still pending; refused before the full is restored.
 */
export function commandTask(call: OperationCall, emulation: Emulation): Answer {
  const sourceName = requestedDatabase(call);
  const task = knownTask(call, emulation);
  const database = task.databases.find((one) => one.sourceName.toLowerCase() === sourceName.toLowerCase());
  const migration = database && emulation.find(database.migrationId);
  if (database === undefined || migration === undefined) throw classicErrors.unknownDatabase(sourceName);
  emulation.save(completeDatabase(migration, emulation));
  const command = { commandId: randomUUID(), sourceDatabaseName: database.sourceName };
  emulation.tasks.put(task.id.toLowerCase(), { ...task, commands: [...task.commands, command] });
  return { status: 200, body: commandResource(command, 'Accepted') };
}

function completeDatabase(migration: Migration, emulation: Emulation): Migration {
  const { phase, sourceDatabaseName: name } = migration;
  switch (phase.kind) {
    case 'creating':
      throw classicErrors.databaseNotReady(name);
    case 'running':
    case 'retriable': {
      if (migration.restore.chainEnd === undefined) throw classicErrors.databaseNotReady(name);
      const context = emulation.contextFor(migration);
      return beginCompleting(migration, phase.startedAt, context.now, context);
    }
    default:
      throw classicErrors.databaseEnded(name, phase.kind);
  }
}

function requestedDatabase(call: OperationCall): string {
  const type = typedBody.safeParse(call.body).data?.commandType;
  if (type !== undefined && type !== COMPLETE_COMMAND)
    throw serviceErrors.notImplemented(`commands of type '${type}'`);
  return readBody(call, commandBody, classicErrors.invalidInput).input.sourceDatabaseName;
}

/**
 * POST services/{s}/projects/{p}/tasks/{t}/cancel: ends all databases of a task that still run, and drops them.
 *
 * 200 with the task (Microsoft.DataMigration 2018-07-15-preview); 400 when nothing of it can be cancelled.
 */
export function cancelTask(call: OperationCall, emulation: Emulation): Answer {
  const task = knownTask(call, emulation);
  const cancelable = migrationsOf(task, emulation).filter(({ phase }) =>
    ['creating', 'running', 'retriable'].includes(phase.kind),
  );
  if (cancelable.length === 0) throw classicErrors.taskNotRunning();
  for (const migration of cancelable) {
    const { phase, createdAt } = migration;
    const startedAt = 'startedAt' in phase ? phase.startedAt : undefined;
    emulation.save(beginCanceling(migration, startedAt ?? createdAt, emulation.contextFor(migration)));
  }
  return { status: 200, body: taskResource(task, call, emulation, []) };
}

/**
 * DELETE services/{s}/projects/{p}/tasks/{t}: a running one only with `deleteRunningTasks=true`.
 *
 * 200 with an empty body, gone at once (recorded); 204 when there is none; a database that still runs is dropped.
 */
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
