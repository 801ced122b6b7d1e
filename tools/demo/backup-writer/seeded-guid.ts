/**
 * A GUID that depends on its texts alone, for backups that must be the same on every run.
 *
 * Four FNV-1a hashes with different starts; version and variant bits are set as in a random GUID (RFC 9562).
 */
export function seededGuid(...texts: readonly (string | number)[]): string {
  const text = texts.join('\n');
  const digits = [1, 2, 3, 4].map((start) => fnv1a(text, start)).join('');
  const variant = '89ab'[parseInt(digits.charAt(16), 16) % 4] ?? '8';
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `${variant}${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join('-');
}

const FNV_OFFSET = 0x811c_9dc5;
const FNV_PRIME = 0x0100_0193;

function fnv1a(text: string, start: number): string {
  let hash = FNV_OFFSET ^ start;
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), FNV_PRIME);
  hash ^= hash >>> 15;
  return (Math.imul(hash, FNV_PRIME) >>> 0).toString(16).padStart(8, '0');
}
