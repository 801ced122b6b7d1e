import type { IncomingMessage, ServerResponse } from 'node:http';

/** One HTTP request that came in whole. */
export interface Exchange {
  request: IncomingMessage;
  /** Parsed against the address the caller used. */
  url: URL;
  /** The path's segments, decoded. */
  segments: string[];
  body: Buffer;
}

/** What is sent back. */
export interface Answer {
  status: number;
  headers?: Record<string, string | string[]>;
  body?: Buffer | string;
}

/** An answer holding JSON. */
export function jsonAnswer(status: number, value: unknown, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  };
}

/** An answer holding one sentence. */
export function sentence(status: number, message: string, headers: Record<string, string> = {}): Answer {
  return jsonAnswer(status, { message }, headers);
}

/** An answer without a body. */
export function emptyAnswer(status: number, headers: Record<string, string> = {}): Answer {
  return { status, headers };
}

/** The limit of the Functions host for a request body. */
const longestBody = 100 * 1024 * 1024;

const bodyTooLong = sentence(413, 'Cannot take the request: its body is longer than 100 MB.');

/** Reads a request to its end, or gives the answer that refuses it. */
export async function readExchange(
  request: IncomingMessage,
): Promise<{ kind: 'read'; exchange: Exchange } | { kind: 'refused'; answer: Answer }> {
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`);
  let segments: string[];
  try {
    segments = url.pathname
      .split('/')
      .filter((part) => part !== '')
      .map(decodeURIComponent);
  } catch {
    return {
      kind: 'refused',
      answer: sentence(400, 'Cannot read the path: it is not valid percent-encoding.'),
    };
  }
  // Refused before it is sent: reading it first would take as long as sending it.
  if (Number(request.headers['content-length'] ?? 0) > longestBody)
    return {
      kind: 'refused',
      answer: { ...bodyTooLong, headers: { ...bodyTooLong.headers, connection: 'close' } },
    };
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length <= longestBody) parts.push(part);
  }
  if (length > longestBody) return { kind: 'refused', answer: bodyTooLong };
  return { kind: 'read', exchange: { request, url, segments, body: Buffer.concat(parts) } };
}

/** Sends an answer; a HEAD request gets its headers only. */
export function sendAnswer(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(body ?? '')) });
  response.end(body);
}
