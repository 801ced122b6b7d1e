/** A managed database as GET and the list of its instance answer with it. */
import type { DatabaseState } from '../operations/database-state';
import type { JsonObject } from './json';
import { formatTime } from './times';

/** Writes the resource. @param location region shown */
export function managedDatabaseBody(
  id: string,
  name: string,
  state: DatabaseState,
  location: string,
): JsonObject {
  return {
    properties: {
      collation: state.collation,
      status: state.status,
      creationDate: formatTime(state.createdAt),
      defaultSecondaryLocation: 'westus',
    },
    location,
    id,
    name,
    type: 'Microsoft.Sql/managedInstances/databases',
  };
}
