/** JSON values and times as bodies write them. */

/** JSON values, for bodies that are put together field by field; a bigint is a number with all its digits. */
export type JsonValue = string | number | bigint | boolean | null | JsonObject | JsonValue[];

/** A JSON object; fields that are undefined are left out when it is written. */
export interface JsonObject {
  [key: string]: JsonValue | undefined;
}

/**
 * Text of a JSON value as `JSON.stringify` writes it, with every digit of a bigint: the classic DMS sends LSNs as
 * numbers beyond 2^53 (recorded in Azure/azure-powershell TestMigrateSqlSqlDbMiSync.json).
 */
export function writeJson(value: JsonValue): string {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return `[${value.map(writeJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).flatMap(([key, member]) =>
    member === undefined ? [] : [`${JSON.stringify(key)}:${writeJson(member)}`],
  );
  return `{${members.join(',')}}`;
}

/** Writes a time as the service does: UTC with as many fraction digits as needed, e.g. `2021-12-23T16:54:54.19Z`. */
export function formatTime(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\.?0+Z$/, 'Z');
}
