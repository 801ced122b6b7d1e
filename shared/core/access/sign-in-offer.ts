/** How a client of the API, such as the page for a browser, gets a token for it. */
import type { SignInSettings } from './sign-in-settings';

/** What a client has to know; nothing of it is secret. `closed`: nobody can sign in, and why. */
export type SignInOffer =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'entra';
      /** The sign-in service, with the tenant. */
      readonly authority: string;
      readonly clientId: string;
      readonly scope: string;
    }
  | { readonly kind: 'closed'; readonly detail: string };

/** The scope that `infra/tools/register-app` makes. */
const SCOPE = 'user_impersonation';

const CLIENT_ID = /^(?:api:\/\/)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/**
 * Makes the offer from the settings. With several tenants it is for the first one.
 *
 * The page is a client of the registration that the tokens are for. Entra ID gives an application a token for itself only where the
 * scope names it by its client id, not by its URI (AADSTS90009).
 *
 * @param signIn undefined where sign-in is not configured
 * @param local true on a developer's machine, where no token is asked for without that
 */
export function signInOffer(signIn: SignInSettings | undefined, local: boolean): SignInOffer {
  if (signIn === undefined)
    return local
      ? { kind: 'none' }
      : closed(
          'sign-in is not configured; set SignInTenant and SignInAudience, as docs/sign-in.md describes',
        );
  const { authority, tenants, audiences } = signIn;
  if (!authority.startsWith('https://')) return closed('the setting SignInAuthority is no https address');
  const clientId = audiences
    .map((audience) => CLIENT_ID.exec(audience.toLowerCase())?.[1])
    .find((id) => id !== undefined);
  if (clientId === undefined)
    return closed('the setting SignInAudience names no client id; add that of the app registration');
  return {
    kind: 'entra',
    authority: `${authority}/${tenants[0] ?? ''}`,
    clientId,
    scope: `${clientId}/${SCOPE}`,
  };
}

function closed(reason: string): SignInOffer {
  return { kind: 'closed', detail: `Cannot sign in: ${reason}` };
}
