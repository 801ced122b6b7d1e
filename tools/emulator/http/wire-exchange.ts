/** One HTTP request and its answer, as bytes. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { writeJson } from '../wire/json';
import type { ServiceError } from './service-errors';

/** Longest body taken, bytes. */
const MAX_BODY_BYTES = 1024 * 1024;

/** A body that could not be read: too long, or not JSON. */
export class BodyError extends Error {
  override readonly name = 'BodyError';
}

/** An answer ready to be written. */
export interface WireAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** JSON text, or whatever a fault makes of it; undefined for an empty body. */
  readonly text?: string | undefined;
}

/**
 * Reads a JSON body; undefined when there is none.
 *
 * @throws {BodyError} When it is longer than 1 MiB or not JSON.
 */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) throw new BodyError('Cannot read the body: it is longer than 1 MiB');
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8').trim();
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new BodyError('Cannot read the body: it is not JSON', { cause });
  }
}

/** Writes an answer with the headers the service always sends. */
export function writeAnswer(response: ServerResponse, answer: WireAnswer): void {
  const text = answer.text ?? '';
  const contentType = text === '' ? {} : { 'Content-Type': 'application/json; charset=utf-8' };
  response.writeHead(answer.status, {
    'Cache-Control': 'no-cache',
    ...contentType,
    ...answer.headers,
    ...(answer.status === 204 ? {} : { 'Content-Length': String(Buffer.byteLength(text)) }),
  });
  response.end(answer.status === 204 ? undefined : text);
}

/** The service's error envelope, or no body at all where the service sends none. */
export function errorAnswer(
  error: Pick<ServiceError, 'status' | 'code' | 'message' | 'headers'> & { readonly bodyless?: boolean },
): WireAnswer {
  const { status, headers, code, message } = error;
  return {
    status,
    headers,
    text: error.bodyless === true ? undefined : writeJson({ error: { code, message } }),
  };
}
