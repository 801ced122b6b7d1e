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

/** Members of one `POST groups/{id}/approve` at most: each is assessed before it answers. */
export const MOST_APPROVED = 50;

const seenMember = z.strictObject({
  id: slug,
  target: z.string().min(1).max(260),
  tail: z.strictObject({
    blob: z.string().min(1).max(1024),
    set: z.string().min(1).max(200),
    lastLsn: z.string().regex(/^\d{1,25}$/, 'an LSN as decimal digits'),
  }),
  operationId: z.string().min(1).max(200),
});

/** Body of `POST groups/{id}/approve`: each member as the board showed it. */
export const approveGroupBody = z
  .strictObject({
    members: z
      .array(seenMember)
      .min(1, 'name at least one member, as the board shows it')
      .max(MOST_APPROVED, `at most ${MOST_APPROVED} in one call`),
    dryRun: z.boolean().default(false),
  })
  .refine(({ members }) => new Set(members.map(({ id }) => id)).size === members.length, {
    path: ['members'],
    error: 'a member is named twice',
  });

/** Body of `POST groups/{id}/revoke`: whose approvals, the caller's when absent. */
export const revokeGroupBody = z.strictObject({
  reason,
  of: z.string().trim().min(1).max(200).optional(),
  dryRun: z.boolean().default(false),
});

/** Body of `POST groups/{id}/drop`. */
export const dropBody = z.strictObject({ member: slug, reason });
