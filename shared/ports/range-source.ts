/** One version of a backup file, read by ranges. Local files and blobs implement it. */

/** Why a range could not be read. */
export type RangeReadCode = 'ChangedWhileReading' | 'ReadFailed';

/** A range could not be read; `cause` is what the file system or the service said. */
export class RangeReadError extends Error {
  override readonly name = 'RangeReadError';

  constructor(
    /** `ChangedWhileReading` when the file is no longer the version that was opened, `ReadFailed` otherwise. */
    readonly code: RangeReadCode,
    /** A sentence of the form `Cannot <verb> <object>: <reason>`; no URL, no secret. */
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Random access to one version of a file.
 *
 * All reads return bytes of the same version: an implementation that notices another one throws, it never mixes.
 */
export interface RangeSource {
  /** Bytes of the file. */
  readonly size: number;
  /**
   * Reads exactly `length` bytes from `offset`; fewer only where the file ends.
   *
   * @throws {RangeReadError} When the file changed or cannot be read.
   */
  read(offset: number, length: number): Promise<Uint8Array>;
}
