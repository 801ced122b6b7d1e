/** A task of the classic DMS as the emulator keeps it: plain JSON, without secrets. */
import type { JsonObject } from '../wire/json';

/** The one task type the emulator has: online migration to a managed instance. */
export const TASK_TYPE = 'Migrate.SqlServer.AzureSqlDbMI.Sync.LRS';

/** One database of a task; its restore is a migration of its own. */
export interface TaskDatabase {
  readonly sourceName: string;
  readonly targetName: string;
  readonly migrationId: string;
}

/** A command that was accepted. */
export interface TaskCommand {
  readonly commandId: string;
  readonly sourceDatabaseName: string;
}

/** A task. */
export interface ClassicTask {
  /** Resource id as first written. */
  readonly id: string;
  readonly name: string;
  /** The input as it is echoed. */
  readonly input: JsonObject;
  /** Id of the managed instance. */
  readonly instanceId: string;
  readonly sourceServer: string;
  readonly createdAt: number;
  /** Id of the output's first row. */
  readonly outputId: string;
  readonly databases: readonly TaskDatabase[];
  readonly commands: readonly TaskCommand[];
}

/** A request with the names from its path, decoded. */
interface NamedCall {
  readonly params: Readonly<Record<string, string>>;
}

/** Id of the task a request names, in the case of its URL. */
export function taskId({ params }: NamedCall): string {
  const { subscription = '', resourceGroup = '', service = '', project = '', task = '' } = params;
  return `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.DataMigration/services/${service}/projects/${project}/tasks/${task}`;
}

/** Key under which a task is kept: its id in lower case. */
export function taskKey(call: NamedCall): string {
  return taskId(call).toLowerCase();
}
