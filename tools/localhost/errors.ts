/** The kinds of fault the host itself can end with. */
export type HostErrorCode =
  | 'APP_INVALID'
  | 'FUNCTION_UNSUPPORTED'
  | 'OPTION_INVALID'
  | 'PORT_IN_USE'
  | 'STATE_LOCKED'
  | 'STATE_UNUSABLE'
  | 'JOURNAL_DAMAGED'
  | 'JOURNAL_WRITE_FAILED'
  | 'WORKER_FAILED';

/** A fault that stops the host; `code` is stable, the message names the object, the reason and what to do. */
export class HostError extends Error {
  constructor(
    readonly code: HostErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'HostError';
  }
}

/** The text of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

/** The `code` of a Node system error (`ENOENT`, `ENOSPC`, ...), or undefined. */
export function systemCodeOf(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return undefined;
  return typeof thrown.code === 'string' ? thrown.code : undefined;
}
