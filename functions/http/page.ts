/** `GET ui` and below: the page for a browser. Static files without data; what it shows it asks of the API. */
import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { isNamed } from './conditional';

/** A file that is served, read at start. */
export interface PageFile {
  readonly body: Uint8Array;
  /** Of its content, a strong one. */
  readonly etag: string;
}

/** The files by their names; nothing else is ever served. */
export type PageFiles = ReadonlyMap<string, PageFile>;

const INDEX = 'index.html';

const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/** A name with the hash of the content: what it names never changes. */
const HASHED = /-[0-9A-Z]{8}\.\w+$/;

/**
 * Nothing from elsewhere, nothing inline, and no text that becomes markup or script; requests to the app alone, and to the sign-in
 * service where there is one.
 *
 * @see https://www.w3.org/TR/CSP3/ https://www.w3.org/TR/trusted-types/
 */
function policyFor(authority: string | undefined): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    ["connect-src 'self'", ...(authority === undefined ? [] : [new URL(authority).origin])].join(' '),
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types lit-html',
  ].join('; ');
}

const HEADERS = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/**
 * Answers with a file of the page.
 *
 * @param authority address of the sign-in service; undefined where there is none
 */
export function makeGetPage(
  files: PageFiles,
  authority?: string,
): (request: HttpRequest) => Promise<HttpResponseInit> {
  const always = { ...HEADERS, 'Content-Security-Policy': policyFor(authority) };
  return async (request) => {
    const asked = request.params.path ?? '';
    const name = asked === '' ? INDEX : asked;
    const file = files.get(name);
    if (file === undefined)
      return { status: 404, headers: { ...always, 'Content-Type': 'text/plain' }, body: 'Not found\n' };
    const headers = {
      ...always,
      ETag: file.etag,
      'Cache-Control': HASHED.test(name) ? 'public, max-age=31536000, immutable' : 'no-cache',
      'Content-Type': TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
    };
    return isNamed(file.etag, request.headers.get('if-none-match'))
      ? { status: 304, headers }
      : { status: 200, headers, body: file.body };
  };
}
