/** Which actions a set of permissions grants (Microsoft Learn, "Understand Azure role definitions"). */
import type { Permissions } from './resources';

/** Rights that something needs: action names, which may end in `*`. */
export interface Rights {
  readonly actions: readonly string[];
  readonly dataActions?: readonly string[];
}

/** The rights that are not granted, each by its exact name; empty when all are. */
export function missingRights(permissions: Permissions, { actions, dataActions = [] }: Rights): string[] {
  return [
    ...actions.filter((action) => !grants(permissions, action, 'actions')),
    ...dataActions.filter((action) => !grants(permissions, action, 'dataActions')),
  ];
}

/** An entry grants what its actions cover, unless its exceptions touch it; one entry's exception takes nothing from another. */
function grants({ entries }: Permissions, action: string, kind: 'actions' | 'dataActions'): boolean {
  const except = kind === 'actions' ? 'notActions' : 'notDataActions';
  return entries.some(
    (entry) =>
      entry[kind].some((pattern) => covers(pattern, action)) &&
      !entry[except].some((pattern) => touches(pattern, action)),
  );
}

/** True when every action of the second pattern is one of the first; `*` stands for any text, case does not count. */
function covers(pattern: string, action: string): boolean {
  const source = pattern
    .toLowerCase()
    .split('*')
    .map((part) => part.replace(/[.[\]\\^$+?(){}|/]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${source}$`).test(action.toLowerCase());
}

/** True when some action is in both patterns. */
function touches(a: string, b: string): boolean {
  const [x, y] = [a.toLowerCase(), b.toLowerCase()];
  if (x === '' || y === '') return x.replaceAll('*', '') === '' && y.replaceAll('*', '') === '';
  if (x.startsWith('*')) return touches(x.slice(1), y) || touches(x, y.slice(1));
  if (y.startsWith('*')) return touches(y, x);
  return x.charAt(0) === y.charAt(0) && touches(x.slice(1), y.slice(1));
}

/**
 * A role definition of exactly these rights, as `az role definition create --role-definition` takes it.
 *
 * @param scopes the resource groups or subscriptions in which it can be assigned
 */
export function roleDefinition(
  name: string,
  { actions, dataActions = [] }: Rights,
  scopes: readonly string[],
): string {
  return JSON.stringify(
    {
      Name: name,
      IsCustom: true,
      Description: 'Rights that a migration to a managed instance needs',
      Actions: actions,
      NotActions: [],
      DataActions: dataActions,
      NotDataActions: [],
      AssignableScopes: scopes,
    },
    null,
    2,
  );
}
