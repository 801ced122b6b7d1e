/** What the system says when a file or a host cannot be reached. */
import { fileFault } from '../shared/core/views/file-fault';

/**
 * The code of a system error, such as `EACCES`; undefined when it has none.
 *
 * The prototype is not asked: errors of Node's own modules may come from another realm.
 */
export function systemCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Why a path cannot be used, for a sentence. */
export function pathReason(error: unknown): string {
  return fileFault(systemCode(error));
}
