import type { HeaderError, HeaderErrorName } from '../backup-header';

/**
 * A problem found while reading a backup header.
 *
 * It travels as an exception between the functions of this folder only; `readBackupHeader` turns it into the
 * `error` of its result. A driver may throw one into the walk to say that a range could not be read.
 */
export class HeaderFault extends Error {
  override readonly name = 'HeaderFault';

  constructor(
    /** The name under which the reading reports it. */
    readonly code: HeaderErrorName,
    /** A sentence of the form `Cannot <verb> <object>: <reason>`. */
    message: string,
    /** Byte offset in the file, where one can be named. */
    readonly offset?: number,
    /** Of `NotABackup`: whether a backup may be in the file all the same. */
    readonly mayHoldBackup?: boolean,
  ) {
    super(message);
  }

  /** The plain data of the fault. */
  toHeaderError(): HeaderError {
    const { code: name, message, offset, mayHoldBackup } = this;
    return {
      name,
      message,
      ...(offset !== undefined && { offset }),
      ...(mayHoldBackup !== undefined && { mayHoldBackup }),
    };
  }
}

/** Where in the file something is, and what it is called in a sentence. */
export interface Place {
  /** With its article, such as "the media block". */
  readonly what: string;
  /** Byte offset in the file. */
  readonly offset: number;
}

/** A `CorruptHeader` fault: the file is recognisable, but this part of it contradicts the format. */
export function corrupt({ what, offset }: Place, reason: string): HeaderFault {
  return new HeaderFault('CorruptHeader', `Cannot read ${what}: ${reason}`, offset);
}
