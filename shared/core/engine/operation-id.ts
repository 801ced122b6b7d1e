/** Ids of the service's operations, which tell one run of a migration from another. */

/**
 * True when both are known and mean the same run: GUIDs come in either case (RFC 9562: case-insensitive on input), and
 * what the service wrote is stored, shown and sent back as it is.
 *
 * @example isSameOperation('B02A0F1E-…', 'b02a0f1e-…') // true
 * @example isSameOperation(undefined, undefined) // false: unknown is not the same
 */
export function isSameOperation(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && one.toLowerCase() === other?.toLowerCase();
}
