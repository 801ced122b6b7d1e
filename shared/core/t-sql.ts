/** Names and texts in T-SQL, whatever characters they have (Microsoft Learn, "QUOTENAME" and "Constants"). */

/** A name as T-SQL quotes it. @example quoteName('a]b') // '[a]]b]' */
export function quoteName(name: string): string {
  return `[${name.replaceAll(']', ']]')}]`;
}

/** A text as T-SQL quotes it. @example quoteText("it's") // "N'it''s'" */
export function quoteText(text: string): string {
  return `N'${text.replaceAll("'", "''")}'`;
}
