import type { HttpCookie } from '../wire/typed-data';

/** The `Set-Cookie` value of a cookie. */
export function cookieHeader(cookie: HttpCookie): string {
  const { name, value, domain, path, expires, maxAge, secure, httpOnly, sameSite } = cookie;
  const parts = [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`];
  if (domain !== undefined) parts.push(`Domain=${domain.value}`);
  if (path !== undefined) parts.push(`Path=${path.value}`);
  if (expires !== undefined) parts.push(`Expires=${new Date(expires.value.seconds * 1000).toUTCString()}`);
  if (maxAge !== undefined) parts.push(`Max-Age=${maxAge.value}`);
  if (secure?.value === true) parts.push('Secure');
  if (httpOnly?.value === true) parts.push('HttpOnly');
  if (sameSite === 'lax') parts.push('SameSite=Lax');
  if (sameSite === 'strict') parts.push('SameSite=Strict');
  if (sameSite === 'explicitNone') parts.push('SameSite=None');
  return parts.join('; ');
}
