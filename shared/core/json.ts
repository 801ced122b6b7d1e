/**
 * JSON text for values that hold LSNs: a bigint is written as `{"$lsn":"<decimal>"}` and read back as one, because
 * JSON has no bigint and a number would lose digits. For the ledger and activity payloads; the public wire uses
 * plain decimal text.
 */

/**
 * Writes any plain value, bigints included; like `JSON.stringify`, it leaves undefined members out.
 *
 * @example fromJson(toJson({ lsn: 5n })) // { lsn: 5n }
 */
export function toJson(value: unknown): string {
  return JSON.stringify(value ?? null, (_key, member: unknown) =>
    typeof member === 'bigint' ? { $lsn: member.toString() } : member,
  );
}

/**
 * Reads what `toJson` wrote. The caller names the type it wrote; text from elsewhere is validated instead.
 *
 * @throws {SyntaxError} When the text is not JSON.
 */
export function fromJson<T>(text: string): T {
  return JSON.parse(text, (_key, member: unknown) =>
    isTaggedLsn(member) ? BigInt(member.$lsn) : member,
  ) as T;
}

/** Exactly what `toJson` writes: one member, decimal digits. Anything else, an empty text above all, is left alone. */
function isTaggedLsn(value: unknown): value is { $lsn: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    '$lsn' in value &&
    typeof value.$lsn === 'string' &&
    /^-?\d+$/.test(value.$lsn) &&
    Object.keys(value).length === 1
  );
}
