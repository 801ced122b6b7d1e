/** Pages that are read again and again: one that the client has already is not sent again (RFC 9110, section 13.1.2). */
import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { sha256 } from '../../shared/core/evidence/journal-chain';
import { ok, unchanged } from './respond';

/** Digits of the hash: enough for two pages never to have the same. */
const DIGITS = 32;

/** Answers with a page, or that it is the one of `If-None-Match`. */
export function okUnlessSame(request: HttpRequest, body: unknown): HttpResponseInit {
  const etag = `W/"${sha256(JSON.stringify(body)).slice(0, DIGITS)}"`;
  return isNamed(etag, request.headers.get('if-none-match')) ? unchanged(etag) : ok(body, { ETag: etag });
}

/** True when a list of `If-None-Match` names a version; a comparison of weak ones (section 8.8.3.2). @example isNamed('W/"1"', '"0", "1"') // true */
export function isNamed(etag: string, list: string | null): boolean {
  const opaque = (text: string): string => text.trim().replace(/^W\//, '');
  return (list ?? '').split(',').some((one) => one.trim() === '*' || opaque(one) === opaque(etag));
}
