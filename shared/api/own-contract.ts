/** The contract as one deployment serves it: with the place where its own tokens come from. */
import { DEFAULT_AUTHORITY, type SignInSettings } from '../core/access/sign-in-settings';

/** In the place of tenant and client id, in the file. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/**
 * Fills in the sign-in service, the first tenant, and the identifier URI that tokens are asked for.
 *
 * @param contract text of openapi.yaml
 * @param signIn undefined: the text stays as it is
 */
export function ownContract(contract: string, signIn: SignInSettings | undefined): string {
  if (signIn === undefined) return contract;
  const { authority, tenants, audiences } = signIn;
  const uri = audiences.find((audience) => audience.includes('://')) ?? `api://${NOBODY}`;
  return contract
    .replaceAll(`${DEFAULT_AUTHORITY}/${NOBODY}/`, `${authority}/${tenants[0] ?? NOBODY}/`)
    .replaceAll(`api://${NOBODY}/`, `${uri}/`);
}
