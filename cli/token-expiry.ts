/** When a bearer token ended, by its own claims (RFC 7519); it is read, never verified, and never shown. */
import { z } from 'zod';
import { shellQuoted } from '../shared/core/command-line';

const claims = z.looseObject({ exp: z.number(), aud: z.string().optional() });

/**
 * Why a refused token is refused: it has expired, with the command that gets another. Undefined for one that has not, and
 * for one that is no JWT.
 *
 * @example expiredToken(token, now) // 'the token in SQLMI_CUTOVER_TOKEN expired at 2026-11-21T09:00:00Z: …'
 */
export function expiredToken(token: string, now: Date): string | undefined {
  const read = claims.safeParse(payloadOf(token));
  if (!read.success || read.data.exp * 1000 > now.getTime()) return undefined;
  const { exp, aud } = read.data;
  const resource = aud === undefined ? '' : ` --resource ${shellQuoted(aud)}`;
  const at = new Date(exp * 1000).toISOString().replace('.000Z', 'Z');
  return `the token in SQLMI_CUTOVER_TOKEN expired at ${at}: az account get-access-token${resource} --query accessToken --output tsv`;
}

function payloadOf(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
