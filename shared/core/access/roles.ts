/** What an operator may do, by the app roles that the sign-in service assigns (docs/decisions/0020-who-may-do-what.md). */

/** The app roles; each is the `value` of a role of the app registration. */
export const ROLES = ['Cutover.Read', 'Cutover.Operate', 'Cutover.Approve', 'Cutover.Admin'] as const;

/** An app role. */
export type Role = (typeof ROLES)[number];

/** What a token says of its holder that limits go by; ids in lower case. */
export type Membership =
  | { readonly kind: 'person'; readonly groups: readonly string[] }
  | { readonly kind: 'application'; readonly clientId: string; readonly groups: readonly string[] }
  /** There are more groups than a token lists; it says only that there are some. */
  | { readonly kind: 'groupsUntold' };

/** Someone who calls the API, identified. */
export interface Operator {
  /** What journal and evidence show: a user name, an application, or `local:<user>`. */
  readonly name: string;
  /** The roles as assigned; `hasRole` knows which others they include. */
  readonly roles: readonly Role[];
  /** Absent where no token is asked for. */
  readonly membership?: Membership;
}

/** Every role includes reading, and nothing else: who operates does not approve, and an administrator does neither. */
const INCLUDED: Readonly<Record<Role, readonly Role[]>> = {
  'Cutover.Read': [],
  'Cutover.Operate': ['Cutover.Read'],
  'Cutover.Approve': ['Cutover.Read'],
  'Cutover.Admin': ['Cutover.Read'],
};

/** True for a role that is assigned, or included in one. @example hasRole({ name: 'ada', roles: ['Cutover.Admin'] }, 'Cutover.Approve') // false */
export function hasRole({ roles }: Pick<Operator, 'roles'>, role: Role): boolean {
  return roles.some((one) => one === role || INCLUDED[one].includes(role));
}
