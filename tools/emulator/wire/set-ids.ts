/** Ids of backup sets as the service shows them: whether they are the headers' GUIDs is recorded nowhere. */
import { createHash } from 'node:crypto';
import type { Migration } from '../engine/migration';

/** `header`: the BackupSetGUID of the header. `own`: ids that the service gives itself, stable through a restart. */
export type SetIds = 'header' | 'own';

/** The id under which the service shows a set of a migration. */
export function shownSetId(setId: string, migration: Migration, ids: SetIds): string {
  switch (ids) {
    case 'header':
      return setId;
    case 'own': {
      const digest = createHash('sha256').update(`${migration.generation} ${setId}`).digest('hex');
      return digest.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    }
  }
}
