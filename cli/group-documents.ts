/** The API's documents about groups as the command shows them; tolerant, as documents.ts. */
import { z } from 'zod';

const text = z.string();

const opening = z.looseObject({ opensAt: text, closesAt: text });

const member = z.looseObject({
  id: text,
  standing: text,
  reason: text,
  after: z.array(text).nullish(),
  target: text.nullish(),
  operationId: text.nullish(),
  tail: z.looseObject({ blob: text, set: text, lastLsn: text }).nullish(),
  approvals: z.looseObject({ required: z.number(), standing: z.number(), missing: text.nullish() }).nullish(),
  window: z.looseObject({ state: text, opening: opening.nullish() }).nullish(),
});

/** A member of it. */
export type MemberDocument = z.infer<typeof member>;

const limits = z.looseObject({ perInstance: z.number().nullish(), perSubscription: z.number().nullish() });

/** `GET groups/{id}`. */
export const groupView = z.looseObject({
  id: text,
  strategy: text,
  standing: text,
  waitsFor: text,
  counts: z.record(z.string(), z.number()),
  limits: limits.nullish(),
  stopAfter: z.number().nullish(),
  late: z.array(text).nullish(),
  members: z.array(member),
});

/** `GET groups/{id}/journal`. */
export const groupHistory = z.looseObject({
  items: z.array(z.looseObject({ at: text, by: text, text })),
  omitted: z.number().nullish(),
});

/** As it is read. */
export type GroupHistoryDocument = z.infer<typeof groupHistory>;

/** `GET running`. */
export const runningList = z.looseObject({
  running: z.array(
    z.looseObject({
      resourceId: text,
      engine: text,
      alsoShownAs: text.nullish(),
      databaseName: text,
      state: text,
      sourceDatabaseName: text.nullish(),
      containerName: text.nullish(),
      registeredAs: text.nullish(),
      proposedId: text,
      unfit: text.nullish(),
    }),
  ),
  untold: z.array(z.looseObject({ databaseName: text, reason: text })),
});

/** `POST groups/{id}/approve`. */
export const approvedMembers = z.looseObject({
  members: z.array(
    z.looseObject({
      id: text,
      outcome: text,
      reason: text.nullish(),
      expiresAt: text.nullish(),
      given: z.number().nullish(),
      required: z.number().nullish(),
    }),
  ),
});

/** `POST groups/{id}/revoke`. */
export const revokedMembers = z.looseObject({
  of: text,
  members: z.array(z.looseObject({ id: text, outcome: text, reason: text.nullish() })),
});

/** As it is read. */
export type GroupDocument = z.infer<typeof groupView>;

const groupPlan = z.looseObject({
  id: text,
  strategy: text,
  stopAfter: z.number(),
  limits,
  members: z.array(
    z.looseObject({ id: text, after: z.array(text).nullish(), target: text, engine: text, mode: text }),
  ),
});

/** What a dry run would make. */
export type GroupPlanDocument = z.infer<typeof groupPlan>;

/** The answer to `POST groups`. */
export const madeGroup = z.looseObject({
  outcome: z.enum(['made', 'same', 'possible']),
  group: groupView.optional(),
  plan: groupPlan.optional(),
});

/** A line of `GET groups`. */
export const groupLine = z.looseObject({
  id: text,
  strategy: text,
  members: z.number(),
  held: z.boolean().optional(),
  stopped: z.boolean().optional(),
  begunAt: text.optional(),
  endedAt: text.optional(),
});
