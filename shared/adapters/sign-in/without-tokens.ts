/** Sign-in where no token is asked for: on a developer's machine, and where nothing is configured. */
import { localName } from '../../core/access/local-token';
import { ROLES } from '../../core/access/roles';
import type { SignIn } from '../../ports/sign-in';

/**
 * The user of a developer's machine has every role (G6), and may act as several operators, `local:<user>/<name>`, where the
 * services are emulated.
 *
 * @param emulated the management endpoint is on this machine
 */
export function localSignIn(user: string, emulated: boolean): SignIn {
  return {
    identify: async (token) => {
      const other = token === undefined ? undefined : localName(token);
      if (other !== undefined && !emulated)
        return {
          kind: 'badToken',
          reason: 'other names (--as) are for services that are emulated on this machine',
        };
      const name = other === undefined ? `local:${user}` : `local:${user}/${other}`;
      return { kind: 'signedIn', operator: { name, roles: ROLES } };
    },
  };
}

/** Lets nobody in. */
export const CLOSED_SIGN_IN: SignIn = { identify: async () => ({ kind: 'notConfigured' }) };
