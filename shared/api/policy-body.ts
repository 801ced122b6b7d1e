/** The policy as registrations and `PATCH` carry it: every field optional, unknown ones refused by name. */
import { z } from 'zod';
import { type Policy, type PolicyChange, DEFAULT_POLICY, WAIVABLE_CHECKS } from '../core/migration/policy';

const reason = z.string().min(3, 'say why, in at least three characters').max(500);

const waiver = z.strictObject({
  check: z.enum(WAIVABLE_CHECKS, {
    error: `only ${WAIVABLE_CHECKS.join(', ')} can be waived; the other checks prove that nothing is pending`,
  }),
  reason,
});

/** Schema of the policy's fields; `leastPoll` in seconds bounds the cadences. */
export function policyBody(leastPoll: number): z.ZodType<Partial<Policy>> {
  const poll = z.number().min(leastPoll, `at least ${leastPoll} seconds`);
  return z
    .strictObject({
      mode: z.enum(['manual', 'approve', 'auto', 'offline']),
      tailProof: z.enum(['named', 'marked', 'either']),
      stableReads: z.int().min(2, 'at least 2: a single zero can be stale').max(20),
      restPollSeconds: poll.max(3600),
      windowPollSeconds: poll.max(600, 'at most 600 seconds: readings further apart are not consecutive'),
      logCadenceMinutes: z.number().positive().max(1440),
      approvalMinutes: z.number().positive().max(1440),
      waive: z.array(waiver).max(WAIVABLE_CHECKS.length),
    })
    .partial();
}

/** Schema of `PATCH migrations/{id}`. */
export function policyChangeBody(leastPoll: number): z.ZodType<PolicyChange> {
  return z
    .strictObject({
      policy: policyBody(leastPoll).optional(),
      fresh: z.strictObject({ reason }).optional(),
      confirm: z.string().min(1).max(260).optional(),
    })
    .refine(({ policy, fresh }) => policy !== undefined || fresh !== undefined, {
      path: ['policy'],
      error: 'state what changes: policy, fresh, or both',
    });
}

/** Schema of the statement that a migration under way is fresh, at its registration. */
export const adoptBody = z.strictObject({
  fresh: z.literal(true, { error: 'true, or omit adopt' }),
  reason,
});

/** Fills what a registration leaves out. */
export function completePolicy(given: Partial<Policy> | undefined): Policy {
  return { ...DEFAULT_POLICY, ...given };
}
