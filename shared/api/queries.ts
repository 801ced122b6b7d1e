/** Queries of the reading routes; unknown parameters are refused by name. */
import { z } from 'zod';
import { ENGINE_KINDS } from '../core/engine/engine-status';
import { PHASES } from '../core/migration/phase';

/** Query of `GET migrations`. */
export const listQuery = z.strictObject({
  phase: z.enum(PHASES).optional(),
  engine: z.enum(ENGINE_KINDS).optional(),
  blocked: z.stringbool().optional(),
  attention: z.stringbool().optional(),
  q: z.string().max(200).optional(),
  top: z.coerce.number().int().min(1).max(500).default(100),
  continuation: z.string().max(4000).optional(),
});

/** Query of `GET running`. */
export const runningQuery = z.strictObject({ resourceId: z.string().trim().min(1).max(1000) });

/** Query of paged documents. */
export const pageQuery = z.strictObject({
  top: z.coerce.number().int().min(1).max(1000).default(200),
  continuation: z.string().max(4000).optional(),
  order: z.enum(['oldest', 'newest']).default('oldest'),
});
