/** Text files as Windows tools write them. */
import { promises as fs } from 'node:fs';
import { CliError } from './exit-codes';
import { pathReason } from './system-error';

/**
 * Reads a text file in UTF-8, or in UTF-16 when its first bytes say so (PowerShell's `>` and `Out-File` write that).
 *
 * @throws {CliError} When it cannot be read.
 */
export async function readTextFile(path: string): Promise<string> {
  try {
    return decode(await fs.readFile(path));
  } catch (error) {
    throw new CliError(`Cannot read "${path}": ${pathReason(error)}`);
  }
}

function decode(bytes: Buffer): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}
