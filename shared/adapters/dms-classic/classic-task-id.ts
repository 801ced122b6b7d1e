/** Ids of classic tasks. */
import { parseResourceId } from '../../core/engine/resource-id';

/** The names that lead to a task. */
export interface ClassicTaskId {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly service: string;
  readonly project: string;
  readonly task: string;
}

/** The one resource type this engine drives. */
export const CLASSIC_TASK_TYPE_OF_RESOURCE = 'Microsoft.DataMigration/services/projects/tasks';

/**
 * Reads a task's id, whatever its case.
 *
 * @returns undefined when the text is no id, or one of another type
 */
export function parseClassicTaskId(text: string): ClassicTaskId | undefined {
  const parsed = parseResourceId(text);
  if (parsed === undefined) return undefined;
  const { subscriptionId, resourceGroup, provider, type, names } = parsed;
  if (`${provider}/${type}`.toLowerCase() !== CLASSIC_TASK_TYPE_OF_RESOURCE.toLowerCase()) return undefined;
  const [service = '', project = '', task = ''] = names;
  return { subscriptionId, resourceGroup, service, project, task };
}
