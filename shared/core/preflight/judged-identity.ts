/** Whose rights a preflight judges: those of whoever runs it, or of the app that the registration names. */
import type { PreflightPlan } from './plan';

/**
 * Whose rights the rows about rights judge, with the object id where it is known.
 *
 * @example judgedIdentity(plan) // "'anna@contoso.com' (object id 0f3c…), who ran this preflight,"
 */
export function judgedIdentity({ notes, caller }: JudgedPlan): string {
  if (notes.appPrincipalId !== undefined) return `the app (object id ${notes.appPrincipalId})`;
  if (caller === undefined) return 'whoever read this estate';
  const of = caller.objectId === undefined ? '' : ` (object id ${caller.objectId})`;
  if (caller.runs === 'app') return `the app${of}`;
  return caller.name === undefined
    ? `whoever ran this preflight${of}`
    : `'${caller.name}'${of}, who ran this preflight,`;
}

/** True where it is known whose rights are judged. */
export function isIdentityKnown({ notes, caller }: JudgedPlan): boolean {
  return notes.appPrincipalId !== undefined || caller !== undefined;
}

/** Object id of the app's identity, as far as it is known. */
export function appObjectId({ notes, caller }: JudgedPlan): string | undefined {
  return notes.appPrincipalId ?? (caller?.runs === 'app' ? caller.objectId : undefined);
}

type JudgedPlan = Pick<PreflightPlan, 'notes' | 'caller'>;

/** The object id of the app where a command needs it; `find` prints it when it is not known. */
export interface Assignee {
  /** As a word of a command. */
  readonly id: string;
  readonly find?: string;
}

/** Who a role is assigned to: the app's identity, which its function app names. */
export function assigneeOf(plan: JudgedPlan): Assignee {
  const id = appObjectId(plan);
  return id === undefined
    ? {
        id: '"<object id of the app>"',
        find: 'az functionapp identity show -g "<group of the app>" -n "<name of the app>" --query "userAssignedIdentities.*.principalId" -o tsv',
      }
    : { id };
}

/** What to add to a remedy about the app's rights while somebody else's are judged. */
export function tellingTheApp(plan: JudgedPlan): string {
  return appObjectId(plan) === undefined
    ? '; the first command finds the object id of the app: write it into the registration as preflight.appPrincipalId, so that the rights of the app itself are judged'
    : '';
}
