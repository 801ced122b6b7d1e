/** The setting `SignInReach`: JSON, a list of rows. */
import { z } from 'zod';
import type { Grant } from './core/access/reach';
import { ROLES } from './core/access/roles';
import { canonicalResourceId, engineScope } from './core/engine/resource-id';

/** The rows, or what is wrong with them; a message names place and remedy, never a value (G5). */
export type ReachReading =
  | { readonly kind: 'rows'; readonly rows: readonly Grant[] }
  | { readonly kind: 'wrong'; readonly messages: readonly string[] };

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const ID_PATTERN = /^(?:\*|[a-z0-9][a-z0-9-]{0,62}\*?)$/;
const MOST_ROWS = 200;
const MOST_ENTRIES = 200;

const guidOf = (what: string) =>
  z.string(what).toLowerCase().regex(GUID, `${what}, a GUID; names are not accepted`);

const list = <T extends z.ZodType>(entry: T, what: string) =>
  z
    .array(entry, what)
    .min(1, `${what}, at least one; leave it out where nothing is limited by it`)
    .max(MOST_ENTRIES, `at most ${MOST_ENTRIES}`);

const instance = z
  .string('the ARM id of an instance')
  .refine(
    (text) => engineScope(text).kind !== 'invalid',
    'the ARM id of an instance: /subscriptions/…/providers/Microsoft.Sql/managedInstances/…',
  )
  .transform(canonicalResourceId);

const row = z
  .strictObject({
    group: guidOf('the object id of a group').optional(),
    application: guidOf('the client id of an application').optional(),
    roles: list(z.enum(ROLES, `one of ${ROLES.join(', ')}`), 'a list of roles').optional(),
    instances: list(instance, 'a list of ARM ids').optional(),
    ids: list(
      z
        .string('an id of a migration')
        .regex(ID_PATTERN, 'an id of a migration, the beginning of one (sales-*), or *'),
      'a list of ids of migrations',
    ).optional(),
  })
  .superRefine(({ group, application, instances, ids }, context) => {
    if ((group === undefined) === (application === undefined))
      context.addIssue({ code: 'custom', message: 'give either group or application' });
    if (instances === undefined && ids === undefined)
      context.addIssue({
        code: 'custom',
        message: 'give instances, ids or both; "ids": ["*"] is everything',
      });
  })
  .transform(({ group, application, roles = ROLES, instances, ids }): Grant => ({
    holder:
      group === undefined ? { kind: 'application', id: application ?? '' } : { kind: 'group', id: group },
    roles,
    ...(instances && { instances }),
    ...(ids && { ids }),
  }));

const rows = z
  .array(row, 'a list of rows')
  .min(1, 'at least one row: an empty list would let nobody in; leave the setting empty to limit nothing')
  .max(MOST_ROWS, `at most ${MOST_ROWS} rows`);

/** Reads the setting. @param text as it is set, not empty */
export function readReach(text: string): ReachReading {
  const json = jsonOf(text);
  if (json === undefined)
    return {
      kind: 'wrong',
      messages: ['not JSON; expected a list of rows, like [{"group":"<object id>","ids":["sales-*"]}]'],
    };
  const parsed = rows.safeParse(json);
  return parsed.success
    ? { kind: 'rows', rows: parsed.data }
    : { kind: 'wrong', messages: parsed.error.issues.map(messageOf) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** @example 'row 2, instances 1: the ARM id of an instance: …' */
function messageOf(issue: z.core.$ZodIssue): string {
  const [at, field, entry] = issue.path;
  const message =
    issue.code === 'unrecognized_keys'
      ? `unknown field ${issue.keys.join(', ')}; a row has group or application, and roles, instances, ids`
      : issue.message;
  if (at === undefined) return message;
  const place = [field, ...(typeof entry === 'number' ? [entry + 1] : [])].filter(
    (part) => part !== undefined,
  );
  return `row ${Number(at) + 1}${place.length === 0 ? '' : `, ${place.join(' ')}`}: ${message}`;
}
