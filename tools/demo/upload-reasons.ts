/** Why an upload did not work, in words for the person who tried. */
import { stat, statfs } from 'node:fs/promises';
import { fileFault } from '../../shared/core/views/file-fault';

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

/** What the disk of the storage has left for a file, in bytes. */
export interface Room {
  readonly folder: string;
  readonly free: number;
  readonly needed: number;
}

/** Beside a file the storage writes its own tables. */
const OWN_BYTES = 256 * 1024;
const MIB = 1024 * 1024;

/** Measures it; undefined where nobody can. */
export async function roomFor(folder: string, file: string): Promise<Room | undefined> {
  try {
    const [{ bavail, bsize }, { size }] = await Promise.all([statfs(folder), stat(file)]);
    return { folder, free: bavail * bsize, needed: size + OWN_BYTES };
  } catch {
    return undefined;
  }
}

/** Why the storage did not take a file. Azurite breaks the connection off, or answers 500, when its disk is full. */
export function uploadReason(error: unknown, room?: Room): string {
  const code = codeOf(error);
  if (code === 'ECONNREFUSED') return 'the storage does not answer; has the stack ended?';
  if (room !== undefined && room.free < room.needed)
    return `the disk of the storage is full: ${mib(room.free)} are free below ${room.folder}, ${mib(room.needed)} are needed`;
  const status = statusOf(error);
  if (
    BROKEN.includes(code ?? '') ||
    (status === undefined && BROKEN.some((one) => messageOf(error).includes(one)))
  )
    return 'the storage broke the connection off; has the stack ended, or is its disk full?';
  if (status === 500)
    return 'the storage failed (500). Is the disk full? Its log: logs/storage.log in the folder of the stack';
  return messageOf(error);
}

const BROKEN: readonly string[] = ['REQUEST_SEND_ERROR', 'ECONNRESET', 'EPIPE', 'ECONNABORTED'];

function mib(bytes: number): string {
  return `${(bytes / MIB).toFixed(1)} MiB`;
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
