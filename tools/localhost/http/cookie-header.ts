import type { HttpCookie } from '../wire/typed-data';

/** The `Set-Cookie` value of a cookie, in the order and the letters of ASP.NET Core. */
export function cookieHeader(cookie: HttpCookie): string {
  const { name, value, domain, path, expires, maxAge, secure, httpOnly, sameSite } = cookie;
  const parts = [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`];
  if (expires !== undefined) parts.push(`expires=${new Date(expires.value.seconds * 1000).toUTCString()}`);
  if (maxAge !== undefined) parts.push(`max-age=${maxAge.value}`);
  if (domain !== undefined) parts.push(`domain=${domain.value}`);
  if (path !== undefined) parts.push(`path=${path.value}`);
  if (secure?.value === true) parts.push('secure');
  if (sameSite === 'lax') parts.push('samesite=lax');
  if (sameSite === 'strict') parts.push('samesite=strict');
  if (sameSite === 'explicitNone') parts.push('samesite=none');
  if (httpOnly?.value === true) parts.push('httponly');
  return parts.join('; ');
}
