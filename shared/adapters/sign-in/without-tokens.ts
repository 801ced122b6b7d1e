/** Sign-in where no token is asked for: on a developer's machine, and where nothing is configured. */
import { ROLES } from '../../core/access/roles';
import type { SignIn } from '../../ports/sign-in';

/** The user of a developer's machine has every role (G6). */
export function localSignIn(user: string): SignIn {
  return {
    identify: async () => ({ kind: 'signedIn', operator: { name: `local:${user}`, roles: ROLES } }),
  };
}

/** Lets nobody in. */
export const CLOSED_SIGN_IN: SignIn = { identify: async () => ({ kind: 'notConfigured' }) };
