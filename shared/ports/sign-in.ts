/** Who calls the API: what a token says, once it is proven. */
import type { Operator } from '../core/access/roles';

/** What a call's token is worth. `reason` is a clause for people; it never contains the token. */
export type SignInOutcome =
  | { readonly kind: 'signedIn'; readonly operator: Operator }
  | { readonly kind: 'noToken' }
  | { readonly kind: 'badToken'; readonly reason: string }
  /** Nobody can say, because what proves tokens does not answer. */
  | { readonly kind: 'unavailable'; readonly reason: string }
  /** The deployment has no settings of sign-in: it lets nobody in. */
  | { readonly kind: 'notConfigured' };

/** Proves who calls; an outcome for everything that a caller can send. */
export interface SignIn {
  /** @param token the bearer token as sent; undefined without one */
  identify(token: string | undefined): Promise<SignInOutcome>;
}
