import type { IncomingMessage, ServerResponse } from 'node:http';

/** One HTTP request that came in whole. */
export interface Exchange {
  request: IncomingMessage;
  /** Parsed against the address the caller used. */
  url: URL;
  /** The path's segments, decoded; an encoded slash stays encoded, as in ASP.NET Core. */
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

/** The JSON value in a body, or undefined when it is not JSON. */
export function jsonIn(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** The limit of the Functions host for a request body. */
const longestBody = 100 * 1024 * 1024;

/** Reads a request to its end and answers it; what cannot be read is refused here. */
export async function answerRequest(
  request: IncomingMessage,
  answer: (exchange: Exchange) => Promise<Answer>,
): Promise<Answer> {
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`);
  const segments = segmentsOf(url);
  if (segments === undefined) return sentence(400, 'Cannot read the path: it is not valid percent-encoding.');
  const tooLong = 'Cannot take the request: its body is longer than 100 MB.';
  // Refused before it is sent: reading it first would take as long as sending it.
  if (Number(request.headers['content-length'] ?? 0) > longestBody)
    return sentence(413, tooLong, { connection: 'close' });
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length <= longestBody) parts.push(part);
  }
  if (length > longestBody) return sentence(413, tooLong);
  return answer({ request, url, segments, body: Buffer.concat(parts) });
}

function segmentsOf({ pathname }: URL): string[] | undefined {
  const parts = pathname.split('/').filter((part) => part !== '');
  try {
    return parts.map((part) => decodeURIComponent(part.replaceAll(/%(?=2f)/gi, '%25')));
  } catch {
    return undefined;
  }
}

/** Sends an answer; a HEAD request gets its headers only. */
export function sendAnswer(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(body ?? '')) });
  response.end(body);
}
