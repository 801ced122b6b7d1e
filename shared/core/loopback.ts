/** Which URLs lead to this machine, where plain http and development storage are allowed. */

const HOSTS: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

/** True when the host is this machine, as `URL` writes its name. @example isLoopback(new URL('http://[::1]:7130')) // true */
export function isLoopback({ hostname }: Pick<URL, 'hostname'>): boolean {
  return HOSTS.includes(hostname);
}

/** The same of a text; false when it is no URL. @example isLoopbackUrl('http://localhost@example.com') // false */
export function isLoopbackUrl(text: string): boolean {
  return URL.canParse(text) && isLoopback(new URL(text));
}
