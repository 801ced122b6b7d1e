/**
 * PUT services/{s}/projects/{p}/tasks/{t}: writes a task, which starts at once.
 *
 * No recording shows the answer; shape and codes: Microsoft.DataMigration 2018-07-15-preview (201 or 200 with the
 * task). The real service takes no new tasks for SQL Server since 2026-03-15; here they stand for those of before.
 */
import { randomUUID } from 'node:crypto';
import { databaseKey, type Emulation } from '../emulation';
import { databaseExists } from '../engine/failures';
import type { BackupSource, Migration } from '../engine/migration';
import type { Answer, OperationCall } from '../http/operation-call';
import { readBody } from '../http/request-body';
import { serviceErrors } from '../http/service-errors';
import { shareSource } from '../operations/backup-source';
import type { JsonObject } from '../wire/json';
import { classicErrors } from './classic-errors';
import { taskId, taskKey, TASK_TYPE, type ClassicTask, type TaskDatabase } from './classic-task';
import { taskBody, typedBody, type TaskInput } from './task-body';
import { migrationsOf, isRunning } from './task-migrations';
import { taskResource } from './task-resource';

/** 201 for a new task, 200 where an ended one is replaced; 409 while the old one runs. */
export function putTask(call: OperationCall, emulation: Emulation): Answer {
  const input = parseInput(call);
  const existing = emulation.tasks.get(taskKey(call));
  if (existing && migrationsOf(existing, emulation).some(isRunning)) throw classicErrors.taskExists();
  const operationId = randomUUID();
  const id = taskId(call);
  const sources = input.selectedDatabases.map((database) => sourceOf(database, input, emulation));
  const databases = input.selectedDatabases.map(({ name, restoreDatabaseName }): TaskDatabase => ({
    sourceName: name,
    targetName: restoreDatabaseName,
    migrationId: `${id}/databases/${name}`,
  }));
  const task: ClassicTask = {
    id,
    name: call.params.task ?? '',
    input: withoutSecrets(input),
    instanceId: input.targetConnectionInfo.managedInstanceResourceId,
    sourceServer: input.sourceConnectionInfo.dataSource,
    createdAt: emulation.clock.now(),
    outputId: randomUUID(),
    databases,
    commands: [],
  };
  for (const [index, source] of sources.entries()) {
    const database = databases[index];
    if (database) emulation.save(newMigration(task, database, source, operationId, emulation));
  }
  emulation.tasks.put(id.toLowerCase(), task);
  return { status: existing ? 200 : 201, body: taskResource(task, call, emulation, []) };
}

function parseInput(call: OperationCall): TaskInput {
  const type = typedBody.safeParse(call.body).data?.properties?.taskType;
  if (type !== undefined && type !== TASK_TYPE) throw serviceErrors.notImplemented(`tasks of type '${type}'`);
  return readBody(call, taskBody, classicErrors.invalidInput).properties.input;
}

/** The database's own share, else the task's; a container stands for it. */
function sourceOf(
  { backupFileShare, name }: TaskInput['selectedDatabases'][number],
  input: TaskInput,
  emulation: Emulation,
): BackupSource {
  const share = backupFileShare ?? input.backupFileShare;
  if (share === undefined)
    throw classicErrors.invalidInput(
      'backupFileShare',
      `Database '${name}' has none, and neither has the task.`,
    );
  return shareSource(share.path, emulation);
}

function newMigration(
  { id, instanceId, createdAt }: ClassicTask,
  { sourceName, targetName, migrationId }: TaskDatabase,
  source: BackupSource,
  operationId: string,
  emulation: Emulation,
): Migration {
  const targetServer = instanceId.split('/').at(-1) ?? '';
  const taken = emulation.databases.get(databaseKey(instanceId, targetName)) !== undefined;
  return {
    flavour: { engine: 'dms-classic', taskKey: id.toLowerCase() },
    id: migrationId,
    kind: 'SqlMi',
    name: targetName,
    targetServer,
    scope: instanceId,
    sourceDatabaseName: sourceName,
    source,
    createdAt,
    generation: randomUUID(),
    operationId,
    phase: {
      kind: 'creating',
      readyAt: createdAt + emulation.settings.creatingMs,
      refusal: taken ? databaseExists(targetName, targetServer) : undefined,
    },
    files: [],
    restore: { restored: [], freeAt: createdAt, uploadFreeAt: createdAt },
  };
}

/** Passwords and the app's key are not echoed (recorded). */
function withoutSecrets(input: TaskInput): JsonObject {
  return JSON.parse(
    JSON.stringify(input, (key, value: unknown) =>
      key === 'password' || key === 'appKey' ? undefined : value,
    ),
  ) as JsonObject;
}
