/** GUIDs as SQL Server, management APIs and people write them: one form to compare. */

const NO_GUID = '00000000-0000-0000-0000-000000000000';

/**
 * Brings a GUID to lower case without braces; unknown and all-zero GUIDs become undefined.
 *
 * @example normalizeGuid('{25F534DA-8E65-4E93-84E1-2F7494F0E058}') === '25f534da-8e65-4e93-84e1-2f7494f0e058'
 */
export function normalizeGuid(guid: string | undefined): string | undefined {
  if (guid === undefined || guid === '') return undefined;
  const plain = (guid.startsWith('{') ? guid.slice(1, -1) : guid).toLowerCase();
  return plain === NO_GUID ? undefined : plain;
}
