/** Sign-in by access tokens of Microsoft Entra ID, which the app validates itself. */
import { type JWTPayload, type JWTVerifyGetKey, decodeJwt, errors, jwtVerify } from 'jose';
import { type SignInSettings, issuersOf, keysUrlOf } from '../../core/access/sign-in-settings';
import type { Clock } from '../../ports/clock';
import type { SignIn, SignInOutcome } from '../../ports/sign-in';
import { KEY_TIMES, KeysUnavailableError, tenantKeys } from './tenant-keys';
import { holderOf } from './token-claims';

/** Clocks differ by so much, seconds. */
const SKEW = 60;

/** The only algorithm of Entra ID's keys; with a second one the public key might count as a shared secret (RFC 8725, 3.1). */
const ALGORITHMS = ['RS256'];

/** A tenant with its keys. */
interface Tenant {
  readonly id: string;
  readonly issuers: readonly string[];
  readonly keys: JWTVerifyGetKey;
}

/**
 * Makes the sign-in. Keys are asked for only once a token names a tenant of the settings.
 *
 * @param times for tests
 */
export function entraSignIn(settings: SignInSettings, clock: Clock, times = KEY_TIMES): SignIn {
  const tenants = settings.tenants.map((id): Tenant => ({
    id,
    issuers: issuersOf(settings, id),
    keys: tenantKeys(keysUrlOf(settings, id), () => clock.now().getTime(), times),
  }));
  return {
    identify: async (token) => {
      if (token === undefined) return { kind: 'noToken' };
      const claimed = unprovenPayload(token);
      if (claimed === undefined) return bad('it is not a signed token (JWT) of Microsoft Entra ID');
      const tenant = tenants.find(({ issuers }) => issuers.includes(claimed.iss ?? ''));
      if (tenant === undefined) return bad('another tenant or another service issued it');
      return verify(token, tenant, settings, clock);
    },
  };
}

async function verify(
  token: string,
  { id, issuers, keys }: Tenant,
  { audiences }: SignInSettings,
  clock: Clock,
): Promise<SignInOutcome> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer: [...issuers],
      audience: [...audiences],
      algorithms: ALGORITHMS,
      requiredClaims: ['exp'],
      clockTolerance: SKEW,
      currentDate: clock.now(),
    });
    const holder = holderOf(payload, id);
    return holder.kind === 'operator' ? { kind: 'signedIn', operator: holder.operator } : bad(holder.reason);
  } catch (error) {
    if (error instanceof KeysUnavailableError)
      return { kind: 'unavailable', reason: 'the sign-in service does not answer; try again' };
    if (error instanceof errors.JOSEError) return bad(reasonOf(error, audiences));
    throw error;
  }
}

/** What the token says of itself; it decides only whose keys have to prove it. */
function unprovenPayload(token: string): JWTPayload | undefined {
  try {
    return decodeJwt(token);
  } catch {
    return undefined;
  }
}

function bad(reason: string): SignInOutcome {
  return { kind: 'badToken', reason };
}

function reasonOf(error: errors.JOSEError, audiences: readonly string[]): string {
  if (error instanceof errors.JWTExpired) return 'it has expired; sign in again';
  if (error instanceof errors.JWTClaimValidationFailed) return claimReason(error.claim, audiences);
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'its signature does not fit';
  if (error instanceof errors.JOSEAlgNotAllowed) return `it is not signed with ${ALGORITHMS.join(' or ')}`;
  if (error instanceof errors.JWKSNoMatchingKey) return 'its tenant publishes no key of that name';
  return 'it is not a signed token (JWT) of Microsoft Entra ID';
}

function claimReason(claim: string, audiences: readonly string[]): string {
  switch (claim) {
    case 'aud':
      return `it is for another app; ask for one for ${audiences.at(-1) ?? 'this app'}`;
    case 'nbf':
      return 'it is not valid yet; compare the clocks';
    case 'exp':
      return 'it does not say when it expires';
    default:
      return `its claim ${claim} does not fit`;
  }
}
