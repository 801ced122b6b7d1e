/** The keys with which a tenant signs its tokens: fetched when needed, kept while the sign-in service is away. */
import { type JWTVerifyGetKey, createLocalJWKSet, errors } from 'jose';
import { z } from 'zod';

/** Nobody can say whether a token is good: the keys cannot be read. */
export class KeysUnavailableError extends Error {
  readonly code = 'KeysUnavailable';
  constructor(cause?: unknown) {
    super('the keys of the tenant cannot be read', { cause });
    this.name = 'KeysUnavailableError';
  }
}

/** When keys are fetched; milliseconds. */
export interface KeyTimes {
  /** Older keys are fetched anew, so that one that was withdrawn stops to count. */
  readonly renewAfter: number;
  /** So long they count while they cannot be fetched anew. */
  readonly keepFor: number;
  /** Between two fetches: a flood of tokens with made-up keys is no flood of fetches. */
  readonly pause: number;
  readonly fetchLimit: number;
}

/** Entra ID publishes a new key well before it signs with it; apps are to look at least once a day (Microsoft Learn, "Signing key rollover"). */
export const KEY_TIMES: KeyTimes = {
  renewAfter: 3_600_000,
  keepFor: 24 * 3_600_000,
  pause: 30_000,
  fetchLimit: 5_000,
};

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });

interface Kept {
  readonly find: JWTVerifyGetKey;
  readonly at: number;
}

/**
 * Makes what finds the key of a token.
 *
 * @param now milliseconds of this machine's clock
 * @throws {KeysUnavailableError} (from the result) when the keys are neither kept nor readable, or when a token names a key
 * that is not among those kept and new ones are not readable.
 */
export function tenantKeys(url: string, now: () => number, times: KeyTimes = KEY_TIMES): JWTVerifyGetKey {
  let kept: Kept | undefined;
  let tried: { readonly at: number; readonly failed: unknown } | undefined;
  let fetching: Promise<void> | undefined;

  async function fetchOnce(): Promise<void> {
    let failed: unknown;
    try {
      kept = { find: await fetchKeys(url, times.fetchLimit), at: now() };
    } catch (error) {
      failed = error ?? new Error('no reason given');
    }
    tried = { at: now(), failed };
  }

  /** Fetches, unless that was tried a moment ago. */
  async function renew(): Promise<void> {
    if (fetching === undefined && tried !== undefined && now() - tried.at < times.pause) return;
    fetching ??= fetchOnce().finally(() => (fetching = undefined));
    await fetching;
  }

  return async (header, token) => {
    if (kept === undefined || now() - kept.at >= times.renewAfter) await renew();
    if (kept === undefined || now() - kept.at >= times.keepFor) throw new KeysUnavailableError(tried?.failed);
    try {
      return await kept.find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
    }
    await renew();
    if (tried?.failed !== undefined) throw new KeysUnavailableError(tried.failed);
    return kept.find(header, token);
  };
}

async function fetchKeys(url: string, limit: number): Promise<JWTVerifyGetKey> {
  const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(limit) });
  if (!answer.ok) throw new Error(`the keys were answered with status ${answer.status}`);
  return createLocalJWKSet(keySet.parse(await answer.json()));
}
