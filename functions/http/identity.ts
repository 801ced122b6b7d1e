/** Who calls: the platform's authenticated principal in Azure, `local:<user>` on a developer's machine (G6). */
import type { HttpRequest } from '@azure/functions';
import { z } from 'zod';
import { refuse } from '../../shared/api/problem';
import type { Config } from '../../shared/config';

/** An authenticated operator. */
export interface Operator {
  readonly name: string;
  /** May see the durable management URLs, which carry a system key. */
  readonly admin: boolean;
}

/** App role whose holders count as administrators. */
const ADMIN_ROLE = 'Cutover.Admin';

const principal = z.object({ claims: z.array(z.object({ typ: z.string(), val: z.string() })).optional() });

/**
 * Identifies the operator of an action.
 *
 * The headers are trusted only where App Service authentication is on, because then the platform strips those that a
 * client sends (Microsoft Learn, "Work with user identities in Azure App Service authentication").
 *
 * @throws {ProblemError} `forbidden` while no authentication is configured, `unauthenticated` without a principal.
 */
export function identify(request: HttpRequest, config: Config): Operator {
  if (config.local) return { name: `local:${config.localUser}`, admin: true };
  if (!config.authenticationConfigured)
    return refuse(
      'forbidden',
      'Cannot accept writes: configure App Service authentication for this Function App first',
    );
  const name =
    request.headers.get('x-ms-client-principal-name') ?? request.headers.get('x-ms-client-principal-id');
  if (name === null || name === '')
    return refuse('unauthenticated', 'Cannot accept the request: it carries no authenticated identity');
  return { name, admin: hasAdminRole(request.headers.get('x-ms-client-principal')) };
}

function hasAdminRole(encoded: string | null): boolean {
  if (encoded === null) return false;
  try {
    const parsed = principal.safeParse(JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')));
    return (
      parsed.success &&
      (parsed.data.claims ?? []).some(
        (claim) => (claim.typ === 'roles' || claim.typ.endsWith('/role')) && claim.val === ADMIN_ROLE,
      )
    );
  } catch {
    return false;
  }
}
