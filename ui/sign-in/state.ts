/** Whether the operator is signed in. */
import type { Trouble } from '../api/answer';

/**
 * `reading`: the app has not yet said how to sign in. `none`: no token is asked for. `closed`: nobody can sign in. `out`: with why the
 * last try led nowhere. `leaving`: the browser is on its way to the sign-in service. `lost`: signed in before, and no token any more.
 */
export type SignInState =
  | { readonly kind: 'reading'; readonly trouble?: Trouble }
  | { readonly kind: 'none' }
  | { readonly kind: 'closed'; readonly detail: string }
  | { readonly kind: 'out'; readonly refusal?: string }
  | { readonly kind: 'leaving' }
  | { readonly kind: 'in' }
  | { readonly kind: 'lost'; readonly detail: string };

/** True where the API may be asked, and what it answered is shown. */
export function isEntered({ kind }: SignInState): boolean {
  return kind === 'none' || kind === 'in' || kind === 'lost';
}

/** True for who may sign in again and out. */
export function isHolder({ kind }: SignInState): boolean {
  return kind === 'in' || kind === 'lost';
}
