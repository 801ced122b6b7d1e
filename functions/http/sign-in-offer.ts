/** `GET sign-in`: how a client gets a token, for anyone. */
import type { Config } from '../../shared/config';
import { signInOffer } from '../../shared/core/access/sign-in-offer';
import type { Endpoint } from './endpoint';
import { ok } from './respond';

/** Answers with what the settings say. */
export function makeGetSignIn({ signIn, local }: Pick<Config, 'signIn' | 'local'>): Endpoint {
  const offer = signInOffer(signIn, local);
  return async () => ok(offer);
}
