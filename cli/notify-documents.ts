/** What the API says of receivers of notifications, as the commands read it. */
import { z } from 'zod';

const text = z.string();
const maybe = text.nullish();
const receiverFailure = z.looseObject({ code: text, text, migration: text, at: maybe });

/** `GET notifications`. */
export const receiverList = z.looseObject({
  items: z.array(
    z.looseObject({
      name: text,
      kind: text,
      lastTaken: z.looseObject({ id: text, at: text }).nullish(),
      behind: z.looseObject({ since: text, waiting: z.number() }).nullish(),
      failingSince: maybe,
      failure: receiverFailure.nullish(),
      lastFailure: receiverFailure.nullish(),
      refusedDigest: z.looseObject({ id: text, group: text, at: text, code: text, text }).nullish(),
      nextAt: maybe,
    }),
  ),
});
/** How receivers stand. */
export type ReceiversDocument = z.infer<typeof receiverList>;

/** Answer of `POST notifications/test`. */
export const receiverTest = z.looseObject({
  receiver: text,
  id: text,
  delivered: z.boolean(),
  code: maybe,
  text: maybe,
});
