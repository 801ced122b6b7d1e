/**
 * Single values of a service's body, as tolerant as real bodies demand: one of a wrong type becomes unknown, never
 * something it does not say.
 */
import { z } from 'zod';

/** A text. */
export const text = z.string().optional().catch(undefined);

/** A truth value; `"true"` is none. */
export const flag = z.boolean().optional().catch(undefined);

/** Evidence, kept whatever its type. */
export const anything = z.unknown().optional();

/** A count: a whole number, also written as text; anything else is unknown, never 0. */
export const count = z.unknown().transform(toCount).optional();

/** A size, share or the like: a number that is not negative, also written as text; anything else is unknown. */
export const amount = z
  .union([
    z.number().nonnegative(),
    z
      .string()
      .regex(/^\d{1,15}(\.\d{1,9})?$/)
      .transform(Number),
  ])
  .optional()
  .catch(undefined);

/** An LSN as text; a JSON number beyond 2^53 has lost digits on the way and is unknown. */
export const lsnText = z
  .union([z.string(), z.number().refine(Number.isSafeInteger).transform(String)])
  .optional()
  .catch(undefined);

/** A list or object; absent and null are the same, any other type makes the body unreadable: it could hide a backup set. */
export function maybe<T extends z.ZodType>(schema: T) {
  return schema.nullish().transform((value) => value ?? undefined);
}

/** A whole number that is not negative, also written as text; undefined for anything else. */
export function toCount(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : undefined;
}
