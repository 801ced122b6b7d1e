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
  const value: unknown = JSON.parse(text);
  return (text.includes('"$lsn"') ? withLsns(value) : value) as T;
}

/** In place, after parsing: a reviver is called for every member, and a look at 40,000 backups parses a million. */
function withLsns(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isTaggedLsn(value)) return BigInt(value.$lsn);
  const members = value as Record<string, unknown>;
  for (const name of Object.keys(members)) {
    const member = members[name];
    const restored = withLsns(member);
    if (restored !== member)
      Object.defineProperty(members, name, {
        value: restored,
        writable: true,
        enumerable: true,
        configurable: true,
      });
  }
  return value;
}

/** Exactly what `toJson` writes: one member, decimal digits. Anything else, an empty text above all, is left alone. */
function isTaggedLsn(value: unknown): value is { $lsn: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    '$lsn' in value &&
    typeof value.$lsn === 'string' &&
    Object.keys(value).length === 1 &&
    /^-?\d+$/.test(value.$lsn)
  );
}
