/** Bodies of the operator's actions; unknown fields are refused by name. */
import { z } from 'zod';

const blob = z.string().min(1).max(1024);
const reason = z.string().min(3, 'say why, in at least three characters').max(500);

/** `POST …/tail`. */
export const tailBody = z.strictObject({ blob });
/** `POST …/exclude`; an upload that is not committed has no ETag yet: empty. */
export const excludeBody = z.strictObject({ blob, etag: z.string().max(200), reason });
/** `POST …/cutover`. */
export const cutoverBody = z.strictObject({ confirm: z.string().min(1).max(128), expectedTail: blob });
/** `POST …/hold`. */
export const holdBody = z.strictObject({ reason });
/** `POST …/release`. */
export const releaseBody = z.strictObject({});
/** `POST …/retry`. */
export const retryBody = z.strictObject({});
/** `POST …/withdraw`. */
export const withdrawBody = z.strictObject({ reason });
/** `POST …/cancel`. */
export const cancelBody = z.strictObject({ confirm: z.string().min(1).max(128) });

/** Query of `GET migrations`. */
export const listQuery = z.strictObject({
  phase: z
    .enum([
      'registered',
      'seeding',
      'following',
      'ready',
      'cuttingOver',
      'confirming',
      'completed',
      'failed',
      'canceled',
    ])
    .optional(),
  engine: z.enum(['dms', 'dms-classic', 'lrs']).optional(),
  blocked: z.stringbool().optional(),
  q: z.string().max(200).optional(),
  top: z.coerce.number().int().min(1).max(500).default(100),
  continuation: z.string().max(4000).optional(),
});

/** Query of paged documents. */
export const pageQuery = z.strictObject({
  top: z.coerce.number().int().min(1).max(1000).default(200),
  continuation: z.string().max(4000).optional(),
  order: z.enum(['oldest', 'newest']).default('oldest'),
});
