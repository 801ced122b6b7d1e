/**
 * The errors of the classic DMS.
 *
 * Recorded is only the 404 of a deleted task, with an empty body. The API description knows one error shape
 * (Microsoft.DataMigration 2018-07-15-preview: ODataError) and no list of codes: these are our choice.
 */
import { ServiceError } from '../http/service-errors';

/** All of them by name. */
export const classicErrors = {
  notFound: () => new ServiceError(404, 'ResourceNotFound', 'The task was not found.', {}, true),
  invalidInput: (name: string, detail: string) =>
    new ServiceError(400, 'BadRequest', `Invalid value for '${name}'. ${detail}`),
  taskExists: () =>
    new ServiceError(409, 'Conflict', 'The task is running. Cancel it before it is written anew.'),
  taskRunning: () =>
    new ServiceError(
      409,
      'Conflict',
      'The task is running. Cancel it, or set deleteRunningTasks, before it is deleted.',
    ),
  taskNotRunning: () =>
    new ServiceError(400, 'BadRequest', 'The task is not running: it cannot be canceled.'),
  unknownDatabase: (name: string) =>
    new ServiceError(400, 'BadRequest', `The database '${name}' is not part of the task.`),
  databaseNotReady: (name: string) =>
    new ServiceError(
      400,
      'BadRequest',
      `The database '${name}' cannot be completed: its full backup is not restored.`,
    ),
  databaseEnded: (name: string, state: string) =>
    new ServiceError(400, 'BadRequest', `The database '${name}' cannot be completed: its state is ${state}.`),
} as const;
