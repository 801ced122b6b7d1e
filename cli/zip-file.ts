/** Zip files that a command writes. */
import { promises as fs } from 'node:fs';
import type * as Fflate from 'fflate';
import { CliError } from './exit-codes';
import { loadPackage } from './inspect/exports/load-package';
import { pathReason } from './system-error';

/** A zip in memory, compressed as it grows. */
export class ZipFile {
  private readonly parts: Uint8Array[] = [];
  private readonly fflate = loadPackage<typeof Fflate>('fflate');
  private readonly zip: Fflate.Zip;

  constructor(private readonly now: Date) {
    this.zip = new this.fflate.Zip((error, part) => {
      if (error) throw error;
      this.parts.push(part);
    });
  }

  add(name: string, text: string): void {
    const file = new this.fflate.ZipDeflate(name, { level: 6 });
    file.mtime = this.now;
    this.zip.add(file);
    file.push(Buffer.from(text, 'utf8'), true);
  }

  end(): Buffer {
    this.zip.end();
    return Buffer.concat(this.parts);
  }
}

/** Writes it for its owner alone; an existing file is never replaced. @throws {CliError} With the reason. */
export async function writeNewZip(file: string, bytes: Buffer): Promise<void> {
  try {
    await fs.writeFile(file, bytes, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    throw new CliError(`Cannot write '${file}': ${pathReason(error)}`);
  }
}
