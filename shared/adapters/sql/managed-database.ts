/** The target database on its managed instance, as Azure SQL itself reports it (Microsoft.Sql 2023-08-01). */
import { z } from 'zod';
import type { EngineTrouble } from '../../core/engine/reading';
import { managedDatabaseId } from '../../core/engine/resource-id';
import type { ArmClient } from '../arm/arm-client';
import { isAbsent, toTrouble } from '../arm/engine-answers';

/** The newest stable version of the managed instance API. */
export const SQL_API_VERSION = '2023-08-01';

/** A database, that there is none, or why neither is known. */
export type ManagedDatabaseReading =
  | {
      readonly kind: 'found';
      /** Online, Restoring, … the service's own word. */
      readonly status: string;
      /** ISO 8601 as the service writes it: what tells this database from an earlier one of the name. */
      readonly creationDate?: string;
    }
  | { readonly kind: 'absent' }
  | EngineTrouble;

const databaseSchema = z.looseObject({
  properties: z.looseObject({
    status: z.string().min(1),
    creationDate: z.string().optional().catch(undefined),
  }),
});

/** Reads a database of an instance. */
export async function readManagedDatabase(
  arm: ArmClient,
  instanceId: string,
  name: string,
): Promise<ManagedDatabaseReading> {
  const answer = await arm.read(`${managedDatabaseId(instanceId, name)}?api-version=${SQL_API_VERSION}`);
  const what = `the target database "${name}"`;
  if (answer.kind === 'noResponse') return toTrouble(answer, what);
  if (isAbsent(answer)) return { kind: 'absent' };
  const database = databaseSchema.safeParse(answer.json);
  if (answer.status !== 200 || !database.success) return toTrouble(answer, what);
  const { status, creationDate } = database.data.properties;
  return { kind: 'found', status, ...(creationDate !== undefined && { creationDate }) };
}
