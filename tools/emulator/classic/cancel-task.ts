/** POST services/{s}/projects/{p}/tasks/{t}/cancel: ends all databases of a task that still run, and drops them. */
import type { Emulation } from '../emulation';
import { beginCanceling } from '../engine/state-machine';
import type { Answer, OperationCall } from '../http/operation-call';
import { classicErrors } from './classic-errors';
import { knownTask, migrationsOf } from './task-migrations';
import { taskResource } from './task-resource';

/** 200 with the task (Microsoft.DataMigration 2018-07-15-preview); 400 when nothing of it can be cancelled. */
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
