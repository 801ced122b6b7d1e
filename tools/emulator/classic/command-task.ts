/** POST services/{s}/projects/{p}/tasks/{t}/command: cuts over one database of a task. */
import { randomUUID } from 'node:crypto';
import type { Emulation } from '../emulation';
import { beginCompleting } from '../engine/state-machine';
import type { Migration } from '../engine/migration';
import type { Answer, OperationCall } from '../http/operation-call';
import { serviceErrors } from '../http/service-errors';
import { firstProblem } from '../wire/put-body';
import { classicErrors } from './classic-errors';
import { COMPLETE_COMMAND, commandBody, typedBody } from './task-body';
import { knownTask } from './task-migrations';
import { commandResource } from './task-resource';

/** 200 with the command, Accepted (recorded), whatever is still pending; refused before the full is restored. */
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
  if (call.body === undefined) throw serviceErrors.emptyBody();
  const type = typedBody.safeParse(call.body).data?.commandType;
  if (type !== undefined && type !== COMPLETE_COMMAND)
    throw serviceErrors.notImplemented(`commands of type '${type}'`);
  const parsed = commandBody.safeParse(call.body);
  if (parsed.success) return parsed.data.input.sourceDatabaseName;
  const { path, detail } = firstProblem(parsed.error);
  throw classicErrors.invalidInput(path, detail);
}
