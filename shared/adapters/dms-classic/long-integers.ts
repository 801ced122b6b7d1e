/** Reading JSON whose integers are larger than a JavaScript number can hold. */

/** A string, or a number that stands where a value stands (JSON's grammar, RFC 8259). */
const STRING_OR_NUMBER = /"[^"\\]*(?:\\[^][^"\\]*)*"?|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?!\s*:)/g;
const INTEGER = /^-?\d+$/;

/**
 * Parses JSON and gives every integer beyond 2^53 as the text it was written as; everything else as `JSON.parse`.
 *
 * The classic service writes LSNs as numbers that exceed 2^53 (recorded in Azure/azure-powershell
 * TestMigrateSqlSqlDbMiSync.json: `486000000131000037`), and a double would round them.
 *
 * @throws {SyntaxError} When the text is no JSON.
 * @example parseLongIntegers('{"firstLSN":486000000131000037}') // { firstLSN: '486000000131000037' }
 */
export function parseLongIntegers(text: string): unknown {
  const quoted = text.replace(/^\uFEFF/, '').replace(STRING_OR_NUMBER, (token) => {
    const isLong = INTEGER.test(token) && !Number.isSafeInteger(Number(token));
    return isLong ? `"${token}"` : token;
  });
  return JSON.parse(quoted) as unknown;
}
