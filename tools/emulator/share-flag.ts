/** The flag `--share`, of the emulator and of what starts it. */
import { InvalidArgumentError } from 'commander';

/**
 * Adds the container that stands for a file share; a share is named once, the last one counts.
 *
 * @throws {InvalidArgumentError} When the text has no `=` behind a share.
 * @example addShare('\\\\sql1\\backup=sql-backups/shop', {}) // { '\\\\sql1\\backup': 'sql-backups/shop' }
 */
export function addShare(
  text: string,
  shares: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const mark = text.lastIndexOf('=');
  if (mark < 1) throw new InvalidArgumentError('Expected \\\\host\\share=container.');
  return { ...shares, [text.slice(0, mark)]: text.slice(mark + 1) };
}
