/** Bodies of the routes of groups. */
import { z } from 'zod';
import { GROUP_STRATEGIES, MOST_MEMBERS } from '../core/group/group';

const slug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'lower-case letters, digits and hyphens, at most 63');
const reason = z.string().trim().min(3, 'say why, in at least three characters').max(500);
const places = z.int().min(1).max(MOST_MEMBERS);

/** Body of `POST groups`. */
export const groupBody = z.strictObject({
  id: slug,
  strategy: z.enum(GROUP_STRATEGIES),
  members: z
    .array(z.strictObject({ id: slug, after: z.array(slug).min(1).max(50).optional() }))
    .min(1, 'name at least one migration')
    .max(MOST_MEMBERS),
  limits: z.strictObject({ perInstance: places.optional(), perSubscription: places.optional() }).default({}),
  stopAfter: places.default(1),
  dryRun: z.boolean().default(false),
});

/** Body of `POST groups/{id}/hold` and `POST groups/{id}/release`. */
export const groupActBody = z.strictObject({ reason });

/** Body of `POST groups/{id}/drop`. */
export const dropBody = z.strictObject({ member: slug, reason });
