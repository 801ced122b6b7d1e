/** Reading a classic task and telling whether it is one this engine drives. */
import { isSameOperation } from '../../core/engine/operation-id';
import type { ArmAnswer, NoResponse } from '../arm/arm-answer';
import { isAbsent } from '../arm/engine-answers';
import type { ClassicTaskId } from './classic-task-id';
import type { ClassicTasks } from './classic-tasks';
import { CLASSIC_TASK_TYPE, readClassicBody, type WireCommand, type WireTask } from './classic-wire';

/** A task of ours, one of another type, or an answer that is no readable task. */
export type ClassicTaskReading =
  | { readonly kind: 'task'; readonly task: WireTask }
  /** A clause that names the type found. */
  | { readonly kind: 'otherType'; readonly reason: string }
  | { readonly kind: 'failed'; readonly result: ArmAnswer | NoResponse };

/** Reads a task with its output, or with its commands. */
export async function readClassicTask(
  tasks: ClassicTasks,
  id: ClassicTaskId,
  expand: 'output' | 'command' = 'output',
): Promise<ClassicTaskReading> {
  const result = await tasks.get(id, expand);
  if (result.kind === 'noResponse' || result.status !== 200) return { kind: 'failed', result };
  const body = readClassicBody(result);
  switch (body.kind) {
    case 'task':
      return body;
    case 'unreadable':
      return { kind: 'failed', result };
    case 'otherType': {
      const found = body.found === undefined ? 'reports no type' : `is of type ${body.found}`;
      return { kind: 'otherType', reason: `task ${id.task} ${found}, expected ${CLASSIC_TASK_TYPE}` };
    }
  }
}

/**
 * The commands given to a task, read by themselves.
 *
 * @returns undefined when they cannot be read, the service does not report them, or tells those of another run
 */
export async function readCommands(
  tasks: ClassicTasks,
  id: ClassicTaskId,
  { taskId }: WireTask,
): Promise<readonly WireCommand[] | undefined> {
  const reading = await readClassicTask(tasks, id, 'command');
  return reading.kind === 'task' && isSameOperation(reading.task.taskId, taskId)
    ? reading.task.commands
    : undefined;
}

/** True when the answer says that there is no such task: 404, also with an empty body (recorded after a delete). */
export function isNoTask(result: ArmAnswer | NoResponse): boolean {
  return result.kind === 'answer' && isAbsent(result);
}
