/** GET services/{s}/projects/{p}/tasks/{t}: the task, with `$expand` its output or commands. */
import type { Emulation } from '../emulation';
import type { Answer, OperationCall } from '../http/operation-call';
import { classicErrors } from './classic-errors';
import { knownTask } from './task-migrations';
import { taskResource, type TaskExpansion } from './task-resource';

/** 200; 404 with an empty body when there is none, or none any more (recorded). */
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
