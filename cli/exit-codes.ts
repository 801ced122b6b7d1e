/** How the command ends; the numbers are part of the contract with scripts. */

/** Everything asked for is so. */
export const EXIT_OK = 0;
/** Bad arguments, nothing to read, a host that does not answer. */
export const EXIT_ERROR = 1;
/** The answer is no: a chain that is not complete, a migration that is not ready, a refused action. */
export const EXIT_NOT_READY = 2;

/** The migration completed, but nothing proves that the tail is in the target: compare before anybody writes. */
export const EXIT_UNPROVEN = 3;

/** Ends the command with a sentence on standard error. */
export class CliError extends Error {
  readonly code = 'Cli';
  /**
   * @param message a sentence of the form `Cannot <verb> <object>: <reason>`, without secrets
   * @param exitCode `EXIT_ERROR` unless the answer is a plain no
   * @param problem the app's own document, where it refused
   */
  constructor(
    message: string,
    readonly exitCode: number = EXIT_ERROR,
    readonly problem?: unknown,
  ) {
    super(message);
    this.name = 'CliError';
  }
}
