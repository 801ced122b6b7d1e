/**
 * All databases of a managed instance in one list, each with its status and creation date.
 *
 * `ManagedDatabases_ListByInstance`: `{value, nextLink?}` with the members of a single GET (Microsoft.Sql 2023-08-01,
 * Azure/azure-rest-api-specs ManagedDatabases.json and its example ManagedDatabaseListByManagedInstance.json).
 */
import { z } from 'zod';
import type { ArmClient } from '../arm/arm-client';
import { readList } from '../arm/arm-list';
import type { EngineTrouble } from '../../ports/migration-engine';
import { text } from '../engine-text/wire-values';
import { SQL_API_VERSION } from './managed-database';

/** One database of the list; what the service does not tell, or not as a text, is absent. */
export interface ListedDatabase {
  /** ARM id. */
  readonly id?: string;
  /** Online, Restoring, … the service's own word. */
  readonly status?: string;
  /** ISO 8601 as the service writes it. */
  readonly creationDate?: string;
  /** When its page had arrived, ISO 8601 UTC. */
  readonly asOf: string;
}

/** The list, complete or not at all. */
export type ManagedDatabaseList =
  { readonly kind: 'listed'; readonly databases: readonly ListedDatabase[] } | EngineTrouble;

const itemSchema = z.looseObject({
  id: text,
  properties: z.looseObject({ status: text, creationDate: text }).optional().catch(undefined),
});

/** Reads all pages. @param instanceId ARM id of the managed instance */
export async function listManagedDatabases(arm: ArmClient, instanceId: string): Promise<ManagedDatabaseList> {
  const path = `${instanceId}/databases?api-version=${SQL_API_VERSION}`;
  const list = await readList(arm, path, itemSchema, "the list of the instance's databases");
  if (list.kind === 'trouble') return list;
  const databases = list.items.map(({ item: { id, properties }, asOf }) => ({
    id,
    status: properties?.status,
    creationDate: properties?.creationDate,
    asOf,
  }));
  return { kind: 'listed', databases };
}
