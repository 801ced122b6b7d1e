/** What a resource id names, and which id to give instead of one that leads to no migration, or is of another type than its field. */
import { parseResourceId } from '../core/engine/resource-id';

/** What an id names, in words. */
export interface NamedResource {
  /** `a resource of type <Provider/types>`, or `no resource id`; the text itself is not repeated, as it may hold a secret (G5). */
  readonly found: string;
  /** What to give instead; absent for types that nobody takes for a migration. */
  readonly advice?: string;
}

const MIGRATION = '/providers/Microsoft.DataMigration/databaseMigrations/<database>';
const NO_BACKUPS =
  'Azure SQL Database restores no backups, so there is nothing to cut over here: targets are managed instances and SQL virtual machines';

/** By type in lower case; databaseMigrations extend their target (Microsoft.DataMigration 2025-06-30 sqlmigration.json). */
const ADVICE: Readonly<Record<string, string>> = {
  'microsoft.sql/managedinstances': `that is the whole instance; add ${MIGRATION} (engine dms) or /databases/<database> (engine lrs) to it`,
  'microsoft.sql/managedinstances/databases/restoredetails':
    'give the id of the database, without what follows its name',
  'microsoft.sqlvirtualmachine/sqlvirtualmachines': `that is the whole machine; add ${MIGRATION} to it`,
  'microsoft.compute/virtualmachines': `that is the plain virtual machine; use the SQL virtual machine of the same name (…/providers/Microsoft.SqlVirtualMachine/sqlVirtualMachines/<name>) and add ${MIGRATION} to it`,
  'microsoft.sql/servers': NO_BACKUPS,
  'microsoft.sql/servers/databases': NO_BACKUPS,
  'microsoft.sql/servers/providers/databasemigrations': NO_BACKUPS,
  'microsoft.datamigration/sqlmigrationservices':
    'that is the service; give the id of one of its migrations, …/Microsoft.DataMigration/databaseMigrations/<database> below the target',
  'microsoft.datamigration/services':
    'that is the classic service; add /projects/<project>/tasks/<task> to it',
  'microsoft.datamigration/services/projects': 'that is a project; add /tasks/<task> to it',
};

/** Describes an id. @example describeResource('/subscriptions/s/resourceGroups/g/providers/Microsoft.Sql/servers/x').found // 'a resource of type Microsoft.Sql/servers' */
export function describeResource(id: string): NamedResource {
  const parsed = parseResourceId(id);
  if (parsed !== undefined) {
    const type = `${parsed.provider}/${parsed.type}`;
    const advice = ADVICE[type.toLowerCase()];
    return { found: `a resource of type ${shortType(id) ?? type}`, ...(advice !== undefined && { advice }) };
  }
  const advice = /^https?:/i.test(id.trim())
    ? 'that is a URL; give the id alone, from /subscriptions/ on and without a query'
    : 'a resource id begins with /subscriptions/<id>/resourceGroups/<name>/providers/ (in the portal: JSON View of the resource)';
  return { found: 'no resource id', advice };
}

const MIGRATION_SERVICE = 'Microsoft.DataMigration/sqlMigrationServices';
const CLASSIC_TASK = 'Microsoft.DataMigration/services/projects/tasks';

/** What to give instead, for mistakes that are easily made: by the type that the field takes, then by the one found, in lower case. */
const MISTAKEN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  [MIGRATION_SERVICE]: {
    'microsoft.datamigration/services':
      'that is a classic service, which engine dms cannot use: if there is no other, make one with az datamigration sql-service create',
    'microsoft.datamigration/databasemigrations':
      'that is a migration: give the id of the service that it belongs to',
  },
  [CLASSIC_TASK]: {
    'microsoft.datamigration/services': 'that is the service: add /projects/<project>/tasks/<task> to it',
    'microsoft.datamigration/services/projects': 'that is a project: add /tasks/<task> to it',
    'microsoft.datamigration/databasemigrations':
      'that is a migration of the new service: register it with engine dms, without taskId',
  },
};

/**
 * Says that an id is not of the type that a field takes: what it names, what the field takes, and how to come by that.
 *
 * @param wanted `Provider/types`
 * @returns One sentence, without a full stop; undefined when the id is of that type.
 */
export function wrongTypeProblem(id: string, wanted: string): string | undefined {
  const type = shortType(id);
  if (type?.toLowerCase() === wanted.toLowerCase()) return undefined;
  const [provider = '', ...types] = wanted.split('/');
  const form = ['/subscriptions/<id>/resourceGroups/<group>/providers', provider]
    .concat(types.map((one) => `${one}/<name>`))
    .join('/');
  const found = `found ${describeResource(id).found}, expected the id of a ${wanted}, such as ${form}`;
  const mistaken = MISTAKEN[wanted]?.[type?.toLowerCase() ?? ''];
  const list =
    types.length === 1
      ? `; az resource list --resource-type ${wanted} --query "[].id" -o tsv lists yours`
      : '';
  return `${found}${mistaken === undefined ? '' : `; ${mistaken}`}${list}`;
}

/** `Provider/types` of what an id names; of the extension where it names one; undefined when the text is no id. */
export function shortType(id: string): string | undefined {
  const parsed = parseResourceId(id);
  if (parsed === undefined) return undefined;
  const types = parsed.type.split('/');
  const extension = types.lastIndexOf('providers');
  return extension < 0
    ? `${parsed.provider}/${parsed.type}`
    : `${parsed.names[extension] ?? ''}/${types.slice(extension + 1).join('/')}`;
}
