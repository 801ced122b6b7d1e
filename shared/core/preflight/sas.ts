/** What a SAS token says about itself: rights and times, never its signature. */

const TIME = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z)?$/;

/** The readable part of a shared access signature of a container. */
export interface SasFacts {
  /** One letter for each right: `r` read, `l` list, `w` write, `d` delete, …; as written. */
  readonly rights: string;
  /** ISO 8601 UTC; absent when the token has no start. */
  readonly startsAt?: string;
  /** Absent when the token leaves it to a stored access policy. */
  readonly expiresAt?: string;
  /** True when rights or times are left to a stored access policy. */
  readonly hasPolicy: boolean;
  readonly httpsOnly: boolean;
}

/**
 * Reads the facts of a token (Microsoft Learn, "Create a service SAS": sp, st, se, si, spr); a `?` in front does not count.
 *
 * @returns undefined when the text is no token, or one that cannot be judged: no signature, neither rights nor a policy,
 *   a time in no known form
 * @example readSas('sp=rl&se=2027-01-01&spr=https&sig=…')?.rights // 'rl'
 */
export function readSas(text: string): SasFacts | undefined {
  const fields = new URLSearchParams(text.trim().replace(/^\?/, ''));
  const hasPolicy = fields.has('si');
  const rights = fields.get('sp') ?? '';
  if (!fields.has('sig') || (rights === '' && !hasPolicy)) return undefined;
  const [startsAt, expiresAt] = [timeOf(fields.get('st')), timeOf(fields.get('se'))];
  if (startsAt === 'unreadable' || expiresAt === 'unreadable') return undefined;
  return {
    rights,
    startsAt,
    expiresAt,
    hasPolicy,
    httpsOnly: fields.get('spr') === 'https',
  };
}

/** Times of a token are UTC; a day alone is its first moment. */
function timeOf(text: string | null): string | undefined {
  if (text === null) return undefined;
  const time = TIME.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? 'unreadable' : new Date(time).toISOString();
}
