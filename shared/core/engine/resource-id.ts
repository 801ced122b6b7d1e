/**
 * Azure resource ids: reading, comparing and building them.
 *
 * The services change the case of ids on their way (recorded in Azure/azure-powershell
 * Invoke-AzDataMigrationCutoverToSqlManagedInstance.Recording.json: `SqlMigrationServices` comes back as
 * `sqlMigrationServices`), so ids are compared without regard to case and sent as the operator wrote them.
 */

import { isSystemDatabase } from '../names';

/** A resource id in its parts, as written. */
export interface ResourceId {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly provider: string;
  /** `managedInstances` or `managedInstances/databases`. */
  readonly type: string;
  /** One name for each part of `type`. */
  readonly names: readonly string[];
}

/** What a migration's target is, or why the id names none. */
export type EngineScope =
  | {
      readonly kind: 'managedInstance' | 'sqlVm';
      /** The id as given, without a slash at the end, safe to put into a URL's path. */
      readonly id: string;
      readonly subscriptionId: string;
      readonly resourceGroup: string;
      readonly name: string;
    }
  | { readonly kind: 'invalid'; readonly reason: string };

const SEGMENT = /^[\w().-]{1,128}$/;
const DOTS_ONLY = /^\.+$/;
const LONGEST_DATABASE_NAME = 128;
const KINDS = {
  'microsoft.sql/managedinstances': 'managedInstance',
  'microsoft.sqlvirtualmachine/sqlvirtualmachines': 'sqlVm',
} as const;

/**
 * Reads a resource id of the form `/subscriptions/…/resourceGroups/…/providers/<provider>/<type>/<name>…`.
 *
 * @returns The parts, or undefined when the text is not such an id (a URL, a query, an empty part).
 */
export function parseResourceId(text: string): ResourceId | undefined {
  const parts = trimResourceId(text).split('/');
  const [lead, subscriptions, subscriptionId, groups, resourceGroup, providers, provider, ...rest] = parts;
  if (lead !== '' || subscriptions?.toLowerCase() !== 'subscriptions') return undefined;
  if (groups?.toLowerCase() !== 'resourcegroups' || providers?.toLowerCase() !== 'providers')
    return undefined;
  if (subscriptionId === undefined || resourceGroup === undefined || provider === undefined) return undefined;
  if (rest.length === 0 || rest.length % 2 !== 0) return undefined;
  if (!parts.slice(1).every((part) => SEGMENT.test(part) && !DOTS_ONLY.test(part))) return undefined;
  return {
    subscriptionId,
    resourceGroup,
    provider,
    type: rest.filter((_, index) => index % 2 === 0).join('/'),
    names: rest.filter((_, index) => index % 2 === 1),
  };
}

/**
 * Tells which kind of target an id names, or why it names none.
 *
 * The databaseMigrations resource of an online migration extends a managed instance or a SQL virtual machine
 * (Microsoft.DataMigration 2025-06-30 sqlmigration.json); a logical server knows offline migrations only.
 *
 * @example engineScope('/subscriptions/s/resourceGroups/rg/providers/Microsoft.Sql/managedInstances/mi').kind === 'managedInstance'
 */
export function engineScope(text: string): EngineScope {
  const parsed = parseResourceId(text);
  if (parsed === undefined) {
    const shown = text.includes('?') ? 'a text with a query' : `"${text}"`;
    return invalid(
      `found ${shown}, expected /subscriptions/{id}/resourceGroups/{name}/providers/Microsoft.Sql/managedInstances/{name}`,
    );
  }
  const found = `${parsed.provider}/${parsed.type}`;
  const kind = KINDS[found.toLowerCase() as keyof typeof KINDS] as 'managedInstance' | 'sqlVm' | undefined;
  const name = parsed.names[0];
  if (kind === undefined || name === undefined) {
    const hint = isLogicalServer(parsed)
      ? ' (Azure SQL Database restores no backups, so there is nothing to cut over)'
      : '';
    return invalid(
      `found a resource of type ${found}${hint}, expected Microsoft.Sql/managedInstances or Microsoft.SqlVirtualMachine/sqlVirtualMachines`,
    );
  }
  const { subscriptionId, resourceGroup } = parsed;
  return { kind, id: trimResourceId(text), subscriptionId, resourceGroup, name };
}

/** A logical server, or one of its databases: offline copies of data, no restores (Microsoft.DataMigration 2025-06-30 sqlmigration.json). */
function isLogicalServer({ provider, type }: ResourceId): boolean {
  return provider.toLowerCase() === 'microsoft.sql' && /^servers(?:\/|$)/i.test(type);
}

function invalid(reason: string): EngineScope {
  return { kind: 'invalid', reason: `Cannot use the migration target: ${reason}` };
}

/** Tells whether two ids name the same resource: case and slashes at the ends do not matter. */
export function sameResourceId(a: string, b: string): boolean {
  return canonicalResourceId(a) === canonicalResourceId(b);
}

/** The one spelling of an id that keys are made of: lower case, one slash in front, none at the end. */
export function canonicalResourceId(id: string): string {
  return `/${id.trim().replace(/^\/+|\/+$/g, '')}`.toLowerCase();
}

/** An id as it is stored: as written, without blanks and slashes at its ends. @example trimResourceId(' /subscriptions/s/ ') // '/subscriptions/s' */
export function trimResourceId(id: string): string {
  return id.trim().replace(/\/+$/, '');
}

/** The subscription of an id, also of one without a resource group (an operation's), in lower case. */
export function subscriptionOf(id: string): string | undefined {
  return /(?:^|\/)subscriptions\/([\w-]+)(?:\/|$|\?)/i.exec(id)?.[1]?.toLowerCase();
}

/**
 * Says what is wrong with a database name, or nothing when it can be put into a resource id.
 *
 * Names are `sysname`: 1 to 128 characters (Microsoft Learn, "Database identifiers"); a slash or a query mark
 * would name another resource.
 */
export function databaseNameProblem(name: string): string | undefined {
  if (name.trim() === '') return 'Cannot use the database name: it is empty';
  if (name.length > LONGEST_DATABASE_NAME) {
    return `Cannot use the database name "${name.slice(0, 20)}…": it has ${name.length} characters, at most ${LONGEST_DATABASE_NAME} are possible`;
  }
  if (isSystemDatabase(name))
    return `Cannot use the database name "${name}": it is a system database, which no service migrates`;
  if (DOTS_ONLY.test(name) || /[/\\?#%<>*:&\p{Cc}]/u.test(name)) {
    return `Cannot use the database name "${name}": Azure SQL does not allow < > * % & : \\ / ? # or control characters in it, nor dots alone`;
  }
  return undefined;
}

/** Id of a database on a managed instance. */
export function managedDatabaseId(instanceId: string, databaseName: string): string {
  return `${instanceId}/databases/${encodeURIComponent(databaseName)}`;
}

/** Id of a migration: the extension resource on its target. */
export function databaseMigrationId(scopeId: string, databaseName: string): string {
  return `${scopeId}/providers/Microsoft.DataMigration/databaseMigrations/${encodeURIComponent(databaseName)}`;
}
