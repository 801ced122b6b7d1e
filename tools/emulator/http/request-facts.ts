/** What a request is about, as fault rules and the request log see it. */
import { taskKey } from '../classic/classic-task';
import type { Emulation } from '../emulation';
import type { RouteMatch } from './route';

/** Target databases a request concerns: one, or all of a classic task's; none where the path names none. */
export function databasesOf(
  match: RouteMatch | undefined,
  body: unknown,
  emulation: Emulation,
): readonly string[] {
  if (match === undefined) return [];
  if (match.route.engine !== 'dms-classic') return match.params.database ? [match.params.database] : [];
  const databases = emulation.tasks.get(taskKey(match))?.databases ?? [];
  const named = textOf(memberOf(body, 'input'), 'sourceDatabaseName')?.toLowerCase();
  return databases
    .filter(({ sourceName }) => named === undefined || sourceName.toLowerCase() === named)
    .map(({ targetName }) => targetName);
}

/** The operation id a request names, in its query or its body. */
export function operationIdOf(body: unknown, query: URLSearchParams): string | undefined {
  return query.get('migrationOperationId') ?? textOf(body, 'migrationOperationId');
}

/** The file a completeRestore names. */
export function lastBackupNameOf(match: RouteMatch | undefined, body: unknown): string | undefined {
  const completes = match?.route.engine === 'lrs' && match.route.name === 'cutover';
  return completes ? textOf(body, 'lastBackupName') : undefined;
}

function textOf(value: unknown, key: string): string | undefined {
  const member = memberOf(value, key);
  return typeof member === 'string' ? member : undefined;
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
