import { constants, promises as fs, type BigIntStats } from 'node:fs';
import { RangeReadError, type RangeSource } from '../ports/range-source';

/** A local file, opened once. */
export interface FileRangeSource extends RangeSource {
  /** Closes the file; reads after that fail. */
  close(): Promise<void>;
}

/**
 * Opens a local file for range reads.
 *
 * A change of size or modification time since the opening makes the next read fail as `ChangedWhileReading`.
 *
 * @throws {RangeReadError} `ReadFailed` when the path cannot be opened or is no file.
 */
export async function openFileRangeSource(path: string): Promise<FileRangeSource> {
  const handle = await fs.open(path, constants.O_RDONLY).catch((cause: unknown) => {
    throw failed(`open "${path}"`, cause);
  });
  try {
    const opened = await handle.stat({ bigint: true });
    if (!opened.isFile()) throw failed(`open "${path}"`, new Error('it is not a file'));
    return new OpenedFile(path, handle, opened);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Opens a local file, hands it to `use`, and closes it whatever happens. */
export async function withFileRangeSource<T>(
  path: string,
  use: (source: RangeSource) => Promise<T>,
): Promise<T> {
  const source = await openFileRangeSource(path);
  try {
    return await use(source);
  } finally {
    await source.close();
  }
}

class OpenedFile implements FileRangeSource {
  readonly size: number;

  constructor(
    private readonly path: string,
    private readonly handle: fs.FileHandle,
    private readonly opened: BigIntStats,
  ) {
    this.size = Number(opened.size);
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const bytes = await this.readFully(offset, Math.max(0, Math.min(length, this.size - offset)));
    await this.checkUnchanged();
    return bytes;
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  /** The system may return less than asked for without the file being at its end. */
  private async readFully(offset: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      const got = await this.readSome(bytes, filled, offset + filled);
      if (got === 0) throw changed(this.path, 'it became shorter');
      filled += got;
    }
    return bytes;
  }

  private async readSome(bytes: Uint8Array, at: number, position: number): Promise<number> {
    try {
      return (await this.handle.read(bytes, at, bytes.length - at, position)).bytesRead;
    } catch (cause) {
      throw failed(`read "${this.path}"`, cause);
    }
  }

  private async checkUnchanged(): Promise<void> {
    const now = await this.handle.stat({ bigint: true });
    if (now.size !== this.opened.size || now.mtimeNs !== this.opened.mtimeNs) {
      throw changed(this.path, 'it was written to');
    }
  }
}

function changed(path: string, reason: string): RangeReadError {
  return new RangeReadError('ChangedWhileReading', `Cannot read "${path}": ${reason} while it was read`);
}

function failed(action: string, cause: unknown): RangeReadError {
  return new RangeReadError('ReadFailed', `Cannot ${action}: ${reasonOf(cause)}`, { cause });
}

/** The system's error code, such as ENOENT, or else the message. */
function reasonOf(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  return code ?? message;
}
