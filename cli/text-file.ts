/** Text files as Windows tools write them. */
import { closeSync, openSync, promises as fs, rmSync, writeSync } from 'node:fs';
import { CliError } from './exit-codes';
import { pathReason, systemCode } from './system-error';

/**
 * Reads a text file in UTF-8, or in UTF-16 when its first bytes say so (PowerShell's `>` and `Out-File` write that), or
 * when a mark at its beginning is missing and the first character's other byte is zero.
 *
 * @throws {CliError} When it cannot be read.
 */
export async function readTextFile(path: string): Promise<string> {
  return decode(await readBytes(path));
}

/** Reads a file. @throws {CliError} When it cannot be read. */
export async function readBytes(path: string): Promise<Buffer> {
  try {
    return await fs.readFile(path);
  } catch (error) {
    throw new CliError(`Cannot read "${path}": ${pathReason(error)}`);
  }
}

function decode(bytes: Buffer): string {
  const [first, second] = bytes;
  const isLittle = (first === 0xff && second === 0xfe) || (isAscii(first) && second === 0);
  const isBig = (first === 0xfe && second === 0xff) || (first === 0 && isAscii(second));
  return new TextDecoder(isLittle ? 'utf-16le' : isBig ? 'utf-16be' : 'utf-8').decode(bytes);
}

function isAscii(byte: number | undefined): boolean {
  return byte !== undefined && byte > 0 && byte < 0x80;
}

/** Writes a file that is not there yet: an existing one is never replaced. @throws {CliError} With the reason. */
export async function writeNewFile(file: string, text: string): Promise<void> {
  try {
    await fs.writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    const reason = systemCode(error) === 'ENOENT' ? 'its folder does not exist' : pathReason(error);
    throw new CliError(`Cannot write '${file}': ${reason}`);
  }
}

/**
 * Writes a file that is not there yet piece by piece, for its owner alone; where that fails, no file is left.
 *
 * @throws {CliError} When it cannot be written; and what `fill` throws.
 */
export async function withNewFile(
  file: string,
  fill: (write: (text: string) => void) => Promise<void>,
): Promise<void> {
  const written = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw new CliError(`Cannot write '${file}': ${pathReason(error)}`);
    }
  };
  const descriptor = written(() => openSync(file, 'wx', 0o600));
  let isWhole = false;
  try {
    await fill((text) => {
      written(() => writeSync(descriptor, text));
    });
    isWhole = true;
  } finally {
    closeSync(descriptor);
    if (!isWhole) rmSync(file, { force: true });
  }
}
