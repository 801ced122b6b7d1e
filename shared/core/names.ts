/** Names of databases and servers: how they are compared, and which are SQL Server's own. */

/**
 * The form in which two names are compared: SQL Server ignores blanks at the end, and under the usual collations case;
 * a letter counts the same whether composed or not (Unicode normal form C).
 *
 * @example canonicalName('Sales ') // 'sales'
 */
export function canonicalName(name: string): string {
  return name.normalize('NFC').trimEnd().toLowerCase();
}

/**
 * The form under which a database is claimed: as compared, and blanks in front and wide letters do not count, either. Two
 * names that some collation takes for one never make two claims (the default one of a managed instance,
 * SQL_Latin1_General_CP1_CI_AS, ignores width; Microsoft Learn, "Collation and Unicode support").
 *
 * @example claimedName('Ｓhop ') // 'shop'
 */
export function claimedName(name: string): string {
  return canonicalName(name.normalize('NFKC').trim());
}

/** True when two names mean the same database or server. @example isSameName('ODS', 'ods') // true */
export function isSameName(a: string, b: string): boolean {
  return canonicalName(a) === canonicalName(b);
}

/** Databases of SQL Server itself (Microsoft Learn, "System databases"); a managed instance has its own. */
const SYSTEM_DATABASES: ReadonlySet<string> = new Set(['master', 'model', 'msdb', 'tempdb']);

/** Tells whether a database is one of SQL Server's own, which no service migrates. @example isSystemDatabase('MSDB') // true */
export function isSystemDatabase(name: string): boolean {
  return SYSTEM_DATABASES.has(name.toLowerCase());
}
