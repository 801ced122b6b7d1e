/** Answers: the only place with status codes, headers and problem+json (RFC 9457). */
import type { HttpResponseInit } from '@azure/functions';
import { type Problem, PROBLEM_STATUS } from '../../shared/api/problem';

const TITLES: Readonly<Record<Problem['kind'], string>> = {
  invalid: 'The request is not valid',
  unauthenticated: 'An identity is needed',
  forbidden: 'Not allowed',
  notFound: 'Not found',
  conflict: 'Not possible now',
  preconditionFailed: 'The migration has changed',
  unsupportedMediaType: 'The body is not JSON',
  preconditionRequired: 'If-Match is needed',
  unavailable: 'Storage or the migration service does not answer',
  unclear: 'It is unclear whether it was stored',
  internal: 'Internal error',
};

/** Seconds. */
const RETRY_AFTER = '15';

/** 200 with a JSON document. */
export function ok(body: unknown, headers: Readonly<Record<string, string>> = {}): HttpResponseInit {
  return { status: 200, jsonBody: body, headers: { 'Cache-Control': 'no-store', ...headers } };
}

/** 304: the client has what would be answered. */
export function unchanged(etag: string): HttpResponseInit {
  return { status: 304, headers: { ETag: etag, 'Cache-Control': 'no-store' } };
}

/** 202 with a JSON document and where to look. */
export function accepted(
  body: unknown,
  location: string,
  headers: Readonly<Record<string, string>> = {},
): HttpResponseInit {
  return {
    status: 202,
    jsonBody: body,
    headers: { Location: location, 'Cache-Control': 'no-store', ...headers },
  };
}

/** 503 with a JSON document: the app is asked how it is, and is not well. */
export function down(body: unknown): HttpResponseInit {
  return { ...ok(body, { 'Retry-After': RETRY_AFTER }), status: 503 };
}

/** Plain text of another type. */
export function text(body: string, contentType: string): HttpResponseInit {
  return { status: 200, body, headers: { 'Content-Type': contentType, 'Cache-Control': 'no-store' } };
}

/** A refusal. */
export function problem({ kind, detail, errors }: Problem): HttpResponseInit {
  const status = PROBLEM_STATUS[kind];
  return {
    status,
    headers: {
      'Content-Type': 'application/problem+json',
      'Cache-Control': 'no-store',
      ...(kind === 'unauthenticated' ? { 'WWW-Authenticate': 'Bearer' } : {}),
      ...(kind === 'unavailable' ? { 'Retry-After': RETRY_AFTER } : {}),
    },
    body: JSON.stringify({ type: `urn:sqlmi-cutover:${kind}`, title: TITLES[kind], status, detail, errors }),
  };
}
