import type { IncomingMessage } from 'node:http';

const THIS_MACHINE = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/i;

/**
 * True for a request that a web page of another site makes in a developer's browser: its Origin is not this host's, or
 * its Host is a name that somebody bound to this machine. Keys are not enforced here, so nothing else would stop it from
 * terminating orchestrations.
 */
export function isForeign({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  const { host = 'localhost', origin } = headers;
  return !THIS_MACHINE.test(host) || (origin !== undefined && origin !== `http://${host}`);
}
