/** Who a credential signs in as, by what its token says of itself. */
import type { TokenCredential } from '@azure/core-auth';
import { decodeJwt } from 'jose';
import type { SignedIn } from '../../core/preflight/caller';
import { parseArmEndpoint } from './arm-endpoint';

const LIMIT_MS = 30_000;

/** The claims that name somebody (Microsoft Learn, "Access token claims reference"); of an application its id. */
const NAMES = ['upn', 'unique_name', 'preferred_username', 'app_displayname', 'appid'] as const;

/**
 * Reads the object id and the name out of a token for the management API. The token is not verified: it only names.
 *
 * @returns undefined when there is no token, or one that names nobody, as an emulator's does
 */
export async function signedInAs(
  credential: TokenCredential,
  endpoint: string,
): Promise<SignedIn | undefined> {
  try {
    const { scope } = parseArmEndpoint(endpoint);
    const token = await credential.getToken(scope, { abortSignal: AbortSignal.timeout(LIMIT_MS) });
    return token === null ? undefined : namedIn(token.token);
  } catch {
    return undefined;
  }
}

function namedIn(token: string): SignedIn | undefined {
  const claims = decodeJwt(token);
  const { oid } = claims;
  if (typeof oid !== 'string') return undefined;
  const name = NAMES.map((claim) => claims[claim]).find((one) => typeof one === 'string');
  return { objectId: oid, ...(typeof name === 'string' && { name }) };
}
