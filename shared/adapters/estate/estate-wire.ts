/**
 * Shapes of ARM bodies for the preflight: every member is optional, `null` counts as absent, unknown members are left out.
 *
 * A single value of a wrong type becomes absent, so that the row that needs it is unknown; a list or object of a wrong type
 * makes the body unreadable, because dropping it could hide a rule that denies.
 */
import { z } from 'zod';
import { maybe, text } from '../engine-text/wire-values';

/** A list; absent and null are empty. */
export function list<T extends z.ZodType>(item: T) {
  return maybe(z.array(item)).transform((items) => items ?? []);
}

/** A reference to another resource: its id, or undefined. */
export const reference = maybe(z.looseObject({ id: text })).transform((value) => value?.id);

/** A list of references: their ids. */
export const references = list(z.looseObject({ id: text })).transform((items) =>
  items.flatMap(({ id }) => (id === undefined ? [] : [id])),
);

/** The singular and the plural member that ARM offers for the same fact, joined. */
export function both(one: string | undefined, many: readonly string[] | undefined): readonly string[] {
  return [...(one === undefined || one === '' ? [] : [one]), ...(many ?? [])];
}

/** A list of texts, or undefined. */
export const texts = maybe(z.array(z.string()));

/** A resource with its properties. */
export function resource<T extends z.ZodRawShape>(properties: T) {
  return z.looseObject({
    id: z.string().min(1),
    name: text,
    location: text,
    properties: z.looseObject(properties),
  });
}
