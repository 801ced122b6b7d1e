/**
 * The run of a task that an order was given for, found immediately before the request.
 *
 * A command names a database but no run, and cancelling names neither: without this a task that was deleted and made
 * anew under its old name would be cut over by an order for the earlier one.
 */
import { isSameOperation } from '../../core/engine/operation-id';
import type { EngineTarget } from '../../ports/migration-engine';
import { toTrouble } from '../arm/engine-answers';
import { fitTask, type ClassicDatabase } from './classic-databases';
import { isNoTask, readClassicTask } from './classic-read';
import { parseClassicTaskId, type ClassicTaskId } from './classic-task-id';
import type { ClassicTasks } from './classic-tasks';
import type { WireTask } from './classic-wire';

/** The run that an order means, as it stands right now. */
export type ClassicRun =
  | FoundRun
  /** `absent`: the service says that there is no such task. */
  | { readonly kind: 'none'; readonly reason: string; readonly absent?: true };

/** A run that is there. */
export interface FoundRun {
  readonly kind: 'run';
  readonly id: ClassicTaskId;
  readonly task: WireTask;
  readonly database: ClassicDatabase;
}

/**
 * Reads the task once and finds the run.
 *
 * @param operationId the run that must be there
 */
export async function findRun(
  tasks: ClassicTasks,
  target: EngineTarget,
  operationId: string,
): Promise<ClassicRun> {
  const id = parseClassicTaskId(target.taskId ?? '');
  if (id === undefined) return none('the registration names no task');
  const reading = await readClassicTask(tasks, id);
  if (reading.kind === 'otherType') return none(reading.reason);
  if (reading.kind === 'failed')
    return isNoTask(reading.result)
      ? { kind: 'none', reason: 'the service says that there is no such task', absent: true }
      : none(toTrouble(reading.result, 'the task before the request').message);
  const { task } = reading;
  const fit = fitTask(task, target);
  if (fit.kind === 'unfit') return none(fit.reason);
  if (task.taskId === undefined)
    return none(`the service does not report which run the task is in, but ${operationId} was requested`);
  if (!isSameOperation(task.taskId, operationId))
    return none(`the task is in run ${task.taskId}, but ${operationId} was requested`);
  return { kind: 'run', id, task, database: fit.database };
}

function none(reason: string): ClassicRun {
  return { kind: 'none', reason };
}
