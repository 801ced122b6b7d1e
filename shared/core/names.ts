/** Names of databases and servers: how they are compared. */

/**
 * The form in which two names are compared: SQL Server ignores blanks at the end, and under the usual collations case;
 * a letter counts the same whether composed or not (Unicode normal form C).
 *
 * @example canonicalName('Sales ') // 'sales'
 */
export function canonicalName(name: string): string {
  return name.normalize('NFC').trimEnd().toLowerCase();
}

/** True when two names mean the same database or server. @example isSameName('ODS', 'ods') // true */
export function isSameName(a: string, b: string): boolean {
  return canonicalName(a) === canonicalName(b);
}
