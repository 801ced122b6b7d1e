/** The product's API and the emulator's control API, as the demo uses them. */
import type { StatusDocument } from '../../shared/core/migration/status-document';

/** An answer that was not what the demo needs. */
export class UnexpectedAnswerError extends Error {
  readonly code = 'UnexpectedAnswer';
  constructor(
    method: string,
    path: string,
    readonly status: number,
    readonly body: unknown,
  ) {
    super(`Cannot ${method} ${path}: ${status} ${detailOf(body)}`);
    this.name = 'UnexpectedAnswerError';
  }
}

/** Calls one JSON endpoint. @throws {UnexpectedAnswerError} When the answer is not 2xx. */
export async function call<T>(
  base: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<T> {
  const answer = await fetch(`${base}${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(30_000),
  });
  const text = await answer.text();
  const read = parse(text);
  if (!answer.ok) throw new UnexpectedAnswerError(method, path, answer.status, read);
  return read as T;
}

/** Reads a migration's status. */
export function readStatus(hostUrl: string, id: string): Promise<StatusDocument> {
  return call<StatusDocument>(hostUrl, 'GET', `/api/migrations/${id}`);
}

/** A cutover request as the emulator logged it. */
export interface CutoverRequest {
  readonly accepted: boolean;
  readonly at: string;
  /** The file that the request named as the last one; only the Log Replay Service is told. */
  readonly lastBackupName?: string;
}

/** Cutover requests that the emulator received. */
export async function cutoverRequests(emulatorUrl: string): Promise<readonly CutoverRequest[]> {
  const { requests } = await call<{ requests: CutoverRequest[] }>(
    emulatorUrl,
    'GET',
    '/_control/requests?kind=cutover',
  );
  return requests;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function detailOf(body: unknown): string {
  return typeof body === 'object' && body !== null && 'detail' in body ? String(body.detail) : String(body);
}
