/** Bodies of the routes that concern the whole ledger. */
import { z } from 'zod';

/** Body of `POST ledger/freeze` and `POST ledger/thaw`. */
export const freezeBody = z.strictObject({
  reason: z.string().trim().min(3).max(500).default('no reason given'),
});
