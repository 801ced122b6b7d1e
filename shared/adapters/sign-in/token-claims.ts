/** What a proven access token says about its holder (Microsoft Learn, "Access token claims reference"). */
import type { JWTPayload } from 'jose';
import { z } from 'zod';
import { type Membership, type Operator, ROLES } from '../../core/access/roles';

const text = z.string().min(1).max(500);

const claims = z.looseObject({
  tid: text,
  oid: text.optional(),
  sub: text,
  /** The client that asked for the token, in version 2 and in version 1; a token of an identity (`id_token`) has neither. */
  azp: text.optional(),
  appid: text.optional(),
  /** What a person let the client do; an application's own token has none. */
  scp: z.string().optional(),
  roles: z.array(z.string()).optional(),
  /** Object ids; what is no list of texts names no group. */
  groups: z.array(z.string()).optional().catch(undefined),
  /** In place of `groups` where there are too many ("Groups overage claim"): where to ask for them, or only that there are some. */
  _claim_names: z.unknown().optional(),
  hasgroups: z.unknown().optional(),
  preferred_username: text.optional(),
  upn: text.optional(),
  unique_name: text.optional(),
});

type Claims = z.infer<typeof claims>;

/** A user name as the directory makes them: never one of the app's own names, such as `sweep` or `policy:auto`. */
const USER_NAME = /^[^\s@:]{1,200}@[^\s@:]{1,200}$/;

/** The holder, or why the token is none for an API; a clause. */
export type Holder =
  | { readonly kind: 'operator'; readonly operator: Operator }
  | { readonly kind: 'unfit'; readonly reason: string };

/** Reads the holder. Roles that this app does not know are left out. @param tenant the one whose key signed the token */
export function holderOf(payload: JWTPayload, tenant: string): Holder {
  const parsed = claims.safeParse(payload);
  if (!parsed.success)
    return { kind: 'unfit', reason: 'it lacks what an access token of Microsoft Entra ID says' };
  const token = parsed.data;
  if (token.tid.toLowerCase() !== tenant)
    return { kind: 'unfit', reason: 'its issuer and its tenant differ' };
  const client = token.azp ?? token.appid;
  if (client === undefined)
    return { kind: 'unfit', reason: 'it is no access token, which names the client that asked for it' };
  const given = token.roles ?? [];
  const roles = ROLES.filter((role) => given.includes(role));
  return {
    kind: 'operator',
    operator: { name: nameOf(token, client), roles, membership: membershipOf(token, client) },
  };
}

function membershipOf(token: Claims, client: string): Membership {
  if (token.groups === undefined && hasGroupsElsewhere(token)) return { kind: 'groupsUntold' };
  const groups = (token.groups ?? []).map((group) => group.toLowerCase());
  return token.scp === undefined
    ? { kind: 'application', clientId: client.toLowerCase(), groups }
    : { kind: 'person', groups };
}

function hasGroupsElsewhere({ _claim_names: names, hasgroups }: Claims): boolean {
  const isNamed = typeof names === 'object' && names !== null && Object.hasOwn(names, 'groups');
  return isNamed || hasgroups === true || hasgroups === 'true';
}

/** A person by user name, or by object id where there is none; an application by its client id. */
function nameOf(token: Claims, client: string): string {
  if (token.scp === undefined) return `app:${client}`;
  const names = [token.preferred_username, token.upn, token.unique_name];
  return names.find((name) => name !== undefined && USER_NAME.test(name)) ?? `user:${token.oid ?? token.sub}`;
}
