/** Why an upload did not work, in words for the person who tried. */
import { fileFault } from '../shared/core/views/file-fault';

/** The upload cannot be done. */
export class UploadError extends Error {
  readonly code = 'Upload';
  constructor(reason: string, options?: ErrorOptions) {
    super(`Cannot upload: ${reason}`, options);
    this.name = 'UploadError';
  }
}

/** Why a path cannot be read. */
export function fileReason(path: string, error: unknown): string {
  const code = codeOf(error);
  return code === 'ENOENT' ? `there is no file or folder ${path}` : `${path}: ${fileFault(code)}`;
}

/** Why the storage did not take a file. */
export function uploadReason(error: unknown): string {
  const code = codeOf(error);
  if (code === 'ECONNREFUSED') return 'the storage does not answer; has the stack ended?';
  if (code === 'REQUEST_SEND_ERROR') return 'the storage broke the connection off; has the stack ended?';
  // Azurite answers 500 for every fault of its own; a full disk is the usual one.
  if (statusOf(error) === 500)
    return 'the storage failed (500). Is the disk full? Its log: logs/storage.log in the folder of the stack';
  return messageOf(error);
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return undefined;
  return typeof error.statusCode === 'number' ? error.statusCode : undefined;
}

/** The first line: the rest is the exchange in all its headers. */
function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
}
