/** JSON text of which a value has exactly one, so that it can be hashed. */

/**
 * Writes a value of JSON as RFC 8785 (JSON Canonicalization Scheme) says: members in the order of their names' UTF-16
 * units, no white space, strings and numbers as ECMAScript writes them. Members that are undefined are left out.
 *
 * @throws {TypeError} When it is no value of JSON: a bigint, or a number that is not finite.
 * @example canonicalJson({ b: 1, a: 'x' }) // '{"a":"x","b":1}'
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value))
    return JSON.stringify(value);
  throw new TypeError(`Cannot write a ${typeof value} as canonical JSON: it is no value of JSON`);
}
