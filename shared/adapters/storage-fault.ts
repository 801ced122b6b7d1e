/**
 * What a storage client's error may tell the outside: its code, status and request id, never a credential.
 *
 * The client's own error carries the request with its headers (a bearer token, a signature) and sometimes a signed
 * URL, so it is never passed on as a cause.
 */
import { isRestError } from '@azure/core-rest-pipeline';
import type { StorageReason } from '../core/migration/storage-trouble';

/**
 * Where a fault comes from. `noAnswer`: network or time limit. `answered`: the service refused, see `statusCode`.
 * `noToken`: the identity gave no token. `program`: anything else; repeating it would repeat it.
 */
export type FaultReason = 'noAnswer' | 'answered' | 'noToken' | 'program';

/** A storage error without its request: safe to log and to pass on as `cause`. */
export class StorageFault extends Error {
  /** The service's error code, or the system's (`ECONNREFUSED`). */
  readonly code?: string;
  /** HTTP status, or the status of the failed operation of a transaction. */
  readonly statusCode?: number;
  /** The service's request id, for its support. */
  readonly requestId?: string;
  /** What the service asks for in Retry-After. */
  readonly retryAfterSeconds?: number;

  constructor(
    message: string,
    readonly reason: FaultReason,
    facts: Pick<StorageFault, 'code' | 'statusCode' | 'requestId' | 'retryAfterSeconds'> = {},
  ) {
    super(message);
    this.name = 'StorageFault';
    Object.assign(this, facts);
  }
}

/** Makes a safe fault of whatever a storage client threw. */
export function storageFault(error: unknown): StorageFault {
  if (error instanceof StorageFault) return error;
  if (!(error instanceof Error)) return new StorageFault('unknown error', 'program');
  const message = withoutSecrets(error.message).split('\n', 1)[0]?.slice(0, 500) ?? '';
  if (!isRestError(error)) return new StorageFault(message, reasonOf(error), { code: error.name });
  const headers = error.response?.headers;
  const retryAfter = Number(headers?.get('retry-after') ?? Number.NaN);
  return new StorageFault(message, error.statusCode === undefined ? 'noAnswer' : 'answered', {
    ...known('code', headers?.get('x-ms-error-code') ?? serviceCode(error.details) ?? error.code),
    ...known('statusCode', error.statusCode),
    ...known('requestId', headers?.get('x-ms-request-id')),
    ...(Number.isFinite(retryAfter) && { retryAfterSeconds: retryAfter }),
  });
}

/**
 * What a fault says of the container. An account that does not exist has no name in the DNS; an emulator calls it
 * `ResourceNotFound`.
 */
export function storageReason({ reason, code, statusCode }: StorageFault): StorageReason {
  if (reason === 'noToken') return 'noToken';
  if (code === 'ENOTFOUND' || code === 'ResourceNotFound') return 'accountNotFound';
  if (statusCode === 401 || statusCode === 403) return 'denied';
  return statusCode === 404 ? 'notFound' : 'unreachable';
}

/** Takes URL queries, keys, signatures and tokens out of a text. */
export function withoutSecrets(text: string): string {
  return text
    .replace(/(https?:\/\/[^\s?"'<>]+)\?[^\s"'<>]*/gi, '$1')
    .replace(/\b(AccountKey|SharedAccessSignature|sig|Signature)(\s*[=:]\s*)[^;&\s"'<>]+/gi, '$1$2(removed)')
    .replace(/\b(Bearer|SharedKey|SharedKeyLite)\s+[^\s"'<>]+/gi, '$1 (removed)');
}

/** Names of errors of `@azure/identity` and of aborted calls. */
function reasonOf(error: Error): FaultReason {
  if (/^(AbortError|TimeoutError)$/.test(error.name)) return 'noAnswer';
  return /Authentication|Credential/.test(error.name) ? 'noToken' : 'program';
}

/** The Table service's code sits in the parsed body: `{ odataError: { code } }`. */
function serviceCode(details: unknown): string | undefined {
  if (typeof details !== 'object' || details === null) return undefined;
  if ('odataError' in details) return serviceCode(details.odataError);
  return 'code' in details && typeof details.code === 'string' ? details.code : undefined;
}

function known<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Record<K, V>);
}
