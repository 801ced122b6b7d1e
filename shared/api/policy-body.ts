/** The policy as registrations and `PATCH` carry it: every field optional, unknown ones refused by name. */
import { z } from 'zod';
import {
  type Policy,
  type PolicyChange,
  type PolicyFields,
  DEFAULT_POLICY,
  WAIVABLE_CHECKS,
  withFields,
} from '../core/migration/policy';
import { MOST_APPROVALS, MOST_APPROVERS } from '../core/readiness/approvals';
import { DEFAULT_PROBE_MINUTES } from '../core/readiness/probe-checks';
import { windowProblem } from '../core/sending/window-problem';

const reason = z.string().min(3, 'say why, in at least three characters').max(500);

const waiver = z.strictObject({
  check: z.enum(WAIVABLE_CHECKS, {
    error: `only ${WAIVABLE_CHECKS.join(', ')} can be waived; the other checks prove that nothing is pending`,
  }),
  reason,
});

const localDate = z.iso.date({ error: 'write a date, for instance 2026-12-24' });

const windowBody = z
  .strictObject({
    timeZone: z.string().min(1).max(100),
    opens: z.string().max(40),
    minutes: z
      .int()
      .min(1)
      .max(7 * 24 * 60, 'at most a week'),
    repeats: z.string().min(1).max(300).optional(),
    assumeMinutes: z.int().min(1),
    blackoutDates: z.array(localDate).max(400).optional(),
  })
  .superRefine((window, context) => {
    const problem = windowProblem(window);
    if (problem) context.addIssue({ code: 'custom', path: [problem.field], message: problem.message });
  });

const operatorName = z.string().trim().min(1).max(200);

const demandBody = z.strictObject({
  required: z.int().min(1, 'at least 1').max(MOST_APPROVALS, `at most ${MOST_APPROVALS}`),
  approvers: z.array(operatorName).min(1).max(MOST_APPROVERS).optional(),
});

const probeBody = z.strictObject({
  source: z.literal('required', 'required, or no probe at all'),
  minutes: z.int().min(5, 'at least 5 minutes').max(1440).default(DEFAULT_PROBE_MINUTES),
});

/** Schema of the policy's fields; `leastPoll` in seconds bounds the cadences. */
export function policyBody(leastPoll: number): z.ZodType<PolicyFields> {
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
      approvals: demandBody.nullable(),
      probe: probeBody.nullable(),
      window: windowBody.nullable(),
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
export function completePolicy(given: PolicyFields | undefined): Policy {
  return withFields(DEFAULT_POLICY, given ?? {});
}
