/** The API's documents about groups as the command shows them; tolerant, as documents.ts. */
import { z } from 'zod';

const text = z.string();

/** `GET groups/{id}`. */
export const groupView = z.looseObject({
  id: text,
  strategy: text,
  standing: text,
  waitsFor: text,
  counts: z.record(z.string(), z.number()),
  members: z.array(
    z.looseObject({ id: text, standing: text, reason: text, after: z.array(text).optional() }),
  ),
});

/** As it is read. */
export type GroupDocument = z.infer<typeof groupView>;

/** The answer to `POST groups`. */
export const madeGroup = z.looseObject({
  outcome: z.enum(['made', 'same', 'possible']),
  group: groupView.optional(),
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
