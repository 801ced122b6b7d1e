import type { BlobClient } from '@azure/storage-blob';
import { RangeReadError, type RangeSource } from '../ports/range-source';

/** The version of a blob to read, as a listing or its properties told it. */
export interface BlobVersion {
  /** Bytes. */
  readonly size: number;
  readonly etag: string;
}

/** The only operation needed of a `BlobClient`. */
export type RangeDownload = Pick<BlobClient, 'name' | 'downloadToBuffer'>;

/** Not found, precondition failed, range not satisfiable: the version that was to be read is no more. */
const VERSION_GONE: readonly (number | undefined)[] = [404, 412, 416];

/**
 * Reads one version of a blob by ranges; no request beside the ranges is made.
 *
 * Every read carries `If-Match`, so that an overwritten blob answers 412 and becomes `ChangedWhileReading`
 * (Microsoft Learn, "Specifying conditional headers for Blob service operations").
 */
export function blobRangeSource(blob: RangeDownload, { size, etag }: BlobVersion): RangeSource {
  return {
    size,
    read: async (offset, length) => {
      const wanted = Math.max(0, Math.min(length, size - offset));
      if (wanted === 0) return new Uint8Array();
      try {
        return await download(blob, etag, offset, wanted);
      } catch (cause) {
        throw toReadError(blob.name, cause);
      }
    },
  };
}

async function download(
  blob: RangeDownload,
  etag: string,
  offset: number,
  length: number,
): Promise<Uint8Array> {
  const whole = { blockSize: length, concurrency: 1, conditions: { ifMatch: etag } };
  return blob.downloadToBuffer(offset, length, whole);
}

function toReadError(name: string, cause: unknown): RangeReadError {
  const status = numberOf(cause, 'statusCode');
  if (VERSION_GONE.includes(status)) {
    return new RangeReadError(
      'ChangedWhileReading',
      `Cannot read blob "${name}": it was overwritten or deleted in between`,
      { cause },
    );
  }
  return new RangeReadError('ReadFailed', `Cannot read blob "${name}": ${reasonOf(cause, status)}`, {
    cause,
  });
}

/** Status and error code only: the message of a failed request may quote its URL. */
function reasonOf(cause: unknown, status: number | undefined): string {
  const code = stringOf(cause, 'code');
  if (status === undefined) return code ?? 'storage does not answer';
  return `storage answers ${status}${code === undefined ? '' : ` ${code}`}`;
}

function property(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function numberOf(value: unknown, key: string): number | undefined {
  const found = property(value, key);
  return typeof found === 'number' ? found : undefined;
}

function stringOf(value: unknown, key: string): string | undefined {
  const found = property(value, key);
  return typeof found === 'string' ? found : undefined;
}
